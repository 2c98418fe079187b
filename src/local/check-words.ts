// How `busbar check` writes figures and names.

/** One figure where all lines have the same. */
export const onLines = (amps: readonly number[]): string =>
  amps.every((one) => one === amps[0])
    ? `${pad(amps[0] ?? 0)} A`
    : amps.map((one, line) => `L${line + 1} ${one} A`).join(', ');

export const pad = (number: number): string => String(number).padStart(5);

/** Tenths at most. */
export const round = (figure: number): string => String(Math.round(figure * 10) / 10);

/** `1 s`, or `500 ms`. */
export const each = (ms: number): string => (ms >= 1000 ? `${round(ms / 1000)} s` : `${ms} ms`);

/** All of a few names; the first and the last of many, and how many. */
export const listed = (names: readonly string[]): string =>
  names.length <= 8 ? names.join(', ') : `${names.slice(0, 4).join(', ')} … ${names.at(-1)} (${names.length})`;
