import { describe, expect, it } from 'vitest';
import { epoch } from './lab.ts';
import type { Talk } from './talk.ts';
import { createTalk, van } from './talk.ts';

interface Wish {
  readonly id?: number;
  readonly level?: number;
  readonly purpose?: 'ChargePointMaxProfile' | 'TxDefaultProfile' | 'TxProfile';
  readonly kind?: 'Absolute' | 'Recurring' | 'Relative';
  readonly start?: number;
  readonly duration?: number;
  readonly unit?: 'A' | 'W';
  /** Limits by second. */
  readonly limits: Readonly<Record<number, number>>;
}

const profile = ({ id = 1, level = 0, purpose = 'TxDefaultProfile', kind = 'Absolute', ...more }: Wish) => ({
  chargingProfileId: id,
  stackLevel: level,
  chargingProfilePurpose: purpose,
  chargingProfileKind: kind,
  ...(kind === 'Recurring' && { recurrencyKind: 'Daily' }),
  chargingSchedule: {
    chargingRateUnit: more.unit ?? 'A',
    ...(more.start !== undefined && { startSchedule: new Date(more.start).toISOString() }),
    ...(more.duration !== undefined && { duration: more.duration }),
    chargingSchedulePeriod: Object.entries(more.limits).map(([at, limit]) => ({ startPeriod: Number(at), limit })),
  },
});

const set = (talk: Talk, connectorId: number, wish: Wish): unknown =>
  (talk.ask('SetChargingProfile', { connectorId, csChargingProfiles: profile(wish) }) as { status: string }).status;

function ready(options: Parameters<typeof createTalk>[0] = {}): Talk {
  const talk = createTalk(options);
  talk.run(1000);
  talk.event({ kind: 'plug', evse: 1, vehicle: van({ maxAmps: 32 }), token: 'GOOD' });
  talk.run(30_000);
  return talk;
}

describe('charging profiles', () => {
  it('without one the rating counts; a limit is followed within 5 s', () => {
    const talk = ready();
    expect(talk.evse()).toMatchObject({ heldAmps: 32, ratingAmps: 32, drawnAmps: [32, 32, 32] });
    expect(set(talk, 0, { limits: { 0: 13 } })).toBe('Accepted');
    talk.run(5000);
    expect(talk.evse()).toMatchObject({ heldAmps: 13, drawnAmps: [13, 13, 13] });
  });

  it('keeps it through power cuts and lost connections', () => {
    const talk = ready({ afterPowerLoss: 'resume' });
    set(talk, 1, { limits: { 0: 8 } });
    set(talk, 0, { id: 2, purpose: 'ChargePointMaxProfile', limits: { 0: 20 } });
    talk.isUp = false;
    talk.drop();
    for (let at = 0; at < 3; at += 1) {
      talk.event({ kind: 'powerCycle' });
      talk.run(60_000);
      expect(talk.evse()).toMatchObject({ heldAmps: 8, drawnAmps: [8, 8, 8] });
    }
  });

  it('the highest level counts; a TxProfile before the default; the whole before all', () => {
    const talk = ready();
    set(talk, 0, { id: 1, level: 0, limits: { 0: 10 } });
    set(talk, 0, { id: 2, level: 3, limits: { 0: 20 } });
    expect(talk.evse().heldAmps).toBe(20);
    set(talk, 1, { id: 3, purpose: 'TxProfile', limits: { 0: 25 } });
    expect(talk.evse().heldAmps).toBe(25);
    set(talk, 0, { id: 4, purpose: 'ChargePointMaxProfile', limits: { 0: 7 } });
    expect(talk.evse().heldAmps).toBe(7);
  });

  it('a TxProfile needs a transaction and ends with it', () => {
    const talk = ready();
    expect(set(talk, 1, { id: 3, purpose: 'TxProfile', limits: { 0: 9 } })).toBe('Accepted');
    talk.event({ kind: 'unplug', evse: 1 });
    expect(talk.evse().heldAmps).toBe(32);
    expect(set(talk, 1, { id: 3, purpose: 'TxProfile', limits: { 0: 9 } })).toBe('Rejected');
    expect(set(talk, 0, { id: 3, purpose: 'TxProfile', limits: { 0: 9 } })).toBe('Rejected');
    expect(set(talk, 1, { id: 3, purpose: 'ChargePointMaxProfile', limits: { 0: 9 } })).toBe('Rejected');
    expect(set(talk, 5, { limits: { 0: 9 } })).toBe('Rejected');
  });

  it('the whole is shared by those that charge', () => {
    const talk = ready({ evses: 2 });
    set(talk, 0, { purpose: 'ChargePointMaxProfile', limits: { 0: 30 } });
    expect(talk.evse(1).heldAmps).toBe(30);
    talk.event({ kind: 'plug', evse: 2, vehicle: van(), token: 'GOOD' });
    expect([talk.evse(1).heldAmps, talk.evse(2).heldAmps]).toEqual([15, 15]);
  });

  it('follows its periods by itself, and the next level when it is over', () => {
    const talk = ready();
    set(talk, 0, { id: 1, limits: { 0: 30 } });
    set(talk, 0, { id: 2, level: 1, start: talk.now().utc, duration: 120, limits: { 0: 10, 60: 0 } });
    const drawn = (): readonly number[] => talk.evse().drawnAmps;
    talk.run(59_000);
    expect(drawn()).toEqual([10, 10, 10]);
    talk.run(5000);
    expect(drawn()).toEqual([0, 0, 0]);
    expect(talk.of('StatusNotification').at(-1)!.payload['status']).toBe('SuspendedEVSE');
    talk.run(80_000);
    expect(drawn()).toEqual([30, 30, 30]);
  });

  it('comes back every day', () => {
    const talk = ready();
    const dayMs = 86_400_000;
    set(talk, 0, { kind: 'Recurring', start: epoch - 3 * dayMs + 3_600_000, duration: 3600, limits: { 0: 6 } });
    for (let day = 0; day < 2; day += 1) {
      expect(talk.evse().heldAmps).toBe(32);
      talk.run(5_400_000);
      expect(talk.evse().heldAmps).toBe(6);
      talk.run(dayMs - 5_400_000);
    }
  });

  it('understands watts', () => {
    const talk = ready();
    set(talk, 0, { unit: 'W', limits: { 0: 6900 } });
    expect(talk.evse().heldAmps).toBeCloseTo(10);
  });

  it('tells its composite schedule', () => {
    const talk = ready();
    set(talk, 1, { start: talk.now().utc, duration: 100, limits: { 0: 16, 50: 8 } });
    const answer = talk.ask('GetCompositeSchedule', { connectorId: 1, duration: 300 });
    expect(answer).toMatchObject({
      status: 'Accepted',
      chargingSchedule: {
        duration: 300,
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [
          { startPeriod: 0, limit: 16 },
          { startPeriod: 50, limit: 8 },
          { startPeriod: 100, limit: 32 },
        ],
      },
    });
  });

  it('clears by id, else by all that is named', () => {
    const talk = ready();
    set(talk, 0, { id: 1, limits: { 0: 10 } });
    set(talk, 1, { id: 2, level: 1, limits: { 0: 12 } });
    expect(talk.ask('ClearChargingProfile', { id: 9 })).toEqual({ status: 'Unknown' });
    expect(talk.ask('ClearChargingProfile', { connectorId: 0, stackLevel: 1 })).toEqual({ status: 'Unknown' });
    expect(talk.ask('ClearChargingProfile', { id: 2 })).toEqual({ status: 'Accepted' });
    expect(talk.evse().heldAmps).toBe(10);
    expect(talk.ask('ClearChargingProfile', {})).toEqual({ status: 'Accepted' });
    expect(talk.evse().heldAmps).toBe(32);
  });

  it('takes the place of one with its level and purpose', () => {
    const talk = ready();
    set(talk, 0, { id: 1, limits: { 0: 10 } });
    set(talk, 0, { id: 2, limits: { 0: 12 } });
    talk.ask('ClearChargingProfile', { id: 2 });
    expect(talk.evse().heldAmps).toBe(32);
  });

  it('comes with a remote start', () => {
    const talk = createTalk();
    talk.run(1000);
    const chargingProfile = profile({ purpose: 'TxProfile', kind: 'Relative', limits: { 0: 11, 60: 6 } });
    talk.ask('RemoteStartTransaction', { connectorId: 1, idTag: 'GOOD', chargingProfile });
    talk.run(30_000);
    talk.event({ kind: 'plug', evse: 1, vehicle: van() });
    expect(talk.evse().heldAmps).toBe(11);
    talk.run(61_000);
    expect(talk.evse().heldAmps).toBe(6);
  });

  it('some refuse profiles, some ignore them', () => {
    expect(set(ready({ refusesProfiles: true }), 0, { limits: { 0: 6 } })).toBe('NotSupported');
    const picky = ready({ refusesProfiles: ['ChargePointMaxProfile'] });
    expect(set(picky, 0, { purpose: 'ChargePointMaxProfile', limits: { 0: 6 } })).toBe('Rejected');
    expect(set(picky, 0, { limits: { 0: 6 } })).toBe('Accepted');
    const wild = ready({ ignoresLimits: true });
    expect(set(wild, 0, { limits: { 0: 6 } })).toBe('Accepted');
    wild.run(10_000);
    expect(wild.evse()).toMatchObject({ heldAmps: 6, drawnAmps: [32, 32, 32] });
  });
});
