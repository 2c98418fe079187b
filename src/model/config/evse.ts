// EVSEs: ratings in amps per line, whatever the file states them in.

import { assumedEfficiency, lineCount, wattsPerAmp } from '../electric.ts';
import { error } from './problem.ts';
import type { ConfigPath, ConfigProblem, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { Evse } from './site.ts';

type EvseEntry = NonNullable<SiteFile['stations'][number]['evses']>[number];

/** IEC 61851-1: an AC vehicle cannot charge with less. */
const leastAcAmps = 6;

export function expandEvse(file: SiteFile, entry: EvseEntry, path: ConfigPath, report: Report): Evse {
  const maxAmps = entry.maxAmps ?? ampsOfKw(file, entry);
  const minAmps = entry.minAmps ?? (entry.maxKw === undefined ? leastAcAmps : 0);
  if (maxAmps === undefined)
    report(
      error('BB_CONFIG_NO_RATING', path, 'The EVSE has no rating.', 'Write maxAmps (AC, per phase) or maxKw (DC).'),
    );
  else if (minAmps > maxAmps)
    report(minAboveMax([...path, entry.minAmps === undefined ? 'maxAmps' : 'minAmps'], minAmps, maxAmps));
  return {
    id: entry.id,
    maxAmps: maxAmps ?? 0,
    minAmps,
    phases: (entry.phases ?? 'unknown') as Evse['phases'],
    ...(entry.upstream !== undefined && { upstreamEvse: entry.upstream.evse }),
  };
}

export const minAboveMax = (path: ConfigPath, minAmps: number, maxAmps: number): ConfigProblem =>
  error(
    'BB_CONFIG_MIN_ABOVE_MAX',
    path,
    `minAmps (${minAmps} A) is above the rating (${maxAmps} A).`,
    'Correct one of them.',
  );

/** Amps on every line at nominal voltage. */
function ampsOfKw(file: SiteFile, { maxKw, efficiency }: EvseEntry): number | undefined {
  if (maxKw === undefined) return undefined;
  const supply = file.site.supply ?? 'tn400';
  return Math.ceil((maxKw * 1000) / (efficiency ?? assumedEfficiency) / wattsPerAmp(supply, lineCount[supply]));
}
