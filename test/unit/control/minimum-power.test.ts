import { expect, it } from 'vitest';
import { minimumAmps, minimumWatts } from '../../../src/control/grid/minimum-power.ts';

it.each([
  [1, 4.2],
  [2, 7.56],
  [3, 10.5],
  [4, 13.02],
  [5, 15.12],
  [6, 16.8],
  [7, 18.06],
  [8, 18.9],
  [9, 19.32],
  [10, 21.21],
  [20, 40.11],
])('§14a: %d devices may always draw %d kW', (devices, kilowatts) => {
  expect(minimumWatts(devices)).toBe(Math.round(kilowatts * 1000));
  const amps = minimumAmps(devices, 'tn400');
  expect(amps * 690).toBeLessThanOrEqual(kilowatts * 1000);
  expect((amps + 0.1) * 690).toBeGreaterThan(kilowatts * 1000 - 1);
});

it('§14a: one device with three phases may charge with 6 A', () => {
  expect(minimumAmps(1, 'tn400')).toBeGreaterThanOrEqual(6);
});
