import type { Reason } from './reason.ts';

/** The same text for what people call the same reason: without how many share, and which line is the fullest. */
export function reasonMark(reason: Reason): string {
  const { line: _line, sharedBy: _sharedBy, ...mark } = reason as Reason & { line?: number; sharedBy?: number };
  return JSON.stringify(mark);
}
