// `CP-[01-60]` is sixty stations.

/** More stations than one gateway serves. */
export const mostStations = 1000;

/** Every name of a range, leading zeros kept; undefined where the brackets make no sense or give too many. */
export function namesIn(range: string): string[] | undefined {
  const found = /^([^[\]]*)\[(\d+)-(\d+)\](.*)$/.exec(range);
  if (found === null) return /[[\]]/.test(range) ? undefined : [range];
  const [, before = '', from = '', to = '', rest = ''] = found;
  if (Number(to) < Number(from) || Number(to) - Number(from) >= mostStations) return undefined;
  const tails = namesIn(rest);
  if (tails === undefined) return undefined;
  const names: string[] = [];
  for (let number = Number(from); number <= Number(to); number += 1)
    for (const tail of tails) names.push(before + String(number).padStart(from.length, '0') + tail);
  return names.length > mostStations ? undefined : names;
}
