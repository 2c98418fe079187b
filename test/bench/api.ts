// What twenty dashboards and a flood of requests cost the control loop while a hundred stations charge and send readings (F088): the
// period of its rounds of a second, were they due at any moment, and how late they begin. Against the same visitors at a plain HTTP
// server beside the gateway, in turns of one run, so that what they cost the computer that all share here is in both.

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { yieldAlways } from './another-computer.ts';
import type { Bench } from './figures.ts';
import { median, percentile, rounded } from './figures.ts';
import type { Client, Server } from './load.ts';
import { call, connectAll, judgeKept, pace, startServer } from './load.ts';

const stations = 100;
const turns = Number(process.env['ROUNDS'] ?? 10);
const turnMs = Number(process.env['TURN_MS'] ?? 5000);
/** Of all stations together: a reading each ten seconds. */
const perSecond = 10;
const patienceMs = 60_000;

interface Answers {
  readonly followed: number;
  readonly polls: number;
  readonly served: number;
  readonly held: number;
  readonly cut: number;
}

export async function api(): Promise<Bench> {
  const server = await startServer('busbar', stations);
  const clients = await connectAll(server, stations);
  for (const client of clients) await begin(client);
  const sink = await startChild('./api-sink.ts');
  const [alone, aside, beside]: [number[][], number[][], number[][]] = [[], [], []];
  const answers: Answers[] = [];
  await measure(server, clients);
  for (let turn = 0; turn < turns; turn += 1) {
    alone.push(await measure(server, clients));
    aside.push((await withVisitors(sink.said as number, () => measure(server, clients))).late);
    const { late, answered } = await withVisitors(server.apiPort, () => measure(server, clients));
    beside.push(late);
    answers.push(answered);
    const [quiet, base, loud] = [alone, aside, beside].map((all) => p99(all.at(-1)!).toFixed(2));
    console.log(
      `turn ${turn}: late by (p99) ${quiet} ms alone, ${base} ms beside a flood elsewhere, ${loud} ms under it`,
    );
  }
  const { faults } = judgeKept(clients);
  const stationsLost = clients.filter(({ socket }) => socket.readyState !== socket.OPEN).length;
  server.stop();
  sink.child.disconnect();
  return told({ alone, aside, beside }, answers, { stationsLost, wrongFrames: faults.length });
}

const p99 = (all: readonly number[]): number => percentile(all, 0.99);

/** Of a loop whose rounds come due each second: from one beginning to the next. `late` has a place each 10 ms. */
const periods = (late: readonly number[]): number[] =>
  late.slice(placesPerRound).map((ms, at) => 1000 + ms - late[at]!);

const placesPerRound = 100;

async function measure(server: Server, clients: readonly Client[]): Promise<number[]> {
  await server.late();
  await pace(clients, next, perSecond, turnMs);
  return [...(await server.late())];
}

function told(
  { alone, aside, beside }: Record<'alone' | 'aside' | 'beside', readonly (readonly number[])[]>,
  answers: readonly Answers[],
  lost: Record<'stationsLost' | 'wrongFrames', number>,
): Bench {
  const sum = (of: keyof Answers): number => answers.reduce((all, one) => all + one[of], 0);
  const lateOf = (all: readonly (readonly number[])[]): number => rounded(median(all.map(p99)), 2);
  const periodOf = (all: readonly (readonly number[])[]): number => p99(all.flatMap(periods));
  return {
    figures: {
      loopP99Ratio: rounded(periodOf(beside) / periodOf(aside), 3),
      floodPeriodP99Ms: rounded(periodOf(beside), 1),
      elsewherePeriodP99Ms: rounded(periodOf(aside), 1),
      floodLateP99Ms: lateOf(beside),
      elsewhereLateP99Ms: lateOf(aside),
      aloneLateP99Ms: lateOf(alone),
      polls: sum('polls'),
      served: sum('served'),
      held: sum('held'),
      cut: sum('cut'),
      ...lost,
    },
    goals: {
      loopP99Ratio: { atMost: 1.2 },
      floodLateP99Ms: { atMost: 50 },
      stationsLost: { atMost: 0 },
      wrongFrames: { atMost: 0 },
    },
  };
}

async function begin(client: Client): Promise<void> {
  await call(client, 'BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'Bench' });
  await call(client, 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' });
  const start = { connectorId: 1, idTag: 'BENCH', meterStart: 0, timestamp: new Date().toISOString() };
  client.transaction = (await call(client, 'StartTransaction', start))['transactionId'] as number;
}

function next(client: Client): string {
  const sampledValue = [{ value: '10', measurand: 'Current.Import', phase: 'L1', unit: 'A' }];
  const meterValue = [{ timestamp: new Date().toISOString(), sampledValue }];
  const payload = { connectorId: 1, transactionId: client.transaction, meterValue };
  return `[2,"m${(client.messages += 1)}","MeterValues",${JSON.stringify(payload)}]`;
}

async function startChild(file: string, ...args: string[]): Promise<{ child: ChildProcess; said: unknown }> {
  const child = fork(new URL(file, import.meta.url), args);
  yieldAlways(child);
  const [said] = (await once(child, 'message', { signal: AbortSignal.timeout(patienceMs) })) as [unknown];
  return { child, said };
}

async function withVisitors(
  port: number,
  work: () => Promise<number[]>,
): Promise<{ readonly late: number[]; readonly answered: Answers }> {
  const { child } = await startChild('./api-visitors.ts', String(port));
  const late = await work();
  const told = once(child, 'message') as Promise<[Answers]>;
  child.send('end');
  const [answered] = await told;
  child.disconnect();
  return { late, answered };
}
