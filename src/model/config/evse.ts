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
  const steps = stepsOf(entry, { minAmps, maxAmps: maxAmps ?? Infinity }, path, report);
  return {
    id: entry.id,
    maxAmps: maxAmps ?? 0,
    // With steps, the least that it may be told and its vehicle can charge with.
    minAmps: steps?.find((amps) => amps >= minAmps) ?? minAmps,
    ...(steps !== undefined && { steps }),
    phases: (entry.phases ?? 'unknown') as Evse['phases'],
    ...(entry.upstream !== undefined && { upstreamEvse: entry.upstream.evse }),
  };
}

/** Rising, without 0, which every EVSE is told. */
function stepsOf(
  { steps }: EvseEntry,
  { minAmps, maxAmps }: Pick<Evse, 'minAmps' | 'maxAmps'>,
  path: ConfigPath,
  report: Report,
): number[] | undefined {
  if (steps === undefined) return undefined;
  const rising = [...new Set(steps)].filter((amps) => amps > 0).sort((a, b) => a - b);
  const where = [...path, 'steps'];
  const above = rising.find((amps) => amps > maxAmps);
  if (above !== undefined)
    report(
      error(
        'BB_CONFIG_STEP_ABOVE_RATING',
        where,
        `A step of ${above} A is above the rating (${maxAmps} A).`,
        'Take it out, or correct the rating.',
      ),
    );
  else if ((rising.at(-1) ?? 0) < minAmps)
    report(
      error(
        'BB_CONFIG_STEPS_BELOW_MIN',
        where,
        `No step reaches minAmps (${minAmps} A): it could never charge.`,
        'Write every current that it takes, or correct minAmps.',
      ),
    );
  return rising;
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
