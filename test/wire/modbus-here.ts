// A bus in this process, and its answers: each request exactly once.

import { onTestFinished } from 'vitest';
import type { ModbusBus } from '../../adapters/modbus-bus/bus.ts';
import { createModbusBus } from '../../adapters/modbus-bus/bus.ts';
import type {
  BusAction,
  BusAnswer,
  BusRequest,
  BusResult,
  BusTiming,
  LineId,
  WantedLine,
} from '../../src/model/bus.ts';

export const line = 'l1' as LineId;
/** Long enough for a host with much to do; a test that waits for a timeout gives a short one. */
export const patient: BusTiming = { timeoutMs: 3000, minGapMs: 0, writeGapMs: 0, afterTimeout: 'drop' };

export type Wish = Partial<Omit<BusRequest, 'id' | 'timing' | 'action'>> & {
  readonly line?: LineId;
  readonly timing?: Partial<BusTiming>;
};

export interface Bus {
  readonly bus: ModbusBus;
  ask(action: BusAction, wish?: Wish): Promise<BusResult>;
  /** With the number of the connection. */
  askAll(action: BusAction, wish?: Wish): Promise<BusAnswer & { readonly ms: number }>;
  /** Answers to nothing, or second ones. */
  readonly surprises: BusAnswer[];
  readonly said: string[];
  close(): Promise<void>;
}

export function busHere(lines: readonly WantedLine[]): Bus {
  const open = new Map<string, (answer: BusAnswer) => void>();
  const surprises: BusAnswer[] = [];
  const said: string[] = [];
  const note = (code: string, text: string): void => void said.push(`${code} ${text}`);
  let requests = 0;
  const bus = createModbusBus({
    log: { info: note, warn: note },
    take(answer) {
      const resolve = open.get(answer.request);
      open.delete(answer.request);
      if (resolve === undefined) surprises.push(answer);
      else resolve(answer);
    },
  });
  bus.want(lines);
  const askAll: Bus['askAll'] = (action, { line: at = line, timing, ...wish } = {}) =>
    new Promise((resolve) => {
      const id = `r${(requests += 1)}`;
      const since = performance.now();
      open.set(id, (answer) => resolve({ ...answer, ms: performance.now() - since }));
      bus.send(at, { id, unit: 1, lane: 'fast', ...wish, action, timing: { ...patient, ...timing } });
    });
  return {
    bus,
    askAll,
    ask: async (action, wish) => (await askAll(action, wish)).result,
    surprises,
    said,
    close: () => bus.close(),
  };
}

/** Closed when the test has ended. */
export function busFor(...lines: readonly WantedLine[]): Bus {
  const bus = busHere(lines);
  onTestFinished(() => bus.close());
  return bus;
}

export const tcp = (port: number, more: Partial<WantedLine> = {}): WantedLine => ({
  line,
  endpoint: { kind: 'tcp', host: '127.0.0.1', port },
  connectDelayMs: 0,
  reconnectHoldoffMs: 0,
  ...more,
});

export const rtuOverTcp = (port: number, more: Partial<WantedLine> = {}): WantedLine =>
  tcp(port, { endpoint: { kind: 'rtuOverTcp', host: '127.0.0.1', port }, ...more });

export const read = (address: number, count: number, fn: 1 | 2 | 3 | 4 = 3): BusAction => ({
  kind: 'read',
  fn,
  address,
  count,
});
export const write = (fn: 5 | 6 | 15 | 16, address: number, ...words: number[]): BusAction => ({
  kind: 'write',
  fn,
  address,
  words,
});
