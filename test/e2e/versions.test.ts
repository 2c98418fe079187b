// Stations of all three versions under one gateway, and a central system of each: complete sessions over real sockets,
// through an outage and broken connections, and in the end equal books.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { compareBooks } from '../../adapters/simulator/check-books.ts';
import { createCsms } from '../../adapters/simulator/csms.ts';
import { createVehicle } from '../../adapters/simulator/electric-vehicle.ts';
import { seeded } from '../../adapters/simulator/random.ts';
import { createStation } from '../../adapters/simulator/station.ts';
import { createLoop } from '../../adapters/simulator/wire/loop.ts';
import { runStation } from '../../adapters/simulator/wire/run-station.ts';
import { serveCsms } from '../../adapters/simulator/wire/serve-csms.ts';
import { until } from '../peers/until.ts';
import { startCommand } from './command.ts';
import { tempDir } from '../peers/temp-dir.ts';
import { freePort } from '../peers/free-port.ts';

const versions = ['1.6', '2.0.1', '2.1'] as const;
type Version = (typeof versions)[number];

const siteFile = (
  { port, apiPort, csmsPort }: { readonly port: number; readonly apiPort: number; readonly csmsPort: number },
  dir: string,
  version: Version,
): string => `
site: { id: depot, name: Depot, timezone: Europe/Berlin }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: ${port}, paths: ['/*'] }]
circuits: [{ id: main, limitAmps: 160, worstCaseBaseAmps: 10 }]
stations:
  - { range: 'CP-[1-6]', circuit: main, evses: [{ id: 1, maxAmps: 32 }], sampleSeconds: 1, security: { profile: 0 } }
uplinks:
  - id: csms
    kind: ocpp
    mode: aggregate
    version: '${version}'
    url: ws://127.0.0.1:${csmsPort}/ocpp
    identity: depot
    role: control
    backoff: { minSeconds: 1, randomSeconds: 0, repeatTimes: 1 }
api: { listen: '127.0.0.1:${apiPort}', access: open }
`;

async function open(version: Version) {
  const tokens = [1, 2, 3, 4, 5, 6].map((number) => [`04AABB0${number}`, { status: 'Accepted' }] as const);
  const csms = createCsms({ tokens });
  const loop = createLoop();
  const faults: string[] = [];
  const find = (fault: string): void => void faults.push(fault);
  let served = await serveCsms(csms, { loop, find, versions: [version] });
  onTestFinished(() => served.close());
  const dir = tempDir('versions');
  const port = await freePort();
  const apiPort = await freePort();
  const csmsPort = served.port;
  writeFileSync(join(dir, 'site.yaml'), siteFile({ port, apiPort, csmsPort }, join(dir, 'data'), version));
  const busbar = startCommand(['run', '--config', join(dir, 'site.yaml')]);
  const stations = tokens.map((_, at) =>
    createStation({
      id: `CP-${at + 1}`,
      version: versions[at % 3]!,
      evses: 1,
      chance: seeded(at + 1),
      reconnectMs: 100,
      sampleSeconds: 1,
    }),
  );
  const live = stations.map((one) => runStation(one, { url: `ws://127.0.0.1:${port}`, loop, find }));
  onTestFinished(() => live.forEach((one) => one.stop()));
  return {
    csms,
    busbar,
    stations,
    live,
    tokens: tokens.map(([token]) => token),
    find: () => [...faults, ...csms.books.violations, ...stations.flatMap(({ complaints }) => complaints)],
    compare: () =>
      compareBooks(stations, csms.books, (station) => ({
        identity: 'depot',
        connectorId: Number(station.slice('CP-'.length)),
      })),
    async outage(meanwhile: () => Promise<void>) {
      await served.close();
      await meanwhile();
      served = await serveCsms(csms, { loop, find, port: csmsPort, versions: [version] });
    },
  };
}

const van = () =>
  createVehicle({ name: 'Van', batteryKwh: 60, soc: 0.3, phases: 3, maxAmps: 16, startDelayMs: 50, reactMs: 50 });

it.each(versions)(
  'busbar run with a central system of %s and stations of every version: equal books',
  async (version) => {
    const { csms, stations, live, tokens, find, compare, outage, busbar } = await open(version);
    const { transactions } = csms.books;
    const online = until(() => stations.every((one) => one.isOnline()), 'all stations are online', 60_000);
    // A gateway that cannot start says why.
    await Promise.race([online, busbar.until(/it never says this/)]);
    live.slice(0, 3).forEach((one, at) => one.event({ kind: 'plug', evse: 1, vehicle: van(), token: tokens[at]! }));
    await until(() => transactions.size === 3, 'a station of each version charges', 20_000);
    await until(() => [...transactions.values()].every(({ readings }) => readings.length > 0), 'all read their meters');
    await outage(async () => {
      live[0]!.drop();
      live[1]!.drop();
      live.slice(0, 3).forEach((one) => one.event({ kind: 'unplug', evse: 1 }));
      live.slice(3).forEach((one, at) => one.event({ kind: 'plug', evse: 1, vehicle: van(), token: tokens[at]! }));
      await until(() => stations.every((one) => one.unacknowledged() === 0), 'the gateway has taken what happened');
    });
    await until(() => transactions.size === 6, 'what began in the outage is told', 20_000);
    for (const one of live) one.event({ kind: 'unplug', evse: 1 });
    const isOver = (): boolean =>
      stations.every((one) => one.unacknowledged() === 0) &&
      [...transactions.values()].every(({ stop }) => stop !== undefined);
    await until(isOver, 'all is told', 20_000);
    expect(compare()).toEqual([]);
    expect(find()).toEqual([]);
    busbar.interrupt();
    expect(await busbar.exited).toBe(0);
  },
);
