// A limit of ours as a charging profile, the same in every version.

import type { ChargingProfile, ProfilePurpose, Rung } from '../model/charging-profile.ts';
import type { Utc } from '../model/time.ts';
import type { LimitWords } from './dialect.ts';

/** Ids of our profiles: one for each place, so that a new one replaces the old. EVSEs have their own number. */
const ids = { tx: 100, default0: 200, max: 201, lease: 300 } as const;

/** Beside the profiles of a central system ours are known by their ids; those of 2.x are whole numbers of 32 bits. */
export const ownIdsFrom = 2_000_000_000;

/** Before any time that a station without a clock may take for now. */
const longAgo = 0 as Utc;

/**
 * A limit that a station holds on its own until it is told another (3.13.1 of 1.6): one period, without an end but that of a
 * lease. It begins with the transaction; a ChargingStationMaxProfile, which may not, began long ago.
 */
export function limitProfile(limit: LimitWords): ChargingProfile {
  const { rung, wattsPerAmp, level, lasts, offline, dynamic, onOne, onTop } = limit;
  const period = { startSeconds: 0, limit: amountOf(limit), ...(onOne !== undefined && { phases: 1, ...onOne }) };
  return {
    id: profileIdOf(limit),
    stackLevel: rung === 'tx' || rung === 'lease' || onTop === true ? level : 0,
    purpose: purposeOf(rung),
    kind: dynamic !== undefined ? 'Dynamic' : rung === 'max' || lasts !== undefined ? 'Absolute' : 'Relative',
    ...(offline !== undefined && { offline }),
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

export const purposeOf = (rung: Rung): ProfilePurpose =>
  rung === 'max' ? 'ChargingStationMaxProfile' : rung === 'tx' ? 'TxProfile' : 'TxDefaultProfile';

/** In the unit that the station takes. */
export const amountOf = ({ amps, wattsPerAmp }: LimitWords): number =>
  wattsPerAmp === undefined ? amps : Math.floor(amps * wattsPerAmp + 1e-6);

/** Of the profile of a limit, above those that are not ours. */
export const profileIdOf = ({ rung, evse, onTop, idsAbove = 0 }: LimitWords): number =>
  Math.max(onTop === true ? ownIdsFrom : 0, idsAbove) + idOf(rung, evse);

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

/** More than the ids of all our profiles in one station. */
export const ownIds = 1000;

/** The place of one of our profiles by its id, which is above `idsAbove`; undefined for any other. */
export function placeOfProfile(said: number, idsAbove = 0): { readonly rung: Rung; readonly evse: number } | undefined {
  const id = said - idsAbove;
  if (id === ids.default0) return { rung: 'default0', evse: 0 };
  if (id === ids.max) return { rung: 'max', evse: 0 };
  if (id > ids.lease) return { rung: 'lease', evse: id - ids.lease };
  if (id > ids.tx && id < ids.default0) return { rung: 'tx', evse: id - ids.tx };
  return id > 0 && id < ids.tx ? { rung: 'default', evse: id } : undefined;
}
