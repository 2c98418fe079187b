// An electric vehicle at the end of an AC cable. Its current is linear between events, so that its energy is exact
// however rarely somebody looks.

export interface VehicleOptions {
  readonly name: string;
  readonly batteryKwh: number;
  /** State of charge on arrival, 0 to 1. */
  readonly soc: number;
  /** Where it says that it is full, 0 to 1. */
  readonly targetSoc?: number;
  readonly phases: 1 | 3;
  /** What the onboard charger takes per phase, 6 to 32 A. */
  readonly maxAmps: number;
  /** From being allowed until the first current; cars take 10 to 40 s. */
  readonly startDelayMs?: number;
  /** From a new pilot until it is followed, linearly; at most 5000 (IEC 61851-1). */
  readonly reactMs?: number;
  /** State of charge above which it takes less and less. */
  readonly taperFrom?: number;
  /** Falls asleep when paused and does not come back by itself. */
  readonly needsWakeUp?: boolean;
}

export interface Vehicle {
  readonly name: string;
  readonly phases: 1 | 3;
  readonly maxAmps: number;
  /** Amps that the pilot allows from `mono` on; under 6 is a pause. */
  pilot(amps: number, mono: number): void;
  /** The contactor opens at `mono`: no current, at once. */
  cut(mono: number): void;
  /** Lets time pass up to `mono` and returns the Wh taken since it was asked last. */
  advance(mono: number): number;
  /** Amps per used phase at the moment that was last advanced to. */
  drawnAmps(): number;
  /** 0 to 1. */
  soc(): number;
  isFull(): boolean;
  /** Wakes a sleeping vehicle, as a toggled pilot or a pulled plug does. */
  wakeUp(mono: number): void;
  /** When its current next changes course by itself, in whole ms after the last moment; Infinity when it does not. */
  nextChangeAt(): number;
}

export const volts = 230;
/** Below the AC minimum a vehicle pauses (IEC 61851-1). */
export const minAmps = 6;

/** State of charge falls into steps of this width while the current tapers. */
const taperStep = 0.01;

interface State {
  /** The moment, mono ms. */
  at: number;
  storedWh: number;
  /** How many of `boundaries` are passed. */
  level: number;
  pilotAmps: number;
  /** When it may draw; Infinity while it is paused. */
  goAt: number;
  asleep: boolean;
  hasCharged: boolean;
  ramp: { from: number; to: number; since: number; until: number };
}

export function createVehicle(options: VehicleOptions): Vehicle {
  const { phases, maxAmps } = options;
  const startDelayMs = options.startDelayMs ?? 20_000;
  const reactMs = Math.min(options.reactMs ?? 3000, 5000);
  const boundaries = boundariesOf(options);
  const capacityWh = options.batteryKwh * 1000;
  const whPerAmpMs = (phases * volts) / 3_600_000;
  const storedWh = options.soc * capacityWh;
  const state: State = {
    at: 0,
    storedWh,
    level: boundaries.filter((one) => one <= storedWh).length,
    pilotAmps: 0,
    goAt: Infinity,
    asleep: false,
    hasCharged: false,
    ramp: { from: 0, to: 0, since: 0, until: 0 },
  };
  let toldWh = storedWh;
  const isFull = (): boolean => state.level >= boundaries.length;

  function ampsAt(mono: number): number {
    const { from, to, since, until } = state.ramp;
    return mono >= until ? to : from + ((to - from) * (mono - since)) / (until - since);
  }

  /** What it would draw if it could follow at once. */
  function wishedAmps(): number {
    if (isFull() || state.asleep || state.pilotAmps < minAmps || state.at < state.goAt) return 0;
    // Near full the battery takes less; a vehicle never draws between 0 and the minimum for long.
    const cap = Math.max(minAmps, maxAmps * (1 - state.level / boundaries.length));
    return Math.min(state.pilotAmps, maxAmps, cap);
  }

  function follow(): void {
    const to = wishedAmps();
    if (to > 0) state.hasCharged = true;
    if (to === state.ramp.to) return;
    const until = isFull() ? state.at : state.at + reactMs;
    state.ramp = { from: ampsAt(state.at), to, since: state.at, until };
  }

  /** Milliseconds until the next boundary of the battery, were the current to go on by `slope` amps per ms. */
  function msToBoundary(amps: number, slope: number): number {
    const boundary = boundaries[state.level];
    if (boundary === undefined) return Infinity;
    const missing = (boundary - state.storedWh) / whPerAmpMs;
    if (missing <= 0) return 0;
    const root = amps * amps + 2 * slope * missing;
    if (root < 0) return Infinity;
    const speed = amps + Math.sqrt(root);
    return speed > 0 ? (2 * missing) / speed : Infinity;
  }

  function pass(mono: number): void {
    while (state.at < mono) {
      const { goAt, ramp } = state;
      const end = Math.min(mono, goAt > state.at ? goAt : Infinity, ramp.until > state.at ? ramp.until : Infinity);
      const first = ampsAt(state.at);
      const slope = state.at < ramp.until ? (ampsAt(end) - first) / (end - state.at) : 0;
      const crossing = state.at + msToBoundary(first, slope);
      if (crossing <= end) {
        state.storedWh = boundaries[state.level]!;
        state.level += 1;
        state.at = crossing;
      } else {
        state.storedWh += ((first + ampsAt(end)) / 2) * (end - state.at) * whPerAmpMs;
        state.at = end;
      }
      follow();
    }
  }

  function advance(mono: number): number {
    pass(mono);
    const taken = state.storedWh - toldWh;
    toldWh = state.storedWh;
    return taken;
  }

  function pilot(amps: number, mono: number): void {
    pass(mono);
    state.at = Math.max(state.at, mono);
    const wasAllowed = state.pilotAmps >= minAmps;
    const isAllowed = amps >= minAmps;
    state.pilotAmps = amps;
    if (isAllowed && !wasAllowed) state.goAt = state.at + startDelayMs;
    if (!isAllowed) {
      state.goAt = Infinity;
      if (wasAllowed && state.hasCharged && options.needsWakeUp === true) state.asleep = true;
    }
    follow();
  }

  function cut(mono: number): void {
    pass(mono);
    state.at = Math.max(state.at, mono);
    state.pilotAmps = 0;
    state.goAt = Infinity;
    state.ramp = { from: 0, to: 0, since: state.at, until: state.at };
  }

  function wakeUp(mono: number): void {
    pass(mono);
    if (!state.asleep) return;
    state.asleep = false;
    if (state.pilotAmps >= minAmps) state.goAt = state.at + startDelayMs;
    follow();
  }

  function nextChangeAt(): number {
    const { at, goAt, ramp } = state;
    const first = ampsAt(at);
    const slope = at < ramp.until ? (ramp.to - ramp.from) / (ramp.until - ramp.since) : 0;
    const next = Math.min(
      goAt > at ? goAt : Infinity,
      ramp.until > at ? ramp.until : Infinity,
      at + msToBoundary(first, slope),
    );
    // Strictly later, so that whoever wakes for it makes progress; being a millisecond late costs no energy.
    return next === Infinity ? Infinity : Math.max(Math.ceil(next), Math.floor(at) + 1);
  }

  return {
    name: options.name,
    phases,
    maxAmps,
    pilot,
    cut,
    advance,
    drawnAmps: () => ampsAt(state.at),
    soc: () => state.storedWh / capacityWh,
    isFull,
    wakeUp,
    nextChangeAt,
  };
}

/** Wh at which the current steps down, the last of them full. */
function boundariesOf({ batteryKwh, targetSoc = 1, taperFrom = 0.9 }: VehicleOptions): readonly number[] {
  const steps = Math.max(0, Math.round((targetSoc - taperFrom) / taperStep));
  const levels = Array.from({ length: steps }, (_, at) => taperFrom + at * taperStep);
  return [...levels, targetSoc].map((soc) => soc * batteryKwh * 1000);
}
