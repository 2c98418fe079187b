// One phase or three at a charger without OCPP, as a person orders it over the API (E42, E43).

import { describe, expect, it } from 'vitest';
import type { Question } from '../../src/core/ports.ts';
import type { EvseKey } from '../../src/model/ids.ts';
import type { Box } from './modbus-chargers.ts';
import { drawOf, newHeidelberg, newKeba } from './modbus-chargers.ts';
import type { ModbusScene } from './modbus-scene.ts';
import { modbusDepot, told } from './modbus-scene.ts';

const evse = 'KEBA/1' as EvseKey;
const free = { authorization: { mode: 'free' } } as const;

function charging(box = newKeba({ phaseSource: 3 })): { box: Box; scene: ModbusScene } {
  const scene = modbusDepot({ KEBA: { device: box.device, driver: 'keba-p30-p40' } }, free);
  scene.passes(15);
  box.plugged = true;
  scene.passes(60);
  expect(drawOf(box, scene.now())).toBe(16);
  return { box, scene };
}

const asks = (scene: ModbusScene, question: Question, seconds = 60): unknown =>
  scene.harness().asks(question, () => scene.passes(seconds));
const wants = (scene: ModbusScene, phases: 1 | 3, seconds?: number, key = evse): unknown =>
  asks(scene, { kind: 'switchPhases', evse: key, phases }, seconds);
const codeOf = (answer: unknown): string | undefined => (answer as { problem?: { code: string } }).problem?.code;
const shown = (scene: ModbusScene) => scene.view().stations[0]!.evses[0]!;

describe('a switch that somebody orders', () => {
  it('is made without load, and the session goes on under the same limit; all lines count as before', () => {
    const { box, scene } = charging();
    const before = shown(scene).envelopeAmps;
    expect(shown(scene).phases).toEqual({ switchedTo: 'unknown', reported: 3, used: 3 });
    expect(wants(scene, 1)).toEqual({ status: 'Accepted', phases: 1 });
    expect([box.lines, box.drewAtSwitch, drawOf(box, scene.now())]).toEqual([1, [0], 16]);
    expect([shown(scene).phases, shown(scene).envelopeAmps]).toEqual([{ switchedTo: 1, reported: 1, used: 1 }, before]);
    expect([told(scene, 'StartTransaction').length, told(scene, 'StopTransaction').length]).toEqual([1, 0]);
  });

  it('E42: is refused within 210 s of the last one, and said how long; what stands already needs none', () => {
    const { box, scene } = charging();
    wants(scene, 1);
    expect(wants(scene, 3)).toMatchObject({ problem: { code: 'BB_PHASES_TOO_SOON', detail: /in 1\d\d s/ } });
    expect(wants(scene, 1)).toEqual({ status: 'Accepted', phases: 1 });
    expect(box.drewAtSwitch).toHaveLength(1);
    scene.passes(60);
    expect(wants(scene, 3)).toEqual({ status: 'Accepted', phases: 3 });
    expect([box.lines, box.drewAtSwitch]).toEqual([3, [0, 0]]);
  });

  it('is refused with the reason: unknown, wired otherwise, not able, not connected, under way', () => {
    const { box, scene } = charging();
    expect(codeOf(wants(scene, 1, 1, 'OTHER/1' as EvseKey))).toBe('BB_EVSE_UNKNOWN');
    expect(wants(scene, 1, 1)).toBeUndefined();
    expect(codeOf(wants(scene, 3, 1))).toBe('BB_PHASES_UNDER_WAY');
    scene.passes(300);
    box.isSilent = true;
    scene.passes(90);
    expect(codeOf(wants(scene, 3, 1))).toBe('BB_PHASES_NOT_CONNECTED');
    const one = modbusDepot({ KEBA: { device: newKeba().device, driver: 'keba-p30-p40' } }, free);
    one.passes(15);
    expect(codeOf(wants(one, 1, 1))).toBe('BB_PHASES_NOT_SWITCHABLE');
    expect(shown(one).phases).toBeUndefined();
    const other = modbusDepot({ KEBA: { device: newHeidelberg().device, driver: 'heidelberg-ec', unit: 1 } }, free);
    other.passes(15);
    expect(codeOf(wants(other, 1, 1))).toBe('BB_PHASES_NOT_SWITCHABLE');
    const wired = { ...scene.site.stations[0]!, evses: [{ id: 1, maxAmps: 16, minAmps: 6, phases: 'L2' as const }] };
    scene.harness().change({ ...scene.site, stations: [wired] });
    expect(codeOf(wants(scene, 3, 1))).toBe('BB_PHASES_NOT_SWITCHABLE');
  });

  it('is not made where the vehicle does not stop, and it charges on', () => {
    const { box, scene } = charging();
    for (const address of [1008, 1010, 1012]) box.lies.set(address, [0, 9000]);
    expect(codeOf(wants(scene, 1))).toBe('BB_PHASES_REFUSED');
    expect([box.drewAtSwitch, drawOf(box, scene.now()), shown(scene).phases?.switchedTo]).toEqual([[], 16, 'unknown']);
  });

  it('is refused by the device: said, and it charges on', () => {
    const { box, scene } = charging();
    box.refuses = (action) => action.kind === 'write' && action.address === 5052;
    expect(codeOf(wants(scene, 1))).toBe('BB_PHASES_REFUSED');
    expect([box.lines, drawOf(box, scene.now())]).toEqual([3, 16]);
  });

  it('E43: what flows counts, and not what the device says: an alarm where it was told one and draws on three', () => {
    const { box, scene } = charging();
    wants(scene, 1);
    box.lines = 3;
    box.lies.set(1552, [0, 0]);
    scene.passes(90);
    expect(shown(scene).phases).toEqual({ switchedTo: 1, reported: 1, used: 3 });
    expect(scene.alarms()).toContain('BB_MODBUS_PHASES_IGNORED:KEBA/1');
    scene.passes(120);
    expect(wants(scene, 1)).toEqual({ status: 'Accepted', phases: 1 });
    expect(box.drewAtSwitch).toHaveLength(2);
    scene.passes(5);
    expect(scene.alarms()).not.toContain('BB_MODBUS_PHASES_IGNORED:KEBA/1');
  });
});

describe('what goes on meanwhile', () => {
  it.each([0, 1, 3, 5, 8, 12, 14, 16, 18])('an order to stop %d s after it began is the last word', (seconds) => {
    const { box, scene } = charging();
    wants(scene, 1, seconds);
    asks(scene, { kind: 'stopCharging', evse });
    expect([
      told(scene, 'StopTransaction').length,
      drawOf(box, scene.now()),
      box.drewAtSwitch.every((amps) => amps === 0),
    ]).toEqual([1, 0, true]);
    scene.passes(120);
    expect(drawOf(box, scene.now())).toBe(0);
  });

  it('nothing of it leaves before the disk knows of it', () => {
    const { box, scene } = charging();
    scene.harness().promptDisk = false;
    wants(scene, 1, 30);
    expect([box.drewAtSwitch, drawOf(box, scene.now())]).toEqual([[], 16]);
    scene.harness().promptDisk = true;
    for (let commits = 0; commits < 40; commits += 1) scene.harness().commit();
    scene.passes(60);
    expect([box.lines, drawOf(box, scene.now())]).toEqual([1, 16]);
  });

  it('the gateway ends: nobody knows, it charges on, and the pause between switches holds', () => {
    const { box, scene } = charging();
    wants(scene, 1, 4);
    scene.restarts();
    scene.passes(60);
    expect([shown(scene).phases?.switchedTo, drawOf(box, scene.now())]).toEqual(['unknown', 16]);
    expect(codeOf(wants(scene, 1))).toBe('BB_PHASES_TOO_SOON');
    scene.passes(120);
    expect(wants(scene, 1)).toEqual({ status: 'Accepted', phases: 1 });
    scene.restarts();
    scene.passes(60);
    expect(shown(scene).phases).toEqual({ switchedTo: 1, reported: 1, used: 1 });
  });

  it('the site file describes it otherwise: whoever asked is told, and it charges on', () => {
    const { box, scene } = charging();
    const { evses } = scene.site.stations[0]!;
    const next = { ...scene.site, stations: [{ ...scene.site.stations[0]!, evses: [{ ...evses[0]!, maxAmps: 10 }] }] };
    const answer = scene.harness().asks({ kind: 'switchPhases', evse, phases: 1 }, () => {
      scene.passes(4);
      scene.harness().change(next);
      scene.passes(60);
    });
    expect([codeOf(answer), drawOf(box, scene.now())]).toEqual(['BB_PHASES_UNKNOWN', 10]);
  });
});
