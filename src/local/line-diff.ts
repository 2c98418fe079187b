// What differs between two texts, line by line: as people see it, and so that a change can be taken back although others
// followed it.

/** Lines `from` up to, not including, `to` of the one text give way to `lines`. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

export interface DiffLine {
  readonly sign: ' ' | '+' | '-';
  /** Counted from 1: of the text after, and of the text before for what is gone. */
  readonly line: number;
  readonly text: string;
}

/** More differences than this are told as one piece: to find the fewest takes the square of them. */
const mostDifferences = 400;

/** With their ends, so that together they are the text again. */
export const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

/** The fewest lines that make the one text of the other (Myers), in order and apart from each other. */
export function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  if (a.length === 0 && b.length === 0) return [];
  const kept = a.length === 0 || b.length === 0 ? [] : keptOf(a, b);
  const hunks: Hunk[] = [];
  let [x, y] = [0, 0];
  for (const [atA, atB] of [...kept, [a.length, b.length] as const]) {
    if (atA > x || atB > y) hunks.push({ from: head + x, to: head + atA, lines: b.slice(y, atB) });
    [x, y] = [atA + 1, atB + 1];
  }
  return hunks;
}

/** Which lines stay: pairs of their places, in order. */
function keptOf(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const most = Math.min(a.length + b.length, mostDifferences);
  const middle = most + 1;
  const furthest = new Int32Array(2 * middle + 1).fill(-1);
  furthest[middle + 1] = 0;
  const trace: Int32Array[] = [];
  for (let d = 0; d <= most; d += 1) {
    // As it was before this round: diagonals from -d to d, and one beside them.
    trace.push(furthest.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const at = middle + k;
      const down = k === -d || (k !== d && furthest[at - 1]! < furthest[at + 1]!);
      let x = down ? furthest[at + 1]! : furthest[at - 1]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      furthest[at] = x;
      if (x >= a.length && x - k >= b.length) return wayBack(trace, a.length, b.length);
    }
  }
  return [];
}

function wayBack(trace: readonly Int32Array[], endA: number, endB: number): (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  let [x, y] = [endA, endB];
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const furthest = trace[d]!;
    const k = x - y;
    const at = k + d + 1;
    const down = k === -d || (k !== d && furthest[at - 1]! < furthest[at + 1]!);
    const fromX = d === 0 ? 0 : furthest[down ? at + 1 : at - 1]!;
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) kept.push([(x -= 1), (y -= 1)]);
    [x, y] = [fromX, fromY];
  }
  return kept.reverse();
}

/** Lines around a difference, so that a person knows where it is. */
const around = 2;
/** Nobody reads more. */
const mostShown = 400;

/** The differences with some lines around them. */
export function diffOf(before: string, after: string): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const shown: DiffLine[] = [];
  const tell = (sign: DiffLine['sign'], line: number, text: string): void => {
    if (shown.length < mostShown) shown.push({ sign, line, text: text.replace(/\r?\n$/, '') });
  };
  let told = 0;
  let shift = 0;
  const hunks = hunksOf(a, b);
  for (const [index, { from, to, lines }] of hunks.entries()) {
    const next = hunks[index + 1]?.from ?? a.length;
    for (let line = Math.max(told, from - around); line < from; line += 1) tell(' ', line + shift + 1, a[line]!);
    for (let line = from; line < to; line += 1) tell('-', line + 1, a[line]!);
    for (const [nth, text] of lines.entries()) tell('+', from + shift + nth + 1, text);
    shift += lines.length - (to - from);
    told = Math.min(next, to + around);
    for (let line = to; line < told; line += 1) if (a[line] !== '') tell(' ', line + shift + 1, a[line]!);
  }
  return shown;
}

/**
 * `now` without what changed `before` into `after`, whatever else changed since; undefined where both changed the same
 * lines.
 */
export function takenBack(before: string, after: string, now: string): string | undefined {
  if (now === after) return before;
  const base = linesOf(after);
  const back = hunksOf(base, linesOf(before));
  const since = hunksOf(base, linesOf(now));
  const isSame = (one: Hunk, two: Hunk): boolean =>
    one.from === two.from && one.to === two.to && one.lines.join('') === two.lines.join('');
  const missing = back.filter((one) => !since.some((two) => isSame(one, two)));
  if (missing.some((one) => since.some((two) => clash(one, two)))) return undefined;
  // What comes in at a place stands before what takes the place of the lines there.
  const all = [...missing, ...since].sort((one, two) => two.from - one.from || two.to - one.to);
  const lines = [...base];
  for (const { from, to, lines: by } of all) lines.splice(from, to - from, ...by);
  return lines.join('');
}

/** They have a line in common, or bring lines to the same place. */
const clash = (one: Hunk, two: Hunk): boolean =>
  (one.from < two.to && two.from < one.to) || (one.from === two.from && one.from === one.to && two.from === two.to);
