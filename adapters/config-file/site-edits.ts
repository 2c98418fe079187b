// What an installer's wish means for the site file: the fewest lines that change.

import type { EvseKey } from '../../src/model/ids.ts';
import { evseOf } from '../../src/model/ids.ts';
import type { StationOptions } from '../../src/model/config/station-options.ts';
import { namesIn } from '../../src/model/config/range.ts';
import type { SiteFile } from '../../src/model/config/schema.ts';
import type { Edit, Value } from './edit-yaml.ts';

type StationEntry = SiteFile['stations'][number];

/** Where a station stands: an entry of its own, or a range that it is one of. */
export interface Standing {
  readonly at: number;
  readonly entry: StationEntry;
  readonly isRange: boolean;
}

export function standingOf(file: SiteFile, station: string): Standing | undefined {
  for (const [at, entry] of file.stations.entries()) {
    if (entry.id === station) return { at, entry, isRange: false };
    const isInRange = entry.range !== undefined && namesIn(entry.range)?.includes(station) === true;
    if (isInRange && entry.except?.includes(station) !== true) return { at, entry, isRange: true };
  }
  return undefined;
}

/** A new station at the end of the list. */
export const addStation = (file: SiteFile, station: string, options: StationOptions, state?: 'enrolled'): Edit[] => [
  {
    kind: 'add',
    path: ['stations'],
    value: { ...entryOf(file, station, options), ...(state !== undefined && { state }) },
  },
];

function entryOf(file: SiteFile, id: string, options: StationOptions): { [key: string]: Value } {
  const { template, circuit, maxAmps, evses, profile, address, keyEncoding } = options;
  const ofTemplate = template === undefined ? undefined : file.templates?.[template];
  // A template may say how its stations prove who they are; profile 0 is said at the station or not at all.
  const isSaid = ofTemplate?.security?.profile === 1 && profile !== 0;
  return {
    id,
    ...(template !== undefined && { template }),
    ...(circuit !== undefined && { circuit }),
    ...(maxAmps !== undefined && {
      evses: Array.from({ length: evses ?? 1 }, (_, at) => ({ id: at + 1, maxAmps })),
    }),
    ...(!isSaid && {
      security:
        profile === 0 ? { profile, ...(address !== undefined && { address }) } : { profile: 1, password: 'managed' },
    }),
    ...(keyEncoding !== undefined && { keyEncoding }),
  };
}

/** Keys of one station that change; out of a range it gets an entry of its own. */
export function changeStation(station: string, standing: Standing, keys: { readonly [key: string]: Value }): Edit[] {
  if (standing.isRange) return takeOut(station, standing, { id: station, ...keys });
  return Object.entries(keys).map(([key, value]) => ({ kind: 'set', path: ['stations', standing.at, key], value }));
}

/** A station leaves its range, and an entry behind the range takes its place. */
function takeOut(station: string, { at, entry }: Standing, keys: { readonly [key: string]: Value }): Edit[] {
  const { range: _range, except = [], id: _id, ...shared } = entry;
  return [
    { kind: 'set', path: ['stations', at, 'except'], value: [...except, station] },
    {
      kind: 'add',
      path: ['stations'],
      behind: at,
      value: { id: keys['id'] ?? station, ...(shared as { [key: string]: Value }), ...keys },
    },
  ];
}

/** Another device takes the place of a station, with its numbers upstream. */
export function replaceStation(
  file: SiteFile,
  old: string,
  station: string,
  standing: Standing,
  numbers: readonly (readonly [EvseKey, number])[],
): Edit[] {
  const edits: Edit[] = standing.isRange
    ? takeOut(old, standing, { id: station })
    : [{ kind: 'set', path: ['stations', standing.at, 'id'], value: station }];
  return [...edits, ...handNumbersOver(file, station, standing, numbers), ...inUplinks(file, old, station)];
}

function handNumbersOver(
  { upstreamNumbers = {} }: SiteFile,
  station: string,
  { entry, isRange }: Standing,
  numbers: readonly (readonly [EvseKey, number])[],
): Edit[] {
  const missing: [string, number][] = [];
  const renamed: Edit[] = [];
  for (const [key, number] of numbers) {
    const { evse } = evseOf(key);
    if (!isRange && entry.evses?.[evse - 1]?.upstream !== undefined) continue;
    if (upstreamNumbers[key] === undefined) missing.push([`${station}/${evse}`, number]);
    else renamed.push({ kind: 'rename', path: ['upstreamNumbers', key], to: `${station}/${evse}` });
  }
  return [...renamed, ...listNumbers(upstreamNumbers, missing)];
}

const comment = 'Written by Busbar: the numbers under which the central system knows the EVSEs. They never change.';

function listNumbers(listed: SiteFile['upstreamNumbers'], numbers: readonly (readonly [string, number])[]): Edit[] {
  if (numbers.length === 0) return [];
  if (listed === undefined || Object.keys(listed).length === 0)
    return [{ kind: 'set', path: ['upstreamNumbers'], value: Object.fromEntries(numbers), comment }];
  return numbers.map(([key, value]) => ({ kind: 'set', path: ['upstreamNumbers', key], value }));
}

/** An uplink that serves some stations only goes on serving this place. */
function inUplinks(file: SiteFile, old: string, station: string): Edit[] {
  return (file.uplinks ?? []).flatMap(({ stations = [] }, at): Edit[] => {
    const path = ['uplinks', at, 'stations'];
    const index = stations.indexOf(old);
    if (index >= 0) return [{ kind: 'set', path: [...path, index], value: station }];
    const isInRange = stations.some((name) => namesIn(name)?.includes(old) === true);
    return isInRange ? [{ kind: 'add', path, value: station }] : [];
  });
}

/** Numbers that the file does not know yet: at the EVSE where the entry lists its own, else in `upstreamNumbers`. */
export function writeNumbers(file: SiteFile, numbers: readonly (readonly [EvseKey, number])[]): Edit[] {
  const entries = new Map(
    file.stations.flatMap((entry, at) => (entry.id === undefined ? [] : [[entry.id, at] as const])),
  );
  const taken = new Set(Object.values(file.upstreamNumbers ?? {}));
  for (const { evses = [] } of file.stations)
    for (const { upstream } of evses) if (upstream !== undefined) taken.add(upstream.evse);
  const listed: [string, number][] = [];
  const edits: Edit[] = [];
  for (const [key, number] of numbers) {
    // What the file says otherwise is for a person to correct; an alarm names it.
    if (file.upstreamNumbers?.[key] !== undefined || taken.has(number)) continue;
    const { station, evse } = evseOf(key);
    const at = entries.get(station);
    const own = at === undefined ? undefined : file.stations[at]?.evses?.[evse - 1];
    if (own?.id === evse && own.upstream !== undefined) continue;
    if (own?.id === evse)
      edits.push({ kind: 'set', path: ['stations', at!, 'evses', evse - 1, 'upstream'], value: { evse: number } });
    else listed.push([key, number]);
  }
  return [...edits, ...listNumbers(file.upstreamNumbers, listed)];
}
