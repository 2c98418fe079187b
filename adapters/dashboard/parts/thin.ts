// Curves with more points than the screen has: of each pixel the lowest and the highest stay, so that no peak is lost and
// drawing costs what the screen is wide, not what was recorded.

export type Values = readonly (number | null | undefined)[];

/** All series keep the same moments: those at which any of them has its lowest or highest of a pixel. */
export function thinned(at: readonly number[], series: readonly Values[], pixels: number): [number[], Values[]] {
  // Two points of each series a pixel, beside the first.
  if (at.length <= pixels * 2 || pixels < 1) return [[...at], [...series]];
  const kept = new Set<number>([0, at.length - 1]);
  const [first = 0, last = 0] = [at[0], at.at(-1)];
  const width = (last - first) / pixels || 1;
  let from = 0;
  while (from < at.length) {
    const pixel = Math.floor((at[from]! - first) / width);
    let to = from + 1;
    while (to < at.length && Math.floor((at[to]! - first) / width) === pixel) to += 1;
    for (const values of series) keepExtremes(values, from, to, kept);
    from = to;
  }
  const places = [...kept].sort((a, b) => a - b);
  return [places.map((place) => at[place]!), series.map((values) => places.map((place) => values[place]))];
}

function keepExtremes(values: Values, from: number, to: number, kept: Set<number>): void {
  let [low, high] = [-1, -1];
  for (let place = from; place < to; place += 1) {
    const value = values[place];
    if (value === null || value === undefined) continue;
    if (low < 0 || value < values[low]!) low = place;
    if (high < 0 || value > values[high]!) high = place;
  }
  if (low >= 0) kept.add(low).add(high);
}
