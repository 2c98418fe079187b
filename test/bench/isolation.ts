// What one hostile station costs a hundred honest ones at the gateway: how long they wait for their answers while it is
// attacked, against while the same attack goes to a plain sink beside it, in turns of the same run (I5). So what the attacker
// costs the computer that all of them share here is in both, and what it costs the gateway is left. The same against a second
// sink says how far two turns differ that should not (`nullRatio`).

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { stationIds } from '../sim/site.ts';
import { yieldAlways } from './another-computer.ts';
import type { Bench } from './figures.ts';
import { median, percentile, rounded } from './figures.ts';
import type { Client } from './load.ts';
import { call, connectAll, judgeKept, pace, startServer } from './load.ts';

const honest = 100;
/** Ten kinds of attack, three a round: each of them as often as any other. */
const rounds = Number(process.env['ROUNDS'] ?? 10);
const roundMs = 4500;
const kindsPerRound = 3;
/** Of all honest ones together: far more than a hundred stations say. */
const perSecond = 500;
/** Far longer than it takes to start a process and to come in. */
const patienceMs = 20_000;
const seed = Number(process.env['SEED'] ?? 7);

export async function isolation(): Promise<Bench> {
  const server = await startServer('busbar', honest + 1);
  const clients = await connectAll(server, honest);
  for (const client of clients) await begin(client);
  const evil = stationIds(honest + 1).at(-1)!;
  const [sink, other] = [await startSink(), await startSink()];
  const alone: number[][] = [];
  const [aside, again, beside] = [newBeside(sink.port), newBeside(other.port), newBeside(server.port)];
  await measure(clients);
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await measure(clients));
    // Whatever grows in the course of a round is in each of them as often as in the others.
    const order = [aside, beside, again];
    for (const one of round % 2 === 0 ? order : order.reverse()) {
      const hostile = await attack(one.port, evil, round * kindsPerRound);
      one.waits.push(await measure(clients));
      const did = await hostile.end();
      one.frames += did.sent;
      one.closed += did.closed;
      // What is still being cleaned up after it is no part of what follows.
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const [quiet, base, null_, loud] = [alone, aside.waits, again.waits, beside.waits].map((waits) =>
      p99(waits.at(-1)!).toFixed(2),
    );
    console.log(
      `round ${round}: p99 ${quiet} ms alone, ${base} and ${null_} ms beside an attack on a sink, ${loud} ms under attack`,
    );
  }
  const honestLost = clients.filter(({ socket }) => socket.readyState !== socket.OPEN).length;
  const { faults } = judgeKept(clients);
  for (const fault of faults.slice(0, 5)) console.log(fault);
  server.stop();
  for (const one of [sink, other]) one.stop();
  return told({ alone, aside, again, beside, honestLost, wrongFrames: faults.length });
}

const measure = (clients: readonly Client[]): Promise<number[]> => pace(clients, next, perSecond, roundMs);

const p99 = (waits: readonly number[]): number => percentile(waits, 0.99);

/** The rounds of an attack on somebody. */
interface Beside {
  readonly port: number;
  readonly waits: number[][];
  frames: number;
  closed: number;
}

const newBeside = (port: number): Beside => ({ port, waits: [], frames: 0, closed: 0 });

interface Measured {
  readonly alone: readonly (readonly number[])[];
  readonly aside: Beside;
  readonly again: Beside;
  readonly beside: Beside;
  readonly honestLost: number;
  readonly wrongFrames: number;
}

function told({ alone, aside, again, beside, honestLost, wrongFrames }: Measured): Bench {
  const ratioOf = ({ waits }: Beside): number =>
    rounded(median(waits.map((one, at) => p99(one) / p99(aside.waits[at]!))), 2);
  const middle = (rounds: readonly (readonly number[])[]): number => rounded(median(rounds.map(p99)), 2);
  return {
    figures: {
      seed,
      p99Ratio: ratioOf(beside),
      nullRatio: ratioOf(again),
      besideP99Ms: middle(beside.waits),
      sinkP99Ms: middle(aside.waits),
      aloneP99Ms: middle(alone),
      besideP50Ms: rounded(median(beside.waits.flat()), 2),
      sinkP50Ms: rounded(median(aside.waits.flat()), 2),
      aloneP50Ms: rounded(median(alone.flat()), 2),
      hostileFrames: beside.frames,
      hostileClosed: beside.closed,
      sinkFrames: aside.frames,
      honestLost,
      wrongFrames,
    },
    goals: { p99Ratio: { atMost: 1.2 }, honestLost: { atMost: 0 }, wrongFrames: { atMost: 0 } },
  };
}

async function begin(client: Client): Promise<void> {
  await call(client, 'BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'Bench' });
}

const next = (client: Client): string => `[2,"m${(client.messages += 1)}","Heartbeat",{}]`;

async function startSink(): Promise<{ readonly port: number; stop(): void }> {
  const child = fork(new URL('./sink.ts', import.meta.url));
  yieldAlways(child);
  const [port] = (await once(child, 'message', { signal: AbortSignal.timeout(patienceMs) })) as [number];
  return { port, stop: () => child.disconnect() };
}

interface Attack {
  end(): Promise<{ readonly sent: number; readonly closed: number }>;
}

async function attack(port: number, id: string, first: number): Promise<Attack> {
  const child = fork(new URL('./hostile.ts', import.meta.url), [String(port), id, String(seed), String(first)]);
  yieldAlways(child);
  // A round without it would measure nothing.
  await once(child, 'message', { signal: AbortSignal.timeout(patienceMs) });
  return {
    async end() {
      const answered = new Promise<{ sent: number; closed: number }>((resolve) =>
        child.on('message', (did) => did !== 'in' && resolve(did as { sent: number; closed: number })),
      );
      child.send('end');
      const did = await answered;
      child.disconnect();
      return did;
    },
  };
}
