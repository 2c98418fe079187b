// What the bus costs: reads a second against a bare jsmodbus loop on the same device, how old the values of sixty devices are that
// are polled each second, and what a dead unit takes from the nineteen others of its serial line.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { ModbusTCPClient } from 'jsmodbus';
import type { ModbusBus } from '../../adapters/modbus-bus/bus.ts';
import { createModbusBus } from '../../adapters/modbus-bus/bus.ts';
import type { BusAnswer, BusRequest, BusTiming, LineId, WantedLine } from '../../src/model/bus.ts';
import type { Bench } from './figures.ts';
import { median, percentile, rounded } from './figures.ts';

const registers = 20;
const timing: BusTiming = { timeoutMs: 500, minGapMs: 0, writeGapMs: 0, afterTimeout: 'drop' };
const quiet = { info: () => undefined, warn: () => undefined };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function modbus(): Promise<Bench> {
  const speed = await compareReads();
  const ages = await pollSixty();
  const dead = await withDeadUnit();
  return {
    figures: {
      readRatio: rounded(speed.ratio),
      readsPerSecond: Math.round(speed.mine),
      bareReadsPerSecond: Math.round(speed.bare),
      p99AgeSeconds: rounded(percentile(ages, 0.99)),
      deadUnitCost: rounded(dead.cost),
      deadUnitCostOfFirst15Seconds: rounded(dead.costAtFirst),
      readsPerSecondOf19Units: rounded(dead.rate, 1),
    },
    goals: {
      readRatio: { atLeast: 0.8 },
      p99AgeSeconds: { atMost: 1.5 },
      deadUnitCost: { atMost: 0.1 },
    },
  };
}

async function serve(kind: 'devices' | 'converters', count: number): Promise<{ ports: number[]; stop(): void }> {
  const child = fork(new URL('./modbus-server.ts', import.meta.url), [kind, String(count)]);
  const [ports] = (await once(child, 'message')) as [number[]];
  return { ports, stop: () => void child.kill() };
}

const lineTo = (port: number, kind: 'tcp' | 'rtuOverTcp' = 'tcp'): WantedLine => ({
  line: `l${port}` as LineId,
  endpoint: { kind, host: '127.0.0.1', port },
  connectDelayMs: 0,
  reconnectHoldoffMs: 0,
});

/** The nth request of a kind that a device machine sends. */
const readOf = (id: string, unit = 1, address = 100): BusRequest => ({
  id,
  unit,
  action: { kind: 'read', fn: 3, address, count: registers },
  lane: 'meter',
  timing,
});

/** Every answer goes to whoever waits for its request. */
function openBus(lines: readonly WantedLine[]): {
  bus: ModbusBus;
  ask(line: LineId, request: BusRequest): Promise<BusAnswer>;
} {
  const waiting = new Map<string, (answer: BusAnswer) => void>();
  const bus = createModbusBus({
    log: quiet,
    take(answer) {
      const resolve = waiting.get(answer.request)!;
      waiting.delete(answer.request);
      resolve(answer);
    },
  });
  bus.want(lines);
  return {
    bus,
    ask: (line, request) =>
      new Promise((resolve) => {
        waiting.set(request.id, resolve);
        bus.send(line, request);
      }),
  };
}

async function compareReads(): Promise<{ ratio: number; mine: number; bare: number }> {
  const { ports, stop } = await serve('devices', 2);
  const [minePort, barePort] = ports as [number, number];
  const { bus, ask } = openBus([lineTo(minePort)]);
  const socket = connect({ port: barePort, host: '127.0.0.1', noDelay: true });
  const client = new ModbusTCPClient(socket, 1, timing.timeoutMs);
  await once(socket, 'connect');
  let requests = 0;
  const line = lineTo(minePort).line;
  const ours = async (): Promise<void> => {
    const { result } = await ask(line, readOf(String((requests += 1))));
    if (result.kind !== 'words' || result.words.length !== registers) throw new Error(JSON.stringify(result));
  };
  const theirs = async (): Promise<void> => {
    const { response } = await client.readHoldingRegisters(100, registers);
    if (response.body.valuesAsArray.length !== registers) throw new Error('not what was asked for');
  };
  await rate(ours, 1000);
  await rate(theirs, 1000);
  const rounds: { mine: number; bare: number }[] = [];
  // Short and in turns: whatever else the machine does meets both.
  for (let round = 0; round < 30; round += 1)
    rounds.push({ mine: await rate(ours, 250), bare: await rate(theirs, 250) });
  socket.destroy();
  await bus.close();
  stop();
  return {
    ratio: median(rounds.map(({ mine, bare }) => mine / bare)),
    mine: median(rounds.map(({ mine }) => mine)),
    bare: median(rounds.map(({ bare }) => bare)),
  };
}

async function rate(once: () => Promise<void>, ms: number): Promise<number> {
  const since = performance.now();
  let times = 0;
  for (; performance.now() - since < ms; times += 1) await once();
  return (times * 1000) / (performance.now() - since);
}

const devices = 60;
const pollMs = 1000;
const blocks = [100, 200, 300, 400];

/** Seconds, sampled every 20 ms from every device: how old the oldest of its values is. */
async function pollSixty(): Promise<number[]> {
  const { ports, stop } = await serve('devices', devices);
  const { bus, ask } = openBus(ports.map((port) => lineTo(port)));
  const end = performance.now() + 12_000;
  const readAt = new Map<number, number>();
  async function poll(port: number, at: number): Promise<void> {
    for (let due = performance.now() + (at * pollMs) / devices; due < end; due += pollMs) {
      await pause(Math.max(0, due - performance.now()));
      const since = performance.now();
      const asked = blocks.map((address) => ask(lineTo(port).line, readOf(`${port}/${due}/${address}`, 1, address)));
      const answers = await Promise.all(asked);
      if (answers.every(({ result }) => result.kind === 'words')) readAt.set(port, since);
    }
  }
  const polls = ports.map(poll);
  await pause(2 * pollMs);
  const ages: number[] = [];
  while (performance.now() < end) {
    await pause(20);
    const now = performance.now();
    for (const port of ports) ages.push((now - (readAt.get(port) ?? -Infinity)) / 1000);
  }
  await Promise.all(polls);
  await bus.close();
  stop();
  return ages;
}

const unitCount = 20;
/** Until it is known that the unit is dead, and the saved patience with it is spent. */
const settleMs = 15_000;
const measureMs = 45_000;

/** Two lines side by side, in the second of which the last unit is dead: what the others get. */
async function withDeadUnit(): Promise<{ cost: number; costAtFirst: number; rate: number }> {
  const { ports, stop } = await serve('converters', 2);
  const { bus, ask } = openBus(ports.map((port) => lineTo(port, 'rtuOverTcp')));
  const counts = [0, 0];
  let isOver = false;
  async function poll(at: number, unit: number): Promise<void> {
    for (let request = 0; !isOver; request += 1) {
      const { result } = await ask(lineTo(ports[at]!).line, readOf(`${at}/${unit}/${request}`, unit));
      if (result.kind === 'words') counts[at]! += 1;
      else await pause(100);
    }
  }
  // The last unit of the first line does not exist: the nineteen others are all that are asked there.
  const polls = [0, 1].flatMap((at) =>
    Array.from({ length: at === 1 ? unitCount : unitCount - 1 }, (_, unit) => poll(at, unit + 1)),
  );
  await pause(settleMs);
  const [goodAtFirst, badAtFirst] = [...counts] as [number, number];
  await pause(measureMs);
  const [good, bad] = [counts[0]! - goodAtFirst, counts[1]! - badAtFirst];
  isOver = true;
  await bus.close();
  await Promise.all(polls);
  stop();
  return { cost: 1 - bad / good, costAtFirst: 1 - badAtFirst / goodAtFirst, rate: (good * 1000) / measureMs };
}
