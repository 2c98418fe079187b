import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { compareBooks } from '../../../adapters/simulator/check-books.ts';
import { createCsms } from '../../../adapters/simulator/csms.ts';
import { createDepot } from '../../../adapters/simulator/depot.ts';
import { createVehicle } from '../../../adapters/simulator/electric-vehicle.ts';
import { seeded } from '../../../adapters/simulator/random.ts';
import { createStation } from '../../../adapters/simulator/station.ts';
import { createLoop } from '../../../adapters/simulator/wire/loop.ts';
import { runDepot } from '../../../adapters/simulator/wire/run-depot.ts';
import { runStation } from '../../../adapters/simulator/wire/run-station.ts';
import { serveCsms } from '../../../adapters/simulator/wire/serve-csms.ts';
import { failsTest } from '../../peers/fails-test.ts';
import { until } from '../../peers/until.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function serve() {
  const csms = createCsms({ tokens: [['GOOD', { status: 'Accepted' }]] });
  const loop = createLoop();
  const find = failsTest();
  const server = await serveCsms(csms, { loop, find });
  endings.push(() => server.close());
  return { csms, loop, find, server, url: `ws://127.0.0.1:${server.port}/ocpp` };
}

const station = (id: string) =>
  createStation({ id, evses: 1, chance: seeded(5), reconnectMs: 20, sampleSeconds: 0.05 });
const van = () =>
  createVehicle({ name: 'Van', batteryKwh: 60, soc: 0.3, phases: 3, maxAmps: 16, startDelayMs: 20, reactMs: 20 });

describe('over real sockets', () => {
  it('charges through broken connections, and the books agree', async () => {
    const { csms, loop, find, server, url } = await serve();
    const stations = ['CP 1', 'CP-2', 'CP-3'].map(station);
    const running = stations.map((one) => runStation(one, { url, loop, find, basicPassword: 'secret' }));
    endings.push(...running.map((one) => () => one.stop()));
    await until(() => stations.every((one) => one.isOnline()), 'all are online');
    for (const one of running) one.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'GOOD' });
    for (let drops = 0; drops < 3; drops += 1) {
      await new Promise((resolve) => setTimeout(resolve, 120));
      server.drop(drops === 0 ? 'CP 1' : undefined);
    }
    await until(() => csms.books.transactions.size === 3, 'all have started');
    const id = server.call('CP 1', 'GetConfiguration', { key: ['NumberOfConnectors'] });
    await until(() => csms.books.answers.has(id), 'the CALL is answered');
    for (const one of running) one.event({ kind: 'unplug', evse: 1 });
    await until(() => stations.every((one) => one.isOnline() && one.unacknowledged() === 0), 'all is acknowledged');
    expect(csms.books.connections).toBeGreaterThan(5);
    expect(compareBooks(stations, csms.books)).toEqual([]);
    expect(csms.books.violations).toEqual([]);
    expect(stations.flatMap((one) => one.complaints)).toEqual([]);
  });

  it('comes back when nobody listened', async () => {
    const first = await serve();
    const { port } = first.server;
    await first.server.close();
    const one = station('CP-1');
    const running = runStation(one, { url: `ws://127.0.0.1:${port}`, loop: first.loop, find: first.find });
    endings.push(() => running.stop());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const server = await serveCsms(first.csms, { port, loop: first.loop, find: first.find });
    endings.push(() => server.close());
    await until(() => one.isOnline(), 'it is online');
  });

  it('a whole depot on one timer', async () => {
    const { csms, loop, find, url } = await serve();
    const depot = createDepot({ stations: 60, chance: seeded(1), hurry: 10 });
    const running = runDepot(depot, { url, loop, find });
    endings.push(() => running.stop());
    await until(() => depot.stations.every((one) => one.isOnline()), 'all are online');
    running.openGates();
    await until(() => depot.stations.some((one) => one.evses(loop.now())[0]!.plugged), 'a van has come');
    expect(csms.books.violations).toEqual([]);
  });

  it('closes a connection that speaks something else', async () => {
    const { url } = await serve();
    const socket = new WebSocket(`${url}/CP-1`);
    const code = await new Promise((resolve) => socket.on('close', resolve));
    expect(code).toBe(1002);
  });

  it('says when its port is taken', async () => {
    const { csms, find, server } = await serve();
    await expect(serveCsms(csms, { port: server.port, find })).rejects.toThrow(/EADDRINUSE/);
  });
});
