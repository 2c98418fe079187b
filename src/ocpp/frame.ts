// Frames of OCPP-J: JSON arrays that begin with their type. Reading never throws; what is no frame is a value too.

import { isTooDeep } from './depth.ts';
import { cut } from './text.ts';

/**
 * One frame. `idText` is the message id as JSON, for the echo: some stations use numbers. Types 5 and 6 are those of 2.1.
 * A null or missing payload is `{}`. `code` and `description` are the peer's own words: never repeat them to a peer.
 */
export type Frame =
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly idText: string;
      readonly action: string;
      readonly payload: unknown;
    }
  | { readonly kind: 'result'; readonly id: string; readonly payload: unknown }
  | ({ readonly kind: 'error' } & ErrorBody)
  | ({ readonly kind: 'resultError' } & ErrorBody)
  | { readonly kind: 'send'; readonly id: string; readonly action: string; readonly payload: unknown }
  | BadFrame;

interface ErrorBody {
  readonly id: string;
  readonly code: string;
  readonly description: string;
  readonly details: unknown;
}

/**
 * Unreadable. `idText` is there when the frame is a CALL and its id could be read: only then is a CALLERROR due in every
 * version. `id` alone belongs to a frame of another type, which 2.0.1 wants refused when the fault is `type`.
 */
export interface BadFrame {
  readonly kind: 'bad';
  readonly fault: Fault;
  readonly id?: string;
  readonly idText?: string;
}

export type Fault = 'json' | 'depth' | 'shape' | 'type' | 'id' | 'action';

const meanings: Readonly<Record<Fault, string>> = {
  json: 'it is not JSON',
  depth: 'it nests deeper than 32 levels',
  shape: 'it is not an array of the right length',
  type: 'its message type is unknown',
  id: 'its message id is missing, empty or longer than 256 characters',
  action: 'its action is missing, empty or longer than 64 characters',
};

/** What is wrong, as the end of a sentence; holds nothing that the peer wrote. */
export const describeFault = (fault: Fault): string => meanings[fault];

/** The standard says 36 characters; stations that use more are answered all the same. */
const maxIdLength = 256;
/** The longest action of any version has 33 characters. */
const maxActionLength = 64;
/** Code and description go into alarms and facts; the standard says 50 and 255. */
const maxCodeLength = 64;
const maxDescriptionLength = 255;

/** Reads one frame. Never throws, whatever the text. */
export function parseFrame(text: string): Frame {
  if (isTooDeep(text)) return badHead(text, 'depth');
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return badHead(text, 'json');
  }
  if (!Array.isArray(parts)) return { kind: 'bad', fault: 'shape' };
  const id = readId(parts[1], text);
  if (id === undefined) return { kind: 'bad', fault: 'id' };
  switch (parts[0]) {
    case 2:
      return readCall(parts, id, text);
    case 3:
      return { kind: 'result', id, payload: parts[2] ?? {} };
    case 4:
      return readError('error', parts, id);
    case 5:
      return readError('resultError', parts, id);
    case 6:
      return isAction(parts[2])
        ? { kind: 'send', id, action: parts[2], payload: parts[3] ?? {} }
        : { kind: 'bad', fault: 'action', id };
    default:
      return { kind: 'bad', fault: 'type', id };
  }
}

/** Whether a frame that cannot be read begins like a CALL. */
export const isCall = (text: string): boolean => /^\s*\[\s*2\s*,/.test(text);

/** A number counts as the text that it was written with: 1.0 and 9007199254740993 are echoed as they came. */
function readId(id: unknown, text: string): string | undefined {
  if (typeof id === 'string') return id.length > 0 && id.length <= maxIdLength ? id : undefined;
  if (typeof id !== 'number') return undefined;
  const written = /^\s*\[[^,]*,\s*([\d.eE+-]+)/.exec(text)?.[1];
  return written !== undefined && written.length <= maxIdLength ? written : undefined;
}

function readCall(parts: readonly unknown[], id: string, text: string): Frame {
  const action = parts[2];
  const idText = typeof parts[1] === 'string' ? quote(id, text) : id;
  if (!isAction(action)) return { kind: 'bad', fault: 'action', id, idText };
  if (parts.length > 4) return { kind: 'bad', fault: 'shape', id, idText };
  return { kind: 'call', id, idText, action, payload: parts[3] ?? {} };
}

const isAction = (action: unknown): action is string =>
  typeof action === 'string' && action.length > 0 && action.length <= maxActionLength;

/** An id that stands in the text as it reads needs no escapes; that is nearly every one. */
function quote(id: string, text: string): string {
  const plain =
    text.startsWith(id, 4) && text.charCodeAt(3) === quoteCode && text.charCodeAt(4 + id.length) === quoteCode;
  return plain ? text.slice(3, 5 + id.length) : JSON.stringify(id);
}

/** Three to five elements, and details that are no object, are taken as they come (Q54). */
function readError(kind: 'error' | 'resultError', parts: readonly unknown[], id: string): Frame {
  if (parts.length < 3 || parts.length > 5) return { kind: 'bad', fault: 'shape', id };
  const [, , code, description] = parts;
  return {
    kind,
    id,
    code: typeof code === 'string' && code.length <= maxCodeLength ? code : 'GenericError',
    description: typeof description === 'string' ? cut(description, maxDescriptionLength) : '',
    details: parts[4] ?? {},
  };
}

/** The id of a CALL whose rest cannot be read, so that its sender need not wait for a timeout. */
function badHead(text: string, fault: Fault): BadFrame {
  const idText = /^\s*\[\s*2\s*,\s*("(?:[^"\\]|\\.){1,256}"|-?\d[\d.eE+-]{0,255})\s*,/.exec(text)?.[1];
  if (idText === undefined) return { kind: 'bad', fault };
  try {
    const id: unknown = JSON.parse(idText);
    return { kind: 'bad', fault, idText, id: typeof id === 'string' ? id : idText };
  } catch {
    return { kind: 'bad', fault };
  }
}

/**
 * The payload of a CALL as it stood in the text, character for character; `{}` where it was null or missing.
 * `frame` is what `parseFrame(text)` returned.
 */
export function payloadTextOf(text: string, frame: { readonly idText: string; readonly action: string }): string {
  // `[2,"id","Action",{…}]` without spaces or escapes is how nearly everybody writes it.
  const actionAt = 3 + frame.idText.length + 2;
  const start = actionAt + frame.action.length + 2;
  const plain =
    text.startsWith('[2,') &&
    text.startsWith(frame.idText, 3) &&
    text.startsWith(',"', actionAt - 2) &&
    text.startsWith(frame.action, actionAt) &&
    text.startsWith('",{', start - 2) &&
    text.charCodeAt(text.length - 1) === bracketCode;
  return plain ? text.slice(start, -1) : sliceFourth(text);
}

/** What follows the id of a CALLRESULT, CALLERROR or CALLRESULTERROR, character for character. */
export const afterIdOf = (text: string): string => sliceAfter(text, 2);

const sliceFourth = (text: string): string => sliceAfter(text, 3);

/** From after so many commas outside of strings to the last bracket. */
function sliceAfter(text: string, wanted: number): string {
  let commas = 0;
  let inString = false;
  for (let at = text.indexOf('[') + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === backslashCode) at += 1;
      else if (code === quoteCode) inString = false;
    } else if (code === quoteCode) inString = true;
    else if (code === commaCode && (commas += 1) === wanted)
      return orEmpty(text.slice(at + 1, text.lastIndexOf(']')).trim());
  }
  return '{}';
}

const orEmpty = (payload: string): string => (payload === 'null' ? '{}' : payload);

const quoteCode = 0x22;
const commaCode = 0x2c;
const backslashCode = 0x5c;
const bracketCode = 0x5d;

/** A CALL of ours. */
export const encodeCall = (id: string, action: string, payload: object): string =>
  encodeCallText(id, action, JSON.stringify(payload));

/** A CALL whose payload is JSON text already. */
export const encodeCallText = (id: string, action: string, payloadText: string): string =>
  `[2,${JSON.stringify(id)},${JSON.stringify(action)},${payloadText}]`;

/** An answer whose part after the id is text already: `kind` is 3 for a CALLRESULT and 4 for a CALLERROR. */
export const encodeAnswerText = (kind: 3 | 4, idText: string, rest: string): string => `[${kind},${idText},${rest}]`;

/** A CALLRESULT. `idText` is that of the CALL. */
export const encodeResult = (idText: string, payload: object): string => `[3,${idText},${JSON.stringify(payload)}]`;

/** A CALLERROR: five elements always, the description within 255 characters. Cannot throw. */
export const encodeError = (idText: string, code: string, description: string): string =>
  `[4,${idText},${JSON.stringify(code)},${JSON.stringify(cut(description, maxDescriptionLength))},{}]`;

/** A CALLRESULTERROR (2.1): the answer under this id cannot be read. Nobody answers it. */
export const encodeResultError = (id: string, code: string, description: string): string =>
  `[5,${JSON.stringify(id)},${JSON.stringify(code)},${JSON.stringify(cut(description, maxDescriptionLength))},{}]`;
