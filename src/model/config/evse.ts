// EVSEs: ratings in amps per line, whatever the file states them in.

import { error } from './problem.ts';
import type { ConfigPath, ConfigProblem, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { Evse } from './site.ts';

type EvseEntry = NonNullable<SiteFile['stations'][number]['evses']>[number];

/**
 * Watts that one amp on every line carries at nominal voltage: three times 230 V to neutral; √3 times 230 V between
 * the lines of an IT grid; 240 V between the two legs of a split phase.
 */
const wattsPerAmp = { tn400: 3 * 230, it230: Math.sqrt(3) * 230, split240: 240 } as const;

/** A DC unit loses something between grid and vehicle; this is on the safe side of what is sold. */
const assumedEfficiency = 0.92;

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

const ampsOfKw = (file: SiteFile, { maxKw, efficiency }: EvseEntry): number | undefined =>
  maxKw === undefined
    ? undefined
    : Math.ceil((maxKw * 1000) / (efficiency ?? assumedEfficiency) / wattsPerAmp[file.site.supply ?? 'tn400']);
