// Single-client devices served once and shared (1.9): other energy managers, on pymodbus, read the devices from the gateway
// while each device sees one connection.

import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { python } from '../peers/modbus/host.ts';
import { f32 } from '../peers/modbus/bare-client.ts';
import type { Place } from '../peers/modbus/slave-types.ts';
import { until } from '../peers/until.ts';
import { at, startModbusDepot } from './modbus-depot.ts';

const site = ([evc, grid]: readonly Place[]): string => `
circuits: [{ id: main, limitAmps: 100, worstCaseBaseAmps: 20, meter: grid }]
meters: [{ id: grid, source: modbus, ${at(grid!)}, unit: 1, device: eastron-sdm630, periodMs: 500 }]
stations:
  - { id: EVC, circuit: main, modbus: { device: vestel-evc04, ${at(evc!)}, unit: 255 }, evses: [{ id: 1, maxAmps: 16 }], authorization: { mode: free } }
modbusServer:
  listen: '127.0.0.1:0'
  devices:
    - { unit: 11, of: EVC }
    - { unit: 21, of: grid }
`;

interface Said {
  readonly said: readonly (readonly (readonly number[] | string)[])[];
  readonly write: number | null;
}

/** Two clients at a time. */
async function masters(port: number, reads: readonly (readonly [unit: number, fn: number, at: number, n: number])[]) {
  const script = new URL('../peers/modbus/master.py', import.meta.url).pathname;
  const child = spawn(python, ['-B', script, String(port), '2', JSON.stringify(reads)]);
  let [said, trouble] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => (trouble += data.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  if (said === '') throw new Error(trouble);
  return JSON.parse(said) as Said;
}

it('two clients on pymodbus read a meter and a charger that takes one client, and each device has one connection', async (ctx) => {
  const running = await startModbusDepot(
    ctx,
    {
      speed: 1,
      base: [5, 6, 7],
      volts: [230, 231, 229],
      lines: [
        { kind: 'tcp', devices: [{ name: 'EVC', device: 'vestel-evc04', options: { failsafeS: 8 } }] },
        { kind: 'tcp', devices: [{ name: 'grid', device: 'eastron-sdm630' }] },
      ],
    },
    site,
  );
  if (running === undefined) return;
  await until(() => running.status('EVC') === 'Available', 'the charger is there');
  const { depot, modbusPort = 0, apiPort } = running;
  const { said, write } = await masters(modbusPort, [
    [21, 4, 0, 6],
    [21, 4, 12, 6],
    // The gateway does not read the frequency; the models of the charger it reads once.
    [21, 4, 70, 2],
    [11, 4, 210, 5],
    [11, 4, 1000, 1],
    [99, 4, 0, 2],
    [21, 3, 0, 2],
    [21, 4, 60_000, 2],
  ]);
  for (const [volts, power, hertz, model, state, unknown, wrongTable, nothing] of said) {
    expect([0, 2, 4].map((from) => f32(volts!.slice(from, from + 2)))).toEqual([230, 231, 229]);
    expect([0, 2, 4].map((from) => Math.round(f32(power!.slice(from, from + 2))))).toEqual([1150, 1386, 1603]);
    expect(f32(hertz!)).toBe(50);
    expect(String.fromCharCode(...(model as number[]))).toBe('EVC04');
    expect(state).toHaveLength(1);
    expect([unknown, wrongTable, nothing]).toEqual(['exception 10', 'exception 1', 'exception 2']);
  }
  expect(write).toBe(1);
  const { clients, devices } = await depot.state();
  expect(clients).toEqual({ EVC: 1, grid: 1 });
  expect(devices['EVC']?.refusedClients).toBe(0);
  const view = (await (await fetch(`http://127.0.0.1:${apiPort}/api/v1/modbus-server`)).json()) as object;
  expect(view).toMatchObject({ maxClients: 8, requests: 17, answered: 10, refused: { 1: 3, 2: 2, 10: 2 } });
});
