// Which lines of the journal the history wants: a look at the first letters, no parsing.

const common = '{"kind":"';

/** True for a start, an end or a judgement of a transaction and for a station that booted. */
export function isTold(line: string): boolean {
  if (line.startsWith('Transaction', common.length)) {
    return ['Started"', 'Ended"', 'Judged"'].some((end) => line.startsWith(end, common.length + 11));
  }
  return line.startsWith('StationBooted"', common.length);
}
