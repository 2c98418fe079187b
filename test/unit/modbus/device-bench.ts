// A bus by hand: one strictly serial line with lanes, and behind it registers that anybody may change. Nothing here knows a
// device file: registers are those of the vendors' tables.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { BusAnswer, BusRequest, BusResult, LineId } from '../../../src/model/bus.ts';
import { busLanes } from '../../../src/model/bus.ts';
import type { Mono } from '../../../src/model/time.ts';
import { mono } from '../../../src/model/time.ts';
import type { Due } from '../../../src/modbus/device.ts';
import type { Driver } from '../../../src/modbus/driver.ts';
import { readDriver } from '../../../src/modbus/read-driver.ts';

const read = new Map<string, Driver>();

export function driverOf(id: string): Driver {
  const known = read.get(id);
  if (known !== undefined) return known;
  const made = readDriver(parse(readFileSync(`config/devices/${id}.yaml`, 'utf8')));
  if ('problems' in made) throw new Error(JSON.stringify(made.problems));
  read.set(id, made.driver);
  return made.driver;
}

/** Registers of one unit; an address without one is refused with exception 2. */
export interface Registers {
  readonly holding: Map<number, number>;
  readonly input: Map<number, number>;
}

export const newRegisters = (): Registers => ({ holding: new Map(), input: new Map() });

export function put(table: Map<number, number>, address: number, ...words: readonly number[]): void {
  words.forEach((word, at) => table.set(address + at, word));
}

export const u32 = (value: number): [number, number] => [Math.floor(value / 65536) & 0xffff, value & 0xffff];

export function f32(value: number): [number, number] {
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setFloat32(0, value);
  return [bytes.getUint16(0), bytes.getUint16(2)];
}

export const utf16 = (text: string, length: number): number[] =>
  Array.from({ length }, (_, at) => (at < text.length ? text.charCodeAt(at) : 0));

export function doOnRegisters(registers: Registers, { action }: BusRequest): BusResult {
  if (action.kind === 'write') {
    if (!registers.holding.has(action.address)) return { kind: 'exception', code: 2 };
    put(registers.holding, action.address, ...action.words);
    return { kind: 'written' };
  }
  const table = action.fn === 4 ? registers.input : registers.holding;
  const words = Array.from({ length: action.count }, (_, at) => table.get(action.address + at));
  return words.every((word) => word !== undefined) ? { kind: 'words', words } : { kind: 'exception', code: 2 };
}

export interface Subject {
  due(now: Mono): Due;
  answer(given: BusAnswer, now: Mono): void;
}

/** What left, in the order in which it left. */
export interface Sent {
  readonly at: Mono;
  readonly request: BusRequest;
  readonly result: BusResult;
}

export interface Bench {
  now: Mono;
  connection: number;
  readonly queue: BusRequest[];
  readonly sent: Sent[];
  /** What the device does with a request; `undefined` is silence. */
  device: (request: BusRequest, now: Mono) => BusResult | undefined;
  readonly subject: Subject;
}

export const newBench = (subject: Subject, device: Bench['device']): Bench => ({
  now: mono(1_000_000),
  connection: 1,
  queue: [],
  sent: [],
  device,
  subject,
});

const turnMs = 20;
const mostSteps = 200_000;

/** Asks what is due and queues it as the owner of a line does: a later one with the same key takes the place of one. */
export function collect(bench: Bench): Mono {
  const { requests, wakeAt } = bench.subject.due(bench.now);
  for (const request of requests) {
    const at = bench.queue.findIndex(({ replaces }) => replaces !== undefined && replaces === request.replaces);
    if (at >= 0) {
      const [gone] = bench.queue.splice(at, 1);
      tell(bench, gone!, { kind: 'lost', why: 'replaced', detail: 'a later one took its place' });
    }
    bench.queue.push(request);
  }
  return wakeAt;
}

/** The next one leaves and is answered; a silence costs its timeout and the connection. */
export function serve(bench: Bench): boolean {
  const lane = busLanes.find((one) => bench.queue.some((request) => request.lane === one));
  if (lane === undefined) return false;
  const at = bench.queue.findIndex((request) => request.lane === lane);
  const [request] = bench.queue.splice(at, 1);
  bench.now = mono(bench.now + turnMs);
  const result = bench.device(request!, bench.now);
  if (result === undefined) {
    bench.now = mono(bench.now + request!.timing.timeoutMs);
    tell(bench, request!, { kind: 'lost', why: 'timeout', detail: 'no answer' });
    bench.connection += 1;
    return true;
  }
  tell(bench, request!, result);
  return true;
}

function tell(bench: Bench, request: BusRequest, result: BusResult): void {
  bench.sent.push({ at: bench.now, request, result });
  bench.subject.answer(
    { line: 'line' as LineId, request: request.id, connection: bench.connection, result },
    bench.now,
  );
}

/** Runs for so long. `watch` looks after every step. */
export function run(bench: Bench, ms: number, watch: () => void = () => undefined): void {
  const end = bench.now + ms;
  for (let step = 0; step < mostSteps && bench.now < end; step += 1) {
    const wakeAt = collect(bench);
    watch();
    if (!serve(bench)) bench.now = mono(Math.max(bench.now + 1, Math.min(end, wakeAt)));
    watch();
  }
}

export const writesTo = (bench: Bench, address: number): Sent[] =>
  bench.sent.filter(
    ({ request, result }) =>
      request.action.kind === 'write' && request.action.address === address && result.kind !== 'lost',
  );

export const wordOf = ({ request }: Sent): number | undefined =>
  request.action.kind === 'write' ? request.action.words[0] : undefined;
