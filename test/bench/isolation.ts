// What one hostile station costs a hundred honest ones: how long they wait for their answers with it, against without it, in
// turns of the same run (I5).

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { stationIds } from '../sim/site.ts';
import type { Bench } from './figures.ts';
import { median, percentile, rounded } from './figures.ts';
import type { Client } from './load.ts';
import { call, connectAll, judgeKept, pace, startServer } from './load.ts';

const honest = 100;
const rounds = 12;
const roundMs = 3000;
/** Of all honest ones together: far more than a hundred stations say. */
const perSecond = 500;
const hostilePriority = 19;
/** Far longer than it takes to start a process and to come in. */
const patienceMs = 20_000;
const seed = Number(process.env['SEED'] ?? 7);

export async function isolation(): Promise<Bench> {
  const server = await startServer('busbar', honest + 1);
  const clients = await connectAll(server, honest);
  for (const client of clients) await begin(client);
  const evil = stationIds(honest + 1).at(-1)!;
  const [alone, beside]: number[][][] = [[], []];
  let [frames, closed, lost] = [0, 0, 0];
  await pace(clients, next, perSecond, roundMs);
  for (let round = 0; round < rounds; round += 1) {
    alone!.push(await pace(clients, next, perSecond, roundMs));
    const hostile = await attack(server.port, evil, seed + round);
    beside!.push(await pace(clients, next, perSecond, roundMs));
    const did = await hostile.end();
    [frames, closed] = [frames + did.sent, closed + did.closed];
    const [quiet, loud] = [percentile(alone!.at(-1)!, 0.99), percentile(beside!.at(-1)!, 0.99)];
    console.log(
      `round ${round}: p99 ${quiet.toFixed(2)} ms alone, ${loud.toFixed(2)} ms beside it, which said ${did.sent} frames`,
    );
    // What is still being cleaned up after it is no part of the next round.
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  lost = clients.filter(({ socket }) => socket.readyState !== socket.OPEN).length;
  const { faults } = judgeKept(clients);
  for (const fault of faults.slice(0, 5)) console.log(fault);
  server.stop();
  const p99 = (rounds: readonly (readonly number[])[]): number[] => rounds.map((waits) => percentile(waits, 0.99));
  const ratios = p99(beside!).map((one, at) => one / p99(alone!)[at]!);
  return {
    figures: {
      seed,
      p99Ratio: rounded(median(ratios), 2),
      bestRatio: rounded(Math.min(...p99(beside!)) / Math.min(...p99(alone!)), 2),
      aloneP99Ms: rounded(median(p99(alone!)), 2),
      besideP99Ms: rounded(median(p99(beside!)), 2),
      aloneP50Ms: rounded(median(alone!.flat()), 2),
      besideP50Ms: rounded(median(beside!.flat()), 2),
      hostileFrames: frames,
      hostileClosed: closed,
      honestLost: lost,
      wrongFrames: faults.length,
    },
    goals: { p99Ratio: { atMost: 1.2 }, honestLost: { atMost: 0 }, wrongFrames: { atMost: 0 } },
  };
}

async function begin(client: Client): Promise<void> {
  await call(client, 'BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'Bench' });
}

const next = (client: Client): string => `[2,"m${(client.messages += 1)}","Heartbeat",{}]`;

interface Attack {
  end(): Promise<{ readonly sent: number; readonly closed: number }>;
}

async function attack(port: number, id: string, seed: number): Promise<Attack> {
  const child = fork(new URL('./hostile.ts', import.meta.url), [String(port), id, String(seed)]);
  // It is another computer: what it computes takes nobody's turn here.
  if (child.pid !== undefined) setPriority(child.pid, hostilePriority);
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
