// What a relay adds to the way of a message, against a bare byte proxy of the same run, in turns: from when a station says
// it until it has the answer of its central system. Stations, central system, gateway and proxy are processes of their own.

import type { Bench } from './figures.ts';
import { median, percentile, rounded } from './figures.ts';
import type { Asked, Used } from './relay-yard/process.ts';
import { startProcess } from './relay-yard/process.ts';

const stations = 240;
const perSecond = 1000;
const roundMs = 5000;
const rounds = 5;

interface Heard {
  readonly waits: number[];
  readonly errors: number;
  readonly sent: number;
  readonly unanswered: number;
}

interface Way {
  readonly town: string;
  readonly process: Asked;
  readonly heard: Heard[];
  cpuSeconds: number;
  last: Used | undefined;
}

export async function relay(): Promise<Bench> {
  const csms = await startProcess('csms.ts');
  const port = String(csms.ready);
  const gateway = await startProcess('gateway.ts', 'relay', String(stations), port);
  const proxy = await startProcess('proxy.ts', port);
  const town = await startProcess('stations.ts', String(stations));
  const ours = way('relay', gateway);
  const bare = way('bare', proxy);
  await town.ask({ do: 'connect', town: 'relay', port: (gateway.ready as { port: number }).port, path: '' });
  await town.ask({ do: 'connect', town: 'bare', port: proxy.ready as number, path: 'bare/' });
  // What the gateway arranges with stations that are new to it is over.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  for (const one of [ours, bare]) await drive(town, one, 0);
  const before = await csms.ask('counts');
  for (const one of [ours, bare]) Object.assign(one, { heard: [], cpuSeconds: 0 });
  for (let round = 1; round <= rounds; round += 1)
    for (const one of [ours, bare]) {
      const { waits } = await drive(town, one, round);
      console.log(
        `${one.town}: ${waits.length} messages, p50 ${percentile(waits, 0.5).toFixed(2)} ms, p99 ${percentile(waits, 0.99).toFixed(2)} ms`,
      );
    }
  const after = await csms.ask('counts');
  const { through } = (await gateway.ask('state')) as { through: number };
  for (const one of [csms, gateway, proxy, town]) one.stop();
  return told(ours, bare, passed(before, after), through);
}

const way = (town: string, process: Asked): Way => ({ town, process, heard: [], cpuSeconds: 0, last: undefined });

/** One round on one way; both ways hear the same messages in it. */
async function drive(town: Asked, one: Way, round: number): Promise<Heard> {
  const from = await one.process.used();
  const heard = (await town.ask({ do: 'run', town: one.town, perSecond, ms: roundMs, seed: 1000 + round })) as Heard;
  one.last = await one.process.used();
  one.cpuSeconds += one.last.cpuSeconds - from.cpuSeconds;
  one.heard.push(heard);
  return heard;
}

/** What came out upstream of the relay between two counts. */
const passed = (before: unknown, after: unknown): number =>
  ((after as Record<string, number>)['relay'] ?? 0) - ((before as Record<string, number>)['relay'] ?? 0);

function told(ours: Way, bare: Way, arrived: number, through: number): Bench {
  const [relayed, proxied] = [ours, bare].map(({ heard }) => heard.map(({ waits }) => waits));
  const added = (share: number): number =>
    median(relayed!.map((waits, at) => percentile(waits, share) - percentile(proxied![at]!, share)));
  const all = (waits: readonly number[][], share: number): number => percentile(waits.flat(), share);
  const sum = (of: (one: Heard) => number): number => ours.heard.reduce((total, one) => total + of(one), 0);
  const seconds = (rounds * roundMs) / 1000;
  const mib = (bytes: number): number => rounded(bytes / 2 ** 20, 1);
  return {
    figures: {
      addedP99Ms: rounded(added(0.99), 2),
      addedP50Ms: rounded(added(0.5), 2),
      relayP99Ms: rounded(all(relayed!, 0.99), 2),
      bareP99Ms: rounded(all(proxied!, 0.99), 2),
      relayP50Ms: rounded(all(relayed!, 0.5), 2),
      bareP50Ms: rounded(all(proxied!, 0.5), 2),
      messagesPerSecond: Math.round(sum(({ waits }) => waits.length) / seconds),
      relayCpuShare: rounded(ours.cpuSeconds / seconds),
      bareCpuShare: rounded(bare.cpuSeconds / seconds),
      relayRssMiB: mib(ours.last!.rssBytes),
      bareRssMiB: mib(bare.last!.rssBytes),
      stations,
      throughStations: through,
      unanswered: sum(({ unanswered }) => unanswered),
      errors: sum(({ errors }) => errors),
      notPassed: sum(({ sent }) => sent) - arrived,
    },
    goals: {
      addedP99Ms: { atMost: 5 },
      messagesPerSecond: { atLeast: 0.98 * perSecond },
      throughStations: { atLeast: stations },
      unanswered: { atMost: 0 },
      errors: { atMost: 0 },
      notPassed: { atMost: 0 },
    },
  };
}
