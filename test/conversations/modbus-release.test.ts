// `busbar release` at chargers without OCPP: they get the rating of the site file, and are limited again when it ends.

import { expect, it } from 'vitest';
import { newKeba } from './modbus-chargers.ts';
import { modbusDepot } from './modbus-scene.ts';

it('sets a charger on Modbus to its rating, keeps that over a restart, and limits it again when it ends', () => {
  const box = newKeba();
  const options = { authorization: { mode: 'free' as const }, circuit: { limitAmps: 20, worstCaseBaseAmps: 10 } };
  const scene = modbusDepot({ KEBA: { device: box.device, driver: 'keba-p30-p40' } }, options);
  scene.passes(15);
  box.plugged = true;
  scene.passes(60);
  expect(box.limitAmps).toBeLessThanOrEqual(10);
  expect(scene.harness().asks({ kind: 'release' })).toMatchObject({ released: true });
  scene.passes(30);
  expect(box.limitAmps).toBe(16);
  expect(scene.alarms()).toContain('BB_CHARGERS_RELEASED');
  scene.restarts();
  scene.passes(60);
  expect(box.limitAmps).toBe(16);
  expect(scene.harness().asks({ kind: 'endRelease' })).toMatchObject({ released: false });
  scene.passes(60);
  expect(box.limitAmps).toBeLessThanOrEqual(10);
});
