// Sixty stations from one line of the site file, ten of them connected: all ten charge within a minute, and each has its
// number upstream. Real sockets, the real clock and the real disk; only the vehicles are shortened, which take up to 40 s
// from being allowed until they draw. What that saves is added to what was measured.

import { expect, it, onTestFinished } from 'vitest';
import { parseSiteFile } from '../../adapters/config-file/load.ts';
import { createLog } from '../../adapters/log/log.ts';
import { createCsms } from '../../adapters/simulator/csms.ts';
import { createVehicle } from '../../adapters/simulator/electric-vehicle.ts';
import { seeded } from '../../adapters/simulator/random.ts';
import { createStation } from '../../adapters/simulator/station.ts';
import { createLoop } from '../../adapters/simulator/wire/loop.ts';
import { runStation } from '../../adapters/simulator/wire/run-station.ts';
import { serveCsms } from '../../adapters/simulator/wire/serve-csms.ts';
import { compose } from '../../src/cli/compose.ts';
import { until } from '../peers/until.ts';
import { tempDir } from '../peers/temp-dir.ts';

const slowestVehicleMs = 40_000;
const shortenedMs = 50;
const connected = [1, 2, 3, 10, 11, 29, 30, 31, 59, 60];

const siteFile = (csmsPort: number, dir: string): string => `
site: { id: depot, name: Depot, timezone: Europe/Berlin }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: 9000, paths: ['/*'] }]
circuits: [{ id: main, limitAmps: 630, worstCaseBaseAmps: 60 }]
stations:
  - { range: 'CP-[01-60]', circuit: main, evses: [{ id: 1, maxAmps: 32 }], sampleSeconds: 10, security: { profile: 0 } }
uplinks:
  - { id: csms, kind: ocpp, mode: aggregate, version: '1.6', url: ws://127.0.0.1:${csmsPort}/ocpp, identity: depot, role: control }
api: { listen: '127.0.0.1:8080', access: open }
`;

it('sixty stations in one line, ten connected: all ten charge within 60 s, each under its number', async () => {
  const csms = createCsms({ tokens: connected.map((number) => [`VAN${number}`, { status: 'Accepted' }] as const) });
  const loop = createLoop();
  const faults: string[] = [];
  const find = (fault: string): void => void faults.push(fault);
  const served = await serveCsms(csms, { loop, find });
  onTestFinished(() => served.close());
  const dir = tempDir('range');
  const loaded = parseSiteFile(siteFile(served.port, dir), 'range.yaml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const startedAt = performance.now();
  const running = await compose(
    { ...config, listeners: [{ ...config.listeners[0]!, port: 0 }], api: { ...config.api, port: 0 } },
    { log: createLog({ level: 'fatal' }), onFailure: ({ kind }) => faults.push(kind), countStarts: false },
  );
  onTestFinished(() => running.stop());
  const stations = connected.map((number) =>
    createStation({ id: `CP-${String(number).padStart(2, '0')}`, evses: 1, chance: seeded(number) }),
  );
  const live = stations.map((one) => runStation(one, { url: `ws://127.0.0.1:${running.stationPorts[0]}`, loop, find }));
  onTestFinished(() => live.forEach((one) => one.stop()));
  await until(() => stations.every((one) => one.isOnline()), 'all ten are online');
  live.forEach((one, at) => {
    const options = { name: 'Van', batteryKwh: 60, soc: 0.3, phases: 3, maxAmps: 16 } as const;
    const vehicle = createVehicle({ ...options, startDelayMs: shortenedMs, reactMs: shortenedMs });
    one.event({ kind: 'plug', evse: 1, vehicle, token: `VAN${connected[at]}` });
  });
  const amps = (): number[] => stations.map((one) => one.evses(loop.now())[0]!.drawnAmps[0]);
  await until(() => amps().every((one) => one >= 6), 'all ten charge', 60_000 - slowestVehicleMs);
  const tookMs = performance.now() - startedAt + slowestVehicleMs - shortenedMs;
  expect(tookMs).toBeLessThan(60_000);

  await until(() => csms.books.transactions.size === 10, 'all ten are known upstream');
  const told = [...csms.books.transactions.values()].map(({ start }) => [
    start.payload['connectorId'],
    start.payload['idTag'],
  ]);
  expect(new Map(told as [number, string][])).toEqual(new Map(connected.map((number) => [number, `VAN${number}`])));
  await until(
    () => connected.every((number) => csms.books.statuses.get(`depot/${number}`)?.['status'] === 'Charging'),
    'the central system sees all ten charge',
  );
  await until(() => csms.books.statuses.size === 61, 'the site and all sixty are known upstream');
  const numbers = Array.from({ length: 61 }, (_, at) => `depot/${at}`);
  expect(new Set(csms.books.statuses.keys())).toEqual(new Set(numbers));
  expect([...faults, ...csms.books.violations, ...stations.flatMap(({ complaints }) => complaints)]).toEqual([]);
});
