// Whole sessions at Modbus chargers: what the central system is told against what the plant behind the chargers knows.

import { expect, it } from 'vitest';
import type { DepotPlan, Place } from '../peers/modbus/slave-types.ts';
import { until } from '../peers/until.ts';
import type { ModbusDepot } from './modbus-depot.ts';
import { at, startModbusDepot, toldWh } from './modbus-depot.ts';

const plan: DepotPlan = {
  speed: 1,
  base: [2, 2, 2],
  lines: [
    { kind: 'tcp', devices: [{ name: 'P30', device: 'keba-p30' }] },
    { kind: 'tcp', devices: [{ name: 'P40', device: 'keba-p40' }] },
    { kind: 'tcp', devices: [{ name: 'EVC', device: 'vestel-evc04', options: { failsafeS: 8 } }] },
    {
      kind: 'rtu',
      devices: [
        { name: 'HD1', device: 'heidelberg-ec', unit: 1 },
        { name: 'HD2', device: 'heidelberg-ec', unit: 2 },
      ],
    },
    { kind: 'tcp', devices: [{ name: 'grid', device: 'eastron-sdm630' }] },
  ],
};

const chargers = ['P30', 'P40', 'EVC', 'HD1', 'HD2'] as const;

const site = ([p30, p40, evc, bus, grid]: readonly Place[]): string => `
circuits: [{ id: main, limitAmps: 160, worstCaseBaseAmps: 20, meter: grid }]
buses: [{ id: rs1, port: ${bus!.path}, baud: 19200, parity: even, stopBits: 1 }]
meters: [{ id: grid, source: modbus, ${at(grid!)}, unit: 1, device: eastron-sdm630, periodMs: 500 }]
templates: { old: { evses: [{ id: 1, maxAmps: 16 }], sampleSeconds: 1, authorization: { mode: free } } }
stations:
  - { id: P30, circuit: main, template: old, modbus: { device: keba-p30-p40, ${at(p30!)}, unit: 255 } }
  - { id: P40, circuit: main, template: old, modbus: { device: keba-p30-p40, ${at(p40!)}, unit: 255 } }
  - { id: EVC, circuit: main, template: old, modbus: { device: vestel-evc04, ${at(evc!)}, unit: 255 } }
  - { id: HD1, circuit: main, template: old, modbus: { device: heidelberg-ec, bus: rs1, unit: 1 } }
  - { id: HD2, circuit: main, template: old, modbus: { device: heidelberg-ec, bus: rs1, unit: 2 } }
`;

const everywhere = (of: (name: string) => Promise<unknown>): Promise<unknown> => Promise.all(chargers.map(of));

/** An amp less is the vehicle's own; the device must not offer more. */
const draws = (running: ModbusDepot, amps: number): Promise<unknown> =>
  everywhere((name) => running.device(name, ({ offerAmps }) => offerAmps === amps, `${name} offers ${amps} A`, 20_000));

const limitTo = (running: ModbusDepot, station: string, limit: number): Promise<unknown> =>
  running.order(
    'SetChargingProfile',
    {
      csChargingProfiles: {
        // A profile of the same id would take the place of another one's.
        chargingProfileId: chargers.findIndex((name) => name === station) + 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
      },
    },
    station,
  );

/** KEBA counts 0.1 Wh and Heidelberg whole VAh (power factor 0.98); the counter of the Vestel steps by 100 Wh. */
const toleranceWh: Record<string, number> = { P30: 2, P40: 2, EVC: 101, HD1: 4, HD2: 4 };

it('a session at each charger: it begins, is lowered, pauses, goes on and ends, and the energy is that of the plant', async (ctx) => {
  const running = await startModbusDepot(ctx, plan, site);
  if (running === undefined) return;
  const { depot, status, transactions } = running;
  await until(() => chargers.every((name) => status(name) === 'Available'), 'all are known as Available', 30_000);
  await everywhere((name) => depot.plug(name, { amps: 16 }));
  await until(() => chargers.every((name) => status(name) === 'Charging'), 'all charge', 20_000);
  await draws(running, 16);
  for (const [limit, offer] of [
    [8, 8],
    [0, 0],
    [10, 10],
  ] as const) {
    for (const name of chargers) expect(await limitTo(running, name, limit)).toEqual({ status: 'Accepted' });
    await draws(running, offer);
  }
  await until(() => chargers.every((name) => status(name) === 'Charging'), 'all charge again', 20_000);
  await everywhere((name) => depot.unplug(name));
  await until(() => chargers.every((name) => transactions(name)[0]?.stop !== undefined), 'all are ended', 20_000);
  await until(() => chargers.every((name) => status(name) === 'Available'), 'all are Available again', 20_000);

  const { devices } = await depot.state();
  for (const name of chargers) {
    const [session, ...others] = transactions(name);
    expect(others).toEqual([]);
    const truth = name.startsWith('HD') ? devices[name]!.vah : devices[name]!.sessionWh;
    const off = toldWh(session!) - truth;
    expect(Math.abs(off), `${name}: ${toldWh(session!)} Wh told, ${truth} Wh true`).toBeLessThan(toleranceWh[name]!);
    expect(devices[name]!.trips, `${name}: the watchdog has bitten`).toBe(0);
  }
  expect([devices['HD1']!.tooEarly, devices['HD2']!.tooEarly]).toEqual([0, 0]);
  for (const name of chargers) {
    const refused = (await depot.log(name)).filter(({ exception, fn }) => exception > 0 && fn > 4);
    expect(refused, `${name} refused writes`).toEqual([]);
  }
});

it('a card at the charger is asked for upstream, and the session is in its name', async (ctx) => {
  const running = await startModbusDepot(
    ctx,
    {
      speed: 1,
      lines: [
        { kind: 'tcp', devices: [{ name: 'P30', device: 'keba-p30', options: { needsCard: true } }] },
        { kind: 'tcp', devices: [{ name: 'EVC', device: 'vestel-evc04', options: { needsCard: true } }] },
      ],
    },
    ([p30, evc]) => `
circuits: [{ id: main, limitAmps: 100, worstCaseBaseAmps: 10 }]
stations:
  - { id: P30, circuit: main, evses: [{ id: 1, maxAmps: 16 }], modbus: { device: keba-p30-p40, ${at(p30!)}, unit: 255 } }
  - { id: EVC, circuit: main, evses: [{ id: 1, maxAmps: 16 }], modbus: { device: vestel-evc04, ${at(evc!)}, unit: 255 } }
`,
    ['E3F2A1B0', '04A1B2C3'],
  );
  if (running === undefined) return;
  const { depot, status, transactions, csms } = running;
  const both = ['P30', 'EVC'];
  await until(() => both.every((name) => status(name) === 'Available'), 'both are known', 30_000);
  await Promise.all(both.map((name) => depot.plug(name)));
  await until(() => both.every((name) => status(name) === 'Preparing'), 'both wait for a card');
  await depot.badge('P30', 'E3F2A1B0');
  await depot.badge('EVC', '04A1B2C3');
  await until(() => both.every((name) => status(name) === 'Charging'), 'both charge', 20_000);
  const asked = csms.books.calls.filter(({ action }) => action === 'Authorize').map(({ payload }) => payload['idTag']);
  expect(asked.sort()).toEqual(['04A1B2C3', 'E3F2A1B0']);
  expect(both.map((name) => transactions(name)[0]!.start.payload['idTag'])).toEqual(['E3F2A1B0', '04A1B2C3']);
});

it('a card that the central system refuses gets no energy', async (ctx) => {
  const running = await startModbusDepot(
    ctx,
    {
      speed: 1,
      lines: [{ kind: 'tcp', devices: [{ name: 'P30', device: 'keba-p30', options: { needsCard: true } }] }],
    },
    ([p30]) => `
circuits: [{ id: main, limitAmps: 100, worstCaseBaseAmps: 10 }]
stations:
  - { id: P30, circuit: main, evses: [{ id: 1, maxAmps: 16 }], modbus: { device: keba-p30-p40, ${at(p30!)}, unit: 255 } }
`,
  );
  if (running === undefined) return;
  const { depot, status, transactions, csms } = running;
  await until(() => status('P30') === 'Available', 'it is known', 30_000);
  await depot.plug('P30');
  await depot.badge('P30', 'DEADBEEF');
  await until(() => csms.books.calls.some(({ action }) => action === 'Authorize'), 'the card is asked for');
  await running.device(
    'P30',
    ({ amps, enabled }) => amps[0] === 0 && enabled === false,
    'nothing flows and it is held',
  );
  expect(transactions('P30')).toEqual([]);
});

it('remote start lets a plugged vehicle charge, and remote stop ends it', async (ctx) => {
  const running = await startModbusDepot(
    ctx,
    { speed: 1, lines: [{ kind: 'tcp', devices: [{ name: 'P40', device: 'keba-p40' }] }] },
    ([p40]) => `
circuits: [{ id: main, limitAmps: 100, worstCaseBaseAmps: 10 }]
stations:
  - { id: P40, circuit: main, evses: [{ id: 1, maxAmps: 16 }], modbus: { device: keba-p30-p40, ${at(p40!)}, unit: 255 } }
`,
    ['VAN'],
  );
  if (running === undefined) return;
  const { depot, status, transactions, order } = running;
  await until(() => status('P40') === 'Available', 'it is known', 30_000);
  await depot.plug('P40');
  await until(() => status('P40') === 'Preparing', 'the vehicle is seen');
  // Nobody has allowed it: it must not have begun by itself.
  expect((await depot.state()).devices['P40']!.offerAmps).toBe(0);
  expect(await order('RemoteStartTransaction', { idTag: 'VAN' }, 'P40')).toEqual({ status: 'Accepted' });
  await until(() => status('P40') === 'Charging', 'it charges', 20_000);
  const { id, start } = transactions('P40')[0]!;
  expect(start.payload['idTag']).toBe('VAN');
  expect(await order('RemoteStopTransaction', { transactionId: id })).toEqual({ status: 'Accepted' });
  await until(() => transactions('P40')[0]?.stop !== undefined, 'it is ended', 20_000);
  await running.device('P40', ({ amps, limitAmps }) => amps[0] === 0 && limitAmps === 0, 'it is paused');
});
