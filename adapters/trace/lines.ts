// A message as it lies on disk: a line that begins with whose it is, so that those of others need not be read.

import type { TraceRecord } from '../../src/core/ports/trace.ts';
import type { Version } from '../../src/model/protocol.ts';

const directions = { in: 'i', out: 'o' } as const;

/** `of` holds no tab and no line break: it was the end of a path. */
export const lineOf = (of: string, { n, at, direction, version, text, isNote }: TraceRecord): string =>
  `${of}\t${n}\t${at}\t${directions[direction]}${isNote ? '!' : ''}\t${version ?? ''}\t${onOneLine(text)}\n`;

/** Between the parts of a message a line break is as good as a space. */
const onOneLine = (text: string): string => (/[\r\n]/.test(text) ? text.replaceAll(/[\r\n]/g, ' ') : text);

/** Of this one, in their order. A line that was torn by the end of a process is left out. */
export function recordsIn(text: string, of: string): TraceRecord[] {
  const found: TraceRecord[] = [];
  const start = `${of}\t`;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    if (end < 0) break;
    const record = text.startsWith(start, at) ? recordIn(text.slice(at + start.length, end)) : undefined;
    if (record !== undefined) found.push(record);
    at = end + 1;
  }
  return found;
}

function recordIn(line: string): TraceRecord | undefined {
  const [, n, at, way, note, version, text] = /^(\d+)\t(\d+)\t([io])(!?)\t([\d.]*)\t(.*)$/.exec(line) ?? [];
  if (text === undefined) return undefined;
  return {
    ...{ n: Number(n), at: Number(at), direction: way === 'i' ? 'in' : 'out', text, isNote: note === '!' },
    ...(version !== '' && { version: version as Version }),
  };
}
