// A copy of a payload that is being mended. It came from a peer: nothing about it is certain.

export type Draft = Record<string, unknown>;

/** Mends in place; true when there was something to mend. Leaves alone what is in order, so it may run twice. */
export type Repair = (payload: Draft) => boolean;

export const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects in a list of the draft. */
export function itemsOf(holder: Draft, key: string): readonly Draft[] {
  const list = holder[key];
  if (!Array.isArray(list)) return none;
  return list.every(isDraft) ? list : list.filter(isDraft);
}

const none: readonly Draft[] = [];

/** Runs a repair on each object; true when one of them had something to mend. */
export function mendEach(drafts: readonly Draft[], repair: Repair): boolean {
  let mended = false;
  for (const draft of drafts) if (repair(draft)) mended = true;
  return mended;
}

/** Leaves out of the list what `keep` does not want; true when it left something out. */
export function keepOnly(holder: Draft, key: string, keep: (item: unknown) => boolean): boolean {
  const list = holder[key];
  if (!Array.isArray(list)) return false;
  const kept = list.filter(keep);
  if (kept.length === list.length) return false;
  holder[key] = kept;
  return true;
}
