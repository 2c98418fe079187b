// A strict central system that this project did not write, above the gateway: whole sessions of simulated stations, an
// outage and what is told after it, and every order. ocpp-rpc validates both sides of every frame; our own judge looks at
// the frames towards the stations; the books are compared in the end.

import { expect, it, onTestFinished } from 'vitest';
import { compareBooks } from '../../adapters/simulator/check-books.ts';
import { createCsms } from '../../adapters/simulator/csms.ts';
import { createVehicle } from '../../adapters/simulator/electric-vehicle.ts';
import { seeded } from '../../adapters/simulator/random.ts';
import { createStation } from '../../adapters/simulator/station.ts';
import { createLoop } from '../../adapters/simulator/wire/loop.ts';
import { runStation } from '../../adapters/simulator/wire/run-station.ts';
import type { Payload } from '../../adapters/simulator/frame.ts';
import { toldIn } from '../../adapters/simulator/told.ts';
import { evseKey } from '../../src/model/ids.ts';
import type { StationId } from '../../src/model/ids.ts';
import type { Version } from '../../src/model/protocol.ts';
import { ordinaryOrders } from '../peers/orders-v16.ts';
import { ordinaryOrders2 } from '../peers/orders-v2.ts';
import type { StrictCsms } from '../peers/strict.ts';
import { serveStrictly } from '../peers/strict.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { until } from '../peers/until.ts';
import { startGatewayHere } from './gateway-here.ts';

const van = () =>
  createVehicle({ name: 'Van', batteryKwh: 60, soc: 0.3, phases: 3, maxAmps: 16, startDelayMs: 20, reactMs: 20 });

const versions = ['1.6', '2.0.1', '2.1'] as const;

async function open(count: number, version: Version) {
  const csms = createCsms({ tokens: [['VAN', { status: 'Accepted' }]] });
  const strict: StrictCsms[] = [await serveStrictly(csms, 0, version)];
  onTestFinished(() => strict.at(-1)!.close());
  const { port } = strict[0]!;
  const control = uplink('csms', 'control', {
    version,
    url: `ws://127.0.0.1:${port}/ocpp`,
    backoff: { minSeconds: 0.05, randomSeconds: 0, repeatTimes: 1 },
  });
  const site = smallDepot(count, 30 * count, [control]);
  const { running, url, failures } = await startGatewayHere({
    ...site,
    // What a busy computer is slow to say is not unknown.
    authorization: { ...site.authorization, waitMs: 30_000 },
    stations: site.stations.map((one) => ({ ...one, sampleSeconds: 1 })),
  });
  const faults: string[] = [];
  const loop = createLoop();
  const stations = site.stations.map(({ id }, at) =>
    createStation({
      id,
      version: versions[at % 3]!,
      evses: 1,
      chance: seeded(at),
      reconnectMs: 20,
      sampleSeconds: 0.1,
      transferMs: 20,
    }),
  );
  const live = stations.map((one) => runStation(one, { url, loop, find: (fault) => faults.push(fault) }));
  onTestFinished(() => live.forEach((one) => one.stop()));
  const { numbering } = running.gateway.state.ledger.gateway;
  const differences = (): string[] => [
    ...compareBooks(stations, csms.books, (station, evse) => ({
      identity: 'depot',
      connectorId: numbering.get(evseKey(station as StationId, evse)) ?? 0,
    })),
    ...csms.books.violations,
    ...stations.flatMap(({ complaints }) => complaints),
    ...strict.flatMap((one) => one.failures),
    ...faults,
    ...failures.map(({ kind }) => `the gateway failed: ${kind}`),
  ];
  return {
    csms,
    stations,
    live,
    differences,
    order: (method: string, params: Record<string, unknown>) => strict.at(-1)!.call('depot', method, params),
    isOnline: () => stations.every((one) => one.isOnline()) && [...running.gateway.state.uplinks.values()][0]!.accepted,
    async outage(meanwhile: () => Promise<void>) {
      await strict.at(-1)!.close();
      await meanwhile();
      strict.push(await serveStrictly(csms, port, version));
    },
  };
}

const idToken = { idToken: 'VAN', type: 'Central' };

it.each(versions)(
  'ocpp-rpc as a strict central system of %s: sessions, remote start and stop, an outage and what is told after it',
  async (version) => {
    const { csms, stations, live, order, outage, isOnline, differences } = await open(3, version);
    const { transactions } = csms.books;
    const isTold = (): boolean => {
      const starts = stations.flatMap(({ journal }) => journal).filter(({ part }) => part === 'start');
      const ended = [...transactions.values()].filter(({ stop }) => stop !== undefined);
      return stations.every((one) => one.unacknowledged() === 0) && ended.length === starts.length;
    };
    await until(isOnline, 'all stations and the uplink are online');
    for (const one of live.slice(0, 2)) one.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'VAN' });
    live[2]!.event({ kind: 'plug', evse: 1, vehicle: van() });
    await until(() => transactions.size === 2, 'two have started');
    // A station that has just booted is not called yet, and a start is refused meanwhile.
    const startThird = () =>
      version === '1.6'
        ? order('RemoteStartTransaction', { connectorId: 3, idTag: 'VAN' })
        : order('RequestStartTransaction', { evseId: 3, remoteStartId: 1, idToken });
    for (let said = await startThird(); said['status'] !== 'Accepted'; said = await startThird())
      expect(said).toEqual({ status: 'Rejected' });
    await until(() => transactions.size === 3, 'the third was started from afar');
    await until(
      () => [...transactions.values()].every(({ readings }) => readings.length > 0),
      'all have read their meters',
    );
    await outage(async () => {
      live[0]!.event({ kind: 'unplug', evse: 1 });
      live[0]!.event({ kind: 'plug', evse: 1, vehicle: van(), token: 'VAN' });
      await until(() => stations[0]!.unacknowledged() === 0, 'the gateway has taken what happened meanwhile');
    });
    await until(() => transactions.size === 4, 'what began in the outage is told');
    const isAt2 = ({ action, payload }: { action: string; payload: Payload }): boolean =>
      toldIn(action, payload)?.evse === 2;
    const [transactionId] = [...transactions].find(([, { start, stop }]) => isAt2(start) && !stop)!;
    const stopping = version === '1.6' ? 'RemoteStopTransaction' : 'RequestStopTransaction';
    expect(await order(stopping, { transactionId })).toEqual({ status: 'Accepted' });
    for (const one of live) one.event({ kind: 'unplug', evse: 1 });
    await until(isTold, 'everything is told');
    expect(transactions.size).toBe(4);
    expect(differences()).toEqual([]);
  },
);

it.each(versions)(
  'every order of a strict central system of %s gets an answer that it finds valid',
  async (version) => {
    const { csms, order, isOnline, differences } = await open(2, version);
    await until(isOnline, 'all stations are online');
    const word = version === '1.6' ? 'status' : 'connectorStatus';
    await until(() => csms.books.statuses.get('depot/2')?.[word] === 'Available', 'both are known');
    for (const [method, params] of Object.entries(version === '1.6' ? ordinaryOrders : ordinaryOrders2)) {
      const answer = await order(method, params);
      // Its answer has no word for a transaction that nobody knows.
      const code = method === 'CostUpdated' ? 'PropertyConstraintViolation' : 'NotSupported';
      if ('error' in answer) expect([method, answer['error']]).toEqual([method, code]);
    }
    expect(differences()).toEqual([]);
  },
);
