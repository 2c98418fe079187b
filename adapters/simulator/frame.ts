// Frames of OCPP-J 1.6, read and written by the simulator itself, so that a fault of the gateway's own reader shows.

export type Payload = Readonly<Record<string, unknown>>;

export type Frame =
  | { readonly kind: 'call'; readonly id: string; readonly action: string; readonly payload: Payload }
  | { readonly kind: 'result'; readonly id: string; readonly payload: Payload }
  | { readonly kind: 'error'; readonly id: string; readonly code: string; readonly description: string }
  | { readonly kind: 'broken'; readonly why: string };

export const callText = (id: string, action: string, payload: Payload): string =>
  JSON.stringify([2, id, action, payload]);
export const resultText = (id: string, payload: Payload): string => JSON.stringify([3, id, payload]);
export const errorText = (id: string, code: string, description = ''): string =>
  JSON.stringify([4, id, code, description, {}]);

/** Never throws; what breaks 1.6-J §4.2 is `broken` and says why. */
export function readFrame(text: string): Frame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return broken('no JSON', text);
  }
  if (!Array.isArray(value)) return broken('no JSON array', text);
  const [type, id] = value as unknown[];
  if (typeof id !== 'string' || id === '') return broken('no message id', text);
  if (type === 2) return readCall(id, value, text);
  if (type === 3) {
    if (value.length !== 3 || !isPayload(value[2])) return broken('a CALLRESULT has three elements', text);
    return { kind: 'result', id, payload: value[2] };
  }
  if (type === 4) {
    if (value.length !== 5 || typeof value[2] !== 'string' || typeof value[3] !== 'string' || !isPayload(value[4]))
      return broken('a CALLERROR has five elements', text);
    return { kind: 'error', id, code: value[2], description: value[3] };
  }
  return broken('no message type of 1.6', text);
}

function readCall(id: string, value: readonly unknown[], text: string): Frame {
  const [, , action, payload] = value;
  if (value.length !== 4) return broken('a CALL has four elements', text);
  if (typeof action !== 'string') return broken('the action is no string', text);
  if (!isPayload(payload)) return broken('the payload is no object', text);
  return { kind: 'call', id, action, payload };
}

const broken = (why: string, text: string): Frame => ({ kind: 'broken', why: `${why}: ${text.slice(0, 120)}` });

const isPayload = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with sorted keys: two payloads that say the same have the same text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isPayload(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
