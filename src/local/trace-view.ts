// What was said on the wire, as people read it: what kind of message it is, and what is wrong with it by the official schemas.
// Worked out when somebody reads it.

import type { Version } from '../model/protocol.ts';
import { describeFault, parseFrame } from '../ocpp/frame.ts';
import { checkOutbound, checkReply } from '../ocpp/schema.ts';

export interface TraceMessage {
  readonly n: number;
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly version?: Version;
  readonly text: string;
  readonly isNote: boolean;
}

export interface TraceView {
  readonly n: number;
  readonly at: string;
  /** From the point of view of the gateway. */
  readonly direction: 'in' | 'out';
  readonly version?: Version;
  /** `other`: a note of what happened to the connection, or what is no message. */
  readonly kind: 'call' | 'result' | 'error' | 'send' | 'other';
  /** Of an answer: that of its CALL. */
  readonly action?: string;
  readonly messageId?: string;
  readonly text: string;
  readonly bytes: number;
  readonly findings: readonly { readonly path: string; readonly text: string }[];
}

/** The action of a CALL that was made in this direction under this id, before this message. */
export type ActionOf = (direction: 'in' | 'out', id: string) => string | undefined;

export function traceView(message: TraceMessage, actionOf: ActionOf): TraceView {
  const { n, at, direction, version, text, isNote } = message;
  const said = isNote ? { kind: 'other' as const, findings: [] } : read(message, actionOf);
  return {
    ...{ n, at: new Date(at).toISOString(), direction },
    ...(version !== undefined && { version }),
    ...said,
    text,
    bytes: utf8Length(text),
  };
}

type Said = Pick<TraceView, 'kind' | 'action' | 'messageId' | 'findings'>;

function read({ direction, version, text }: TraceMessage, actionOf: ActionOf): Said {
  const frame = parseFrame(text);
  const answers = direction === 'in' ? 'out' : 'in';
  switch (frame.kind) {
    case 'call':
    case 'send':
      return {
        ...{ kind: frame.kind, action: frame.action, messageId: frame.id },
        findings: findingsOf(version, frame.action, 'call', frame.payload),
      };
    case 'result': {
      const action = actionOf(answers, frame.id);
      return {
        ...{ kind: 'result', messageId: frame.id },
        ...(action !== undefined && { action }),
        findings: action === undefined ? [] : findingsOf(version, action, 'answer', frame.payload),
      };
    }
    case 'error':
    case 'resultError': {
      const action = actionOf(answers, frame.id);
      return { kind: 'error', messageId: frame.id, ...(action !== undefined && { action }), findings: [] };
    }
    case 'bad':
      return {
        kind: 'other',
        ...(frame.id !== undefined && { messageId: frame.id }),
        findings: [{ path: '', text: `This is no message of OCPP: ${describeFault(frame.fault)}.` }],
      };
  }
}

/** Against the schemas as they are written; the gateway itself takes more than they allow. */
function findingsOf(
  version: Version | undefined,
  action: string,
  side: 'call' | 'answer',
  payload: unknown,
): TraceView['findings'] {
  if (version === undefined) return [];
  const violation = (side === 'call' ? checkOutbound : checkReply)(version, action, payload);
  if (violation === undefined) return [];
  const stranger = violation.stranger === undefined ? '' : ` ("${violation.stranger.slice(0, 60)}")`;
  return [{ path: violation.path, text: `${violation.message}${stranger}` }];
}

/** Id and action of a CALL, without reading the rest. */
export function callIn(text: string): { readonly id: string; readonly action: string } | undefined {
  const [, id, action] = /^\s*\[\s*[26]\s*,\s*"((?:[^"\\]|\\.)*)"\s*,\s*"([^"\\]*)"/.exec(text) ?? [];
  return action === undefined ? undefined : { id: id!, action };
}

/** As it went over the wire, but for secrets. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return bytes;
}

export interface TraceFilter {
  readonly action?: string;
  readonly direction?: 'in' | 'out';
  /** A part of the text. */
  readonly search?: string;
  readonly onlyInvalid?: boolean;
}

/** What is cheap to see; `action` and `onlyInvalid` need the view. */
export const mayShow = ({ direction, text }: TraceMessage, filter: TraceFilter): boolean =>
  (filter.direction === undefined || direction === filter.direction) &&
  (filter.search === undefined || text.toLowerCase().includes(filter.search.toLowerCase()));

export const isShown = ({ action, findings }: TraceView, filter: TraceFilter): boolean =>
  (filter.action === undefined || action === filter.action) && (filter.onlyInvalid !== true || findings.length > 0);

/** The actions of CALLs among these, which come newest first. */
export function actionsIn(messages: readonly TraceMessage[]): ActionOf {
  const known = new Map<string, string>();
  // Of two under one id the later one counts, for what came after it; stations do not use one twice in a while.
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const { direction, text, isNote } = messages[at]!;
    const call = isNote ? undefined : callIn(text);
    if (call !== undefined) known.set(`${direction} ${call.id}`, call.action);
  }
  return (direction, id) => known.get(`${direction} ${id}`);
}
