// A message of telemetry: an interval as JSON, with the units in the names.

import { lineName } from '../../model/electric.ts';
import { isoOf } from '../../model/time.ts';
import type { EvseFigures, Interval } from './interval.ts';
import type { Span } from './span.ts';
import { meanOf } from './span.ts';

/** The least, the mean and the most. */
export type MinMeanMax = readonly [number, number, number];

export interface Telemetry {
  readonly gatewayId: string;
  /** Which process says it; `seq` begins with 1 in each. */
  readonly epoch: number;
  /** Rises by one with each message, so that a hole is seen. A repeat has the same. */
  readonly seq: number;
  readonly from: string;
  readonly to: string;
  /** It could not be told when it ended. */
  readonly late?: true;
  /** It stands for so many intervals of `sampleSeconds`. */
  readonly merged?: number;
  readonly site: {
    readonly powerWMinMeanMax?: MinMeanMax;
    readonly energyWh: number;
    readonly gridPowerWMinMeanMax?: MinMeanMax;
    readonly gridImportWh?: number;
  };
  /** Circuit → line → amps. */
  readonly circuits: Readonly<Record<string, { readonly ampsMinMeanMax: Readonly<Record<string, MinMeanMax>> }>>;
  /** `station/evse`; those that drew nothing are left out. */
  readonly evses: Readonly<Record<string, EvseTelemetry>>;
}

export interface EvseTelemetry {
  /** On its fullest line. */
  readonly ampsMinMeanMax?: MinMeanMax;
  readonly powerWMinMeanMax?: MinMeanMax;
  readonly energyWh: number;
  /** Its values are of so many seconds of the interval; absent where they are of all of it. */
  readonly knownSeconds?: number;
}

export type Origin = Pick<Telemetry, 'gatewayId' | 'epoch' | 'seq' | 'late'>;

export function telemetryTextOf(interval: Interval, { gatewayId, epoch, seq, late }: Origin): string {
  const { from, to, merged, site, circuits, evses } = interval;
  const lengthMs = to - from;
  return JSON.stringify({
    gatewayId,
    epoch,
    seq,
    from: isoOf(from),
    to: isoOf(to),
    ...(late === true && { late }),
    ...(merged > 1 && { merged }),
    site: {
      ...(site.powerW !== undefined && { powerWMinMeanMax: figures(site.powerW, 0) }),
      energyWh: rounded(site.energyWh, 1),
      ...(site.gridPowerW !== undefined && { gridPowerWMinMeanMax: figures(site.gridPowerW, 0) }),
      ...(site.gridImportWh !== undefined && { gridImportWh: rounded(site.gridImportWh, 1) }),
    },
    circuits: Object.fromEntries([...circuits].map(([id, lines]) => [id, { ampsMinMeanMax: linesOf(lines) }])),
    evses: Object.fromEntries([...evses].map(([key, evse]) => [key, evseOf(evse, lengthMs)])),
  } satisfies Telemetry);
}

const linesOf = (lines: readonly (Span | undefined)[]): Record<string, MinMeanMax> =>
  Object.fromEntries(lines.flatMap((span, line) => (span === undefined ? [] : [[lineName(line), figures(span, 1)]])));

/** Less of an interval is what a wake-up that comes late costs. */
const missedMs = 2000;

function evseOf({ amps, powerW, energyWh }: EvseFigures, lengthMs: number): EvseTelemetry {
  const knownMs = amps?.ms ?? powerW?.ms;
  return {
    ...(amps !== undefined && { ampsMinMeanMax: figures(amps, 1) }),
    ...(powerW !== undefined && { powerWMinMeanMax: figures(powerW, 0) }),
    energyWh: rounded(energyWh, 1),
    ...(knownMs !== undefined && knownMs < lengthMs - missedMs && { knownSeconds: Math.round(knownMs / 1000) }),
  };
}

const figures = (span: Span, digits: 0 | 1): MinMeanMax => [
  rounded(span.min, digits),
  rounded(meanOf(span), digits),
  rounded(span.max, digits),
];

const rounded = (figure: number, digits: 0 | 1): number => {
  const by = digits === 0 ? 1 : 10;
  return Math.round(figure * by) / by + 0;
};
