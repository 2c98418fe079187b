// What an installer is told when a device does not say what he asked for: what happened, and what to look at.

import type { BusResult } from '../model/bus.ts';

export type Wire = 'tcp' | 'serial';

const exceptions: Readonly<Record<number, string>> = {
  1: 'it does not know this function. Reads: try --fn 3 and --fn 4. Writes: try --fn 6 and --fn 16.',
  2: 'it has no such address, or not so many registers from there on. Many data sheets count from 1, or write 4xxxx for holding and 3xxxx for input registers: take 1, or that offset, away.',
  3: 'it does not take this value or this count. Read fewer registers; look up the range of what you write.',
  4: 'it failed while it tried.',
  5: 'it has begun and needs time. Read again later.',
  6: 'it is busy. Ask again.',
  10: 'the gateway to its serial line has no way to this unit. Check the unit id.',
  11: 'the gateway to its serial line gets no answer from this unit. Check unit id, baud, parity, and whether A and B are swapped.',
};

/** Code and text; undefined for what is no trouble. */
export function troubleOf(result: BusResult, wire: Wire, unit: number): string | undefined {
  if (result.kind === 'exception')
    return `BB_MODBUS_EXCEPTION  Unit ${unit} refuses with exception ${result.code}: ${exceptions[result.code] ?? 'the data sheet of the device says what that means.'}`;
  if (result.kind !== 'lost') return undefined;
  const { why, detail } = result;
  switch (why) {
    case 'timeout':
    case 'resting':
      return `BB_MODBUS_NO_ANSWER  Unit ${unit} says nothing: ${detail}. ${silent[wire]}`;
    case 'garbled':
      return `BB_MODBUS_GARBLED  What came is no answer: ${detail}. ${garbled[wire]}`;
    case 'unreachable':
    case 'closed':
      return `BB_MODBUS_NO_CONNECTION  No connection: ${detail.replace(/; tried again.*/, '')}. ${unreachable[wire]}`;
    case 'replaced':
    case 'refused':
      return `BB_MODBUS_IMPOSSIBLE  It cannot be asked: ${detail}.`;
  }
}

const silent: Readonly<Record<Wire, string>> = {
  tcp: 'Check the unit id (many devices want 1, some 255), whether Modbus is switched on in the device, and --timeout. Behind a converter to RS-485, also its baud and parity, and whether A and B are swapped (try --rtu-over-tcp for a converter that passes bytes on as they are).',
  serial:
    'Check whether the device is on, whether A and B are swapped, the unit id, --baud, --parity and --stop-bits, and the terminators at both ends of the line.',
};
const garbled: Readonly<Record<Wire, string>> = {
  tcp: 'Check whether this port speaks Modbus TCP: a converter that passes bytes on as they are needs --rtu-over-tcp.',
  serial:
    'Check --baud and --parity, whether two devices have the same unit id, whether another master is on the line, and the terminators.',
};
const unreachable: Readonly<Record<Wire, string>> = {
  tcp: 'Check address and port (usually 502), and whether Modbus TCP is switched on in the device. Many devices serve one client only: if the gateway or another program holds it, stop that first.',
  serial:
    'Check whether the port exists (ls /dev/tty*), whether you may open it (group dialout), and whether the gateway or another program holds it: stop that first.',
};
