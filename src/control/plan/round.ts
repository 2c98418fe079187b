// From the wishes of a plan to currents that vehicles can take now: whole steps, the minimum or nothing, inside the room that
// there is at this moment. May be asked again at any time while a plan holds.

import type { PlanSession } from './request.ts';

export interface RoundRequest {
  /** What there is on each row of the plan now; what is below 0 counts as 0. */
  readonly room: readonly number[];
  /** As they are now: the need that is left, the time that is left, who is on. */
  readonly sessions: readonly PlanSession[];
  /** What the plan has for each of them now, in their order; 0 where it knows nothing of one. */
  readonly wishes: readonly number[];
  /** How long the answer will hold, at least. */
  readonly minutes: number;
}

/** A vehicle that charges counts as if it had so much less time: contactors wear. */
const stickyMinutes = 15;
/** A wish above this share of the minimum is a wish for the minimum. */
const startShare = 0.5;
/** Above a whole step by no more than this, an amp is what a solver leaves behind. */
const grainAmps = 0.05;
const grain = 1e-9;

/** Where currents cancel each other, one may fit only after another: so many times each wish is tried. */
const sweeps = 3;

/**
 * Amps for each session, in their order: 0, or whole steps from its minimum to its maximum. No row is exceeded when all draw
 * what they are given; on rows without negative shares, whatever they draw of it. First those that may not be paused, then what was wished, who has the least time to spare first; what is
 * left goes to those who can use it, then to whoever can take it.
 */
export function roundTargets({ room, sessions, wishes, minutes }: RoundRequest): number[] {
  const left = room.map((amps) => Math.max(0, amps));
  const given = sessions.map(() => 0);
  const spare = sessions.map((session) => spareMinutes(session));
  const order = (key: (at: number) => number): number[] =>
    sessions.map((_, at) => at).sort((a, b) => key(a) - key(b) || a - b);
  const free = ({ on }: PlanSession): number => {
    let least = Infinity;
    for (const { row, per } of on) if (per > 0) least = Math.min(least, Math.max(0, left[row] ?? 0) / per);
    return least;
  };
  const give = (at: number, wished: number): void => {
    const session = sessions[at]!;
    const amps = wholeSteps(session, Math.min(wished, given[at]! + free(session)));
    if (amps <= given[at]!) return;
    for (const { row, per } of session.on) left[row]! -= per * (amps - given[at]!);
    given[at] = amps;
  };

  const bySpare = order((at) => spare[at]!);
  for (const at of bySpare) {
    const { noPause, isOn, minAmps } = sessions[at]!;
    if (noPause && isOn) give(at, minAmps);
  }
  const bySticky = order((at) => spare[at]! - (sessions[at]!.isOn ? stickyMinutes : 0));
  for (let sweep = 0; sweep < sweeps; sweep += 1)
    for (const at of bySticky) {
      const session = sessions[at]!;
      give(at, Math.min(startable(session, wishes[at] ?? 0), usefulAmps(session, minutes)));
    }
  for (const at of bySpare) if (sessions[at]!.solar === undefined) give(at, usefulAmps(sessions[at]!, minutes));
  for (const at of bySpare) if (sessions[at]!.solar === undefined) give(at, sessions[at]!.maxAmps);
  return given;
}

/** Time until it leaves, less the time that its need takes at full power. */
export function spareMinutes({ needKWh, departsInMinutes, maxAmps, kWPerAmp }: PlanSession): number {
  const stay = departsInMinutes === undefined || departsInMinutes <= 0 ? Infinity : departsInMinutes;
  const full = maxAmps * kWPerAmp;
  return stay - (full > 0 ? ((needKWh ?? 0) / full) * 60 : 0);
}

/** A part of a step becomes a whole one: what is planned too low is missing at the end. */
function startable({ minAmps, stepAmps }: PlanSession, wish: number): number {
  if (wish < Math.max(grainAmps, minAmps * startShare)) return 0;
  const step = stepAmps > 0 ? stepAmps : 0;
  return Math.max(minAmps, step > 0 ? Math.ceil((wish - grainAmps) / step) * step : wish);
}

/** More than this it cannot use before the next answer, if what is known of its need is true. */
function usefulAmps({ needKWh, wantKWh, minAmps, maxAmps, stepAmps, kWPerAmp }: PlanSession, minutes: number): number {
  const kWh = wantKWh ?? needKWh;
  if (kWh === undefined || kWPerAmp <= 0 || minutes <= 0) return maxAmps;
  const amps = (kWh * 60) / (minutes * kWPerAmp);
  return Math.min(maxAmps, Math.max(minAmps, stepAmps > 0 ? Math.ceil(amps / stepAmps - grain) * stepAmps : amps));
}

/** The highest that it can be told and that is no more than this. */
function wholeSteps({ minAmps, maxAmps, stepAmps }: PlanSession, amps: number): number {
  const most = Math.min(amps, maxAmps);
  const whole = stepAmps > 0 ? Math.floor(most / stepAmps + grain) * stepAmps : most;
  return whole >= minAmps && whole > 0 ? whole : 0;
}
