// Frames of OCPP-J: JSON arrays that begin with their type. Reading never throws; writing never repeats a peer's raw text.

import { isTooDeep } from './depth.ts';

/** `idText` is the message id as JSON, for the echo: some stations use numbers. */
export type Frame =
  | { readonly kind: 'call'; readonly id: string; readonly idText: string; readonly action: string; readonly payload: unknown }
  | { readonly kind: 'result'; readonly id: string; readonly payload: unknown }
  | { readonly kind: 'error'; readonly id: string; readonly code: string; readonly description: string }
  | { readonly kind: 'send'; readonly id: string; readonly action: string; readonly payload: unknown }
  | { readonly kind: 'resultError'; readonly id: string; readonly code: string; readonly description: string }
  /** Unreadable; `idText` where at least the id of a CALL could be read. */
  | { readonly kind: 'bad'; readonly fault: Fault; readonly idText?: string };

export type Fault = 'no JSON' | 'nested too deeply' | 'no frame' | 'no message id' | 'no action';

/** The standard says 36; stations that use more are answered all the same. */
const maxIdLength = 256;
const maxActionLength = 64;

export function parseFrame(text: string): Frame {
  if (isTooDeep(text)) return { kind: 'bad', fault: 'nested too deeply' };
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return { kind: 'bad', fault: 'no JSON' };
  }
  if (!Array.isArray(parts)) return { kind: 'bad', fault: 'no frame' };
  const id: unknown = parts[1];
  if (!isId(id)) return { kind: 'bad', fault: 'no message id' };
  switch (parts[0]) {
    case 2:
      return readCall(parts, id);
    case 3:
      return { kind: 'result', id: String(id), payload: parts[2] ?? {} };
    case 4:
      return { kind: 'error', ...readError(parts, id) };
    case 5:
      return { kind: 'resultError', ...readError(parts, id) };
    case 6:
      return { kind: 'send', id: String(id), action: String(parts[2]), payload: parts[3] ?? {} };
    default:
      return { kind: 'bad', fault: 'no frame' };
  }
}

const isId = (id: unknown): id is string | number =>
  typeof id === 'string' ? id.length > 0 && id.length <= maxIdLength : typeof id === 'number';

function readCall(parts: readonly unknown[], id: string | number): Frame {
  const action = parts[2];
  const idText = JSON.stringify(id);
  if (typeof action !== 'string' || action.length === 0 || action.length > maxActionLength)
    return { kind: 'bad', fault: 'no action', idText };
  if (parts.length > 4) return { kind: 'bad', fault: 'no frame', idText };
  return { kind: 'call', id: String(id), idText, action, payload: parts[3] ?? {} };
}

/** Three to five elements, and details that are no object, are taken as they come (Q54). */
const readError = (parts: readonly unknown[], id: string | number) => ({
  id: String(id),
  code: typeof parts[2] === 'string' ? parts[2] : 'GenericError',
  description: typeof parts[3] === 'string' ? parts[3] : '',
});

/** The payload of a CALL as it stood in the text, byte for byte. */
export function payloadTextOf(text: string, frame: { idText: string; action: string }): string {
  // `[2,"id","Action",` without spaces, escapes or surprises is how nearly everybody writes it.
  const start = 3 + frame.idText.length + 2 + frame.action.length + 2;
  const plain =
    text.startsWith('[2,') &&
    text.startsWith(frame.idText, 3) &&
    text.startsWith(frame.action, 3 + frame.idText.length + 2) &&
    text.charCodeAt(start) === 0x7b &&
    text.charCodeAt(start - 1) === 0x2c &&
    text.charCodeAt(text.length - 1) === 0x5d;
  return plain ? text.slice(start, -1) : sliceFourth(text);
}

/** The fourth element of the array: from after the third comma outside of strings to the last bracket. */
function sliceFourth(text: string): string {
  let commas = 0;
  let inString = false;
  for (let at = text.indexOf('[') + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x2c && (commas += 1) === 3) return text.slice(at + 1, text.lastIndexOf(']')).trim();
  }
  return '{}';
}

export const encodeCallText = (id: string, action: string, payload: string): string =>
  `[2,${JSON.stringify(id)},"${action}",${payload}]`;

export const encodeResult = (idText: string, payload: object): string => `[3,${idText},${JSON.stringify(payload)}]`;

/** Five elements always; the description within 255 characters. */
export const encodeError = (idText: string, code: string, description: string): string =>
  `[4,${idText},"${code}",${JSON.stringify(description.slice(0, 255))},{}]`;
