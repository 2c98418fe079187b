// 1,000 stations over TLS come back at once when the power does, and boot: how long it takes, against a bare TLS server that
// shakes hands with the same stations in the same run, in turns; what it costs; and what the central system sees of it.

import { execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { whyNoOpenssl } from '../wire/certificates.ts';
import type { StationId } from '../../src/model/ids.ts';
import { stationIds } from '../sim/site.ts';
import type { Bench } from './figures.ts';
import { median, rounded } from './figures.ts';
import type { Storm } from './storm-stations.ts';
import { powerCut, storm } from './storm-stations.ts';

const count = Number(process.env['STATIONS'] ?? 1000);
const rounds = 5;
/** What an uplink is told in a second unless the site file says otherwise. */
const uplinkRate = 50;
/** Adoption begins half a second after a boot: what is dropped then is dropped by the storm too. */
const settleMs = 3000;
const heartbeatsOfEach = 5;

export async function stormBench(): Promise<Bench> {
  const found = await stormOf(count, rounds);
  const { seconds, bare, cpu, intervals, drops, overIdleBytes, upstream, heartbeats, commits } = found;
  return {
    figures: {
      stations: count,
      acceptedSeconds: rounded(median(seconds), 2),
      slowestSeconds: rounded(Math.max(...seconds), 2),
      ratioToBare: rounded(median(seconds.map((one, at) => one / bare[at]!)), 2),
      drops,
      rssMiBOverIdle: rounded(overIdleBytes / 2 ** 20, 0),
      serverCpuSeconds: rounded(median(cpu), 2),
      upstreamMost: upstream.mostInASecond,
      upstreamMessages: upstream.messages,
      commitsPerHeartbeat: rounded(commits / heartbeats, 4),
      intervals: new Set(intervals).size,
      shareOfBusiestInterval: rounded(busiest(intervals), 3),
    },
    goals: {
      acceptedSeconds: { atMost: 10 },
      ratioToBare: { atMost: 1.5 },
      drops: { atMost: 0 },
      rssMiBOverIdle: { atMost: 300 },
      upstreamMost: { atMost: uplinkRate },
      // Something else may be written in between; a heartbeat alone is not.
      commitsPerHeartbeat: { atMost: 0.01 },
      shareOfBusiestInterval: { atMost: 0.05 },
    },
  };
}

export interface StormFound {
  /** Until everybody was accepted, in each round; and until everybody had shaken hands with the bare server. */
  readonly seconds: number[];
  readonly bare: number[];
  /** Seconds that the gateway used in each round. */
  readonly cpu: number[];
  /** Of the answers to BootNotification. */
  readonly intervals: number[];
  drops: number;
  /** The most that the gateway ever held beyond what it held without stations. */
  overIdleBytes: number;
  upstream: { readonly messages: number; readonly mostInASecond: number };
  heartbeats: number;
  commits: number;
}

export interface StormOptions {
  /** Whether they shake hands with a bare server too, for a comparison; true when absent. */
  readonly besideBare?: boolean;
  /** Seconds in which all are to be there: once they are, the power stays. Else it returns as often as `times` says. */
  readonly enoughSeconds?: number;
}

/** So many stations, so many returns of the power; bare and through the gateway in turns. */
export async function stormOf(
  stations: number,
  times: number,
  { besideBare = true, enoughSeconds = 0 }: StormOptions = {},
): Promise<StormFound> {
  const missing = whyNoOpenssl();
  if (missing !== undefined) throw new Error(`SKIPPED: ${missing}`);
  const certificates = makeCertificates();
  const csms = await openCsms();
  const bare = besideBare ? await startServer('bare', stations, csms.port, certificates) : undefined;
  const busbar = await startServer('busbar', stations, csms.port, certificates);
  const found: StormFound = {
    seconds: [],
    bare: [],
    cpu: [],
    intervals: [],
    drops: 0,
    overIdleBytes: 0,
    upstream: { messages: 0, mostInASecond: 0 },
    heartbeats: 0,
    commits: 0,
  };
  const idle = await busbar.usage();
  for (let round = 0; round < times && !(Math.min(...found.seconds) < enoughSeconds); round += 1)
    await powerReturns(found, bare, busbar, stationIds(stations));
  found.overIdleBytes = (await busbar.usage()).VmHWM - idle.rssBytes;
  found.upstream = { messages: csms.messages(), mostInASecond: csms.mostInASecond() };
  for (const server of [bare, busbar]) server?.stop();
  csms.close();
  rmSync(certificates, { recursive: true });
  return found;
}

async function powerReturns(
  found: StormFound,
  bare: StormServer | undefined,
  busbar: StormServer,
  ids: readonly StationId[],
) {
  const plain = bare === undefined ? undefined : await storm(bare.port, ids, false);
  if (plain !== undefined) await powerCut(plain);
  const before = await busbar.usage();
  const through = await storm(busbar.port, ids, true);
  await sleep(settleMs);
  found.cpu.push((await busbar.usage()).cpuSeconds - before.cpuSeconds);
  found.seconds.push(through.seconds);
  if (plain !== undefined) found.bare.push(plain.seconds);
  found.intervals.push(...through.stations.flatMap(({ interval }) => interval ?? []));
  const beat = await beatAll(through, busbar.commits);
  found.heartbeats += beat.answers;
  found.commits += beat.commits;
  found.drops += [...(plain?.stations ?? []), ...through.stations].filter(({ dropped }) => dropped).length;
  console.log(
    `${through.seconds.toFixed(2)} s against ${plain?.seconds.toFixed(2) ?? '?'} s bare, ${found.drops} dropped, ` +
      `${found.cpu.at(-1)!.toFixed(2)} CPU seconds, ${beat.commits} commits in ${beat.answers} heartbeats`,
  );
  await powerCut(through);
  await sleep(500);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The share of stations that are told the same interval as most. */
function busiest(intervals: readonly number[]): number {
  const each = new Map<number, number>();
  for (const one of intervals) each.set(one, (each.get(one) ?? 0) + 1);
  return Math.max(...each.values()) / intervals.length;
}

/** Heartbeats of everybody, one after the other; how many commits of the journal came of it. */
async function beatAll({ stations }: Storm, commitsOf: () => Promise<number>) {
  const before = await commitsOf();
  const answered = (): number => stations.reduce((sum, { answers }) => sum + answers, 0);
  const from = answered();
  for (let beat = 0; beat < heartbeatsOfEach; beat += 1) {
    for (const { socket, dropped } of stations) if (!dropped) socket.send(`[2,"h${beat}","Heartbeat",{}]`);
    const until = performance.now() + 5000;
    while (answered() - from < (beat + 1) * stations.length && performance.now() < until) await sleep(5);
  }
  return { answers: answered() - from, commits: (await commitsOf()) - before };
}

interface StormServer {
  readonly port: number;
  usage(): Promise<{ readonly cpuSeconds: number; readonly rssBytes: number; readonly VmHWM: number }>;
  /** Of the journal so far. */
  commits(): Promise<number>;
  stop(): void;
}

async function startServer(
  kind: 'bare' | 'busbar',
  stations: number,
  csmsPort: number,
  certificates: string,
): Promise<StormServer> {
  const args = [kind, String(stations), String(csmsPort), certificates];
  const child: ChildProcess = fork(new URL('./storm-server.ts', import.meta.url), args);
  const [{ port, apiPort }] = (await once(child, 'message')) as [{ port: number; apiPort: number }];
  return {
    port,
    async usage() {
      child.send('usage');
      const [usage] = (await once(child, 'message')) as [Awaited<ReturnType<StormServer['usage']>>];
      return usage;
    },
    async commits() {
      const text = await (await fetch(`http://127.0.0.1:${apiPort}/metrics`)).text();
      return Number(/^busbar_journal_commits (\d+)$/m.exec(text)?.[1]);
    },
    stop: () => void child.send('stop'),
  };
}

/** A server certificate of either kind in a folder of its own. */
function makeCertificates(): string {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-storm-certs-'));
  const kinds = { rsa: ['rsa:2048'], ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] };
  for (const [name, kind] of Object.entries(kinds)) {
    const files = ['-keyout', join(dir, `${name}.key`), '-out', join(dir, `${name}.pem`)];
    const about = ['-days', '2', '-subj', '/CN=gateway', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', '-newkey', ...kind, '-nodes', ...files, ...about], { stdio: 'ignore' });
  }
  return dir;
}

/** A central system that accepts everything, and counts. */
async function openCsms() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'ocpp1.6' });
  const at: number[] = [];
  server.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => {
      const [type, id, action] = JSON.parse(data.toString()) as [number, string, string];
      if (type !== 2) return;
      at.push(performance.now());
      const currentTime = new Date().toISOString();
      const boot = { status: 'Accepted', currentTime, interval: 300 };
      socket.send(JSON.stringify([3, id, action === 'BootNotification' ? boot : {}]));
    }),
  );
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    messages: () => at.length,
    /** Within any second. */
    mostInASecond(): number {
      let [most, from] = [0, 0];
      for (let to = 0; to < at.length; to += 1) {
        while (at[to]! - at[from]! >= 1000) from += 1;
        most = Math.max(most, to - from + 1);
      }
      return most;
    },
    close() {
      for (const one of server.clients) one.terminate();
      server.close();
    },
  };
}
