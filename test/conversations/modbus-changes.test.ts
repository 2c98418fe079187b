// The site file changes, or the device does, while a vehicle charges at a charger without OCPP.

import { describe, expect, it } from 'vitest';
import type { EvseKey, StationId } from '../../src/model/ids.ts';
import { driverOf } from '../unit/modbus/device-bench.ts';
import type { Site, Station } from '../../src/model/config/site.ts';
import type { Box } from './modbus-chargers.ts';
import { drawOf, newCharx, newHeidelberg, newKeba } from './modbus-chargers.ts';
import type { DepotOptions, ModbusScene } from './modbus-scene.ts';
import { modbusDepot, statusOf, told } from './modbus-scene.ts';

const free: DepotOptions = { authorization: { mode: 'free' } };

function charging(box = newKeba(), driver = 'keba-p30-p40', options = free): { box: Box; scene: ModbusScene } {
  const scene = modbusDepot({ KEBA: { device: box.device, driver } }, options);
  scene.passes(15);
  box.plugged = true;
  scene.passes(60);
  expect(drawOf(box, scene.now())).toBe(16);
  return { box, scene };
}

const withStation = (site: Site, change: Partial<Station>): Site => ({
  ...site,
  stations: site.stations.map((station) => ({ ...station, ...change })),
});

const kept = (scene: ModbusScene): string[] => scene.alarms().filter((key) => key.startsWith('BB_STATION_KEPT'));
const starts = (scene: ModbusScene) => told(scene, 'StartTransaction');
const stops = (scene: ModbusScene) => told(scene, 'StopTransaction');

describe('the site file changes while it charges', () => {
  it('the limit of the circuit is lowered, and raised again', () => {
    const { box, scene } = charging();
    const limited = (limitAmps: number) => ({ ...scene.site, circuits: [{ ...scene.site.circuits[0]!, limitAmps }] });
    scene.harness().change(limited(18));
    scene.passes(3);
    expect(box.offer(scene.now())).toBe(8);
    scene.harness().change(limited(100));
    scene.passes(60);
    expect(box.offer(scene.now())).toBe(16);
    expect([starts(scene).length, stops(scene).length]).toEqual([1, 0]);
  });

  it('its rating is another one: the same transaction goes on within it', () => {
    const { box, scene } = charging();
    const [station] = scene.site.stations;
    scene.harness().change(withStation(scene.site, { evses: [{ ...station!.evses[0]!, maxAmps: 10 }] }));
    scene.passes(60);
    expect([box.offer(scene.now()), statusOf(scene)]).toEqual([10, 'Charging']);
    expect([starts(scene).length, stops(scene).length]).toEqual([1, 0]);
    box.plugged = false;
    scene.passes(10);
    expect(stops(scene)).toMatchObject([{ meterStop: Math.round(box.wh) }]);
  });

  it('one of two points changes: both go on', () => {
    const { points, device } = newCharx();
    const scene = modbusDepot({ CX: { device, driver: 'phoenix-charx-sec', unit: 1, evses: 2 } }, free);
    scene.passes(15);
    for (const one of points) one.plugged = true;
    scene.passes(60);
    const [one, two] = scene.site.stations[0]!.evses;
    scene.harness().change(withStation(scene.site, { evses: [one!, { ...two!, maxAmps: 8 }] }));
    scene.passes(90);
    expect(points.map((point) => point.offer(scene.now()))).toEqual([16, 8]);
    expect([starts(scene).length, stops(scene).length]).toEqual([2, 0]);
  });

  it('its unit is another one: what the old one still answers is not taken for an answer of the new one', () => {
    const { box, scene } = charging();
    const other = newKeba({ plugged: true, wh: 500_000 });
    scene.bus.devices.set('tcp:keba:502 7', other.device);
    scene.bus.isHeldUp = true;
    scene.passes(4);
    const [station] = scene.site.stations;
    scene.harness().change(withStation(scene.site, { modbus: { ...station!.modbus!, unit: 7 } }));
    scene.bus.isHeldUp = false;
    while (scene.bus.serve()) continue;
    scene.passes(0.1);
    const { energyWh, measuredAmps } = scene.view().stations[0]!.evses[0]!;
    expect(energyWh).not.toBe(box.wh);
    expect(measuredAmps?.[0] === 16 && !other.enabled).toBe(false);
    scene.passes(60);
    expect([other.enabled, other.limitAmps]).toEqual([true, 16]);
    expect([starts(scene).length, stops(scene).length]).toEqual([1, 0]);
  });

  it('its device is another one: that is driven by its own registers from then on', () => {
    const { scene } = charging();
    const next = newHeidelberg({ plugged: true });
    scene.bus.devices.set('tcp:keba:502 255', next.device);
    const [station] = scene.site.stations;
    scene.harness().change(withStation(scene.site, { modbus: { ...station!.modbus!, device: 'heidelberg-ec' } }));
    scene.passes(60);
    expect([next.offer(scene.now()), statusOf(scene)]).toEqual([16, 'Charging']);
    expect([starts(scene).length, stops(scene).length]).toEqual([1, 0]);
  });

  it('E53 the station is removed: it is kept under what is left until its session is over, paused, and let go then', () => {
    const { box, scene } = charging();
    const without = (limitAmps: number): Site => ({
      ...scene.site,
      stations: [],
      circuits: [{ ...scene.site.circuits[0]!, limitAmps }],
    });
    scene.harness().change(without(100));
    scene.passes(30);
    expect([box.offer(scene.now()), scene.alarms()]).toEqual([16, ['BB_STATION_KEPT:KEBA']]);
    // It is lowered as any other one.
    scene.harness().change(without(18));
    scene.passes(30);
    expect(box.offer(scene.now())).toBe(8);
    // Nothing of this is forgotten with the process.
    scene.restarts(without(18));
    scene.passes(60);
    expect([box.offer(scene.now()), kept(scene)]).toEqual([8, ['BB_STATION_KEPT:KEBA']]);
    box.plugged = false;
    scene.passes(60);
    expect([starts(scene).length, stops(scene).length]).toEqual([1, 1]);
    // Its watchdog brings it to what it falls back to.
    expect([box.offer(scene.now()), kept(scene), scene.view().stations]).toEqual([6, [], []]);
    const before = scene.bus.written.length;
    scene.passes(60);
    expect(scene.bus.written.length).toBe(before);
  });

  it('E53 it is removed and comes back in the same session', () => {
    const { box, scene } = charging();
    scene.harness().change({ ...scene.site, stations: [] });
    scene.passes(60);
    scene.harness().change(scene.site);
    scene.passes(60);
    expect([box.offer(scene.now()), statusOf(scene), scene.alarms()]).toEqual([16, 'Charging', []]);
    expect([starts(scene).length, stops(scene).length]).toEqual([1, 0]);
  });

  it('E53 it is removed with its serial line, which is kept with it; idle it is let go at once', () => {
    const box = newHeidelberg();
    const depot = (): ModbusScene =>
      modbusDepot(
        { HD: { device: box.device, driver: 'heidelberg-ec', unit: 1, modbus: { at: { bus: 'rs1' } } } },
        { ...free, buses: [{ id: 'rs1', path: '/dev/ttyS1', baud: 19_200, parity: 'even', stopBits: 1 }] },
      );
    const scene = depot();
    scene.bus.devices.set('bus:rs1 1', box.device);
    scene.passes(15);
    box.plugged = true;
    scene.passes(60);
    expect(box.offer(scene.now())).toBe(16);
    const { buses: _, ...rest } = scene.site;
    scene.harness().change({ ...rest, stations: [] });
    scene.passes(60);
    expect([box.offer(scene.now()), scene.alarms()]).toEqual([16, ['BB_STATION_KEPT:HD']]);
    box.plugged = false;
    scene.passes(60);
    expect([scene.alarms(), scene.view().stations]).toEqual([[], []]);
    scene.harness().change(scene.site);
    scene.passes(30);
    scene.harness().change({ ...rest, stations: [] });
    scene.passes(5);
    expect([scene.alarms(), scene.view().stations]).toEqual([[], []]);
  });

  it('E53 it goes on under another name: it is driven once', () => {
    const { scene } = charging();
    const [station] = scene.site.stations;
    scene.harness().change({ ...scene.site, stations: [{ ...station!, id: 'OTHER' as StationId }] });
    scene.passes(30);
    expect(scene.view().stations.map(({ id }) => id)).toEqual(['OTHER']);
  });

  it.each(['another one', 'described anew'])(
    'the station is %s now while a raise waits for the disk: it never leaves',
    (how) => {
      const { box, scene } = charging();
      const limited = (limitAmps: number) => ({ ...scene.site, circuits: [{ ...scene.site.circuits[0]!, limitAmps }] });
      scene.harness().change(limited(18));
      scene.passes(60);
      expect(box.offer(scene.now())).toBe(8);
      const from = scene.bus.written.length;
      scene.harness().promptDisk = false;
      scene.harness().change(limited(100));
      scene.passes(1);
      const [station] = scene.site.stations;
      const anew = withStation(scene.site, { evses: [{ ...station!.evses[0]!, maxAmps: 7 }] });
      const other = { id: 'OTHER' as StationId, modbus: { ...station!.modbus!, start: 'never' } } as const;
      scene.harness().change(how === 'described anew' ? anew : withStation(scene.site, other));
      scene.harness().promptDisk = true;
      for (let commits = 0; commits < 20; commits += 1) scene.harness().commit();
      scene.passes(30);
      expect(scene.bus.written.slice(from).filter(({ address, word }) => address === 5004 && word > 8000)).toEqual([]);
    },
  );

  it('a station that spoke OCPP is driven by Modbus from now on: its connection ends, and it is known by its registers', () => {
    const { box, scene } = charging();
    const [station] = scene.site.stations;
    const { modbus: _, ...spoken } = station!;
    scene.harness().change({ ...scene.site, stations: [spoken] });
    scene.passes(5);
    const link = scene.harness().connectStation('KEBA');
    scene.harness().says(link, [2, 'boot', 'BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' }]);
    scene.passes(5);
    scene.harness().hears(link);
    scene.harness().change(scene.site);
    scene.passes(60);
    expect(scene.harness().hears(link)).toContainEqual([0, 'close', 1001]);
    expect([scene.view().stations[0]!.vendor, box.offer(scene.now())]).toEqual(['KEBA', 16]);
    expect([starts(scene).length, stops(scene).length]).toEqual([1, 0]);
  });

  it('the file of its device changes: it is spoken to by the new one, and the same transaction goes on', () => {
    const box = newKeba();
    const known = driverOf('keba-p30-p40');
    let described = known;
    const scene = modbusDepot(
      { KEBA: { device: box.device, driver: 'keba-p30-p40' } },
      { ...free, drivers: () => described },
    );
    scene.passes(15);
    box.plugged = true;
    scene.passes(60);
    const why = 'line 3 is wrong.';
    scene.harness().offers({ kind: 'devices', wrong: [{ device: 'keba-p30-p40', why }] });
    const { charger } = scene.harness().gateway.state.modbus.chargers.get('KEBA/1' as EvseKey)!;
    expect([scene.alarms(), charger.config.driver]).toEqual([['BB_DRIVER_LAST_GOOD:keba-p30-p40'], known]);
    described = { ...known, revision: 1, poll: { fastMs: 5000, slowMs: 30_000 } };
    scene.harness().offers({ kind: 'devices', wrong: [] });
    scene.passes(60);
    const next = scene.harness().gateway.state.modbus.chargers.get('KEBA/1' as EvseKey)!;
    expect([scene.alarms(), next.charger.config.driver.poll.fastMs]).toEqual([[], 5000]);
    expect([box.offer(scene.now()), statusOf(scene), starts(scene).length, stops(scene).length]).toEqual([
      16,
      'Charging',
      1,
      0,
    ]);
  });

  it('its device has no description: an alarm says so, and nothing is driven', () => {
    const { scene } = charging();
    const [station] = scene.site.stations;
    scene.harness().change(withStation(scene.site, { modbus: { ...station!.modbus!, device: 'eastron-sdm630' } }));
    scene.passes(10);
    expect(scene.alarms()).toContain('BB_MODBUS_NO_DRIVER:KEBA');
    expect(scene.harness().gateway.state.stationLinks.size).toBe(0);
  });
});

describe('the device changes while it charges', () => {
  it('it is lost, and back: the same transaction, and its limit is told again', () => {
    const { box, scene } = charging();
    box.isSilent = true;
    scene.passes(90);
    expect(scene.view().stations[0]!.connected).toBe(false);
    // Its watchdog has bitten.
    expect(box.offer(scene.now())).toBe(6);
    box.isSilent = false;
    scene.passes(60);
    expect([box.offer(scene.now()), statusOf(scene)]).toEqual([16, 'Charging']);
    box.plugged = false;
    scene.passes(10);
    expect([starts(scene).length, stops(scene)]).toMatchObject([1, [{ meterStop: Math.round(box.wh) }]]);
  });

  it('it was restarted between two requests: what it has forgotten it is told again', () => {
    const { box, scene } = charging();
    box.reboot();
    scene.bus.reconnect();
    scene.passes(10);
    expect(box.offer(scene.now())).toBe(16);
  });

  it('it comes back with another firmware: the central system is told', () => {
    const { box, scene } = charging();
    box.isSilent = true;
    scene.passes(60);
    box.isSilent = false;
    box.firmware = 0x02000000;
    scene.passes(60);
    expect(scene.view().stations[0]!.firmware).toBe('2.0.0.0');
    expect(starts(scene)).toHaveLength(1);
  });

  it('heartbeats are not taken until its watchdog fires: then it is told its limit again', () => {
    const { box, scene } = charging();
    box.refuses = (action) => action.kind === 'write' && action.address === 5018;
    scene.passes(60);
    expect(box.offer(scene.now())).toBe(6);
    box.refuses = () => false;
    scene.passes(60);
    expect(box.offer(scene.now())).toBe(16);
  });

  it('it is too busy to pause: it is told again, and no room is given away before', () => {
    const { box, scene } = charging(newKeba(), 'keba-p30-p40', { authorization: { mode: 'free' } });
    const number = Number(stops(scene).length) + 5001;
    box.refuses = (action) => action.kind === 'write' && action.address === 5014;
    expect(scene.orders('RemoteStopTransaction', { transactionId: number })).toEqual({ status: 'Accepted' });
    scene.passes(5);
    expect([drawOf(box, scene.now()), scene.view().stations[0]!.evses[0]!.envelopeAmps]).toEqual([16, 16]);
    box.refuses = () => false;
    scene.passes(60);
    expect([drawOf(box, scene.now()), scene.view().stations[0]!.evses[0]!.envelopeAmps]).toEqual([0, 6]);
  });

  it('a raise that it refuses is not told again behind the back of what is counted', () => {
    const box = newHeidelberg();
    const { scene } = charging(box, 'heidelberg-ec');
    const limited = (limitAmps: number) => ({ ...scene.site, circuits: [{ ...scene.site.circuits[0]!, limitAmps }] });
    scene.harness().change(limited(18));
    scene.passes(30);
    expect(box.offer(scene.now())).toBe(8);
    box.refuses = (action) => action.kind === 'write' && action.address === 261 && action.words[0] === 160;
    scene.harness().change(limited(100));
    scene.passes(12);
    expect(scene.alarms()).toContain('BB_LIMIT_REFUSED:KEBA/1');
    box.refuses = () => false;
    const from = scene.bus.written.length;
    scene.passes(10);
    expect(scene.bus.written.slice(from).filter(({ word }) => word === 160)).toEqual([]);
    expect(scene.view().stations[0]!.evses[0]!.envelopeAmps).toBe(8);
    scene.passes(60);
    expect(box.offer(scene.now())).toBe(16);
  });
});
