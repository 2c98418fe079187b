// Vans at stations that connect sooner or later.

import { expect, it } from 'vitest';
import { createCsms } from '../../../adapters/simulator/csms.ts';
import { seeded } from '../../../adapters/simulator/random.ts';
import { createStation } from '../../../adapters/simulator/station.ts';
import { createTraffic } from '../../../adapters/simulator/traffic.ts';
import { createLab } from './lab.ts';

const minute = 60_000;

it('a van comes once its station was let in, however long that takes, and is not refused for want of somebody to ask', () => {
  const chance = seeded(7);
  const station = createStation({ id: 'CP-1', evses: 2, chance, firstConnectAt: 10 * minute });
  const csms = createCsms({ tokens: [['VAN', { status: 'Accepted' }]] });
  const lab = createLab([station], csms, chance);
  const options = { stations: [station], evses: 2, chance, tokens: ['VAN'], opensAt: () => lab.now().mono };
  const traffic = createTraffic({ ...options, stayMs: 60 * minute, pauseMs: 1000 });
  let looks = 0;
  const move = (): void => {
    looks += 1;
    for (const { event } of traffic.step(lab.now())) lab.event(station, event);
    lab.after(Math.max(1, traffic.wakeAt() - lab.now().mono), move);
  };
  move();
  lab.run(9 * minute);
  expect(station.evses(lab.now()).map(({ plugged }) => plugged)).toEqual([false, false]);
  expect(looks).toBeLessThan(3000);
  lab.run(3 * minute);
  expect(station.evses(lab.now()).map(({ charging }) => charging)).toEqual([true, true]);
  expect(station.tally).toMatchObject({ boots: 1, started: 2, refusedTokens: 0 });
});
