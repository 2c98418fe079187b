// Modbus devices that are lost and come back: their watchdogs, and what the gateway does on its return.

import { expect, it } from 'vitest';
import { until } from '../peers/until.ts';
import { oneCharger, startModbusDepot } from './modbus-depot.ts';

it('a KEBA out of reach falls to its fallback, and gets heartbeat, limit and enable again in the same transaction', async (ctx) => {
  const { plan, site } = oneCharger('keba-p30', 'keba-p30-p40');
  const running = await startModbusDepot(ctx, plan, site);
  if (running === undefined) return;
  const { depot, status, transactions } = running;
  await until(() => status('OLD-1') === 'Available', 'it is known', 30_000);
  await depot.plug('OLD-1');
  const set = await running.device('OLD-1', ({ offerAmps }) => offerAmps === 16, 'it offers 16 A', 20_000);
  expect([set.failsafeAmps, set.failsafeS >= 10 && set.failsafeS <= 600, set.persistedS]).toEqual([6, true, 0]);
  // Two and a half timeouts would be too long to wait for: the rewrites are looked at instead.
  const rewrites = (await depot.log('OLD-1')).filter(({ fn, address }) => fn === 6 && address === 5018);
  expect(rewrites.length).toBeGreaterThan(0);
  await depot.mode('OLD-1', 'silent');
  // Long enough for the gateway to miss it; the rest of the time is skipped.
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await depot.skip(set.failsafeS + 1);
  await running.device('OLD-1', ({ offerAmps }) => offerAmps === 6, 'it falls to 6 A');
  await depot.mode('OLD-1', 'answers');
  await running.device(
    'OLD-1',
    ({ offerAmps, trips }) => offerAmps === 16 && trips === 1,
    'it offers 16 A again',
    60_000,
  );
  await until(() => status('OLD-1') === 'Charging', 'it charges');
  expect(transactions('OLD-1').map(({ stop }) => stop)).toEqual([undefined]);
});

it('F120: a unit that is not there does not keep the boxes beside it from being asked in time', async (ctx) => {
  const box = (name: string, unit: number) =>
    ({ name, device: 'heidelberg-ec', unit, options: { watchdogMs: 8000 } }) as const;
  const running = await startModbusDepot(
    ctx,
    { speed: 1, lines: [{ kind: 'rtu', devices: [box('HD1', 1), box('HD2', 2)] }] },
    ([bus]) => `
circuits: [{ id: main, limitAmps: 100, worstCaseBaseAmps: 10 }]
buses: [{ id: rs1, port: ${bus!.path}, baud: 19200, parity: even, stopBits: 1 }]
templates: { box: { evses: [{ id: 1, maxAmps: 16 }], authorization: { mode: free } } }
stations:
  - { id: HD1, circuit: main, template: box, modbus: { device: heidelberg-ec, bus: rs1, unit: 1 } }
  - { id: HD2, circuit: main, template: box, modbus: { device: heidelberg-ec, bus: rs1, unit: 2 } }
  - { id: GONE, circuit: main, template: box, modbus: { device: heidelberg-ec, bus: rs1, unit: 3 } }
`,
  );
  if (running === undefined) return;
  const { depot, status } = running;
  await until(() => ['HD1', 'HD2'].every((name) => status(name) === 'Available'), 'both are known', 30_000);
  const before = (await depot.state()).devices;
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const { devices } = await depot.state();
  for (const name of ['HD1', 'HD2']) {
    expect(devices[name]!.trips).toBe(before[name]!.trips);
    expect([devices[name]!.tooEarly, devices[name]!.standby]).toEqual([0, 4]);
  }
  expect(status('GONE')).not.toBe('Available');
});
