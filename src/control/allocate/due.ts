// What is due first: each of so many numbered things may have one level at which it is due. A tree of the lesser of two.

export interface Due {
  /** `levels[1]` is the least of all; below `levels[at]` are `2 × at` and `2 × at + 1`, and the things from `first` on. */
  readonly levels: Float64Array;
  readonly first: number;
}

/** Nothing is due: Infinity. */
export function newDue(count: number): Due {
  let first = 1;
  while (first < count) first *= 2;
  return { levels: new Float64Array(2 * first).fill(Infinity), first };
}

/** The least level; Infinity where nothing is due. */
export const leastLevel = ({ levels }: Due): number => levels[1]!;

export const dueAt = ({ levels, first }: Due, one: number): number => levels[first + one]!;

/** Infinity takes it out. */
export function setDue({ levels, first }: Due, one: number, level: number): void {
  let at = first + one;
  let least = level;
  while (at > 1) {
    if (levels[at] === least) return;
    levels[at] = least;
    const other = levels[at ^ 1]!;
    if (other < least) least = other;
    at >>= 1;
  }
  levels[1] = least;
}

/** What is due at the least level; of several the lowest number, so that nothing depends on the order in which they came. */
export function firstDue({ levels, first }: Due): number {
  const least = levels[1]!;
  let at = 1;
  while (at < first) {
    at *= 2;
    if (levels[at] !== least) at += 1;
  }
  return at - first;
}
