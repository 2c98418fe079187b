// The gateway as one charge point that takes charging profiles: what it makes of them, by its own answer and at the vehicle.

import { describe, expect, it } from 'vitest';
import { newDepot, tag } from './kit/depot.ts';
import type { Depot } from './kit/depot.ts';
import type { Payload } from './kit/party.ts';
import { charging, starts } from './kit/states.ts';

const accepted = { status: 'Accepted' };
const rejected = { status: 'Rejected' };
type Period = readonly [startPeriod: number, limit: number];

interface Profile {
  readonly id: number;
  readonly purpose: 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
  readonly stackLevel?: number;
  readonly transactionId?: number;
  readonly duration?: number;
  readonly periods: readonly Period[];
}

const periodsOf = (periods: readonly Period[]) => periods.map(([startPeriod, limit]) => ({ startPeriod, limit }));

/** An absolute profile that begins now, in amps, on three phases. */
function profileOf(
  { time }: Depot,
  { id, purpose, stackLevel = 0, transactionId, duration, periods }: Profile,
): Payload {
  return {
    chargingProfileId: id,
    stackLevel,
    chargingProfilePurpose: purpose,
    chargingProfileKind: 'Absolute',
    ...(transactionId !== undefined && { transactionId }),
    validFrom: time(),
    validTo: time(86_400),
    chargingSchedule: {
      ...(duration !== undefined && { duration }),
      startSchedule: time(),
      chargingRateUnit: 'A',
      chargingSchedulePeriod: periodsOf(periods).map((period) => ({ ...period, numberPhases: 3 })),
    },
  };
}

function sets(depot: Depot, connectorId: number, profile: Profile, answer: object = accepted): void {
  const csChargingProfiles = profileOf(depot, profile);
  depot.csms.asks('SetChargingProfile', { connectorId, csChargingProfiles }, answer);
}

/** What the next `duration` seconds at a connector look like. */
function composite({ csms }: Depot, connectorId: number, duration: number): readonly Period[] {
  const answer = csms.asks(
    'GetCompositeSchedule',
    { connectorId, duration, chargingRateUnit: 'A' },
    { ...accepted, connectorId },
  );
  const { chargingSchedule } = answer as {
    chargingSchedule: {
      chargingRateUnit: string;
      chargingSchedulePeriod: readonly { startPeriod: number; limit: number }[];
    };
  };
  expect(chargingSchedule.chargingRateUnit).toBe('A');
  return chargingSchedule.chargingSchedulePeriod.map(({ startPeriod, limit }) => [startPeriod, limit]);
}

/** The limit that the charge point was told last for its connector 1. */
function heldBy({ station }: Depot): number | undefined {
  const told = station.hearsAll('SetChargingProfile').filter(({ connectorId }) => connectorId === 1);
  const profile = told.at(-1)?.['csChargingProfiles'] as ReturnType<typeof profileOf> | undefined;
  const schedule = profile?.['chargingSchedule'] as
    { chargingSchedulePeriod: readonly { limit: number }[] } | undefined;
  return schedule?.chargingSchedulePeriod[0]?.limit;
}

describe('one profile', () => {
  it('TC_056_CS a default charging profile holds for new sessions', () => {
    const depot = newDepot();
    sets(depot, 2, { id: 1, purpose: 'TxDefaultProfile', duration: 600, periods: [[0, 6]] });
    expect(composite(depot, 2, 300)).toEqual([[0, 6]]);
    charging(depot);
    depot.passes(60);
    expect(composite(depot, 2, 300)).toEqual([[0, 6]]);
  });

  it('TC_082_CS a default charging profile holds for the session under way', () => {
    const depot = newDepot();
    charging(depot);
    depot.passes(60);
    depot.station.forgets();
    sets(depot, 2, { id: 1, purpose: 'TxDefaultProfile', duration: 600, periods: [[0, 10]] });
    depot.passes(20);
    expect(heldBy(depot)).toBe(10);
    expect(composite(depot, 2, 300)).toEqual([[0, 10]]);
  });

  it('TC_057_CS a charging profile holds for the session under way', () => {
    const depot = newDepot();
    const { upstreamId } = charging(depot);
    depot.passes(60);
    depot.station.forgets();
    const profile = { id: 1, purpose: 'TxProfile', transactionId: upstreamId, duration: 600 } as const;
    sets(depot, 2, { ...profile, periods: [[0, 8]] });
    depot.passes(20);
    expect(heldBy(depot)).toBe(8);
    expect(composite(depot, 2, 300)).toEqual([[0, 8]]);
  });

  it('TC_058_1_CS a charging profile for a session is refused where nothing charges', () => {
    const depot = newDepot();
    sets(depot, 2, { id: 1, purpose: 'TxProfile', transactionId: 5001, periods: [[0, 6]] }, rejected);
  });

  it('TC_058_2_CS a charging profile for another session than the one under way is refused', () => {
    const depot = newDepot();
    const { upstreamId } = charging(depot);
    const transactionId = upstreamId + 1;
    sets(depot, 2, { id: 1, purpose: 'TxProfile', transactionId, periods: [[0, 6]] }, rejected);
  });
});

describe('a profile that comes with a remote start', () => {
  it('TC_059_CS a charging profile that comes with a remote start holds for the session that it starts', () => {
    const depot = newDepot();
    const { station, csms, time } = depot;
    const chargingProfile = profileOf(depot, { id: 1, purpose: 'TxProfile', duration: 600, periods: [[0, 7]] });
    const order = csms.says('RemoteStartTransaction', { connectorId: 2, idTag: tag, chargingProfile });
    station.takes('RemoteStartTransaction', { connectorId: 1, idTag: tag }, accepted);
    order.answered(accepted);
    station.forgets();
    starts(station, time());
    depot.passes(30);
    expect(heldBy(depot)).toBe(7);
    expect(composite(depot, 2, 300)).toEqual([[0, 7]]);
  });

  it('TC_060_CS a remote start is refused whose charging profile is not one for a session', () => {
    const depot = newDepot();
    const chargingProfile = profileOf(depot, { id: 1, purpose: 'TxDefaultProfile', periods: [[0, 6]] });
    depot.csms.asks('RemoteStartTransaction', { connectorId: 2, idTag: tag, chargingProfile }, rejected);
    depot.station.hearsNo('RemoteStartTransaction');
  });
});

describe('several profiles', () => {
  it('TC_066_CS several charging profiles: the least of the whole and of the session counts, the default where the session has none', () => {
    const depot = newDepot();
    const { upstreamId } = charging(depot);
    sets(depot, 0, { id: 1, purpose: 'ChargePointMaxProfile', duration: 86_400, periods: [[0, 10]] });
    const byDefault: readonly Period[] = [
      [0, 6],
      [60, 10],
      [120, 8],
    ];
    sets(depot, 2, { id: 2, purpose: 'TxDefaultProfile', duration: 300, periods: byDefault });
    const session: readonly Period[] = [
      [0, 8],
      [50, 11],
      [140, 16],
      [200, 6],
      [240, 12],
    ];
    sets(depot, 2, {
      ...{ id: 3, purpose: 'TxProfile', transactionId: upstreamId },
      ...{ duration: 260, periods: session },
    });
    expect(composite(depot, 2, 400)).toEqual([
      [0, 8],
      [50, 10],
      [200, 6],
      [240, 10],
      [260, 8],
      [300, 10],
    ]);
  });

  it('TC_072_CS stacked charging profiles: the higher one counts as long as it lasts, then the lower one', () => {
    const depot = newDepot();
    const low: readonly Period[] = [
      [0, 6],
      [100, 8],
      [200, 10],
    ];
    const high: readonly Period[] = [
      [0, 7],
      [100, 9],
    ];
    sets(depot, 2, { id: 1, purpose: 'TxDefaultProfile', stackLevel: 0, duration: 400, periods: low });
    sets(depot, 2, { id: 2, purpose: 'TxDefaultProfile', stackLevel: 1, duration: 150, periods: high });
    expect(composite(depot, 2, 350)).toEqual([
      [0, 7],
      [100, 9],
      [150, 8],
      [200, 10],
    ]);
  });

  it('TC_067_CS charging profiles are cleared one by its id, one by what it is for, and all', () => {
    const depot = newDepot();
    const { csms } = depot;
    const first = { id: 1, purpose: 'TxDefaultProfile', stackLevel: 1, duration: 600, periods: [[0, 6]] } as const;
    const set = (): void => sets(depot, 2, first);
    const [[, free]] = composite(depot, 2, 300) as [Period];
    const isFree = (): void => expect(composite(depot, 2, 300)).toEqual([[0, free]]);
    set();
    expect(composite(depot, 2, 300)).toEqual([[0, 6]]);
    csms.asks('ClearChargingProfile', { id: 1 }, accepted);
    isFree();
    set();
    const about = { connectorId: 2, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 };
    csms.asks('ClearChargingProfile', about, accepted);
    isFree();
    set();
    sets(depot, 0, { id: 2, purpose: 'ChargePointMaxProfile', duration: 600, periods: [[0, 8]] });
    csms.asks('ClearChargingProfile', {}, accepted);
    isFree();
    csms.asks('ClearChargingProfile', { id: 1 }, { status: 'Unknown' });
  });
});
