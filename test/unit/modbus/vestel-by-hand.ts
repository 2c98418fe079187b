// A Vestel EVC04 as its vendor describes it: registers, a watchdog that a life bit keeps quiet, a vehicle.

import type { BusRequest, BusResult } from '../../../src/model/bus.ts';
import type { Mono } from '../../../src/model/time.ts';
import type { Registers } from './device-bench.ts';
import { doOnRegisters, newRegisters, put, u32, utf16 } from './device-bench.ts';

export interface Vestel {
  readonly registers: Registers;
  fedAt: number;
  hasFallen: boolean;
  isSilent: boolean;
}

const limitAt = 5004;
export const failsafeAt = 2000;
/** As it comes. */
export const failsafeAmps = 10;
const timeoutAt = 2002;
const aliveAt = 6000;

export function newVestel(now: Mono, firmware = 'v3.187.0-1.0'): Vestel {
  const registers = newRegisters();
  const { input, holding } = registers;
  put(input, 100, ...utf16('SN-1', 25));
  put(input, 190, ...utf16('Vestel', 10));
  put(input, 210, ...utf16('EVC04', 5));
  put(input, 230, ...utf16(firmware, 50));
  put(input, 404, 1);
  put(input, 1000, 0, 0);
  put(input, 1004, 0);
  put(input, 1006, ...u32(0));
  for (const at of [1008, 1010, 1012]) put(input, at, 0);
  for (const at of [1014, 1016, 1018]) put(input, at, 230);
  put(input, 1020, ...u32(0));
  put(input, 1036, ...u32(12_345));
  put(input, 1104, 32);
  put(input, 1516, ...utf16('', 15));
  put(holding, 405, 1);
  put(holding, failsafeAt, failsafeAmps);
  put(holding, timeoutAt, 20);
  put(holding, limitAt, 13);
  put(holding, aliveAt, 0);
  return { registers, fedAt: now, hasFallen: true, isSilent: false };
}

/** What its control pilot says that a vehicle may draw. */
export function allowedAmps(vestel: Vestel, now: number): number {
  const { holding } = vestel.registers;
  if (now - vestel.fedAt > (holding.get(timeoutAt) ?? 0) * 1000) vestel.hasFallen = true;
  return (vestel.hasFallen ? holding.get(failsafeAt) : holding.get(limitAt)) ?? 0;
}

export function onVestel(vestel: Vestel, request: BusRequest, now: Mono): BusResult | undefined {
  if (vestel.isSilent) return undefined;
  allowedAmps(vestel, now);
  const result = doOnRegisters(vestel.registers, request);
  if (request.action.kind === 'write' && result.kind === 'written') {
    if (request.action.address === aliveAt) vestel.fedAt = now;
    if (request.action.address === limitAt) {
      vestel.hasFallen = false;
      vestel.fedAt = now;
    }
  }
  return result;
}

/** A power cut: what it was told is gone. */
export function reboot(vestel: Vestel, now: Mono): void {
  vestel.hasFallen = true;
  vestel.fedAt = now;
  put(vestel.registers.holding, limitAt, 32);
}

export const plug = ({ registers }: Vestel, isPlugged: boolean): void => put(registers.input, 1004, isPlugged ? 2 : 0);

export function charge({ registers }: Vestel, amps: number): void {
  put(registers.input, 1001, amps > 0 ? 1 : 0);
  for (const at of [1008, 1010, 1012]) put(registers.input, at, Math.round(amps * 1000));
  put(registers.input, 1020, ...u32(Math.round(amps * 690)));
}

export const totalWh = ({ registers }: Vestel, wh: number): void =>
  put(registers.input, 1036, ...u32(Math.round(wh / 100)));

export const showToken = ({ registers }: Vestel, token: string): void =>
  put(registers.input, 1516, ...utf16(token, 15));
