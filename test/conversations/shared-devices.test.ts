// Single-client devices served once and shared (1.9): others read them through the gateway, which alone speaks to them.

import { describe, expect, it } from 'vitest';
import type { RegisterRange } from '../../src/model/bus.ts';
import type { ServedUnit } from '../../src/model/config/site.ts';
import type { SharedDevice } from '../../src/core/modbus/share-live.ts';
import type { StationId } from '../../src/model/ids.ts';
import { f32 } from '../unit/modbus/device-bench.ts';
import { newHeidelberg, newKeba } from './modbus-chargers.ts';
import type { GridMeter } from './modbus-meter.ts';
import { gridMeter, newGridMeter } from './modbus-meter.ts';
import type { ModbusScene } from './modbus-scene.ts';
import { modbusDepot } from './modbus-scene.ts';

interface SharedScene {
  readonly scene: ModbusScene;
  readonly meter: GridMeter;
  /** Asks as a client does; undefined while it waits. */
  reads(range: RegisterRange, unit?: number): unknown;
  /** Reads that left for others since the last look. */
  forOthers(): RegisterRange[];
}

const grid: ServedUnit = { unit: 21, of: { meter: 'grid' } };
const input = (address: number, count: number): RegisterRange => ({ fn: 4, address, count });

function sharedGrid(servedUnits: readonly ServedUnit[] = [grid]): SharedScene {
  const meter = newGridMeter();
  const scene = modbusDepot({ KEBA: { device: newKeba().device, driver: 'keba-p30-p40' } }, { meters: [gridMeter()] });
  scene.bus.devices.set('tcp:grid:502 1', meter.device);
  scene.harness().change({ ...scene.site, servedUnits });
  const left: RegisterRange[] = [];
  scene.bus.onTake = (_line, { lane, action }) => {
    if (lane === 'shared') left.push(action as RegisterRange & typeof action);
  };
  scene.passes(5);
  return {
    scene,
    meter,
    reads: (read, unit = 21) => scene.harness().asks({ kind: 'registers', unit, read }),
    forOthers: () => left.splice(0),
  };
}

const watts = (meter: GridMeter): number[] => meter.volts.map((volts, line) => volts * meter.amps[line]!);

describe('a meter that others read from the gateway', () => {
  it('what the gateway reads anyway costs the meter nothing, however many ask', () => {
    const { scene, meter, reads, forOthers } = sharedGrid();
    for (let second = 0; second < 20; second += 1) {
      for (let client = 0; client < 5; client += 1)
        expect(reads(input(12, 6))).toEqual({ words: watts(meter).flatMap((one) => f32(one)) });
      scene.passes(1);
    }
    expect(forOthers()).toEqual([]);
    meter.amps = [1, 2, 3];
    scene.passes(1.1);
    expect(reads(input(12, 2))).toEqual({ words: f32(230) });
  });

  it('what it does not read is read once, last of all, and kept as long as a slow value', () => {
    const { scene, reads, forOthers } = sharedGrid();
    const first = [1, 2, 3].map(() => reads(input(200, 4)));
    expect(first).toEqual([1, 2, 3].map(() => ({ words: [0, 0, 0, 0] })));
    expect(forOthers()).toHaveLength(1);
    scene.passes(9);
    expect(reads(input(200, 4))).toEqual({ words: [0, 0, 0, 0] });
    expect(forOthers()).toEqual([]);
    scene.passes(2);
    expect(reads(input(200, 4))).toEqual({ words: [0, 0, 0, 0] });
    expect(forOthers()).toHaveLength(1);
  });

  it('who asks while it waits gets the same answer; a full line of them is told that it is busy (6)', () => {
    const { scene, reads, forOthers } = sharedGrid();
    scene.bus.isHeldUp = true;
    expect(reads(input(200, 4))).toBeUndefined();
    expect(reads(input(200, 4))).toBeUndefined();
    for (let other = 0; other < 15; other += 1) expect(reads(input(210 + other, 1))).toBeUndefined();
    expect(reads(input(300, 1))).toEqual({ exception: 6 });
    expect(forOthers()).toHaveLength(1);
    scene.bus.isHeldUp = false;
    while (scene.bus.serve());
    scene.passes(1);
    // One each 200 ms: a device is not hurried for others.
    expect(forOthers().length).toBeLessThanOrEqual(6);
  });

  it('nobody waits longer than 3 s (11)', () => {
    const { scene } = sharedGrid();
    scene.bus.isHeldUp = true;
    const { asks } = scene.harness();
    const wakeUps = scene.harness().wakeUps();
    expect(asks({ kind: 'registers', unit: 21, read: input(200, 4) }, () => scene.passes(2.9))).toBeUndefined();
    expect(asks({ kind: 'registers', unit: 21, read: input(204, 4) }, () => scene.passes(2.9))).toBeUndefined();
    expect(asks({ kind: 'registers', unit: 21, read: input(208, 4) }, () => scene.passes(3.1))).toEqual({
      exception: 11,
    });
    // What waits does not wake anybody until then.
    expect(scene.harness().wakeUps() - wakeUps).toBeLessThan(100);
  });

  it('an old value is never shown as a new one: after three periods of silence it is exception 11', () => {
    const { scene, meter, reads } = sharedGrid();
    meter.isSilent = true;
    scene.passes(1.5);
    expect(reads(input(12, 6))).toHaveProperty('words');
    scene.passes(5);
    expect(reads(input(12, 6))).toEqual({ exception: 11 });
    meter.isSilent = false;
    scene.passes(40);
    expect(reads(input(12, 6))).toHaveProperty('words');
  });

  it('a register that gets no answer costs at most one connection in a minute, and the same one one in ten', () => {
    const { scene, meter, reads, forOthers } = sharedGrid();
    const { device } = meter;
    scene.bus.devices.set('tcp:grid:502 1', (request, now) =>
      request.action.address >= 200 ? undefined : device(request, now),
    );
    expect(reads(input(200, 1))).toEqual({ exception: 11 });
    for (let address = 0; address < 50; address += 1) expect(reads(input(300 + address, 1))).toEqual({ exception: 11 });
    expect(forOthers()).toEqual([expect.objectContaining({ address: 200 })]);
    expect(reads(input(12, 2))).toHaveProperty('words');
    scene.passes(61);
    expect(reads(input(200, 1))).toEqual({ exception: 11 });
    expect(forOthers()).toEqual([]);
    expect(reads(input(300, 1))).toEqual({ exception: 11 });
    expect(forOthers()).toHaveLength(1);
    scene.passes(545);
    expect(reads(input(200, 1))).toEqual({ exception: 11 });
    expect(forOthers()).toHaveLength(1);
    expect(scene.view().meters[0]).toMatchObject({ quality: 'good' });
  });

  it('what the meter refuses is refused in its words, and it is not asked again at once', () => {
    const { scene, meter, reads, forOthers } = sharedGrid();
    const { device } = meter;
    scene.bus.devices.set('tcp:grid:502 1', (request, now) =>
      request.action.address >= 200 ? { kind: 'exception', code: 2 } : device(request, now),
    );
    for (let times = 0; times < 5; times += 1) expect(reads(input(200, 1))).toEqual({ exception: 2 });
    expect(forOthers()).toHaveLength(1);
    expect(scene.view().meters[0]).toMatchObject({ quality: 'good' });
  });

  it.each([
    ['a unit that nobody has', 22, input(12, 2), 10],
    ['no register', 21, input(12, 0), 3],
    ['more than a frame carries', 21, input(0, 126), 3],
    ['what lies behind the last address', 21, input(65_535, 2), 2],
  ])('refuses %s', (_what, unit, range, exception) => {
    const { reads, forOthers } = sharedGrid();
    expect(reads(range, unit)).toEqual({ exception });
    expect(forOthers()).toEqual([]);
  });

  it('is not waited for by the disk, and shown by nobody when the site file says so no more', () => {
    const { scene, reads } = sharedGrid();
    scene.harness().promptDisk = false;
    expect(reads(input(12, 2))).toHaveProperty('words');
    scene.harness().promptDisk = true;
    scene.harness().change(scene.site);
    expect(reads(input(12, 2))).toEqual({ exception: 10 });
    expect(scene.harness().gateway.state.modbus.share).toBeUndefined();
  });

  it('is there again after a restart, and remembers nothing of before', () => {
    const { scene, meter, reads } = sharedGrid();
    meter.isSilent = true;
    scene.restarts({ ...scene.site, servedUnits: [grid] });
    expect(reads(input(12, 2))).toEqual({ exception: 11 });
    meter.isSilent = false;
    scene.passes(60);
    expect(reads(input(12, 2))).toHaveProperty('words');
  });
});

describe('a charger that others read from the gateway', () => {
  const charger: ServedUnit = { unit: 11, of: { station: 'KEBA' as StationId, evse: 1 } };

  it('is shown as it is polled, and costs it nothing', () => {
    const { scene, reads, forOthers } = sharedGrid([charger]);
    const [share] = scene.harness().gateway.state.modbus.share!.units.values();
    for (const { fn, address, words, isPlanned } of share!.cache.values())
      if (isPlanned) expect(reads({ fn, address, count: words.length }, 11)).toEqual({ words });
    expect(forOthers()).toEqual([]);
  });

  it('what the gateway writes to it is not shown any more as it was read before', () => {
    const box = newHeidelberg();
    const scene = modbusDepot(
      { HD: { device: box.device, driver: 'heidelberg-ec', unit: 1 } },
      { authorization: { mode: 'free' } },
    );
    scene.harness().change({ ...scene.site, servedUnits: [{ unit: 11, of: { station: 'HD' as StationId, evse: 1 } }] });
    const share = (): SharedDevice => scene.harness().gateway.state.modbus.share!.units.get(11)!;
    const known = (address: number): boolean =>
      [...share().cache.values()].some((one) => one.address <= address && address < one.address + one.words.length);
    let forgotten = 0;
    let wasKnown = false;
    scene.bus.onTake = (_line, { action: { kind, address } }) => {
      if (kind !== 'write' || address !== 261) return;
      expect(known(261)).toBe(false);
      forgotten += Number(wasKnown);
    };
    for (let second = 0; second < 90; second += 1) {
      box.plugged = second > 30;
      wasKnown = known(261);
      scene.passes(1);
    }
    expect(forgotten).toBeGreaterThan(0);
  });

  it('a deviceUnit that the device has not is an alarm, and unit 11 is nobody', () => {
    const { scene, reads } = sharedGrid([{ ...charger, deviceUnit: 77 }]);
    expect(reads({ fn: 3, address: 1000, count: 2 }, 11)).toEqual({ exception: 10 });
    expect(scene.alarms()).toContain('BB_MODBUS_SERVER_UNIT:11');
  });
});
