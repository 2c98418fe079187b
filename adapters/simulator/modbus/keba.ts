// A charger that speaks as KEBA KeContact P30 and P40 do, written from the maker's register table and not from the
// gateway's description of the device.

import { volts } from '../electric-vehicle.ts';
import type { ModbusDevice } from './device.ts';
import type { Register } from './registers.ts';
import { oneValueAtATime, u32 } from './registers.ts';
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

export interface KebaOptions {
  readonly id: string;
  /** The P40 pauses at a limit of 0, the P30 by its enable register. */
  readonly model?: 'p30' | 'p40';
  readonly serial?: number;
  readonly ratingAmps?: number;
  /** What its meter shows at first. */
  readonly registerWh?: number;
}

export type Keba = ModbusDevice & { readonly wallbox: Wallbox };

interface State {
  readonly body: WallboxBody;
  readonly isP40: boolean;
  readonly serial: number;
  /** Since when nobody wrote the timeout, mono ms. */
  fedAt: number;
  mono: number;
  energyLimitWh: number;
  phaseSource: number;
}

/** The meter counts tenths of Wh. */
const resolutionWh = 0.1;

export function createKeba(options: KebaOptions): Keba {
  const { id, model = 'p30', serial = 17_619_300, ratingAmps = 32, registerWh = 0 } = options;
  const body = newWallbox(id, ratingAmps, registerWh);
  const state: State = { body, isP40: model === 'p40', serial, fedAt: 0, mono: 0, energyLimitWh: 0, phaseSource: 3 };
  const answerer = oneValueAtATime([...values(state), ...commands(state)]);

  const tripsAt = (): number => (body.failsafeS === 0 ? Infinity : state.fedAt + body.failsafeS * 1000);

  function pass(mono: number): void {
    flow(body, mono);
    state.mono = mono;
    if (mono >= tripsAt()) {
      trip(body);
      // It is told its limit and its release again, else it stays as it is.
      if (body.failsafeAmps === 0) body.isEnabled = false;
      state.fedAt = Infinity;
    }
    const isDone = state.energyLimitWh > 0 && body.registerWh - body.sessionFromWh >= state.energyLimitWh;
    if (isDone && body.hasCharged) body.isEnabled = false;
    setPilot(body, mono);
  }

  return {
    unit: 255,
    mostClients: 4,
    wallbox: wallboxOf(body, resolutionWh),
    answer(pdu, { mono }) {
      pass(mono);
      const answer = answerer(pdu);
      setPilot(body, mono);
      return answer;
    },
    wake({ mono }) {
      pass(mono);
      return false;
    },
    wakeAt: () => Math.min(tripsAt(), vehicleAt(body)),
  };
}

/** Function 3, two registers each. */
function values(state: State): Register[] {
  const { body, isP40, serial } = state;
  const shown = (address: number, value: () => number): Register => ({ address, reads: 3, words: () => u32(value()) });
  const milliamps = (line: 0 | 1 | 2) => () => drawn(body)[line] * 1000;
  return [
    shown(1000, () => chargingState(body)),
    shown(1004, () => (body.vehicle === undefined ? 0 : 7)),
    shown(1006, () => body.faultCode),
    shown(1008, milliamps(0)),
    shown(1010, milliamps(1)),
    shown(1012, milliamps(2)),
    shown(1014, () => serial),
    // With a meter and a card reader.
    shown(1016, () => (isP40 ? 4_140_111 : 314_111)),
    // P40: 1.3.0 in decimal pairs; P30: 3.10.57 in bytes.
    shown(1018, () => (isP40 ? 10_300 : 0x030a3900)),
    shown(1020, () => powerOf(body) * 1000),
    shown(1036, () => body.registerWh / resolutionWh),
    shown(1040, () => volts),
    shown(1042, () => volts),
    shown(1044, () => volts),
    shown(1046, () => 1000),
    shown(1100, () => Math.min(body.limitAmps, body.ratingAmps) * 1000),
    shown(1110, () => body.ratingAmps * 1000),
    shown(1500, () => (body.token === '' ? 0 : Number.parseInt(body.token.slice(0, 8), 16))),
    // Goes on showing the session before until this vehicle takes energy.
    shown(1502, () => (body.registerWh - body.sessionFromWh) / resolutionWh),
    shown(1550, () => state.phaseSource),
    shown(1552, () => 1),
    shown(1600, () => body.failsafeAmps * 1000),
    shown(1602, () => body.failsafeS),
  ];
}

/** 1 not ready, 2 ready, 3 charging, 4 error, 5 suspended. */
function chargingState(body: WallboxBody): number {
  if (body.faultCode !== 0) return 4;
  if (isCharging(body)) return 3;
  if (offeredAmps(body) === 0) return body.vehicle === undefined ? 1 : 5;
  return 2;
}

/** Function 6. */
function commands(state: State): Register[] {
  const { body, isP40 } = state;
  const command = (address: number, mayBe: (word: number) => boolean, take: (word: number) => void): Register => ({
    address,
    write(word) {
      if (mayBe(word)) take(word);
      return mayBe(word);
    },
  });
  const isCurrent = (word: number): boolean => word >= 6000 && word <= 63_000;
  const isZeroOr = (isElse: (word: number) => boolean) => (word: number) => word === 0 || isElse(word);
  return [
    command(5004, isP40 ? isZeroOr(isCurrent) : isCurrent, (word) => void (body.limitAmps = word / 1000)),
    command(
      5010,
      () => true,
      (word) => void (state.energyLimitWh = word * 10),
    ),
    // The cable is let go only while it is suspended.
    command(
      5012,
      (word) => word === 0 && chargingState(body) === 5,
      () => undefined,
    ),
    command(5014, isBit, (word) => void (body.isEnabled = word === 1)),
    command(5016, isZeroOr(isCurrent), (word) => void (body.failsafeAmps = word / 1000)),
    command(
      5018,
      isZeroOr((word) => word >= 10 && word <= 600),
      (word) => {
        body.failsafeS = word;
        state.fedAt = state.mono;
      },
    ),
    command(
      5020,
      (word) => word === 1,
      () => undefined,
    ),
    command(
      5050,
      (word) => word <= 4,
      (word) => void (state.phaseSource = word),
    ),
    // Without a contactor for it, it stays on three phases.
    command(
      5052,
      (word) => word === 1,
      () => undefined,
    ),
  ];
}

const isBit = (word: number): boolean => word === 0 || word === 1;
