// A meter that speaks as Eastron SDM630 does, written from the maker's register table and not from the gateway's
// description of the device.

import { volts } from '../electric-vehicle.ts';
import type { At } from '../station/types.ts';
import type { ModbusDevice } from './device.ts';
import { exception, f32, illegalAddress, illegalFunction, illegalValue, wordsAnswer } from './registers.ts';
import type { OnLines } from './wallbox.ts';

export interface Sdm630Options {
  readonly unit?: number;
  /** Amps through it on L1, L2 and L3 now; negative ones flow out. */
  readonly amps: (now: At) => OnLines;
  /** It answers nobody while this says so; never when absent. */
  readonly isSilent?: () => boolean;
}

/** It looks so often at what flows. */
const everyMs = 500;
const mostRegisters = 80;
/** It serves nothing behind the last value of its table. */
const lastRegister = 0x164 + 1;
const hertz = 50;
/** No unit that can be asked. */
const nobody = -1;

interface State {
  mono: number;
  amps: OnLines;
  /** Per line, kWh. */
  readonly imported: [number, number, number];
  readonly exported: [number, number, number];
}

export function createSdm630({ unit = 1, amps, isSilent }: Sdm630Options): ModbusDevice {
  const state: State = { mono: NaN, amps: [0, 0, 0], imported: [0, 0, 0], exported: [0, 0, 0] };
  const values = valuesOf(state);

  function pass(now: At): void {
    const before = state.amps;
    state.amps = amps(now);
    const hours = Number.isNaN(state.mono) ? 0 : (now.mono - state.mono) / 3_600_000;
    state.mono = now.mono;
    for (const line of [0, 1, 2] as const) {
      const kwh = (((before[line] + state.amps[line]) / 2) * volts * hours) / 1000;
      state[kwh < 0 ? 'exported' : 'imported'][line] += Math.abs(kwh);
    }
  }

  function answer(pdu: Buffer): Buffer {
    const fn = pdu.readUInt8(0);
    if (fn !== 4) return exception(fn, illegalFunction);
    if (pdu.length !== 5) return exception(fn, illegalValue);
    const address = pdu.readUInt16BE(1);
    const count = pdu.readUInt16BE(3);
    if (count < 2 || count > mostRegisters || count % 2 === 1) return exception(fn, illegalValue);
    if (address % 2 === 1 || address + count - 1 > lastRegister) return exception(fn, illegalAddress);
    const places = Array.from({ length: count / 2 }, (_, at) => address + 2 * at);
    // What stands between its values reads as 0.
    return wordsAnswer(
      fn,
      places.flatMap((place) => f32(values.get(place)?.() ?? 0)),
    );
  }

  return {
    get unit() {
      return isSilent?.() === true ? nobody : unit;
    },
    mostClients: 4,
    answer(pdu, now) {
      pass(now);
      return answer(pdu);
    },
    wake(now) {
      pass(now);
      return false;
    },
    wakeAt: () => (Number.isNaN(state.mono) ? 0 : state.mono + everyMs),
  };
}

const sum = ([first, second, third]: OnLines): number => first + second + third;

/** Nothing here has a phase angle: apparent power is active power, and none is reactive. */
function valuesOf(state: State): Map<number, () => number> {
  const triple = (first: number, value: (line: 0 | 1 | 2) => number): [number, () => number][] =>
    ([0, 1, 2] as const).map((line) => [first + 2 * line, () => value(line)]);
  const watts = (line: 0 | 1 | 2): number => state.amps[line] * volts;
  const totalWatts = (): number => sum(state.amps) * volts;
  return new Map([
    ...triple(0x00, () => volts),
    // A meter of currents knows no direction.
    ...triple(0x06, (line) => Math.abs(state.amps[line])),
    ...triple(0x0c, watts),
    ...triple(0x12, (line) => Math.abs(watts(line))),
    ...triple(0x18, () => 0),
    ...triple(0x1e, () => 1),
    [0x34, totalWatts],
    [0x38, () => Math.abs(totalWatts())],
    [0x3c, () => 0],
    [0x3e, () => 1],
    [0x46, () => hertz],
    [0x48, () => sum(state.imported)],
    [0x4a, () => sum(state.exported)],
    [0x156, () => sum(state.imported) + sum(state.exported)],
    ...triple(0x15a, (line) => state.imported[line]),
    ...triple(0x160, (line) => state.exported[line]),
  ]);
}
