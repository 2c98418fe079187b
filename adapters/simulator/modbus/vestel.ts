// A charger that speaks as Vestel EVC04 and its relatives do, written from the maker's register table and not from the
// gateway's description of the device. It has one client, and none for a while after that one is gone.

import { volts } from '../electric-vehicle.ts';
import type { ModbusDevice } from './device.ts';
import type { Register } from './registers.ts';
import { oneValueAtATime, u16, u32, wideText } from './registers.ts';
import type { Wallbox, WallboxBody } from './wallbox.ts';
import {
  drawn,
  flow,
  isCharging,
  newWallbox,
  offeredAmps,
  powerOf,
  setPilot,
  trip,
  vehicleAt,
  wallboxOf,
} from './wallbox.ts';

export interface VestelOptions {
  readonly id: string;
  readonly serial?: string;
  readonly ratingAmps?: number;
  /** What its meter shows at first. */
  readonly registerWh?: number;
}

export type Vestel = ModbusDevice & { readonly wallbox: Wallbox };

interface State {
  readonly body: WallboxBody;
  readonly serial: string;
  alive: number;
  mono: number;
  /** Since when nobody said that he is alive, mono ms; undefined while nobody is there. */
  fedAt: number | undefined;
  checkAt: number;
}

/** The meter counts tenths of kWh. */
const resolutionWh = 100;
const shortestCheckMs = 3000;

export function createVestel(options: VestelOptions): Vestel {
  const { id, serial = 'VS2104003177', ratingAmps = 32, registerWh = 0 } = options;
  const body = newWallbox(id, ratingAmps, registerWh);
  Object.assign(body, { failsafeAmps: 6, failsafeS: 20 });
  const state: State = { body, serial, alive: 0, mono: 0, fedAt: undefined, checkAt: Infinity };
  const answerer = oneValueAtATime([...names(state), ...values(state), ...settings(state)]);

  const nextCheck = (mono: number): number => mono + Math.max(shortestCheckMs, body.failsafeS * 500);

  /** True when the master was silent for too long. */
  function watch(mono: number): boolean {
    if (state.fedAt === undefined || mono < state.checkAt) return false;
    if (state.alive === 1) state.fedAt = mono;
    state.alive = 0;
    state.checkAt = Math.min(nextCheck(mono), state.fedAt + body.failsafeS * 1000);
    if (mono < state.fedAt + body.failsafeS * 1000) return false;
    trip(body);
    state.fedAt = undefined;
    state.checkAt = Infinity;
    return true;
  }

  function pass(mono: number): boolean {
    flow(body, mono);
    state.mono = mono;
    const isLost = watch(mono);
    setPilot(body, mono);
    return isLost;
  }

  return {
    unit: 255,
    mostClients: 1,
    wallbox: wallboxOf(body, resolutionWh),
    // Its place is kept for whoever had it until the watchdog has given him up.
    admits: () => state.fedAt === undefined,
    opened({ mono }) {
      state.alive = 0;
      state.fedAt = mono;
      state.checkAt = nextCheck(mono);
    },
    answer(pdu, { mono }) {
      pass(mono);
      const answer = answerer(pdu);
      setPilot(body, mono);
      return answer;
    },
    wake: ({ mono }) => pass(mono),
    wakeAt: () => Math.min(state.checkAt, vehicleAt(body)),
  };
}

const shown = (address: number, words: () => readonly number[]): Register => ({ address, reads: 4, words });

/** Function 4, a character a register. */
const names = ({ serial, body }: State): Register[] => [
  shown(100, () => wideText(serial, 25)),
  shown(130, () => wideText(body.id, 50)),
  shown(190, () => wideText('Vestel', 10)),
  shown(210, () => wideText('EVC04', 5)),
  shown(230, () => wideText('v3.187.0-8.0.1', 50)),
];

/** Function 4. */
function values(state: State): Register[] {
  const { body } = state;
  const milliamps = (line: 0 | 1 | 2) => () => u16(drawn(body)[line] * 1000);
  const watts = (line: 0 | 1 | 2) => () => u32(drawn(body)[line] * volts);
  return [
    shown(400, () => u32(3 * volts * body.ratingAmps)),
    shown(404, () => u16(1)),
    shown(1000, () => u16(cpState(body))),
    shown(1001, () => u16(isCharging(body) ? 1 : 0)),
    shown(1002, () => u16(body.faultCode === 0 ? 1 : 2)),
    shown(1004, () => u16(body.vehicle === undefined ? 0 : 3)),
    shown(1006, () => u32(body.faultCode)),
    shown(1008, milliamps(0)),
    shown(1010, milliamps(1)),
    shown(1012, milliamps(2)),
    shown(1014, () => u16(volts)),
    shown(1016, () => u16(volts)),
    shown(1018, () => u16(volts)),
    shown(1020, () => u32(powerOf(body))),
    shown(1024, watts(0)),
    shown(1028, watts(1)),
    shown(1032, watts(2)),
    shown(1036, () => u32(body.registerWh / resolutionWh)),
    shown(1104, () => u16(body.ratingAmps)),
    shown(1502, () => u32(body.hasCharged ? body.registerWh - body.sessionFromWh : 0)),
    shown(1508, () => u32(body.vehicle === undefined ? 0 : (state.mono - body.pluggedMono) / 1000)),
    shown(1516, () => wideText(body.token, 15)),
  ];
}

/** ChargePointStatus of 1.6 by number. */
function cpState(body: WallboxBody): number {
  if (body.faultCode !== 0) return 8;
  if (body.vehicle === undefined) return 0;
  if (isCharging(body)) return 2;
  if (!body.hasCharged && offeredAmps(body) > 0) return 1;
  return offeredAmps(body) === 0 ? 3 : 4;
}

/** Read by function 3, written by 6. */
function settings(state: State): Register[] {
  const { body } = state;
  const setting = (
    address: number,
    value: () => number,
    mayBe: (word: number) => boolean,
    take: (word: number) => void,
  ): Register => ({
    address,
    reads: 3,
    words: () => u16(value()),
    write(word) {
      if (mayBe(word)) take(word);
      return mayBe(word);
    },
  });
  const isCurrent = (word: number): boolean => word === 0 || (word >= 6 && word <= 32);
  return [
    // Without a contactor for it, it stays on three phases.
    setting(
      405,
      () => 1,
      (word) => word === 1,
      () => undefined,
    ),
    setting(
      2000,
      () => body.failsafeAmps,
      isCurrent,
      (word) => void (body.failsafeAmps = word),
    ),
    setting(
      2002,
      () => body.failsafeS,
      (word) => word > 0,
      (word) => void (body.failsafeS = word),
    ),
    setting(
      5004,
      () => body.limitAmps,
      isCurrent,
      (word) => void (body.limitAmps = word),
    ),
    setting(
      6000,
      () => state.alive,
      (word) => word === 1,
      () => void (state.alive = 1),
    ),
  ];
}
