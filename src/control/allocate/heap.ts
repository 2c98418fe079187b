// The least first: a binary heap of numbered things, each with the level at which it is due.

export interface Heap {
  readonly keys: number[];
  readonly ids: number[];
}

export const newHeap = (): Heap => ({ keys: [], ids: [] });

/** The least key; Infinity when it is empty. */
export const leastKey = ({ keys }: Heap): number => keys[0] ?? Infinity;

/** Of equal keys the lower number comes first, so that nothing depends on the order in which they came. */
export function push({ keys, ids }: Heap, key: number, id: number): void {
  let at = keys.length;
  keys.push(key);
  ids.push(id);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const other = keys[above]!;
    if (other < key || (other === key && ids[above]! < id)) break;
    keys[at] = other;
    ids[at] = ids[above]!;
    at = above;
  }
  keys[at] = key;
  ids[at] = id;
}

/** The number with the least key, which leaves the heap. */
export function pop({ keys, ids }: Heap): number | undefined {
  const first = ids[0];
  const key = keys.pop();
  const id = ids.pop();
  const size = keys.length;
  if (key === undefined || id === undefined || size === 0) return first;
  let at = 0;
  for (let below = 1; below < size; below = 2 * at + 1) {
    const right = below + 1;
    if (right < size && isBefore(keys[right]!, ids[right]!, keys[below]!, ids[below]!)) below = right;
    if (!isBefore(keys[below]!, ids[below]!, key, id)) break;
    keys[at] = keys[below]!;
    ids[at] = ids[below]!;
    at = below;
  }
  keys[at] = key;
  ids[at] = id;
  return first;
}

const isBefore = (key: number, id: number, otherKey: number, otherId: number): boolean =>
  key < otherKey || (key === otherKey && id < otherId);
