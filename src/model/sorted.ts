// Places in lists that are in order.

/** The place of the first whose value is above this one; the length of the list where none is. */
export function firstAbove<One>(list: readonly One[], valueOf: (one: One) => number, value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueOf(list[middle]!) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
