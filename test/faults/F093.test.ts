// F093: what a meter or a charger says wrongly never becomes a value that allows more; where it can be told, a person is.

import { describe, expect, it } from 'vitest';
import { drawOf, newKeba } from '../conversations/modbus-chargers.ts';
import type { ModbusScene } from '../conversations/modbus-scene.ts';
import { modbusDepot, statusOf, told } from '../conversations/modbus-scene.ts';
import type { GridMeter } from '../conversations/modbus-meter.ts';
import { gridMeter, newGridMeter } from '../conversations/modbus-meter.ts';

function metered(more: Parameters<typeof gridMeter>[0] = {}): { meter: GridMeter; scene: ModbusScene } {
  const meter = newGridMeter();
  const scene = modbusDepot({}, { meters: [gridMeter(more)] });
  scene.bus.devices.set('tcp:grid:502 1', meter.device);
  scene.passes(15);
  return { meter, scene };
}

const codes = (scene: ModbusScene): string[] => scene.view().alarms.map(({ code }) => code);
const grid = (scene: ModbusScene) => scene.view().meters[0]!;

describe('F093 a meter', () => {
  it('NaN is no value, and never 0', () => {
    const { meter, scene } = metered();
    meter.amps = [Number.NaN, 21, 22];
    scene.passes(5);
    expect(grid(scene).amps).toEqual([null, 21, 22]);
    meter.amps = [Number.NaN, Number.NaN, Number.NaN];
    scene.passes(5);
    expect([grid(scene).quality, grid(scene).amps]).toEqual(['invalid', [null, null, null]]);
    expect(codes(scene)).toContain('BB_METER_LOST');
  });

  it('a phase is missing: its current is nobody’s 0', () => {
    const { meter, scene } = metered();
    meter.volts = [230, 0, 229];
    meter.amps = [20, 0, 22];
    scene.passes(5);
    expect(grid(scene).amps).toEqual([20, null, 22]);
  });

  it('all of it is turned round: export, and turned back by the site file', () => {
    const { meter, scene } = metered();
    meter.turned = [-1, -1, -1];
    scene.passes(5);
    expect(grid(scene).amps).toEqual([-20, -21, -22]);
    scene.harness().change({ ...scene.site, meters: [gridMeter({ invert: true })] });
    scene.passes(5);
    expect(grid(scene)).toMatchObject({ quality: 'good', amps: [20, 21, 22] });
  });

  it('one transformer is turned round: its phase exports, and the sum says so', () => {
    const { meter, scene } = metered();
    meter.turned = [1, -1, 1];
    scene.passes(5);
    expect(grid(scene).amps).toEqual([20, -21, 22]);
    expect(grid(scene).powerW).toBeCloseTo(230 * 20 - 231 * 21 + 229 * 22, 0);
  });

  it('voltage ×10 is no mains voltage', () => {
    const { meter, scene } = metered();
    meter.volts = [2300, 2310, 2290];
    scene.passes(5);
    expect(grid(scene).volts ?? []).not.toContain(2300);
  });

  it('0 is what it says, as long as it answers', () => {
    const { meter, scene } = metered();
    meter.amps = [0, 0, 0];
    scene.passes(5);
    expect(grid(scene)).toMatchObject({ quality: 'good', amps: [0, 0, 0] });
  });
});

describe('F093 a charger', () => {
  function charging() {
    const box = newKeba();
    const scene = modbusDepot(
      { KEBA: { device: box.device, driver: 'keba-p30-p40' } },
      { authorization: { mode: 'free' } },
    );
    scene.passes(15);
    box.plugged = true;
    scene.passes(60);
    expect(drawOf(box, scene.now())).toBe(16);
    return { box, scene };
  }

  it.each([
    ['0', [0, 0]],
    ['nothing but ones', [0xffff, 0xffff]],
    ['one that is lower', [0, 5000]],
    ['×10', [0, 0xffff]],
  ])('an energy register of %s is dropped: what is billed goes on where it was', (_, words) => {
    const { box, scene } = charging();
    scene.passes(60);
    const { wh } = box;
    box.lies.set(1036, words);
    scene.passes(10);
    box.lies.clear();
    scene.passes(60);
    box.plugged = false;
    scene.passes(10);
    const stop = Number(told(scene, 'StopTransaction')[0]!['meterStop']);
    expect(stop).toBeGreaterThan(wh);
    expect(Math.abs(stop - box.wh)).toBeLessThan(1);
  });

  it('an energy register that keeps on saying so is another counter: a person is told, and nothing is billed that was not delivered', () => {
    const { box, scene } = charging();
    box.lies.set(1036, [0, 5000]);
    scene.passes(90);
    expect(codes(scene)).toContain('BB_MODBUS_COUNTER_CHANGED');
    box.lies.clear();
    scene.passes(90);
    box.plugged = false;
    scene.passes(10);
    const stop = Number(told(scene, 'StopTransaction')[0]!['meterStop']);
    expect(stop).toBeGreaterThan(1000);
    expect(stop).toBeLessThanOrEqual(Math.round(box.wh));
  });

  it('a current far above what it may draw is told to a person, and frees no room', () => {
    const { box, scene } = charging();
    for (const address of [1008, 1010, 1012]) box.lies.set(address, [2, 28_928]);
    scene.passes(90);
    expect(codes(scene)).toContain('BB_LIMIT_IGNORED');
    expect(scene.view().stations[0]!.evses[0]!.envelopeAmps).toBe(16);
  });

  it('a state that nobody knows ends nothing and begins nothing', () => {
    const { box, scene } = charging();
    box.isFaulted = true;
    scene.passes(30);
    expect([statusOf(scene), told(scene, 'StopTransaction')]).toEqual(['Faulted', []]);
    box.isFaulted = false;
    scene.passes(30);
    expect([statusOf(scene), told(scene, 'StartTransaction').length]).toEqual(['Charging', 1]);
  });
});
