// How long the gateway takes from a meter that shows more other load to the last limit that is lowered for it: 500 stations
// over sockets, a meter over HTTP, and a journal on a disk.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bench } from './figures.ts';
import { median, percentile, rounded } from './figures.ts';
import type { Client } from './load.ts';
import { connectAll, judgeKept, startServer } from './load.ts';

const stationCount = 500;
/** Of the site of `server.ts`, less what counts as other load whatever is measured. */
const limitAmps = 32 * stationCount + 10.5;
/** Nearly all have been given so much before it begins. */
const highAmps = 24;
/** What the meter shows more with each step: much more than what readings of so many stations may be off by. */
const stepAmps = 1500;
const steps = 8;
/** Vehicles have followed by then, and their stations have said so: the next step is other load beyond doubt. */
const apartMs = 16_000;
const sampleMs = 4000;

interface Station {
  readonly client: Client;
  amps: number;
  /** Each limit that it was told since the step began. */
  readonly told: { readonly at: number; readonly from: number; readonly to: number }[];
  transaction: number;
  readonly waiting: Map<string, (answer: Record<string, unknown>) => void>;
}

export async function reaction(): Promise<Bench> {
  const depot: Station[] = [];
  const meter = await serveMeter(() => depot.reduce((sum, { amps }) => sum + amps, 0));
  const server = await startServer('metered', stationCount, meter.port);
  let samples: NodeJS.Timeout | undefined;
  try {
    for (const client of await connectAll(server, stationCount)) depot.push(await plugIn(client));
    samples = setInterval(() => depot.forEach(sample), sampleMs);
    const isHigh = ({ amps }: Station): boolean => amps >= highAmps;
    await until(
      () => depot.filter(isHigh).length >= 0.9 * stationCount,
      150_000,
      () => stateOf(depot),
    );
    // The meter has to be good for a while before it counts.
    await pause(35_000);
    const since = Date.now();
    const taken = await stepUp(depot, meter.show);
    return benchOf(depot, taken, await server.reasonsSince(since));
  } finally {
    clearInterval(samples);
    for (const { client } of depot) client.socket.terminate();
    server.stop();
    meter.stop();
  }
}

interface Step {
  /** So many amps were drawn and shown beside the limit of the site. */
  readonly overAmps: number;
  /** How long the first lowering of each station waited: that is the answer to the step. */
  readonly waitedMs: readonly number[];
  /** Stations that were lowered once more within the step, or told more: under constant load there is no reason for either. */
  readonly again: number;
  readonly raised: number;
}

/** What became of each step. */
async function stepUp(depot: readonly Station[], show: (amps: number) => Promise<number>): Promise<Step[]> {
  const taken: Step[] = [];
  for (let step = 1; step <= steps; step += 1) {
    for (const { told } of depot) told.length = 0;
    const overAmps = depot.reduce((sum, { amps }) => sum + amps, step * stepAmps) - limitAmps;
    const shownAt = await show(step * stepAmps);
    await pause(apartMs);
    const lowered = depot.map(({ told }) => told.filter(({ at, from, to }) => at >= shownAt && to < from));
    const waitedMs = lowered.flatMap(([first]) => (first === undefined ? [] : [first.at - shownAt]));
    const again = lowered.filter(({ length }) => length > 1).length;
    const raised = depot.filter((one) => one.told.some(({ from, to }) => to > from)).length;
    taken.push({ overAmps, waitedMs, again, raised });
    console.log(
      `${step * stepAmps} A, ${rounded(overAmps, 0)} A too much: ${waitedMs.length} lowered, the last after ${rounded(Math.max(...waitedMs), 1)} ms; ${again} again, ${raised} raised`,
    );
  }
  return taken;
}

function benchOf(depot: readonly Station[], taken: readonly Step[], reasons: Readonly<Record<string, number>>): Bench {
  const slack = taken.findIndex(({ overAmps }) => overAmps <= 0);
  // Such a step asks for nothing: what came of it would be the answer to something else.
  if (slack >= 0)
    throw new Error(
      `step ${slack + 1} leaves ${rounded(-taken[slack]!.overAmps, 0)} A: it does not bind, so this run measures nothing`,
    );
  // A step that lowers nobody is an answer that never came.
  const lasts = taken.map(({ waitedMs }) => (waitedMs.length === 0 ? apartMs : Math.max(...waitedMs)));
  const sum = (of: (step: Step) => number): number => taken.reduce((all, step) => all + of(step), 0);
  const { judged, faults } = judgeKept(depot.map(({ client }) => client));
  for (const fault of faults.slice(0, 5)) console.log(fault);
  const told = Object.entries(reasons).map(([kind, count]) => [
    `toldFor${kind[0]!.toUpperCase()}${kind.slice(1)}`,
    count,
  ]);
  return {
    figures: {
      stations: stationCount,
      steps: taken.length,
      stepsThatLowered: taken.filter(({ waitedMs }) => waitedMs.length > 0).length,
      lowered: sum(({ waitedMs }) => waitedMs.length),
      loweredAgain: sum(({ again }) => again),
      raisedWithin: sum(({ raised }) => raised),
      ...(Object.fromEntries(told) as Record<string, number>),
      p50Ms: rounded(median(lasts), 1),
      p99Ms: rounded(percentile(lasts, 0.99), 1),
      framesJudged: judged,
      framesRefused: faults.length,
    },
    goals: {
      p99Ms: { atMost: 250 },
      stepsThatLowered: { atLeast: steps },
      loweredAgain: { atMost: 0 },
      raisedWithin: { atMost: 0 },
      framesRefused: { atMost: 0 },
    },
  };
}

/**
 * A meter whose every line shows what all stations draw, and other load, with the last digits that every meter has: one that
 * says the same to the last digit while chargers report a change counts as one that hangs. `show` tells when it first said so.
 */
async function serveMeter(drawn: () => number) {
  let other = 0;
  let asked = 0;
  let told: ((at: number) => void) | undefined;
  const server = createServer((_request, response) => {
    asked += 1;
    const amps = drawn() + other + (asked % 5) / 100;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ amps: [amps, amps, amps], powerW: amps * 690 }));
    told?.(performance.now());
    told = undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    show: (amps: number) =>
      new Promise<number>((resolve) => {
        other = amps;
        told = resolve;
      }),
    stop: () => server.close(),
  };
}

/** Boots and begins a session, and takes every order from then on. */
async function plugIn(client: Client): Promise<Station> {
  const station: Station = { client, amps: 0, told: [], transaction: 0, waiting: new Map() };
  client.socket.on('message', (data: Buffer) => {
    const text = data.toString();
    client.kept.push({ isOurs: true, text });
    const frame = JSON.parse(text) as [number, string, ...unknown[]];
    if (frame[0] === 2) return obey(station, frame as [number, string, string, Record<string, unknown>]);
    station.waiting.get(frame[1])?.(frame[2] as Record<string, unknown>);
    station.waiting.delete(frame[1]);
  });
  await call(station, 'BootNotification', {
    chargePointVendor: 'Bench',
    chargePointModel: 'AC22',
    firmwareVersion: '1',
  });
  await call(station, 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' });
  const start = { connectorId: 1, idTag: 'TAG', meterStart: 0, timestamp: new Date().toISOString() };
  station.transaction = Number((await call(station, 'StartTransaction', start))['transactionId']);
  return station;
}

function say({ client }: Station, text: string): void {
  client.kept.push({ isOurs: false, text });
  client.socket.send(text);
}

function call(station: Station, action: string, payload: object): Promise<Record<string, unknown>> {
  const id = `r-${(station.client.messages += 1)}`;
  say(station, JSON.stringify([2, id, action, payload]));
  return new Promise((resolve) => station.waiting.set(id, resolve));
}

interface Profile {
  readonly chargingProfilePurpose: string;
  readonly chargingSchedule: { readonly chargingSchedulePeriod: readonly { readonly limit: number }[] };
}

function obey(
  station: Station,
  [, id, action, payload]: readonly [number, string, string, Record<string, unknown>],
): void {
  say(station, JSON.stringify([3, id, action === 'GetConfiguration' ? {} : { status: 'Accepted' }]));
  if (action !== 'SetChargingProfile') return;
  const { chargingProfilePurpose, chargingSchedule } = payload['csChargingProfiles'] as Profile;
  const { limit } = chargingSchedule.chargingSchedulePeriod[0]!;
  if (chargingProfilePurpose !== 'TxProfile' && station.amps > 0) return;
  if (limit !== station.amps) station.told.push({ at: performance.now(), from: station.amps, to: limit });
  station.amps = limit;
}

function sample(station: Station): void {
  const { amps, transaction } = station;
  const lines = ['L1', 'L2', 'L3'].map((phase) => ({
    value: amps.toFixed(1),
    measurand: 'Current.Import',
    phase,
    unit: 'A',
  }));
  void call(station, 'MeterValues', {
    connectorId: 1,
    transactionId: transaction,
    meterValue: [{ timestamp: new Date().toISOString(), sampledValue: lines }],
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(isSo: () => boolean, withinMs: number, say: () => string): Promise<void> {
  const since = performance.now();
  while (!isSo()) {
    if (performance.now() - since > withinMs) throw new Error(`after ${withinMs / 1000} s: ${say()}`);
    await pause(100);
  }
}

/** How many stations stand at which limit. */
function stateOf(depot: readonly Station[]): string {
  const counts = new Map<number, number>();
  for (const { amps } of depot) counts.set(amps, (counts.get(amps) ?? 0) + 1);
  return [...counts].map(([amps, count]) => `${count} stations at ${amps} A`).join(', ');
}
