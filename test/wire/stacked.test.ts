// A campus over three depots: four gateways over real sockets, with simulated stations at the depots. The campus is limited
// further, and one link goes silent without anybody closing a socket.

import { expect, it, onTestFinished } from 'vitest';
import type { RunningGateway } from '../../src/cli/compose.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { AskId, CircuitId } from '../../src/model/ids.ts';
import { runStations } from '../peers/run-stations.ts';
import { createStation } from '../peers/station.ts';
import type { SimStation } from '../peers/station-types.ts';
import { until } from '../peers/until.ts';
import { createStackJudge } from '../sim/stacked/judge.ts';
import { createChance } from '../sim/schedule.ts';
import { campusSite, depotNames, depotSite } from '../sim/stacked/sites.ts';
import type { SilentProxy } from './silent-proxy.ts';
import { silentProxy } from './silent-proxy.ts';
import { startGatewayHere } from './gateway-here.ts';

const sizes = { campusAmps: 90, depotAmps: 90, fallbackAmps: 12, afterSeconds: 4 };
const onLoss = { amps: sizes.fallbackAmps, afterSeconds: sizes.afterSeconds };

interface Depot {
  readonly stations: readonly SimStation[];
  readonly link: SilentProxy;
  readonly running: RunningGateway;
  /** A vehicle that wants all there is comes to each of its stations. */
  plug(): void;
}

it('a campus over three depots: its limit holds when it is lowered, and when the link to a depot goes silent, and that comes back', async () => {
  const campus = await startGatewayHere(quick(campusSite(sizes)));
  const findings: string[] = [];
  const port = Number(new URL(campus.url).port);
  const depots: Depot[] = [];
  const failures = [campus.failures];
  for (const name of depotNames) {
    const link = await silentProxy(port);
    onTestFinished(() => link.close());
    const gateway = await startGatewayHere(quick(depotSite(name, sizes, onLoss), `ws://127.0.0.1:${link.port}`));
    failures.push(gateway.failures);
    depots.push({ ...depotAt(gateway.url, name, findings), link, running: gateway.running });
  }
  const judge = createStackJudge(
    depots.flatMap(({ stations }) => stations.map((station) => ({ station, wiring: 'L1L2L3' }))),
    () => performance.now(),
    sizes.campusAmps,
  );
  const watch = setInterval(judge.look, 50);
  onTestFinished(() => clearInterval(watch));
  const drawnBy = ({ stations }: Depot): number =>
    createStackJudge(
      stations.map((station) => ({ station, wiring: 'L1L2L3' })),
      () => 0,
      1000,
    ).drawn()[0]!;
  const [lost, ...others] = depots as [Depot, ...Depot[]];

  const isTold = (): boolean => depotNames.every((name) => heldBy(campus.running, name) !== undefined);
  const isLimited = ({ stations }: Depot): boolean => stations.every(({ evses }) => evses[0]!.profiles.length > 0);
  await until(() => isTold() && depots.every(isLimited), 'everybody has a limit', 15_000);
  for (const one of depots) one.plug();
  await until(() => drawnBy(lost) > sizes.fallbackAmps, 'a depot draws more than it falls back to', 40_000);
  lost.link.setSilent(true, true);
  await until(() => drawnBy(lost) <= sizes.fallbackAmps, 'the depot that hears nothing falls back', 12_000);
  expect(lost.running.gateway.state.alarms.has('BB_UPLINK_LIMIT_LOST:campus')).toBe(true);
  // It still counts with what it was told last; others make way for a lower limit.
  const held = heldBy(campus.running, depotNames[0])!;
  const lower = Math.floor(held + 1.5 * sizes.fallbackAmps);
  limit(campus.running, lower);
  judge.limitIs(lower, 5000);
  await until(() => others.reduce((sum, one) => sum + drawnBy(one), 0) <= lower - held, 'others make way', 12_000);

  lost.link.setSilent(false);
  await until(
    () => !lost.running.gateway.state.uplinks.get('campus' as never)!.limitLost,
    'it is limited anew',
    12_000,
  );
  expect(judge.findings).toEqual([]);
  expect(judge.drawn().every((amps) => amps <= lower + 0.01)).toBe(true);
  expect(findings).toEqual([]);
  expect(failures.flat()).toEqual([]);
});

/** It tries again and notices quickly; how the posts are wired is all the same here. */
const quick = (site: Site, url?: string): Site => ({
  ...site,
  stations: site.stations.map((station) => ({
    ...station,
    sampleSeconds: 2,
    evses: station.evses.map((evse) => ({ ...evse, phases: 'L1L2L3' as const })),
  })),
  uplinks: site.uplinks.map((uplink) => ({
    ...uplink,
    ...(url !== undefined && { url }),
    callTimeoutSeconds: 3,
    backoff: { minSeconds: 1, randomSeconds: 0, repeatTimes: 0 },
  })),
});

/** Its stations. */
function depotAt(url: string, name: string, findings: string[]): Pick<Depot, 'stations' | 'plug'> {
  const stations = [1, 2].map((at) =>
    createStation({
      id: `${name}-CP-${at}`,
      evses: 1,
      ratingAmps: 32,
      sampleSeconds: 2,
      random: createChance(at),
      reconnectMs: 200,
    }),
  );
  const running = runStations(stations, url, (fault) => findings.push(`${name}: ${fault}`));
  onTestFinished(() => running.stop());
  const vehicle = { name: 'van', token: 'VAN', phases: 3, maxAmps: 32, wantedWh: 1e6 } as const;
  const plug = (): void => {
    for (const station of stations) running.event(station, { kind: 'plug', evse: 1, vehicle: { ...vehicle } });
  };
  return { stations, plug };
}

/** What the campus told a depot last. */
const heldBy = ({ gateway }: RunningGateway, name: string): number | undefined =>
  gateway.state.ledger.stations
    .get(name as never)
    ?.limits.max.get(0)
    ?.at(-1)?.amps;

const limit = ({ driver }: RunningGateway, amps: number): void =>
  void driver.offer({
    kind: 'ask',
    ask: 'limit' as AskId,
    question: { kind: 'setCircuitLimit', circuit: 'grid' as CircuitId, amps },
  });
