// A limit of ours as a charging profile, the same in every version.

import type { ChargingProfile, Rung } from '../model/charging-profile.ts';
import type { Utc } from '../model/time.ts';
import type { LimitWords } from './dialect.ts';

/** Ids of our profiles: one for each place, so that a new one replaces the old. EVSEs have their own number. */
const ids = { tx: 100, default0: 200, max: 201, lease: 300 } as const;

/** Before any time that a station without a clock may take for now. */
const longAgo = 0 as Utc;

/**
 * A limit that a station holds on its own until it is told another (3.13.1 of 1.6): one period, without an end but that of a
 * lease. It begins with the transaction; a ChargingStationMaxProfile, which may not, began long ago.
 */
export function limitProfile({ rung, evse, amps, wattsPerAmp, level, lasts }: LimitWords): ChargingProfile {
  const period = { startSeconds: 0, limit: wattsPerAmp === undefined ? amps : Math.floor(amps * wattsPerAmp + 1e-6) };
  return {
    id: idOf(rung, evse),
    stackLevel: rung === 'tx' || rung === 'lease' ? level : 0,
    purpose: rung === 'max' ? 'ChargingStationMaxProfile' : rung === 'tx' ? 'TxProfile' : 'TxDefaultProfile',
    kind: rung === 'max' || lasts !== undefined ? 'Absolute' : 'Relative',
    // Some look at the one, some at the other.
    ...(lasts !== undefined && { validFrom: lasts.from, validTo: lasts.until }),
    schedule: {
      ...(rung === 'max' && { startAt: longAgo }),
      ...(lasts !== undefined && {
        startAt: lasts.from,
        durationSeconds: Math.round((lasts.until - lasts.from) / 1000),
      }),
      unit: wattsPerAmp === undefined ? 'A' : 'W',
      periods: [period],
    },
  };
}

function idOf(rung: Rung, evse: number): number {
  switch (rung) {
    case 'default':
      return evse;
    case 'tx':
    case 'lease':
      return ids[rung] + evse;
    case 'default0':
    case 'max':
      return ids[rung];
  }
}
