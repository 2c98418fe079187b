// A relay with a socket of the controller itself, and with a Modbus charger that appears as a station of its own.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import type { Frame } from '../harness.ts';
import { createHarness, obedient, ordinaryCsms } from '../harness.ts';
import { boot } from '../harness.ts';

const ids = ['CP-01', 'CP-02'] as const;

function stage(version: Version) {
  const relayed = ids.map((id) =>
    uplink(`csms/${id}`, 'control', {
      mode: 'relay',
      version,
      identity: id,
      speaksFor: id as never,
      stations: [id as never],
    }),
  );
  const controller = uplink('csms', 'control', { version, stations: [], leads: ids as never });
  const depot = createHarness(smallDepot(2, 60, [controller, ...relayed]));
  const north = depot.connectCsms('csms');
  const told = depot.answers(north, ordinaryCsms());
  return { depot, north, told };
}

const ask = ({ depot, north }: ReturnType<typeof stage>, action: string, payload: object): Frame | undefined => {
  depot.hears(north);
  depot.says(north, [2, 'q', action, payload]);
  return depot.hears(north).find(([, id]) => id === 'q');
};

describe.each(['1.6', '2.0.1', '2.1'] as const)('the controller in %s', (version) => {
  it('is a station without EVSEs: it boots, and tells of itself only', () => {
    const scene = stage(version);
    const { depot, told } = scene;
    for (const id of ids) depot.connectStation(id, version);
    depot.sleep(60_000, () => void told.push(...depot.answers(scene.north, ordinaryCsms())));
    expect(told[0]?.[2]).toBe('BootNotification');
    const statuses = told.filter(([, , action]) => action === 'StatusNotification');
    const places = statuses.map((frame) => frame[3] as { connectorId?: number; evseId?: number });
    expect(places.filter(({ connectorId, evseId = connectorId }) => evseId !== 0)).toEqual([]);
  });

  it('answers what it is asked', () => {
    const scene = stage(version);
    const questions: [string, object][] =
      version === '1.6'
        ? [
            ['Reset', { type: 'Soft' }],
            ['GetConfiguration', {}],
            ['RemoteStartTransaction', { idTag: 'A', connectorId: 1 }],
            ['UnlockConnector', { connectorId: 1 }],
            ['ChangeAvailability', { connectorId: 1, type: 'Operative' }],
            ['TriggerMessage', { requestedMessage: 'Heartbeat' }],
            ['GetCompositeSchedule', { connectorId: 0, duration: 60 }],
          ]
        : [
            ['Reset', { type: 'Immediate' }],
            ['GetBaseReport', { requestId: 1, reportBase: 'FullInventory' }],
            ['RequestStartTransaction', { remoteStartId: 1, evseId: 1, idToken: { idToken: 'A', type: 'Central' } }],
            ['UnlockConnector', { evseId: 1, connectorId: 1 }],
            ['ChangeAvailability', { operationalStatus: 'Operative', evse: { id: 1 } }],
            ['TriggerMessage', { requestedMessage: 'Heartbeat' }],
            ['GetCompositeSchedule', { evseId: 0, duration: 60 }],
          ];
    for (const [action, payload] of questions.slice(1))
      expect([action, ask(scene, action, payload)?.[0]]).toEqual([action, 3]);
    const [action, payload] = questions[0]!;
    expect(ask(scene, action, payload)?.[2]).toMatchObject({ status: 'Accepted' });
  });

  it('takes a limit for all stations of the relay', () => {
    const scene = stage(version);
    const { depot } = scene;
    const souths = ids.map((id) => depot.connectStation(id, '1.6'));
    for (const south of souths) {
      depot.says(south, boot);
      depot.answers(south, obedient);
    }
    depot.sleep(20_000, () => souths.forEach((south) => void depot.answers(south, obedient)));
    const schedule = {
      chargingRateUnit: 'A',
      startSchedule: '2026-01-01T00:00:00Z',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }],
    };
    const profile = { stackLevel: 0, chargingProfileKind: 'Absolute' };
    const answer =
      version === '1.6'
        ? ask(scene, 'SetChargingProfile', {
            connectorId: 0,
            csChargingProfiles: {
              ...profile,
              chargingProfileId: 1,
              chargingProfilePurpose: 'ChargePointMaxProfile',
              chargingSchedule: schedule,
            },
          })
        : ask(scene, 'SetChargingProfile', {
            evseId: 0,
            chargingProfile: {
              ...profile,
              id: 1,
              chargingProfilePurpose: 'ChargingStationMaxProfile',
              chargingSchedule: [{ id: 1, ...schedule }],
            },
          });
    expect(answer?.[2]).toMatchObject({ status: 'Accepted' });
    souths.forEach((south, at) =>
      depot.says(south, [
        2,
        `t${at}`,
        'StartTransaction',
        { connectorId: 1, idTag: `VAN-${at}`, meterStart: 0, timestamp: '2026-01-15T18:00:00Z' },
      ]),
    );
    depot.sleep(20_000, () => souths.forEach((south) => void depot.answers(south, obedient)));
    const { allocations } = depot.gateway.state;
    const amps = [...allocations.values()].map((one) => one.amps);
    expect(amps.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(10);
    expect(Math.max(...amps)).toBeGreaterThanOrEqual(6);
  });
});
