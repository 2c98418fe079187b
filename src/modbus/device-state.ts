// What is known of one device behind a bus, and what it has been asked and told. Plain state: nothing here waits.

import type { AlarmCode } from '../model/alarm.ts';
import type { BusAction, BusLane, BusTiming } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import { mono } from '../model/time.ts';
import type { Driver, Heartbeat, Point, SequenceStep } from './driver.ts';
import type { Read } from './plan.ts';
import type { Value } from './value.ts';

export interface DeviceConfig {
  /** Begins the id of every request: `${id}#1`. */
  readonly id: string;
  readonly driver: Driver;
  /** From 1. */
  readonly connector: number;
  /** Instead of the unit that the driver names. */
  readonly unit?: number;
  readonly params: ReadonlyMap<string, Value>;
  /** Instead of what the driver says. */
  readonly timing?: Partial<BusTiming>;
  /** Instead of the driver's period of fast polls. */
  readonly periodMs?: number;
  /** Lane of its fast polls: `meter` for what guards a circuit. */
  readonly lane: Extract<BusLane, 'meter' | 'fast'>;
  /** A serial line is opened anew because of others as well: only a device that was silent itself may have forgotten. */
  readonly isSerial?: boolean;
  /** The most that it can draw; bounds the steps of its energy. */
  readonly maxWatts?: number;
  /** `$phases` while nothing is measured. */
  readonly phases?: 1 | 2 | 3;
  /** Lines that it was switched to. */
  readonly switchedTo?: 1 | 3 | 'unknown';
  /** `$fallback.current` at the start. */
  readonly fallbackAmps?: number;
}

/** `stale`: too old. `invalid`: the device says nothing, or something that cannot be. `comm`: it could not be read. */
export type Quality = 'good' | 'stale' | 'invalid' | 'comm';

export interface Reading {
  readonly value: Value | readonly Value[];
  /** When the oldest part was asked and answered. Not moved by a failed read. */
  readonly readAt: Mono;
  readonly quality: Quality;
}

/** Something that a person has to know. The code is stable; at most one of a code and point stands. */
export interface Finding {
  readonly code: AlarmCode & `BB_MODBUS_${string}`;
  readonly point: string | undefined;
  readonly message: string;
  readonly remedy: string;
  readonly since: Mono;
}

export type CycleName = 'fast' | 'slow' | 'once';

export interface Cycle {
  nextAt: Mono;
  /** Still to be asked in this turn. */
  queue: Read[];
  /** Asked and not answered yet. */
  out: number;
  plan: { readonly key: string; readonly reads: readonly Read[] } | undefined;
}

export interface Beat {
  readonly heartbeat: Heartbeat;
  nextAt: Mono;
  /** When it was kept quiet last. */
  sentAt: Mono | undefined;
  /** In a row. */
  failures: number;
  isOut: boolean;
  /** When it was taken last on this connection. */
  fedAt: Mono | undefined;
}

/** An action and the unit that it is for. */
export interface Addressed {
  readonly unit: number;
  readonly action: BusAction;
}

/** What a request was for. `round` is the beginning after which it left. */
export type Asked = {
  /** The same job is never out twice. */
  readonly key: string;
  readonly round: number;
  readonly askedAt: Mono;
} & (
  | { readonly kind: 'read'; readonly read: Read; readonly driver: Driver; readonly cycle: CycleName | undefined }
  | { readonly kind: 'beat'; readonly beat: Beat; readonly read: Read | undefined; readonly driver: Driver }
  | { readonly kind: 'first' }
  | { readonly kind: 'run'; readonly run: Run; readonly read: Read | undefined; readonly driver: Driver }
);

/** A sequence under way. The limit has a track of its own: nothing that a sequence waits for holds it up. */
export interface Run {
  readonly track: Track;
  readonly name: string;
  readonly lane: 'lowering' | 'command';
  readonly command: string | undefined;
  readonly arg: Value;
  readonly startedAt: Mono;
  /** What is left; the first one is under way. */
  steps: SequenceStep[];
  /** What is left of a step that writes. */
  actions: Addressed[];
  /** What stands in a register of which a part is changed. */
  before: number[] | undefined;
  isOut: boolean;
  tries: number;
  stepsDone: number;
  /** So many of the next steps stand for the limit: a newer limit takes their place. */
  unfolded: number;
  /** `stepsDone` when the device took a write last, or may have; below 0 while it has taken none. */
  wroteAt: number;
  waitUntil: Mono | undefined;
  /** When to look again at what it waits for. */
  lookAt: Mono | undefined;
  /** Whether it has changed a register that the device keeps. */
  hasChanged: boolean;
}

export type Track = 'limit' | 'sequence';

export interface EndedRun {
  readonly run: Run;
  readonly outcome: 'done' | 'refused' | 'lost' | 'late' | 'replaced';
  readonly detail: string;
}

/** `first`: the write before everything. `identify`: what it is. `arrange`: what it must be told before it is used. */
export type Stage = 'first' | 'identify' | 'arrange' | 'run';

export interface Device {
  readonly config: DeviceConfig;
  driver: Driver;
  fallbackAmps: number | null;
  /** Lines that its relay stands at by our word; undefined while it was never switched. */
  switchedTo: 1 | 3 | 'unknown' | undefined;
  /** Of the limit in force, for expressions. */
  lastLimit: Value;
  connection: number | undefined;
  /** Counts beginnings: after each one everything is told again. */
  round: number;
  stage: Stage;
  /** Set when it may have forgotten what it was told; who tells it the limit takes it back. */
  forgot: boolean;
  /** Changes of the variant since the beginning. */
  variantsTried: number;
  /** When the first write may be tried again. */
  firstAt: Mono;
  requests: number;
  readonly asked: Map<string, Asked>;
  readonly readings: Map<string, Reading>;
  readonly parts: Map<string, { values: Value[]; at: Mono[] }>;
  /** Read since the beginning. */
  readonly known: Set<string>;
  /** Points that the device does not have, on this connection. */
  readonly refused: Set<string>;
  /** Points that are read by themselves, because a block with them was refused. */
  readonly alone: Set<string>;
  /** Losses in a row of a read, by key. */
  readonly losses: Map<string, { readonly count: number; readonly at: Mono }>;
  readonly cycles: Record<CycleName, Cycle>;
  readonly beats: Beat[];
  /** Points to be read at once, for who waits for a confirmation. */
  readonly readSoon: Set<string>;
  readonly runs: Map<Track, Run>;
  /** Ended since somebody looked; who looks empties it. */
  ended: EndedRun[];
  /** The last value that we wrote or were about to write. Heartbeats repeat these and nothing else. */
  readonly commanded: Map<string, Value>;
  /** The last counts that were believed; kept over connections. */
  readonly totals: Map<string, number>;
  /** How often a counter became another one. */
  readonly counterChanges: Map<string, number>;
  /** Samples in a row that were not believed. */
  readonly suspects: Map<string, number>;
  readonly deltas: Map<string, { base: number | null; value: number | null; was: boolean }>;
  readonly previous: Map<string, Value>;
  readonly findings: Map<string, Finding>;
  readonly onStateAt: Map<string, Mono>;
  reach: Reach;
  /** The last read that was answered. */
  readAt: Mono | undefined;
}

export interface Reach {
  readonly kind: 'unknown' | 'reachable' | 'unreachable';
  readonly since: Mono;
  /** The last answer. */
  readonly heardAt: Mono | undefined;
  /** In a row. */
  readonly losses: number;
  /** The last moment at which a request that keeps its watchdog quiet may have come through. */
  readonly fedAt: Mono | undefined;
}

const longAgo = mono(Number.NEGATIVE_INFINITY);

const newCycle = (): Cycle => ({ nextAt: longAgo, queue: [], out: 0, plan: undefined });

/** Nothing is known yet; everything is due. */
export function newDevice(config: DeviceConfig): Device {
  return {
    config,
    driver: config.driver,
    fallbackAmps: config.fallbackAmps ?? null,
    switchedTo: config.switchedTo,
    lastLimit: null,
    connection: undefined,
    round: 0,
    stage: firstStage(config.driver),
    forgot: true,
    variantsTried: 0,
    firstAt: longAgo,
    requests: 0,
    asked: new Map(),
    readings: new Map(),
    parts: new Map(),
    known: new Set(),
    refused: new Set(),
    alone: new Set(),
    losses: new Map(),
    cycles: { fast: newCycle(), slow: newCycle(), once: newCycle() },
    beats: beatsOf(config.driver),
    readSoon: new Set(),
    runs: new Map(),
    ended: [],
    commanded: new Map(),
    totals: new Map(),
    counterChanges: new Map(),
    suspects: new Map(),
    deltas: new Map(),
    previous: new Map(),
    findings: new Map(),
    onStateAt: new Map(),
    reach: { kind: 'unknown', since: mono(0), heardAt: undefined, losses: 0, fedAt: undefined },
    readAt: undefined,
  };
}

export const firstStage = (driver: Driver): Stage =>
  driver.connection.firstWrite === undefined ? 'identify' : 'first';

export const beatsOf = (driver: Driver): Beat[] =>
  driver.heartbeats.map((heartbeat) => ({
    heartbeat,
    nextAt: longAgo,
    sentAt: undefined,
    fedAt: undefined,
    failures: 0,
    isOut: false,
  }));

export const pointOf = (device: Device, name: string | undefined): Point | undefined =>
  name === undefined ? undefined : device.driver.points.get(name);

export const timingOf = ({ config, driver }: Device): BusTiming => ({ ...driver.connection.timing, ...config.timing });

/** Most losses in a row before a device counts as unreachable: the first try and two more (F090). */
export const lossesUntilUnreachable = 3;

/** What stays true until it is taken back; the first moment of it is kept. */
export function find(device: Device, finding: Omit<Finding, 'since'>, now: Mono): void {
  const key = keyOfFinding(finding.code, finding.point);
  device.findings.set(key, { ...finding, since: device.findings.get(key)?.since ?? now });
}

export function takeBack(device: Device, code: Finding['code'], point?: string): void {
  device.findings.delete(keyOfFinding(code, point));
}

/** What it says cannot be read by a person: it may be another device, and nothing is written to it. */
export function isUnreadable({ findings }: Device): boolean {
  for (const { code } of findings.values()) if (code === 'BB_MODBUS_UNREADABLE') return true;
  return false;
}

const keyOfFinding = (code: string, point: string | undefined): string => `${code} ${point ?? ''}`;

/** Whether a request of this job is out. */
export function isAsked(device: Device, key: string): boolean {
  for (const asked of device.asked.values()) if (asked.key === key) return true;
  return false;
}
