// F094, as far as readings go: a site meter that is silent is lost within three periods, and a person is told.

import { expect, it } from 'vitest';
import { modbusDepot } from '../conversations/modbus-scene.ts';
import { gridMeter, newGridMeter } from '../conversations/modbus-meter.ts';

const periodS = 1;

it('F094 a silent meter is not good after three periods and a little, is not shown as 0, and alarms; and it is back at once', () => {
  const meter = newGridMeter();
  const scene = modbusDepot(
    {},
    { meters: [gridMeter(), { ...gridMeter(), id: 'sum', source: { kind: 'sum', of: ['grid'] } }] },
  );
  scene.bus.devices.set('tcp:grid:502 1', meter.device);
  scene.passes(15);
  const shown = () => scene.view().meters.map(({ quality }) => quality);
  expect(shown()).toEqual(['good', 'good']);
  meter.isSilent = true;
  scene.passes(3 * periodS + 0.5);
  expect(shown()).not.toContain('good');
  expect(scene.view().meters[0]!.amps ?? []).not.toContain(0);
  expect(scene.view().alarms).toContainEqual(expect.objectContaining({ code: 'BB_METER_LOST' }));
  meter.isSilent = false;
  scene.passes(15);
  expect(shown()).toEqual(['good', 'good']);
  expect(scene.view().alarms.map(({ code }) => code)).not.toContain('BB_METER_LOST');
});
