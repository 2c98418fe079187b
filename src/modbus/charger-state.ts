// What is known of a charger: what it was commanded, what of that is proved, and what its registers have shown.

import type { Mono } from '../model/time.ts';
import type { Device, DeviceConfig } from './device-state.ts';
import { newDevice } from './device-state.ts';
import { holds } from './device-scope.ts';
import { numberOf } from './device-readings.ts';
import type { LimitAmount } from './limit-amount.ts';
import type { Value } from './value.ts';

export interface ChargerConfig extends DeviceConfig {
  /** What its nameplate says: counted where nothing is known. */
  readonly ratingAmps: number;
  /** What the installer declares as its failsafe current, where it cannot be read. */
  readonly failsafeAmps?: number;
  /** What the installer declares as the time of its watchdog, where that cannot be read. */
  readonly watchdogMs?: number;
  /** Where the counting of energy goes on. */
  readonly energyWh?: number;
}

/** An answer to a command, named by its id. `unanswered`: whatever became of it, the charger may hold the old or the new. */
export interface Outcome {
  readonly command: string;
  readonly kind: 'confirmed' | 'refused' | 'unanswered';
  readonly detail: string;
  /** Of a limit: what is in force for certain, amps per phase. */
  readonly appliedAmps?: number;
}

export type ChargerEvent =
  | {
      readonly kind: 'plugged' | 'unplugged' | 'chargingBegan' | 'chargingPaused' | 'healed' | 'rebooted';
      readonly at: Mono;
      /** It was so when the gateway first looked: nobody knows since when. */
      readonly isFirst?: true;
    }
  | { readonly kind: 'tokenShown'; readonly at: Mono; readonly token: string }
  | { readonly kind: 'faulted'; readonly at: Mono; readonly codes: readonly string[]; readonly isFirst?: true };

/** A limit that is on its way. */
export interface Pending {
  readonly command: string | undefined;
  readonly amount: LimitAmount;
  readonly lowers: boolean;
  /** When the last of its writes was answered; undefined before. */
  writtenAt: Mono | undefined;
  deadline: Mono;
  lookAt: Mono;
}

/** What is under way, and how many of its steps come before the switch itself. */
export interface Switching {
  readonly phases: 1 | 3;
  readonly stepsBefore: number;
  /** As `Device.switchedTo` was before it. */
  readonly before: Device['switchedTo'];
}

export interface SwitchWish {
  readonly command: string;
  readonly phases: 1 | 3;
  readonly until: Mono;
}

export interface Energy {
  wh: number;
  source: 'total' | 'session' | 'power' | undefined;
  /** The register, or the watts, that were counted last. */
  /** Nothing was counted yet. */
  isFirst: boolean;
  last: number | undefined;
  lastAt: Mono | undefined;
  changes: number;
  suspects: number;
}

export interface Charger {
  readonly config: ChargerConfig;
  readonly device: Device;
  /** Amps per phase that were commanded last. */
  targetAmps: number | undefined;
  isPaused: boolean;
  /** The command that waits for the charger to be ready. */
  waiting: { readonly command: string | undefined; readonly lowers: boolean; readonly until: Mono } | undefined;
  pending: Pending | undefined;
  /** A switch of phases that waits until nothing is under way, and one that is under way: then it is paused. */
  switchWish: SwitchWish | undefined;
  switching: Switching | undefined;
  /** The most that it may hold while it hears us, amps per phase; without end while nobody knows. */
  holdsAmps: number;
  /** What it was told last of being released; undefined after a new connection. */
  isReleased: boolean | undefined;
  /** Lines that the last limit in watts was computed for. */
  writtenFor: number | undefined;
  /** Whether it was in use once: then a limit does not wait for its identity again. */
  wasInUse: boolean;
  outcomes: Outcome[];
  events: ChargerEvent[];
  readonly energy: Energy;
  readonly seen: Seen;
  readonly watch: Watch;
}

/** What the last events said. */
export interface Seen {
  plugged: boolean | undefined;
  charging: boolean | undefined;
  faulted: boolean | undefined;
  token: string | null | undefined;
  uptime: number | undefined;
  /** Polls in a row that gave no state. */
  unknowns: number;
}

export interface Watch {
  repairedAt: Mono | undefined;
  repairs: number;
  cappedSince: Mono | undefined;
  aboveSince: Mono | undefined;
  /** It draws on more lines than it was switched to. */
  linesSince: Mono | undefined;
  /** The round in which a writing probe was made. */
  readonly probed: Map<string, number>;
}

export const newCharger = (config: ChargerConfig): Charger => ({
  config,
  device: newDevice({ maxWatts: config.ratingAmps * wattsOfAnAmp, ...config }),
  targetAmps: undefined,
  isPaused: false,
  waiting: undefined,
  pending: undefined,
  switchWish: undefined,
  switching: undefined,
  holdsAmps: Infinity,
  isReleased: undefined,
  writtenFor: undefined,
  wasInUse: false,
  outcomes: [],
  events: [],
  energy: {
    wh: config.energyWh ?? 0,
    source: undefined,
    isFirst: true,
    last: undefined,
    lastAt: undefined,
    changes: 0,
    suspects: 0,
  },
  seen: {
    plugged: undefined,
    charging: undefined,
    faulted: undefined,
    token: undefined,
    uptime: undefined,
    unknowns: 0,
  },
  watch: {
    repairedAt: undefined,
    repairs: 0,
    cappedSince: undefined,
    aboveSince: undefined,
    linesSince: undefined,
    probed: new Map(),
  },
});

/** Three phases with the most volts that there may be. */
const wattsOfAnAmp = 3 * 253;

export function outcome(charger: Charger, command: string | undefined, made: Omit<Outcome, 'command'>): void {
  if (command !== undefined) charger.outcomes.push({ command, ...made });
}

/** Faults that are in force by what was read. */
export const faultsOf = ({ device }: Charger): readonly { readonly code: string; readonly severity: string }[] =>
  device.driver.faults.filter(({ when }) => holds(device, when)).map(({ code, severity }) => ({ code, severity }));

/** What hardware and cable bear, where the device says it. */
export function hwMaxAmps({ device, config }: Charger, now: Mono): number {
  const said = numberOf(device, 'hw_max', now);
  return said === undefined || said <= 0 ? config.ratingAmps : Math.min(said, config.ratingAmps);
}

/** Amps on each line; a device with one figure for all lines has it on each of them. */
export function ampsOf({ config }: Charger, value: Value | readonly Value[]): (number | null)[] {
  const list = Array.isArray(value) ? (value as readonly Value[]) : alike(value as Value, config.phases ?? 3);
  return [0, 1, 2].map((line) => {
    const amps = list[line];
    return typeof amps === 'number' ? amps : amps === undefined && list.length > 0 && someNumber(list) ? 0 : null;
  });
}

const alike = (value: Value, lines: number): readonly Value[] =>
  typeof value === 'number' ? Array.from({ length: lines }, () => value) : [];

const someNumber = (list: readonly Value[]): boolean => list.some((one) => typeof one === 'number');
