// Upstream numbers as the file knows them: on the EVSE itself, or in `upstreamNumbers` for those of ranges and templates and
// for those that are gone.

import type { EvseKey } from '../ids.ts';
import { evseKey, evseOf } from '../ids.ts';
import { error } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import { isStationName, namesIn } from './range.ts';
import type { SiteFile } from './schema.ts';
import type { Station } from './site.ts';

export interface Numbered {
  readonly stations: Station[];
  /** Numbers of EVSEs that are not in the file. */
  readonly former: (readonly [EvseKey, number])[];
}

/** The stations with all the numbers that the file fixes; two EVSEs with one number are a problem. */
export function applyNumbers(file: SiteFile, stations: readonly Station[], report: Report): Numbered {
  const listed = listedNumbers(file, report);
  const numbered = stations.map((station) => ({
    ...station,
    evses: station.evses.map((evse) => {
      const number = listed.get(evseKey(station.id, evse.id));
      return number === undefined || evse.upstreamEvse !== undefined ? evse : { ...evse, upstreamEvse: number };
    }),
  }));
  const present = new Set(stations.flatMap(({ id, evses }) => evses.map((evse) => evseKey(id, evse.id))));
  const former = [...listed].filter(([key]) => !present.has(key));
  reportDoubles(file, numbered, listed, report);
  return { stations: numbered, former };
}

/** The numbers that `upstreamNumbers` lists. */
function listedNumbers(file: SiteFile, report: Report): Map<EvseKey, number> {
  const listed = new Map<EvseKey, number>();
  for (const [key, number] of Object.entries(file.upstreamNumbers ?? {})) {
    const { station, evse } = evseOf(key as EvseKey);
    if (key.includes('/') && isStationName(station) && Number.isInteger(evse) && evse >= 1 && evse <= 64)
      listed.set(evseKey(station, evse), number);
    else
      report(
        error(
          'BB_CONFIG_NUMBER_OF',
          ['upstreamNumbers', key],
          `"${key.slice(0, 80)}" names no EVSE.`,
          'Write the station, a slash and the EVSE, such as CP-01/1. Busbar writes these lines itself.',
        ),
      );
  }
  return listed;
}

/** Two EVSEs with one number upstream would be one connector for the CSMS, and one with two would be two. */
function reportDoubles(
  file: SiteFile,
  stations: readonly Station[],
  listed: ReadonlyMap<EvseKey, number>,
  report: Report,
): void {
  const owners = new Map<number, EvseKey>();
  let isSaid = false;
  const claim = (key: EvseKey, number: number, path: () => ConfigPath): void => {
    const owner = owners.get(number);
    // A number in a template meets itself in every station of it.
    if (owner !== undefined && owner !== key && !isSaid) {
      isSaid = true;
      report(
        error(
          'BB_CONFIG_DOUBLE_UPSTREAM',
          path(),
          `${owner} and ${key} would both be EVSE ${number} upstream.`,
          'Give each EVSE its own number; a range or template cannot fix one.',
        ),
      );
    }
    owners.set(number, owner ?? key);
  };
  for (const [key, number] of listed) claim(key, number, () => ['upstreamNumbers', key]);
  for (const station of stations)
    for (const [index, { id, upstreamEvse }] of station.evses.entries()) {
      const key = evseKey(station.id, id);
      const number = listed.get(key);
      if (upstreamEvse === undefined) continue;
      claim(key, upstreamEvse, () => placeOf(file, station, index));
      if (number !== undefined && number !== upstreamEvse)
        report(
          error(
            'BB_CONFIG_TWO_NUMBERS',
            ['upstreamNumbers', key],
            `${key} is EVSE ${number} here and EVSE ${upstreamEvse} at the station.`,
            'Keep the one under which the central system knows it.',
          ),
        );
    }
}

/** Where the number of an EVSE is written, if not in the list. */
function placeOf(file: SiteFile, { id }: Station, index: number): ConfigPath {
  const at = file.stations.findIndex((entry) => entry.id === id || namesIn(entry.range ?? '')?.includes(id) === true);
  const { evses, template } = file.stations[at] ?? {};
  const top = evses === undefined && template !== undefined ? ['templates', template] : ['stations', Math.max(0, at)];
  return [...top, 'evses', index, 'upstream', 'evse'];
}
