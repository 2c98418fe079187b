// A gateway that ends in the middle of a session at a charger without OCPP, and a disk that takes nothing more.

import { describe, expect, it } from 'vitest';
import type { StationId } from '../../src/model/ids.ts';
import type { Box } from './modbus-chargers.ts';
import { drawOf, newHeidelberg, newKeba } from './modbus-chargers.ts';
import type { DepotOptions, ModbusScene, Place } from './modbus-scene.ts';
import { modbusDepot, sessionOf, statusOf, told } from './modbus-scene.ts';

const free: DepotOptions = { authorization: { mode: 'free' } };

function keba(options: DepotOptions = free, place: Partial<Place> = {}): { box: Box; scene: ModbusScene } {
  const box = newKeba();
  const scene = modbusDepot({ KEBA: { device: box.device, driver: 'keba-p30-p40', ...place } }, options);
  scene.passes(15);
  return { box, scene };
}

function charging(options: DepotOptions = free, place: Partial<Place> = {}) {
  const depot = keba(options, place);
  depot.box.plugged = true;
  depot.scene.passes(120);
  expect(drawOf(depot.box, depot.scene.now())).toBe(16);
  return depot;
}

const starts = (scene: ModbusScene) => told(scene, 'StartTransaction');
const stops = (scene: ModbusScene) => told(scene, 'StopTransaction');

describe('a gateway that is started again', () => {
  it('in mid-session: the same transaction goes on, and what was delivered meanwhile counts', () => {
    const { box, scene } = charging();
    scene.restarts();
    scene.passes(120);
    expect([drawOf(box, scene.now()), statusOf(scene)]).toEqual([16, 'Charging']);
    expect([starts(scene).length, stops(scene).length]).toEqual([1, 0]);
    box.plugged = false;
    scene.passes(20);
    expect(stops(scene)).toMatchObject([
      { transactionId: 5001, meterStop: Math.round(box.wh), reason: 'EVDisconnected' },
    ]);
    scene.passes(60);
    expect([starts(scene).length, stops(scene).length]).toEqual([1, 1]);
  });

  it.each([0, 1, 2, 3, 4, 5])(
    'while it begins, %i commits after the vehicle came: one start, and it charges',
    (commits) => {
      const { box, scene } = keba({ ...free, csms: false });
      scene.harness().promptDisk = false;
      box.plugged = true;
      scene.passes(3);
      for (let n = 0; n < commits; n += 1) scene.harness().commit();
      scene.restarts();
      scene.connectsCsms();
      scene.passes(120);
      expect(drawOf(box, scene.now())).toBe(16);
      box.plugged = false;
      scene.passes(20);
      expect([starts(scene).length, stops(scene).length]).toEqual([1, 1]);
      expect(starts(scene)).toMatchObject([{ meterStart: 1000 }]);
      expect(stops(scene)).toMatchObject([{ meterStop: Math.round(box.wh) }]);
    },
  );

  it('while the token of a transaction that has begun is still judged: it is judged then', () => {
    const { box, scene } = keba({ authorization: { unknownOffline: 'accept' } }, { modbus: { start: 'plug' } });
    scene.harness().offers({ kind: 'disk', state: 'full' });
    box.plugged = true;
    // What the central system said of the token is too old when the start is taken at last.
    scene.passes(90);
    const { answer } = scene;
    scene.answer = (action, payload) =>
      action === 'Authorize' || action === 'StartTransaction' ? undefined : answer(action, payload);
    scene.harness().offers({ kind: 'disk', state: 'ok' });
    const facts = (kind: string) => scene.harness().facts.filter((fact) => fact.kind === kind).length;
    for (let n = 0; n < 200 && facts('TransactionStarted') === 0; n += 1) scene.passes(0.1);
    expect([facts('TransactionStarted'), facts('TransactionJudged')]).toEqual([1, 0]);
    scene.restarts();
    scene.passes(60);
    expect([facts('TransactionStarted'), facts('TransactionJudged')]).toEqual([0, 1]);
    expect(drawOf(box, scene.now())).toBe(16);
  });

  it.each([0, 1, 2, 3, 4])(
    'while it ends, %i commits after the vehicle left: one stop, with the register',
    (commits) => {
      const { box, scene } = charging();
      scene.harness().promptDisk = false;
      box.plugged = false;
      scene.passes(3);
      for (let n = 0; n < commits; n += 1) scene.harness().commit();
      scene.restarts();
      scene.passes(60);
      expect([starts(scene).length, stops(scene).length]).toEqual([1, 1]);
      expect(stops(scene)).toMatchObject([{ meterStop: Math.round(box.wh), reason: 'EVDisconnected' }]);
    },
  );

  it('unplugged while it was down: it ends, with the register that is read now', () => {
    const { box, scene } = charging();
    box.plugged = false;
    const { wh } = box;
    scene.restarts();
    scene.passes(60);
    expect(stops(scene)).toMatchObject([{ meterStop: Math.round(wh), reason: 'EVDisconnected' }]);
    expect([statusOf(scene), box.enabled]).toEqual(['Available', false]);
  });

  it('unplugged and gone with the charger while it was down: it stays open until somebody says how it ended', () => {
    const { box, scene } = charging();
    box.isSilent = true;
    scene.restarts();
    scene.passes(300);
    expect(stops(scene)).toEqual([]);
    box.plugged = false;
    box.isSilent = false;
    scene.passes(60);
    expect(stops(scene)).toHaveLength(1);
  });

  it('while the charger shows a fault: nobody knows whether the vehicle is there, and the transaction waits', () => {
    const box = newHeidelberg();
    const scene = modbusDepot({ HD: { device: box.device, driver: 'heidelberg-ec' } }, free);
    scene.passes(15);
    box.plugged = true;
    scene.passes(60);
    box.isFaulted = true;
    scene.passes(10);
    scene.restarts();
    scene.passes(60);
    expect([stops(scene), statusOf(scene)]).toEqual([[], 'Faulted']);
    box.isFaulted = false;
    scene.passes(60);
    expect([stops(scene).length, starts(scene).length, drawOf(box, scene.now())]).toEqual([0, 1, 16]);
  });

  it('after a token was refused and before the session ended: it ends, and nothing flows', () => {
    const { box, scene } = keba({}, { modbus: { start: 'order' } });
    box.plugged = true;
    scene.passes(5);
    scene.answer = (action) =>
      action === 'Authorize' || action === 'StartTransaction'
        ? { ...(action === 'StartTransaction' && { transactionId: 7 }), idTagInfo: { status: 'Blocked' } }
        : {};
    const until = (kind: string) => scene.harness().facts.some((fact) => fact.kind === kind);
    expect(scene.orders('RemoteStartTransaction', { connectorId: 1, idTag: 'VAN' })).toEqual({ status: 'Accepted' });
    // The register of the stop is not read any more.
    box.answers.push(
      ...Array.from(
        { length: 50 },
        () => () => (until('TransactionJudged') ? ({ kind: 'exception', code: 6 } as const) : undefined),
      ),
    );
    for (let n = 0; n < 100 && !until('TransactionJudged'); n += 1) scene.passes(0.1);
    scene.restarts();
    box.answers.length = 0;
    scene.passes(60);
    expect([drawOf(box, scene.now()), starts(scene).length, stops(scene).length]).toEqual([0, 1, 1]);
    expect(stops(scene)).toMatchObject([{ reason: 'DeAuthorized' }]);
  });

  it('another vehicle came while the end of the last session waited for the disk: it gets a session of its own', () => {
    const { box, scene } = charging();
    scene.harness().offers({ kind: 'disk', state: 'full' });
    box.plugged = false;
    scene.passes(30);
    box.plugged = true;
    scene.passes(30);
    expect([drawOf(box, scene.now()), starts(scene).length]).toEqual([0, 1]);
    scene.harness().offers({ kind: 'disk', state: 'ok' });
    scene.passes(60);
    expect([starts(scene).length, stops(scene).length, drawOf(box, scene.now())]).toEqual([2, 1, 16]);
  });
});

describe.each(['full', 'readOnly'] as const)('a disk that is %s', (trouble) => {
  it('no transaction begins and nothing is released; it begins when there is room again', () => {
    const { box, scene } = keba();
    scene.harness().offers({ kind: 'disk', state: trouble });
    box.plugged = true;
    scene.passes(120);
    expect([starts(scene).length, box.enabled, drawOf(box, scene.now())]).toEqual([0, false, 0]);
    scene.harness().offers({ kind: 'disk', state: 'ok' });
    scene.passes(30);
    expect([starts(scene).length, drawOf(box, scene.now())]).toEqual([1, 16]);
  });

  it('what goes on goes on, its end stops the energy at once and is told when there is room again, once', () => {
    const { box, scene } = charging();
    scene.harness().offers({ kind: 'disk', state: trouble });
    scene.passes(60);
    expect(drawOf(box, scene.now())).toBe(16);
    box.plugged = false;
    const { wh } = box;
    scene.passes(30);
    expect([stops(scene).length, box.enabled]).toEqual([0, false]);
    scene.harness().offers({ kind: 'disk', state: 'ok' });
    scene.passes(30);
    expect(stops(scene)).toMatchObject([{ meterStop: Math.round(wh) }]);
  });

  it('a limit is lowered, although nothing is committed any more', () => {
    const { box, scene } = charging();
    scene.harness().promptDisk = false;
    scene.harness().offers({ kind: 'disk', state: trouble });
    const profile = {
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 8 }] },
      },
    };
    const { site } = scene;
    void profile;
    scene.harness().change({ ...site, circuits: [{ ...site.circuits[0]!, limitAmps: 18 }] });
    scene.passes(5);
    expect(drawOf(box, scene.now())).toBe(8);
    expect(scene.harness().gateway.state.stationLinks.has('KEBA' as StationId)).toBe(true);
    expect(sessionOf(scene).step).toBe('open');
  });
});
