// P19: what profiles allow, against an implementation that shares nothing with ours: the one of the simulated charge point.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChargingProfile as Told } from '../../../adapters/simulator/station/profiles.ts';
import { evseLevel as levelThere, hold, stationLevel } from '../../../adapters/simulator/station/profiles.ts';
import type { HeldProfile } from '../../../adapters/simulator/station/profiles.ts';
import { isSound } from '../../../src/control/profile-rules.ts';
import type { Place } from '../../../src/control/schedule.ts';
import { evseLevel, periodsOf, siteLevel } from '../../../src/control/schedule.ts';
import type { EvseKey, StationId, TransactionId, UplinkId } from '../../../src/model/ids.ts';
import type { Utc } from '../../../src/model/time.ts';
import { readProfile } from '../../../src/ocpp/v16/charging-profile.ts';
import { foldProfiles, newProfilesPart } from '../../../src/site/profiles.ts';

const csms = 'csms' as UplinkId;
const here = 'CP/1' as EvseKey;
const transaction = 'T' as TransactionId;
const began = Date.UTC(2026, 0, 14, 9, 30) as Utc;
const hourMs = 3_600_000;

const time = fc.integer({ min: -48, max: 48 }).map((half) => new Date(began + (half * hourMs) / 2).toISOString());

const anyProfile = fc
  .record({
    id: fc.integer({ min: 1, max: 6 }),
    level: fc.nat(2),
    purpose: fc.constantFrom<Told['chargingProfilePurpose']>('ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile'),
    kind: fc.constantFrom<Told['chargingProfileKind']>('Absolute', 'Recurring', 'Relative'),
    recurrency: fc.constantFrom<'Daily' | 'Weekly'>('Daily', 'Weekly'),
    validFrom: fc.option(time, { nil: undefined, freq: 4 }),
    validTo: fc.option(time, { nil: undefined, freq: 4 }),
    start: fc.option(time, { nil: undefined, freq: 2 }),
    duration: fc.option(fc.integer({ min: 600, max: 100_000 }), { nil: undefined }),
    unit: fc.constantFrom<'A' | 'W'>('A', 'W'),
    limits: fc.array(
      fc.record({
        after: fc.integer({ min: 60, max: 20_000 }),
        limit: fc.nat(320),
        phases: fc.option(fc.constantFrom(1, 3), { nil: undefined }),
      }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    connector: fc.constantFrom(0, 1),
  })
  .map(({ id, level, purpose, kind, recurrency, start, duration, unit, limits, connector, ...valid }) => {
    let startPeriod = 0;
    const told: Told = {
      chargingProfileId: id,
      stackLevel: level,
      chargingProfilePurpose: purpose,
      chargingProfileKind: kind,
      ...(kind === 'Recurring' && { recurrencyKind: recurrency }),
      ...(valid.validFrom !== undefined && { validFrom: valid.validFrom }),
      ...(valid.validTo !== undefined && { validTo: valid.validTo }),
      chargingSchedule: {
        chargingRateUnit: unit,
        ...(start !== undefined && { startSchedule: start }),
        ...(duration !== undefined && { duration }),
        chargingSchedulePeriod: limits.map(({ after, limit, phases }, at) => ({
          startPeriod: at === 0 ? 0 : (startPeriod += after),
          limit: unit === 'A' ? limit / 10 : limit * 30,
          ...(phases !== undefined && { numberPhases: phases }),
        })),
      },
    };
    return { told, connector: purpose === 'ChargePointMaxProfile' ? 0 : purpose === 'TxProfile' ? 1 : connector };
  });

const tenth = (amps: number | undefined): number | undefined =>
  amps === undefined ? undefined : Math.floor(amps * 10 + 1e-6) / 10;

/** Both sides take the same profiles, in the same order. */
function taken(list: readonly { told: Told; connector: number }[]) {
  const part = newProfilesPart();
  let there: readonly HeldProfile[] = [];
  for (const { told, connector } of list) {
    const profile = readProfile(told);
    if (!isSound(profile, connector === 0 ? 'site' : 'evse')) continue;
    there = hold(there, {
      connectorId: connector,
      profile: told,
      ...(told.chargingProfilePurpose === 'TxProfile' && { session: 7 }),
    });
    const isTx = profile.purpose === 'TxProfile';
    foldProfiles(part, {
      kind: 'ProfileStored',
      csms,
      ...(connector !== 0 && { evse: here }),
      profile: isTx ? { ...profile, transaction } : profile,
      happenedAt: began,
    });
  }
  return { stored: () => part.stored.get(csms)?.values() ?? [], there };
}

const place: Place = { supply: 'tn400', lines: 3, transaction, beganAt: began };

describe('what profiles allow', () => {
  it('P19 is what the simulated charge point makes of them, and changes when it says so', () => {
    fc.assert(
      fc.property(fc.array(anyProfile, { maxLength: 6 }), fc.nat(96), (list, quarter) => {
        const { stored, there } = taken(list);
        const at = (began + (quarter * hourMs) / 2) as Utc;
        const ours = evseLevel(stored(), here, place, at);
        const theirs = levelThere(there, { evse: 1, session: 7, startedUtc: began }, at);
        expect(ours.amps).toBe(tenth(theirs.amps));
        expect(siteLevel(stored(), { ...place, beganAt: at }, at).amps).toBe(tenth(stationLevel(there, at).amps));
        // Nothing changes before the moment that is told.
        const until = Math.min(ours.changesAt, at + 48 * hourMs);
        for (const share of [0.3, 0.7, 0.999]) {
          const between = Math.floor(at + (until - at) * share) as Utc;
          expect(evseLevel(stored(), here, place, between).amps).toBe(ours.amps);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('counts watts on the lines that are in use: three, or as many as are said, and no more than there are', () => {
    const watts = (limit: number, phases: number | undefined, about: Partial<Place>) => {
      const { stored } = taken([
        {
          connector: 1,
          told: {
            chargingProfileId: 1,
            stackLevel: 0,
            chargingProfilePurpose: 'TxDefaultProfile',
            chargingProfileKind: 'Relative',
            chargingSchedule: {
              chargingRateUnit: 'W',
              chargingSchedulePeriod: [
                { startPeriod: 0, limit, ...(phases !== undefined && { numberPhases: phases }) },
              ],
            },
          },
        },
      ]);
      return evseLevel(stored(), here, { ...place, ...about }, began).amps;
    };
    expect(watts(11_040, undefined, {})).toBe(16);
    expect(watts(3680, 1, {})).toBe(16);
    expect(watts(3680, undefined, { lines: 1 })).toBe(16);
    expect(watts(7200, undefined, { supply: 'split240', lines: 2 })).toBe(30);
    expect(watts(7200, 1, { supply: 'split240', lines: 2 })).toBe(30);
    expect(watts(11_000, undefined, { supply: 'it230' })).toBe(27.6);
  });

  it('belongs to the transaction that follows a remote start, and only to the one that was asked for', () => {
    const profile = { ...readProfile(someProfile('TxProfile')), id: 9 };
    const start = (token: string, minutes: number) => {
      const part = newProfilesPart();
      foldProfiles(part, { kind: 'ProfileStored', csms, evse: here, profile, awaits: 'Van-1', happenedAt: began });
      foldProfiles(part, {
        kind: 'TransactionStarted',
        station: 'CP' as StationId,
        evse: 1,
        transaction,
        token,
        receivedAt: (began + minutes * 60_000) as Utc,
      } as never);
      return part.stored.get(csms)?.get(9)?.profile.transaction;
    };
    expect(start('VAN-1', 1)).toBe(transaction);
    expect(start('VAN-2', 1)).toBeUndefined();
    expect(start('VAN-1', 11)).toBeUndefined();
  });

  it('makes one period of equal neighbours', () => {
    const levels = [8, 8, 6, 6, 10];
    const periods = periodsOf(
      (at) => ({ amount: levels[Math.floor((at - began) / 60_000)]!, changesAt: (at + 60_000) as Utc }),
      began,
      300,
    );
    expect(periods).toEqual([
      { startSeconds: 0, limit: 8 },
      { startSeconds: 120, limit: 6 },
      { startSeconds: 240, limit: 10 },
    ]);
  });
});

const someProfile = (purpose: Told['chargingProfilePurpose']): Told => ({
  chargingProfileId: 1,
  stackLevel: 0,
  chargingProfilePurpose: purpose,
  chargingProfileKind: 'Relative',
  chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }] },
});
