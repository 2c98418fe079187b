// A Modbus device that locks a client out which was gone. It waits for long, so it has a file of its own.

import { expect, it } from 'vitest';
import { until } from '../peers/until.ts';
import { oneCharger, startModbusDepot } from './modbus-depot.ts';

it('a Vestel keeps one client that says alive in time, and gets its limit again after it has locked us out', async (ctx) => {
  const { plan, site } = oneCharger('vestel-evc04', 'vestel-evc04', { failsafeS: 6 });
  const running = await startModbusDepot(ctx, plan, site);
  if (running === undefined) return;
  const { depot, status } = running;
  await until(() => status('OLD-1') === 'Available', 'it is known', 30_000);
  await depot.plug('OLD-1');
  const set = await running.device('OLD-1', ({ offerAmps }) => offerAmps === 16, 'it offers 16 A', 20_000);
  expect((await depot.state()).clients['OLD-1']).toBe(1);
  const from = (await depot.state()).nowS;
  await depot.log('OLD-1');
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const alive = (await depot.log('OLD-1')).filter(({ fn, address }) => fn === 6 && address === 6000);
  const gaps = [from, ...alive.map(({ at: when }) => when)].flatMap((when, n, all) =>
    n > 0 ? [when - all[n - 1]!] : [],
  );
  expect(Math.max(...gaps), 'a quarter of the timeout, and some').toBeLessThan(set.failsafeS / 4 + 1);
  expect((await depot.state()).devices['OLD-1']).toMatchObject({ trips: 0, refusedClients: 0 });
  await depot.drop('OLD-1');
  await running.device('OLD-1', ({ trips, offerAmps }) => trips > 0 && offerAmps === 6, 'it falls back', 30_000);
  await running.device('OLD-1', ({ offerAmps }) => offerAmps === 16, 'it offers 16 A again', 60_000);
});
