// The simulator's own chance: the same seed gives the same depot on every machine.

/** Numbers in [0, 1). */
export interface Chance {
  readonly fraction: () => number;
}

/** mulberry32. */
export function seeded(seed: number): Chance {
  let state = seed | 0;
  return {
    fraction() {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** A whole number from `least` through `most`. */
export const between = (chance: Chance, least: number, most: number): number =>
  least + Math.floor(chance.fraction() * (most - least + 1));

/** 36 characters in the shape of a UUID. */
export function uuidOf(chance: Chance): string {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(chance.fraction() * 16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}
