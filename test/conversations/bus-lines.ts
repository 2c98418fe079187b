// Lines with Modbus devices behind them, by hand: one request at a time, lane after lane, and no time passes on them. The
// devices outlive the process that speaks to them.

import type { BusAnswer, BusRequest, BusResult, LineId, WantedLine } from '../../src/model/bus.ts';
import { busLanes } from '../../src/model/bus.ts';

/** What a device does with a request; `undefined` is silence. */
export type BusDevice = (request: BusRequest, nowMs: number) => BusResult | undefined;

/** What a process gives to its lines. */
interface Host {
  now: () => number;
  later: (work: () => void) => void;
  answer: (answer: BusAnswer) => void;
}

/** A write that reached a device. */
export interface Written {
  readonly atMs: number;
  readonly line: string;
  readonly request: BusRequest;
  readonly address: number;
  readonly word: number;
}

export interface BusLines {
  /** By line and unit: `tcp:10.0.0.1:502 255`. */
  readonly devices: Map<string, BusDevice>;
  /** In the order in which they reached a device that answered. */
  readonly written: Written[];
  /** Requests that wait for their turn. While `isHeldUp`, nobody has one. */
  isHeldUp: boolean;
  /** The next one of each line has its turn. */
  serve(): boolean;
  /** The connection of every line is another one from now on. */
  reconnect(): void;
  readonly lines: () => readonly WantedLine[];
  open(host: Host): void;
  want(lines: readonly WantedLine[]): void;
  take(line: LineId, request: BusRequest): void;
  /** Called with each request that a process lets go. */
  onTake: (line: LineId, request: BusRequest) => void;
  /** Called after each write. */
  onWritten: () => void;
}

/** No time passes here while a line is busy: a gateway that asks on and on would ask for ever. */
const mostServed = 3000;

export function newBus(): BusLines {
  let host: Host = { now: () => 0, later: () => undefined, answer: () => undefined };
  let opened = 1;
  /** Connections that each line has lost. */
  const dropped = new Map<LineId, number>();
  let served = 0;
  let servedAt = -1;
  let queues = new Map<LineId, BusRequest[]>();
  let wanted: readonly WantedLine[] = [];

  const answer = (line: LineId, { id }: BusRequest, result: BusResult): void =>
    host.answer({ line, request: id, connection: opened * 1_000_000 + (dropped.get(line) ?? 0), result });

  function serveOne(line: LineId): boolean {
    const queue = queues.get(line) ?? [];
    const lane = busLanes.find((one) => queue.some((request) => request.lane === one));
    if (lane === undefined) return false;
    const [request] = queue.splice(
      queue.findIndex((one) => one.lane === lane),
      1,
    );
    served = servedAt === host.now() ? served + 1 : 0;
    servedAt = host.now();
    if (served > mostServed) throw new Error(`${request!.id} is one of more than ${mostServed} requests of one moment`);
    const result = bus.devices.get(`${line} ${request!.unit}`)?.(request!, host.now());
    const { action } = request!;
    if (result !== undefined && action.kind === 'write') {
      bus.written.push({ atMs: host.now(), line, request: request!, address: action.address, word: action.words[0]! });
      bus.onWritten();
    }
    if (result === undefined) dropped.set(line, (dropped.get(line) ?? 0) + 1);
    answer(line, request!, result ?? { kind: 'lost', why: 'timeout', detail: 'no answer' });
    return true;
  }

  const bus: BusLines = {
    devices: new Map(),
    written: [],
    isHeldUp: false,
    serve: () => [...queues.keys()].map(serveOne).some((has) => has),
    reconnect: () => void (opened += 1),
    lines: () => wanted,
    open(next) {
      host = next;
      queues = new Map();
      opened += 1;
    },
    want: (lines) => void (wanted = lines),
    take(line, request) {
      bus.onTake(line, request);
      const queue = queues.get(line) ?? [];
      queues.set(line, queue);
      const old = queue.findIndex(({ replaces }) => replaces !== undefined && replaces === request.replaces);
      const [gone] = old < 0 ? [] : queue.splice(old, 1);
      queue.push(request);
      if (gone !== undefined)
        host.later(() => answer(line, gone, { kind: 'lost', why: 'replaced', detail: 'a later one took its place' }));
      host.later(() => !bus.isHeldUp && serveOne(line));
    },
    onTake: () => undefined,
    onWritten: () => undefined,
  };
  return bus;
}
