// A line to one device, for one command.

import { createModbusBus } from '../../adapters/modbus-bus/bus.ts';
import type { BusAction, BusResult, LineId, WantedLine } from '../model/bus.ts';

/** As commander gives them: texts. */
export interface LineOptions {
  readonly tcp?: string;
  readonly serial?: string;
  readonly rtuOverTcp?: boolean;
  readonly baud: string;
  readonly parity: string;
  readonly stopBits: string;
  readonly unit: string;
  readonly timeout: string;
}

export interface DeviceLine {
  readonly wire: 'tcp' | 'serial';
  readonly unit: number;
  /** For people. */
  readonly name: string;
  ask(action: BusAction): Promise<BusResult>;
  close(): Promise<void>;
}

/** Its message says what to write instead. */
export class WrongOption extends Error {}

/** Throws a WrongOption. */
export function openLine(options: LineOptions): DeviceLine {
  const { tcp, serial } = options;
  if ((tcp === undefined) === (serial === undefined))
    throw new WrongOption('Say where the device is: --tcp host:port or --serial /dev/ttyUSB0, one of them.');
  const line = 'device' as LineId;
  const unit = wholeNumber(options.unit, '--unit', 0, 255);
  const timeoutMs = wholeNumber(options.timeout, '--timeout', 10, 60_000);
  const endpoint = tcp !== undefined ? socketOf(tcp, options.rtuOverTcp === true) : portOf(serial!, options);
  const waiting = new Map<string, (result: BusResult) => void>();
  const silent = { info: () => undefined, warn: () => undefined };
  const bus = createModbusBus({ log: silent, take: ({ request, result }) => waiting.get(request)?.(result) });
  bus.want([{ line, endpoint, connectDelayMs: 0, reconnectHoldoffMs: 0 }]);
  let asked = 0;
  return {
    wire: serial === undefined ? 'tcp' : 'serial',
    unit,
    name: `unit ${unit} at ${tcp ?? serial}`,
    ask: (action) =>
      new Promise((resolve) => {
        const id = String((asked += 1));
        waiting.set(id, (result) => {
          waiting.delete(id);
          resolve(result);
        });
        const timing = { timeoutMs, minGapMs: 20, writeGapMs: 100, afterTimeout: 'drop' } as const;
        bus.send(line, { id, unit, action, lane: 'command', timing });
      }),
    close: () => bus.close(),
  };
}

/** The port of Modbus TCP. */
const usualPort = 502;

function socketOf(text: string, isRtu: boolean): WantedLine['endpoint'] {
  const parts = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:]+))(?::(?<port>\d+))?$/.exec(text)?.groups;
  const host = parts?.['v6'] ?? parts?.['host'];
  if (host === undefined) throw new WrongOption(`--tcp ${text}: write host:port, as 10.0.0.7:502.`);
  const port = parts?.['port'] === undefined ? usualPort : wholeNumber(parts['port'], 'the port in --tcp', 1, 65_535);
  return { kind: isRtu ? 'rtuOverTcp' : 'tcp', host, port };
}

function portOf(path: string, options: LineOptions): WantedLine['endpoint'] {
  const { parity } = options;
  if (parity !== 'none' && parity !== 'even' && parity !== 'odd')
    throw new WrongOption('--parity is none, even or odd.');
  const stopBits = wholeNumber(options.stopBits, '--stop-bits', 1, 2) === 1 ? 1 : 2;
  return { kind: 'rtu', path, baud: wholeNumber(options.baud, '--baud', 300, 921_600), parity, stopBits };
}

/** Also in hexadecimal, `0x1388`. */
export function wholeNumber(text: string, what: string, least: number, most: number): number {
  const value = /^(\d+|0x[0-9a-f]+)$/i.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new WrongOption(`${what} is ${text}: give a whole number from ${least} to ${most}.`);
}
