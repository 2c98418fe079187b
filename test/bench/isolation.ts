// What one hostile station costs a hundred honest ones at the gateway: how long they wait for their answers while it is
// attacked, against while the same attack goes to a plain sink beside it, kind by kind in turns of the same run (I5). So what
// the attacker costs the computer that all of them share here is in both, and what it costs the gateway is left. The same
// against a second sink says how far two turns differ that should not (`nullRatio`).

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { stationIds } from '../sim/site.ts';
import { yieldAlways } from './another-computer.ts';
import type { Bench } from './figures.ts';
import { median, percentile, rounded } from './figures.ts';
import type { Client } from './load.ts';
import { call, connectAll, judgeKept, pace, startServer } from './load.ts';

const honest = 100;
/** In each round every kind of attack goes to each of those that are attacked. */
const rounds = Number(process.env['ROUNDS'] ?? 3);
/** `KINDS=deep,starts`: only these. */
const only = process.env['KINDS']?.split(',');
const attackMs = 3000;
/** What is still being cleaned up after it is no part of what follows. */
const afterMs = 500;
/** Of all honest ones together: far more than a hundred stations say. */
const perSecond = 500;
/** Far longer than it takes to start a process and to come in. */
const patienceMs = 20_000;
const seed = Number(process.env['SEED'] ?? 7);

export async function isolation(): Promise<Bench> {
  const server = await startServer('busbar', honest + 1);
  const clients = await connectAll(server, honest);
  for (const client of clients) await begin(client);
  const hostile = await startHostile(stationIds(honest + 1).at(-1)!);
  const sinks = [await startSink(), await startSink()] as const;
  const [aside, again] = [newBeside('sink', sinks[0].port), newBeside('second sink', sinks[1].port)];
  const beside = newBeside('gateway', server.port);
  const alone = newBeside('nobody', 0);
  await measure(clients);
  for (let round = 0; round < rounds; round += 1) {
    // Whatever grows in the course of a round is in each of them as often as in the others.
    const order = round % 2 === 0 ? [aside, beside, again] : [again, beside, aside];
    for (const kind of hostile.kinds) {
      // Of all kinds together, nobody is attacked for as long as anybody by one of them.
      if (kind === hostile.kinds[round % hostile.kinds.length]) note(alone, round, kind, await measure(clients));
      for (const one of order) {
        hostile.attack(one.port, kind);
        await hostile.isIn();
        note(one, round, kind, await measure(clients));
        const did = await hostile.end();
        one.frames += did.sent;
        one.closed += did.closed;
        await new Promise((resolve) => setTimeout(resolve, afterMs));
      }
    }
    const p99s = [alone, ...order].map((one) => `${p99(one.rounds[round]!).toFixed(2)} ms (${one.who})`);
    console.log(`round ${round}: p99 beside an attack on ${p99s.join(', ')}`);
  }
  console.table(Object.fromEntries(hostile.kinds.map((kind) => [kind, byKind(kind, { aside, again, beside })])));
  const honestLost = clients.filter(({ socket }) => socket.readyState !== socket.OPEN).length;
  const { faults } = judgeKept(clients);
  for (const fault of faults.slice(0, 5)) console.log(fault);
  for (const one of [server, hostile, ...sinks]) one.stop();
  return told({ alone, aside, again, beside }, honestLost, faults.length);
}

const measure = (clients: readonly Client[]): Promise<number[]> => pace(clients, next, perSecond, attackMs);

const p99 = (waits: readonly number[]): number => percentile(waits, 0.99);

/** The attacks on somebody. */
interface Beside {
  readonly who: string;
  readonly port: number;
  /** How long honest ones waited, by round and by kind. */
  readonly rounds: number[][];
  readonly kinds: Map<string, number[]>;
  frames: number;
  closed: number;
}

const newBeside = (who: string, port: number): Beside => ({
  ...{ who, port, rounds: [], kinds: new Map<string, number[]>() },
  ...{ frames: 0, closed: 0 },
});

function note({ rounds, kinds }: Beside, round: number, kind: string, waits: readonly number[]): void {
  (rounds[round] ??= []).push(...waits);
  kinds.set(kind, [...(kinds.get(kind) ?? []), ...waits]);
}

type Measured = Readonly<Record<'alone' | 'aside' | 'again' | 'beside', Beside>>;

const byKind = (kind: string, measured: Omit<Measured, 'alone'>) =>
  Object.fromEntries(
    Object.values(measured).flatMap(({ who, kinds }) =>
      [0.5, 0.98, 0.99].map((share) => [
        `${who} p${Math.round(100 * share)}`,
        rounded(percentile(kinds.get(kind) ?? [], share), 2),
      ]),
    ),
  );

function told({ alone, aside, again, beside }: Measured, honestLost: number, wrongFrames: number): Bench {
  const ratioOf = ({ rounds }: Beside): number =>
    rounded(median(rounds.map((waits, at) => p99(waits) / p99(aside.rounds[at]!))), 2);
  const middle = ({ rounds }: Beside): number => rounded(median(rounds.map(p99)), 2);
  const half = ({ rounds }: Beside): number => rounded(median(rounds.flat()), 2);
  return {
    figures: {
      seed,
      p99Ratio: ratioOf(beside),
      nullRatio: ratioOf(again),
      besideP99Ms: middle(beside),
      sinkP99Ms: middle(aside),
      aloneP99Ms: middle(alone),
      besideP50Ms: half(beside),
      sinkP50Ms: half(aside),
      aloneP50Ms: half(alone),
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

/** The first thing that it says. */
async function heard<Of>(child: ChildProcess): Promise<Of> {
  const [message] = (await once(child, 'message', { signal: AbortSignal.timeout(patienceMs) })) as [Of];
  return message;
}

async function startSink(): Promise<{ readonly port: number; stop(): void }> {
  const child = fork(new URL('./sink.ts', import.meta.url));
  yieldAlways(child);
  return { port: await heard<number>(child), stop: () => child.disconnect() };
}

interface Did {
  readonly sent: number;
  readonly closed: number;
}

async function startHostile(id: string) {
  const child = fork(new URL('./hostile.ts', import.meta.url), [id, String(seed)]);
  yieldAlways(child);
  const kinds = await heard<string[]>(child);
  return {
    kinds: kinds.filter((kind) => only?.includes(kind) !== false),
    attack: (port: number, kind: string): void => void child.send({ port, kind }),
    /** A turn without it would measure nothing. */
    isIn: () => heard<'in'>(child),
    end: async (): Promise<Did> => {
      const did = new Promise<Did>((resolve) => {
        const hear = (message: 'in' | Did): void => {
          if (message === 'in') return;
          child.off('message', hear);
          resolve(message);
        };
        child.on('message', hear);
      });
      child.send('end');
      return did;
    },
    stop: () => child.disconnect(),
  };
}
