// Whether two things take the same time, as far as anybody can tell who measures often.

/** Standard errors beyond which a difference is no accident (p < 0.01, two-sided). */
const significant = 2.58;
/** A busy computer may disturb one measurement, not each of so many. */
const attempts = 5;
/** A difference below this share of the time is nothing that shows through a network, however often it is measured. */
const invisible = 0.02;

/** How long one of them takes, in milliseconds. */
type Try = () => number | Promise<number>;

/** Measures both `times` times in random order, and compares the ranks of what it took (Mann and Whitney). */
export async function areAlike(one: Try, other: Try, times: number, random: () => number): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const took: { isOne: boolean; ms: number }[] = [];
    for (let at = 0; at < times; at += 1) {
      const isOneFirst = random() < 0.5;
      for (const isOne of [isOneFirst, !isOneFirst]) took.push({ isOne, ms: await (isOne ? one : other)() });
    }
    if (Math.abs(deviation(took)) < significant || differs(took) < invisible) return true;
  }
  return false;
}

type Took = readonly { readonly isOne: boolean; readonly ms: number }[];

/** By how many standard errors the ranks of the one are from what chance gives. */
export function deviation(took: Took): number {
  const sorted = [...took].sort((a, b) => a.ms - b.ms);
  const count = sorted.length / 2;
  const ranks = sorted.reduce((sum, { isOne }, at) => sum + (isOne ? at + 1 : 0), 0);
  const mean = (count * (2 * count + 1)) / 2;
  return (ranks - mean) / Math.sqrt((count * count * (2 * count + 1)) / 12);
}

/** Of the medians. */
function differs(took: Took): number {
  const median = (isOne: boolean): number => {
    const all = took.filter((each) => each.isOne === isOne).map(({ ms }) => ms);
    return all.sort((a, b) => a - b)[all.length >> 1]!;
  };
  return Math.abs(median(true) / median(false) - 1);
}
