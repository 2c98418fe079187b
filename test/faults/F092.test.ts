// F092: a meter that says the same for a minute while stations change counts as lost, and a person is told.

import { expect, it } from 'vitest';
import { mono } from '../../src/model/time.ts';
import { isFrozen, newFreeze, noteBehind, noteSaid } from '../../src/modbus/meter-freeze.ts';
import { newKeba } from '../conversations/modbus-chargers.ts';
import { modbusDepot } from '../conversations/modbus-scene.ts';
import { gridMeter, newGridMeter } from '../conversations/modbus-meter.ts';

const windowS = 60;

it('F092 a frozen meter is stale within two windows, with an alarm, and good again when it moves', () => {
  const keba = newKeba();
  const meter = newGridMeter();
  const scene = modbusDepot(
    { KEBA: { device: keba.device, driver: 'keba-p30-p40' } },
    { authorization: { mode: 'free' }, meters: [gridMeter()], circuit: { meter: 'grid' } },
  );
  scene.bus.devices.set('tcp:grid:502 1', meter.device);
  scene.passes(20);
  expect(scene.view().meters).toMatchObject([{ id: 'grid', quality: 'good', amps: [20, 21, 22] }]);
  // Nothing changes behind it: the same is no fault.
  scene.passes(2 * windowS);
  expect(scene.view().meters[0]!.quality).toBe('good');
  keba.plugged = true;
  scene.passes(2 * windowS);
  expect(scene.view().meters[0]!.quality).toBe('stale');
  expect(scene.view().alarms.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['BB_MODBUS_FROZEN', 'BB_METER_LOST']),
  );
  meter.amps = [36, 37, 38];
  scene.passes(3);
  expect(scene.view().meters).toMatchObject([{ quality: 'good', amps: [36, 37, 38] }]);
  expect(
    scene
      .view()
      .alarms.map(({ code }) => code)
      .filter((code) => /FROZEN|METER/.test(code)),
  ).toEqual([]);
});

it('F092 one that never rested hangs when it rests, even where nothing changes behind it; one that has rested may again', () => {
  const freeze = newFreeze();
  let seconds = 0;
  const says = (watts: number): boolean => {
    noteSaid(freeze, [watts], mono((seconds += 1) * 1000));
    return isFrozen(freeze);
  };
  for (let count = 0; count <= 180; count += 1) expect(says(9000 + count)).toBe(false);
  for (let count = 1; count < 8; count += 1) expect(says(9180)).toBe(false);
  expect(says(9180)).toBe(true);
  expect(says(9181)).toBe(false);
  for (let count = 1; count < 54; count += 1) expect(says(9181)).toBe(false);
  expect(says(9181)).toBe(true);
});

it('F092 who has not said yet what it draws is waited for, and for a window of a minute at most', () => {
  const freeze = newFreeze();
  const after = (seconds: number, isWhole: boolean): boolean => {
    noteSaid(freeze, [16], mono(seconds * 1000));
    noteBehind(freeze, { isOther: seconds >= 30, isWhole }, mono(seconds * 1000));
    return isFrozen(freeze);
  };
  for (let seconds = 1; seconds < 90; seconds += 1) expect([seconds, after(seconds, false)]).toEqual([seconds, false]);
  expect(after(90, false)).toBe(true);
  noteSaid(freeze, [17], mono(91_000));
  expect(isFrozen(freeze)).toBe(false);
});
