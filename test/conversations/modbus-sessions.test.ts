// Sessions at chargers without OCPP, as the central system is told of them.

import { describe, expect, it } from 'vitest';
import type { SiteTokens } from '../../src/model/config/tokens.ts';
import { ordinaryCsms } from './harness.ts';
import type { Box } from './modbus-chargers.ts';
import { drawOf, newCharx, newHeidelberg, newKeba } from './modbus-chargers.ts';
import type { DepotOptions, ModbusScene, Place } from './modbus-scene.ts';
import { modbusDepot, sessionOf, statusOf, told } from './modbus-scene.ts';

const free: DepotOptions = { authorization: { mode: 'free' } };

/** A KEBA that is known and idle. */
function keba(options: DepotOptions = {}, place: Partial<Place> = {}): { box: Box; scene: ModbusScene } {
  const box = newKeba();
  const scene = modbusDepot({ KEBA: { device: box.device, driver: 'keba-p30-p40', ...place } }, options);
  scene.passes(15);
  return { box, scene };
}

const starts = (scene: ModbusScene) => told(scene, 'StartTransaction');
const stops = (scene: ModbusScene) => told(scene, 'StopTransaction');

/** A central system that knows these tokens and no others. */
function knowing(...tokens: string[]): NonNullable<DepotOptions['answer']> {
  const ordinary = ordinaryCsms();
  return (action, payload) => {
    const answer = ordinary(action, payload);
    if (!('idTagInfo' in answer)) return answer;
    return { ...answer, idTagInfo: { status: tokens.includes(payload['idTag'] as string) ? 'Accepted' : 'Invalid' } };
  };
}

describe('a session at a charger without OCPP', () => {
  it('plug, Authorize, start, samples, unplug, stop: in this order, and with the energy of its register to the watt-hour', () => {
    const { box, scene } = keba({}, { modbus: { start: 'plug', idTag: 'VAN' } });
    expect(statusOf(scene)).toBe('Available');
    scene.calls.length = 0;
    box.plugged = true;
    scene.passes(605);
    expect(drawOf(box, scene.now())).toBe(16);
    box.plugged = false;
    const { wh } = box;
    scene.passes(10);
    const actions = scene.calls
      .map(([, , action]) => action)
      .filter((action) => !['StatusNotification', 'Heartbeat'].includes(action as string));
    expect([...new Set(actions)]).toEqual(['Authorize', 'StartTransaction', 'MeterValues', 'StopTransaction']);
    expect(actions.filter((action) => action !== 'MeterValues')).toHaveLength(3);
    expect(actions.filter((action) => action === 'MeterValues').length).toBeGreaterThanOrEqual(59);
    expect(starts(scene)).toMatchObject([{ connectorId: 1, idTag: 'VAN', meterStart: 1000 }]);
    expect(stops(scene)).toMatchObject([{ transactionId: 5001, meterStop: Math.round(wh), reason: 'EVDisconnected' }]);
    const statuses = told(scene, 'StatusNotification').map(({ status }) => status);
    // Between two of its registers it may look as if the vehicle paused.
    expect(statuses.filter((one) => one !== 'SuspendedEV')).toEqual(['Preparing', 'Charging', 'Available']);
    expect(drawOf(box, scene.now())).toBe(0);
    expect(box.enabled).toBe(false);
  });

  it('what is due between two polls waits for the next one, and not by asking for the time', () => {
    const { box, scene } = keba(free, { more: { sampleSeconds: 5 } });
    box.plugged = true;
    scene.passes(60);
    const before = scene.harness().wakeUps();
    scene.passes(60);
    // A KEBA is asked every 2 s, and its meter values are told every 5 s.
    expect(scene.harness().wakeUps() - before).toBeLessThan(200);
    expect(told(scene, 'MeterValues').length).toBeGreaterThan(15);
  });

  it('a Heidelberg counts the same, and pauses by its limit', () => {
    const box = newHeidelberg();
    const scene = modbusDepot({ HD: { device: box.device, driver: 'heidelberg-ec' } }, free);
    scene.passes(15);
    box.plugged = true;
    scene.passes(300);
    expect(drawOf(box, scene.now())).toBe(16);
    box.plugged = false;
    scene.passes(10);
    expect(starts(scene)).toMatchObject([{ meterStart: 1000 }]);
    expect(Number(stops(scene)[0]!['meterStop'])).toBe(Math.floor(box.wh));
    expect(box.limitAmps).toBe(0);
  });

  it('EVSE 2 of a device with two points has a session of its own, and its own registers', () => {
    const { points, device } = newCharx();
    const scene = modbusDepot({ CX: { device, driver: 'phoenix-charx-sec', unit: 1, evses: 2 } }, free);
    scene.passes(15);
    points[1].plugged = true;
    scene.passes(120);
    expect([statusOf(scene, 1), statusOf(scene, 2)]).toEqual(['Available', 'Charging']);
    expect(starts(scene)).toMatchObject([{ connectorId: 2, meterStart: 1000 }]);
    expect(points.map((one) => one.offer(scene.now()))).toEqual([0, 16]);
    points[0].plugged = true;
    scene.passes(60);
    points[1].plugged = false;
    scene.passes(10);
    expect(stops(scene)).toMatchObject([{ transactionId: 5001, meterStop: Math.floor(points[1].wh) }]);
    expect([statusOf(scene, 1), statusOf(scene, 2)]).toEqual(['Charging', 'Available']);
  });
});

describe('what begins a session', () => {
  it('plug: the vehicle alone; the token is that of the file, else the station', () => {
    const { box, scene } = keba({}, { modbus: { start: 'plug' } });
    box.plugged = true;
    scene.passes(30);
    expect(told(scene, 'Authorize')).toEqual([{ idTag: 'KEBA' }]);
    expect(starts(scene)).toHaveLength(1);
  });

  it('token: not the vehicle but the card, and the session is in its name', () => {
    const { box, scene } = keba({}, { modbus: { start: 'token' } });
    box.plugged = true;
    scene.passes(60);
    expect([starts(scene), statusOf(scene), box.enabled]).toEqual([[], 'Preparing', false]);
    box.token = 0xe3f2a1b0;
    scene.passes(20);
    expect(starts(scene)).toMatchObject([{ idTag: 'E3F2A1B0' }]);
    expect(statusOf(scene)).toBe('Charging');
  });

  it('order: nothing but an order of the central system', () => {
    const { box, scene } = keba({}, { modbus: { start: 'order' } });
    box.token = 0xe3f2a1b0;
    box.plugged = true;
    scene.passes(60);
    expect(starts(scene)).toEqual([]);
    expect(scene.orders('RemoteStartTransaction', { connectorId: 1, idTag: 'VAN' })).toEqual({ status: 'Accepted' });
    scene.passes(20);
    expect(starts(scene)).toMatchObject([{ idTag: 'VAN' }]);
  });

  it('never: no vehicle and no card', () => {
    const { box, scene } = keba(free, { modbus: { start: 'never' } });
    box.token = 0xe3f2a1b0;
    box.plugged = true;
    scene.passes(120);
    expect([starts(scene), told(scene, 'Authorize'), box.enabled]).toEqual([[], [], false]);
  });

  it('free: whoever plugs in, and nobody is asked', () => {
    const { box, scene } = keba(free);
    box.plugged = true;
    scene.passes(20);
    expect([told(scene, 'Authorize'), starts(scene).length]).toEqual([[], 1]);
  });

  it('local: only whom the list of the site knows', () => {
    const tokens = [{ token: 'E3F2A1B0' }] as SiteTokens;
    const options: DepotOptions = { authorization: { mode: 'local' }, harness: { tokens } };
    const { box, scene } = keba(options, { modbus: { start: 'token' } });
    box.plugged = true;
    box.token = 0xdeadbeef;
    scene.passes(20);
    expect([told(scene, 'Authorize'), starts(scene)]).toEqual([[], []]);
    box.token = 0xe3f2a1b0;
    scene.passes(20);
    expect(starts(scene)).toMatchObject([{ idTag: 'E3F2A1B0' }]);
  });

  it('the central system is away: by the policy of the site, and it is told everything later', () => {
    const refused = keba({ csms: false }, { modbus: { start: 'plug' } });
    refused.box.plugged = true;
    refused.scene.passes(60);
    expect(refused.box.enabled).toBe(false);
    const { box, scene } = keba(
      { csms: false, authorization: { unknownOffline: 'accept' } },
      { modbus: { start: 'plug' } },
    );
    box.plugged = true;
    scene.passes(120);
    expect(drawOf(box, scene.now())).toBe(16);
    box.plugged = false;
    scene.passes(20);
    scene.connectsCsms();
    scene.passes(60);
    expect(starts(scene)).toMatchObject([{ meterStart: 1000, timestamp: '2026-01-15T18:00:17.000Z' }]);
    expect(stops(scene)).toMatchObject([{ meterStop: Math.round(box.wh) }]);
  });
});

describe('a token that is refused', () => {
  it('gets no energy, and is asked for once; the next card is asked for again', () => {
    const { box, scene } = keba({ answer: knowing('E3F2A1B0') }, { modbus: { start: 'token' } });
    box.plugged = true;
    box.token = 0xdeadbeef;
    scene.passes(60);
    expect([told(scene, 'Authorize'), starts(scene), box.enabled]).toEqual([[{ idTag: 'DEADBEEF' }], [], false]);
    box.token = 0xe3f2a1b0;
    scene.passes(20);
    expect(starts(scene)).toMatchObject([{ idTag: 'E3F2A1B0' }]);
  });

  it('whose vehicle leaves frees the place for the next one', () => {
    const { box, scene } = keba({ answer: knowing('OTHER') }, { modbus: { start: 'plug', idTag: 'VAN' } });
    box.plugged = true;
    scene.passes(20);
    expect(starts(scene)).toEqual([]);
    scene.answer = knowing('VAN');
    box.plugged = false;
    scene.passes(90);
    box.plugged = true;
    scene.passes(20);
    expect(starts(scene)).toHaveLength(1);
  });

  it('late, after the session began without the central system: it is stopped, and the vehicle gets no more', () => {
    const options: DepotOptions = {
      csms: false,
      authorization: { unknownOffline: 'accept' },
      answer: knowing('OTHER'),
    };
    const { box, scene } = keba(options, { modbus: { start: 'plug', idTag: 'VAN' } });
    box.plugged = true;
    scene.passes(60);
    expect(drawOf(box, scene.now())).toBe(16);
    scene.connectsCsms();
    scene.passes(60);
    expect([drawOf(box, scene.now()), box.enabled]).toEqual([0, false]);
    expect(stops(scene)).toMatchObject([{ reason: 'DeAuthorized', meterStop: Math.round(box.wh) }]);
    scene.passes(120);
    expect(starts(scene)).toHaveLength(1);
  });

  it('by the start of a vehicle that nobody had asked for: it ends at once and draws nothing', () => {
    const answer = knowing('OTHER');
    const { box, scene } = keba({ answer }, { modbus: { start: 'order' } });
    box.plugged = true;
    scene.passes(10);
    expect(scene.orders('RemoteStartTransaction', { connectorId: 1, idTag: 'VAN' })).toEqual({ status: 'Accepted' });
    scene.passes(30);
    expect(drawOf(box, scene.now())).toBe(0);
    const [stop, ...more] = stops(scene);
    expect([stop?.['reason'], more, starts(scene).length]).toEqual(['DeAuthorized', [], 1]);
  });
});

describe('orders of the central system', () => {
  it('remote start before the vehicle comes waits for it, for a minute', () => {
    const { box, scene } = keba({}, { modbus: { start: 'order' } });
    expect(scene.orders('RemoteStartTransaction', { connectorId: 1, idTag: 'VAN' })).toEqual({ status: 'Accepted' });
    scene.passes(30);
    expect(starts(scene)).toEqual([]);
    box.plugged = true;
    scene.passes(20);
    expect(starts(scene)).toMatchObject([{ idTag: 'VAN' }]);
    const late = keba({}, { modbus: { start: 'order' } });
    late.scene.orders('RemoteStartTransaction', { connectorId: 1, idTag: 'VAN' });
    late.scene.passes(58);
    late.box.isSilent = true;
    late.scene.passes(30);
    late.box.plugged = true;
    late.box.isSilent = false;
    late.scene.passes(60);
    expect(starts(late.scene)).toEqual([]);
  });

  it('remote stop ends it once, with the register of that moment; the vehicle stays, and may be started again', () => {
    const { box, scene } = keba({}, { modbus: { start: 'order' } });
    box.plugged = true;
    scene.orders('RemoteStartTransaction', { connectorId: 1, idTag: 'VAN' });
    scene.passes(100);
    expect(scene.orders('RemoteStartTransaction', { connectorId: 1, idTag: 'OTHER' })).toEqual({ status: 'Rejected' });
    expect(scene.orders('RemoteStopTransaction', { transactionId: 5001 })).toEqual({ status: 'Accepted' });
    scene.passes(60);
    expect(stops(scene)).toMatchObject([{ transactionId: 5001, reason: 'Remote', meterStop: Math.round(box.wh) }]);
    expect([statusOf(scene), box.enabled]).toEqual(['Finishing', false]);
    expect(scene.orders('RemoteStopTransaction', { transactionId: 5001 })).toEqual({ status: 'Rejected' });
    expect(scene.orders('RemoteStartTransaction', { connectorId: 1, idTag: 'OTHER' })).toEqual({ status: 'Accepted' });
    scene.passes(30);
    expect(starts(scene).map(({ idTag }) => idTag)).toEqual(['VAN', 'OTHER']);
  });

  it('ChangeAvailability: out of service while idle at once, while charging after the session; and back', () => {
    const { box, scene } = keba(free);
    expect(scene.orders('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).toEqual({ status: 'Accepted' });
    scene.passes(10);
    expect(statusOf(scene)).toBe('Unavailable');
    box.plugged = true;
    scene.passes(30);
    expect([starts(scene), box.enabled]).toEqual([[], false]);
    expect(scene.orders('ChangeAvailability', { connectorId: 1, type: 'Operative' })).toEqual({ status: 'Accepted' });
    scene.passes(30);
    expect(statusOf(scene)).toBe('Charging');
    // 1.6 §5.2: a transaction in progress goes on, and the answer says so.
    expect(scene.orders('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).toEqual({
      status: 'Scheduled',
    });
    scene.passes(30);
    expect([statusOf(scene), drawOf(box, scene.now())]).toEqual(['Charging', 16]);
    box.plugged = false;
    scene.passes(20);
    expect([stops(scene).length, statusOf(scene)]).toEqual([1, 'Unavailable']);
  });

  it('TriggerMessage: status and meter values now', () => {
    const { box, scene } = keba(free, { more: { sampleSeconds: 3600 } });
    box.plugged = true;
    scene.passes(60);
    scene.calls.length = 0;
    const trigger = (requestedMessage: string) => scene.orders('TriggerMessage', { requestedMessage, connectorId: 1 });
    expect(trigger('StatusNotification')).toEqual({ status: 'Accepted' });
    expect(trigger('MeterValues')).toEqual({ status: 'Accepted' });
    scene.passes(5);
    expect(told(scene, 'StatusNotification')).toMatchObject([{ status: 'Charging' }]);
    expect(told(scene, 'MeterValues')).toMatchObject([{ transactionId: 5001 }]);
  });

  it('what such a charger cannot do is refused, and what nobody knows of it is not served', () => {
    const { scene } = keba();
    expect(scene.orders('UnlockConnector', { connectorId: 1 })).toEqual({ status: 'NotSupported' });
    expect(scene.orders('Reset', { type: 'Soft' })).toBeDefined();
    expect(sessionOf(scene).step).toBe('idle');
  });
});
