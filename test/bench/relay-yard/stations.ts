// Stations in a process of their own. Each has one CALL under way at most; what is due while one is, waits, and its time
// counts from when it was due.

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { stationIds } from '../../sim/site.ts';
import { mulberry32 } from '../random.ts';
import type { Message, Speaker } from './messages.ts';
import { bootOf, newSpeaker, nextMessage, versionOf } from './messages.ts';
import { answerQuestions } from './process.ts';

const count = Number(process.argv[2]);

interface Station {
  readonly speaker: Speaker;
  readonly socket: WebSocket;
  messages: number;
  underWay: { id: string; action: string; from: number; done: (() => void) | undefined } | undefined;
  readonly due: number[];
}

interface Heard {
  waits: number[];
  errors: number;
}

const towns = new Map<string, Station[]>();
let heard: Heard = { waits: [], errors: 0 };
let random = mulberry32(1);

function send(station: Station, { action, payload }: Message, from: number, done?: () => void): void {
  const id = `m${(station.messages += 1)}`;
  station.underWay = { id, action, from, done };
  station.socket.send(`[2,"${id}","${action}",${payload}]`);
}

function hear(station: Station, data: Buffer): void {
  const [type, id, body] = JSON.parse(data.toString()) as [number, string, unknown];
  if (type === 2) return station.socket.send(`[3,${JSON.stringify(id)},{"status":"Accepted"}]`);
  const { underWay, speaker } = station;
  if (underWay?.id !== id) return;
  station.underWay = undefined;
  heard.waits.push(performance.now() - underWay.from);
  if (type !== 3) heard.errors += 1;
  else if (underWay.action === 'StartTransaction')
    speaker.transaction = (body as { transactionId: number }).transactionId;
  underWay.done?.();
  const due = station.due.shift();
  if (due !== undefined) send(station, nextMessage(speaker, random), due);
}

async function connect({ town, port, path }: { town: string; port: number; path: string }): Promise<number> {
  const startedAt = performance.now();
  const stations = await inTurn(stationIds(count), async (id, at) => {
    const version = versionOf(at);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/${path}${id}`, `ocpp${version}`, { perMessageDeflate: false });
    const station: Station = { speaker: newSpeaker(id, version), socket, messages: 0, underWay: undefined, due: [] };
    socket.on('message', (data: Buffer) => hear(station, data));
    await once(socket, 'open');
    const call = (message: Message): Promise<void> =>
      new Promise((done) => send(station, message, performance.now(), done));
    await call(bootOf(station.speaker));
    await call(nextMessage(station.speaker, () => 0.99));
    return station;
  });
  towns.set(town, stations);
  return performance.now() - startedAt;
}

/** So many at a time. */
async function inTurn<One, Done>(all: readonly One[], work: (one: One, at: number) => Promise<Done>): Promise<Done[]> {
  const done: Done[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) done[at] = await work(all[at]!, at);
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  return done;
}

interface Run {
  readonly town: string;
  readonly perSecond: number;
  readonly ms: number;
  readonly seed: number;
}

/** Open loop: every message at its time, whatever became of the others. */
async function run({ town, perSecond, ms, seed }: Run): Promise<Heard & { sent: number; unanswered: number }> {
  random = mulberry32(seed);
  heard = { waits: [], errors: 0 };
  const stations = towns.get(town)!;
  const startedAt = performance.now();
  const total = Math.floor((ms / 1000) * perSecond);
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
    for (; sent < due; sent += 1) {
      const station = stations[sent % stations.length]!;
      if (station.underWay === undefined) send(station, nextMessage(station.speaker, random), performance.now());
      else station.due.push(startedAt + (1000 * sent) / perSecond);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await settled(stations);
  const unanswered = stations.filter(({ underWay }) => underWay !== undefined).length;
  return { ...heard, sent, unanswered };
}

/** Closed loop: as many at a time as there are lanes, for so long; how many were answered. */
async function saturate({ town, ms, seed }: Run): Promise<number> {
  random = mulberry32(seed);
  heard = { waits: [], errors: 0 };
  const stations = towns.get(town)!;
  const until = performance.now() + ms;
  let next = 0;
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (performance.now() < until) {
        const station = stations[next++ % stations.length]!;
        if (station.underWay !== undefined) await new Promise((resolve) => setTimeout(resolve, 1));
        else
          await new Promise<void>((done) =>
            send(station, nextMessage(station.speaker, random), performance.now(), done),
          );
      }
    }),
  );
  return heard.waits.length;
}

async function settled(stations: readonly Station[]): Promise<void> {
  const until = performance.now() + 5000;
  while (performance.now() < until && stations.some(({ underWay }) => underWay !== undefined))
    await new Promise((resolve) => setTimeout(resolve, 20));
}

type Question =
  | { readonly do: 'connect'; readonly town: string; readonly port: number; readonly path: string }
  | ({ readonly do: 'run' | 'saturate' } & Run);

answerQuestions('ready', (question: Question) =>
  question.do === 'connect' ? connect(question) : question.do === 'run' ? run(question) : saturate(question),
);
