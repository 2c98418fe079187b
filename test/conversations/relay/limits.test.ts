// Limits of the gateway at a relayed station: whatever its central system sends, the station draws no more than they say, and the
// central system sees none of them (ocpp.md §1.4, G15).

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inForce } from '../../../src/control/envelope.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import type { Frame } from '../harness.ts';
import { boot, createHarness } from '../harness.ts';
import { newStore, settleStation } from './station-store.ts';
import type { RelayYard } from './yard.ts';
import { station, upstream } from './yard.ts';

const ownFrom = 2_000_000_000;
const topLevel = 3;
const at = '2026-01-15T18:00:00.000Z';

const boot2: Frame = [
  2,
  'boot',
  'BootNotification',
  { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'Two' } },
];

function stage(version: Version, profiles?: 'pass') {
  const its = { mode: 'relay', version, identity: station, speaksFor: station, stations: [station] } as const;
  const more = profiles === undefined ? {} : { profiles };
  const depot = createHarness(smallDepot(1, 60, [uplink(upstream, 'control', { ...its, ...more })]));
  const south = depot.connectStation(station, version);
  const yard: RelayYard & { north: NonNullable<RelayYard['north']> } = {
    depot,
    south,
    north: depot.connectCsms(upstream),
  };
  const store = newStore(version, topLevel);
  const lost: string[] = [];
  const holds = (): boolean => [...store.kept.keys()].some((id) => id >= ownFrom);
  /** It holds ours at every moment, not only in the end. */
  const watched = {
    answer(action: string, payload: Record<string, unknown>) {
      const held = holds();
      const answer = store.answer(action, payload);
      if (held && !holds()) lost.push(`${action} ${JSON.stringify(payload)}`);
      return answer;
    },
  };
  let booted = 0;
  const boots = (): void => {
    const id = `boot${(booted += 1)}`;
    const [, , action, payload] = version === '1.6' ? boot : boot2;
    depot.says(south, [2, id, action, payload]);
    depot.says(yard.north, [3, id, { status: 'Accepted', currentTime: at, interval: 300 }]);
    settleStation(yard, watched);
    depot.sleep(5000, () => void settleStation(yard, watched));
  };
  boots();
  if (version === '1.6') {
    depot.says(south, [2, 't1', 'StartTransaction', { connectorId: 1, idTag: 'VAN-1', meterStart: 5, timestamp: at }]);
    depot.says(yard.north, [3, 't1', { transactionId: 4711, idTagInfo: { status: 'Accepted' } }]);
  }
  let ids = 0;
  /** What the central system hears for it. */
  const asks = (action: string, payload: object): Frame | undefined => {
    const id = `o${(ids += 1)}`;
    depot.hears(yard.north);
    depot.says(yard.north, [2, id, action, payload]);
    settleStation(yard, watched);
    depot.sleep(1000, () => void settleStation(yard, watched));
    const heard = depot.hears(yard.north);
    seen.push(JSON.stringify(heard));
    // Its reports are taken, so that what the station says next is not behind them.
    for (const [type, report] of heard) if (type === 2) depot.says(yard.north, [3, report as string, {}]);
    return heard.find((frame) => frame[1] === id);
  };
  const seen: string[] = [];
  return { ...yard, yard, store, asks, boots, seen, lost };
}

type Stage = ReturnType<typeof stage>;

const limitOf = ({ depot: { gateway } }: Stage): number => {
  const { state } = gateway;
  return inForce(state.ledger, state.loads[0]!);
};

interface Wanted {
  readonly id: number;
  readonly purpose: string;
  readonly level: number;
  readonly evse: number;
  readonly amps: number;
}

function setPayload(version: Version, { id, purpose, level, evse, amps }: Wanted): object {
  const its = { stackLevel: level, chargingProfileKind: 'Absolute' };
  const schedule = {
    chargingRateUnit: 'A',
    startSchedule: '2026-01-01T00:00:00Z',
    chargingSchedulePeriod: [{ startPeriod: 0, limit: amps }],
  };
  if (version === '1.6') {
    const chargingProfilePurpose = purpose === 'Max' ? 'ChargePointMaxProfile' : purpose;
    const csChargingProfiles = { chargingProfileId: id, chargingProfilePurpose, chargingSchedule: schedule, ...its };
    return { connectorId: evse, csChargingProfiles };
  }
  const chargingProfilePurpose = purpose === 'Max' ? 'ChargingStationMaxProfile' : purpose;
  const chargingSchedule = [{ id: 1, ...schedule }];
  return { evseId: evse, chargingProfile: { id, chargingProfilePurpose, chargingSchedule, ...its } };
}

const someProfile = fc.record({
  id: fc.constantFrom(1, 2, 3, 101, 201, ownFrom, ownFrom + 201),
  purpose: fc.constantFrom('Max', 'TxDefaultProfile', 'TxProfile'),
  level: fc.nat({ max: topLevel + 1 }),
  evse: fc.constantFrom(0, 1),
  amps: fc.constantFrom(6, 20, 63),
});
const criteria = fc.record(
  {
    id: fc.constantFrom(1, 2, 201, ownFrom + 201),
    purpose: fc.constantFrom('Max', 'TxDefaultProfile', 'TxProfile'),
    level: fc.nat({ max: topLevel }),
    evse: fc.constantFrom(0, 1),
  },
  { requiredKeys: [] },
);
type Criteria = Partial<Wanted>;

function clearPayload(version: Version, { id, purpose, level, evse }: Criteria): object {
  const named = (most: string) =>
    purpose === undefined ? {} : { chargingProfilePurpose: purpose === 'Max' ? most : purpose };
  const stackLevel = level === undefined ? {} : { stackLevel: level };
  if (version === '1.6')
    return {
      ...(id !== undefined && { id }),
      ...(evse !== undefined && { connectorId: evse }),
      ...named('ChargePointMaxProfile'),
      ...stackLevel,
    };
  if (id !== undefined) return { chargingProfileId: id };
  const all = { ...(evse !== undefined && { evseId: evse }), ...named('ChargingStationMaxProfile'), ...stackLevel };
  return Object.keys(all).length === 0 ? {} : { chargingProfileCriteria: all };
}

type Act = { set: Wanted } | { clear: Criteria } | { start: Wanted } | { boot: true } | { look: true };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ set: someProfile }) },
  { weight: 3, arbitrary: fc.record({ clear: criteria }) },
  { weight: 1, arbitrary: fc.record({ start: someProfile }) },
  { weight: 1, arbitrary: fc.constant({ boot: true } as const) },
  { weight: 1, arbitrary: fc.constant({ look: true } as const) },
);

function perform(scene: Stage, version: Version, one: Act): void {
  if ('set' in one) scene.asks('SetChargingProfile', setPayload(version, one.set));
  else if ('clear' in one) scene.asks('ClearChargingProfile', clearPayload(version, one.clear));
  else if ('boot' in one) {
    // Power comes back and what it held is gone.
    scene.store.kept.clear();
    scene.boots();
  } else if ('look' in one) look(scene, version);
  else if (version === '1.6') {
    const { csChargingProfiles } = setPayload(version, one.start) as { csChargingProfiles: object };
    scene.asks('RemoteStartTransaction', { connectorId: 1, idTag: 'VAN-1', chargingProfile: csChargingProfiles });
  } else {
    const { chargingProfile } = setPayload(version, one.start) as { chargingProfile: object };
    const idToken = { idToken: 'VAN-1', type: 'ISO14443' };
    scene.asks('RequestStartTransaction', { evseId: 1, remoteStartId: 4, idToken, chargingProfile });
  }
}

function look(scene: Stage, version: Version): void {
  if (version === '1.6') return;
  scene.asks('GetChargingProfiles', {
    requestId: 1,
    chargingProfile: { chargingProfilePurpose: 'ChargingStationMaxProfile' },
  });
}

describe.each(['1.6', '2.0.1'] as const)('a station of %s under a limit of the gateway', (version) => {
  it('holds it on top, and keeps the profiles of its central system under it', () => {
    const scene = stage(version, 'pass');
    const [ours] = [...scene.store.kept.values()];
    expect(ours).toMatchObject({ id: ownFrom + 201, level: topLevel, evse: 0 });
    const wanted = { id: 7, purpose: 'TxDefaultProfile', level: 1, evse: 1, amps: 10 };
    expect(scene.asks('SetChargingProfile', setPayload(version, wanted))?.[2]).toEqual({ status: 'Accepted' });
    expect(scene.store.kept.get(7)).toEqual(wanted);
    expect(scene.asks('ClearChargingProfile', {})?.[2]).toEqual({ status: 'Accepted' });
    expect([...scene.store.kept.keys()]).toEqual([ownFrom + 201]);
    expect(scene.lost).toEqual([]);
  });

  it('takes nothing sealed in which the gateway has a say', () => {
    const scene = stage(version);
    const before = [...scene.store.kept];
    for (const action of ['SetChargingProfile-Signed', 'SetVariables-Signed', 'SetNetworkProfile-Signed'])
      expect(scene.asks(action, { payload: 'e30' })?.slice(0, 3)).toEqual([4, expect.any(String), 'NotSupported']);
    expect([...scene.store.kept]).toEqual(before);
  });

  it.each([undefined, 'pass'] as const)(
    'draws no more, whatever its central system sends (profiles: %s)',
    (profiles) => {
      fc.assert(
        fc.property(fc.array(act, { minLength: 1, maxLength: 12 }), (acts) => {
          const scene = stage(version, profiles);
          for (const one of acts) {
            perform(scene, version, one);
            expect(limitOf(scene)).toBeLessThanOrEqual(32);
            expect(scene.store.amps()).toBeLessThanOrEqual(limitOf(scene));
            expect(scene.lost).toEqual([]);
          }
          for (const text of scene.seen) expect(text).not.toMatch(/\b20000\d{5}\b/);
        }),
        { numRuns: 25 },
      );
    },
  );
});
