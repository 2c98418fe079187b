// A charger behind a bus, without a socket: what it shows, what it is told, what it may draw. `due` and `answer` as of any
// device; what is new stands in `events`, `outcomes` and the findings of its device until somebody takes it.

import type { BusAnswer } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import { earliest, never } from '../model/time.ts';
import { applyWaiting, takeEnded } from './charger-commands.ts';
import { countEnergy } from './charger-energy.ts';
import { isCharging, isPlugged, noticeState, tokenOf } from './charger-events.ts';
import { letFall, mayHaveFallen } from './charger-held.ts';
import { reportedPhases, wakeOfSwitch, whyNotSwitched } from './charger-phases.ts';
import { checkPending, expanding, frameOf, wakeOfPending } from './charger-limit.ts';
import type { Charger, ChargerEvent, Outcome } from './charger-state.ts';
import { ampsOf, faultsOf, hwMaxAmps } from './charger-state.ts';
import { watchCharger } from './charger-watch.ts';
import type { Due } from './device.ts';
import { answer as deviceHears, due as deviceIsDue } from './device.ts';
import { numberOf, readingOf, worstOf } from './device-readings.ts';
import { iecStateOf, statePoints, usedLines } from './device-scope.ts';
import type { Quality } from './device-state.ts';
import type { IecState } from './driver.ts';
import { wattsPerAmp } from './limit-amount.ts';
import type { Value } from './value.ts';

/** To be called when `wakeAt` is reached, after every answer and after every command. */
export function due(charger: Charger, now: Mono): Due {
  const { device } = charger;
  letFall(charger, now);
  applyWaiting(charger, now);
  checkPending(charger, now);
  const first = deviceIsDue(device, now, expanding(charger, now));
  takeEnded(charger, now);
  applyWaiting(charger, now);
  // What has just ended, or has just become possible, leaves now and not at the next wake-up.
  const second = deviceIsDue(device, now, expanding(charger, now));
  const waiting = earliest(
    charger.waiting?.command === undefined ? never : charger.waiting.until,
    wakeOfSwitch(charger),
  );
  return {
    requests: [...first.requests, ...second.requests],
    wakeAt: earliest(second.wakeAt, wakeOfPending(charger), waiting),
  };
}

export interface Heard {
  readonly events: readonly ChargerEvent[];
  readonly outcomes: readonly Outcome[];
}

/** What an answer has changed. Outcomes of commands come from `takeOutcomes` as well, because time alone may bring them. */
export function answer(charger: Charger, given: BusAnswer, now: Mono): Heard {
  const { device } = charger;
  const round = device.round;
  letFall(charger, now);
  const said = deviceHears(device, given, now);
  if (device.round !== round) mayHaveFallen(charger);
  takeEnded(charger, now);
  if (said.length > 0) {
    noticeState(charger, said, now);
    countEnergy(charger, said, now);
    watchCharger(charger, said, now);
  }
  checkPending(charger, now);
  const events = charger.events;
  charger.events = [];
  return { events, outcomes: takeOutcomes(charger) };
}

/** The answers of commands since somebody took them. */
export function takeOutcomes(charger: Charger): readonly Outcome[] {
  const { outcomes } = charger;
  charger.outcomes = [];
  return outcomes;
}

export interface ChargerView {
  readonly iec: IecState;
  /** Undefined while nobody knows. */
  readonly plugged: boolean | undefined;
  readonly charging: boolean | undefined;
  /** L1, L2, L3 of the device; null where nobody knows. */
  readonly amps: readonly (number | null)[];
  readonly volts: readonly (number | null)[];
  readonly powerW: number | undefined;
  /** Counted by the gateway; never goes back. */
  readonly energyWh: number;
  readonly energySource: 'total' | 'session' | 'power' | undefined;
  /** Percent. */
  readonly soc: number | undefined;
  readonly token: string | undefined;
  readonly commandedAmps: number | undefined;
  /** What the device says that it holds, amps per phase. */
  readonly limitApplied: number | undefined;
  readonly hwMaxAmps: number;
  readonly phases: PhasesView;
  readonly faults: readonly { readonly code: string; readonly severity: string }[];
  readonly serial: string | undefined;
  readonly model: string | undefined;
  readonly firmware: string | undefined;
  /** Of the state: what it is made of is as good as the worst of it. */
  readonly quality: Quality;
  readonly readAt: Mono;
}

/** Lines that the device speaks of, lines that current flows on, and why it cannot be switched; undefined where nobody knows. */
export interface PhasesView {
  readonly reported: number | undefined;
  readonly used: number | undefined;
  readonly whyNotSwitched: string | undefined;
}

export function view(charger: Charger, now: Mono): ChargerView {
  const { device, seen } = charger;
  const iec = iecStateOf(device);
  const { quality, readAt } = stateQuality(charger, now);
  const amps = linesOf(charger, 'current', now);
  const volts = linesOf(charger, 'voltage', now);
  return {
    iec,
    plugged: isPlugged(iec) ?? seen.plugged,
    charging: isCharging(iec) ?? seen.charging,
    amps,
    volts,
    powerW: numberOf(device, 'power', now) ?? powerOf(amps, volts),
    energyWh: charger.energy.wh,
    energySource: charger.energy.source,
    soc: numberOf(device, 'soc', now),
    token: tokenOf(readingOf(device, 'rfid', now).value) ?? undefined,
    commandedAmps: charger.isPaused ? 0 : charger.targetAmps,
    limitApplied: appliedAmps(charger, now),
    hwMaxAmps: hwMaxAmps(charger, now),
    phases: phasesView(charger),
    faults: faultsOf(charger),
    serial: textOf(charger, 'serial', now),
    model: textOf(charger, 'model', now),
    firmware: textOf(charger, 'firmware', now),
    quality,
    readAt,
  };
}

export const phasesView = (charger: Charger): PhasesView => ({
  reported: reportedPhases(charger),
  used: usedLines(charger.device),
  whyNotSwitched: whyNotSwitched(charger),
});

function stateQuality({ device }: Charger, now: Mono): { quality: Quality; readAt: Mono } {
  const readings = statePoints(device).map((name) => readingOf(device, name, now));
  if (readings.length === 0) return { quality: 'comm', readAt: Number.NEGATIVE_INFINITY as Mono };
  const quality = worstOf(readings.map((one) => one.quality));
  return { quality, readAt: earliest(...readings.map((one) => one.readAt)) };
}

function linesOf(charger: Charger, name: string, now: Mono): (number | null)[] {
  const { value, quality } = readingOf(charger.device, name, now);
  return quality === 'good' ? ampsOf(charger, value) : [null, null, null];
}

/** Where the device does not say it: what flows times what is on the line, if both are known. */
function powerOf(amps: readonly (number | null)[], volts: readonly (number | null)[]): number | undefined {
  let watts = 0;
  for (const [line, current] of amps.entries()) {
    const tension = volts[line];
    if (current === null || tension === null || tension === undefined) return undefined;
    watts += current * tension;
  }
  return watts;
}

function appliedAmps(charger: Charger, now: Mono): number | undefined {
  const { device } = charger;
  const limit = device.driver.control?.limit;
  const direct = numberOf(device, 'limit_applied', now);
  const isAmps = device.driver.points.get('limit_applied')?.unit !== 'W';
  if (direct !== undefined && isAmps) return direct;
  const { value, quality } = readingOf(device, limit?.point ?? '', now);
  const read = Array.isArray(value) ? (value as readonly Value[])[0] : value;
  if (quality !== 'good' || typeof read !== 'number') return undefined;
  return limit?.quantity === 'power' ? read / wattsPerAmp(frameOf(charger, now)) : read;
}

function textOf(charger: Charger, name: string, now: Mono): string | undefined {
  const { value } = readingOf(charger.device, name, now);
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}
