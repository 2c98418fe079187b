// What the control box of the grid operator allows all stations (EEBUS LPC). Its limit counts while its heartbeat is heard;
// else the failsafe limit does, until a heartbeat and a limit after it have come. Silence never raises anything.

import type { GridState } from '../../model/fact/outside.ts';
import type { Mono } from '../../model/time.ts';
import { mono, never } from '../../model/time.ts';

export interface Lpc {
  readonly state: GridState;
  readonly since: Mono;
  /** The last heartbeat; of `failsafe`, and of what follows it, only since that began. */
  readonly heartbeatAt?: Mono;
  /** Of `failsafe`: the first heartbeat since it began. */
  readonly heardSince?: Mono;
  /** Of `limited`, in amps on each line. */
  readonly limit?: { readonly amps: number; readonly until: Mono };
}

export type LpcEvent =
  | { readonly kind: 'heartbeat' }
  /** Without a duration it holds until another comes; a duration of 0 ends it like `active: false`. */
  | { readonly kind: 'limit'; readonly active: boolean; readonly amps: number; readonly durationMs?: number }
  /** The connection over which it is heard is gone. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'time' };

export interface LpcRules {
  readonly failsafeMinMs: number;
}

export const silenceMs = 120_000;

/** After a start: the failsafe limit is in force before anything was heard. */
export const newLpc = (now: Mono): Lpc => ({ state: 'init', since: now });

/** Why a limit is not taken: it is no limit, or nobody was heard before it. */
export function refusalOf(lpc: Lpc, event: LpcEvent, rules: LpcRules, now: Mono): 'invalid' | 'silent' | undefined {
  if (event.kind !== 'limit') return undefined;
  const { amps, durationMs = 0 } = event;
  if (!(amps >= 0 && amps < Infinity && durationMs >= 0 && durationMs < Infinity)) return 'invalid';
  return isHeard(passTime(lpc, rules, now), now) ? undefined : 'silent';
}

const isHeard = ({ heartbeatAt }: Lpc, now: Mono): boolean =>
  heartbeatAt !== undefined && now < heartbeatAt + silenceMs;

/** What is after an event; what is refused changes nothing. */
export function follow(before: Lpc, event: LpcEvent, rules: LpcRules, now: Mono): Lpc {
  const lpc = passTime(before, rules, now);
  switch (event.kind) {
    case 'heartbeat':
      return {
        ...lpc,
        heartbeatAt: now,
        ...(lpc.state === 'failsafe' && { heardSince: lpc.heardSince ?? now }),
      };
    case 'limit':
      return refusalOf(lpc, event, rules, now) === undefined ? limitedBy(lpc, event, now) : lpc;
    case 'lost':
      return lpc.state === 'controlled' || lpc.state === 'limited' ? { state: 'failsafe', since: now } : lpc;
    case 'time':
      return lpc;
  }
}

function limitedBy(
  { state, since, heartbeatAt }: Lpc,
  { active, amps, durationMs }: Extract<LpcEvent, { kind: 'limit' }>,
  now: Mono,
): Lpc {
  const next = active && durationMs !== 0 ? 'limited' : 'controlled';
  const until = durationMs === undefined ? never : mono(now + durationMs);
  return {
    state: next,
    since: next === state ? since : now,
    heartbeatAt: heartbeatAt!,
    ...(next === 'limited' && { limit: { amps, until } }),
  };
}

/** Everything that came due by itself, in the order in which it did. */
function passTime(before: Lpc, rules: LpcRules, now: Mono): Lpc {
  let lpc = before;
  for (let dueAt = changesBy(lpc, rules); dueAt <= now; dueAt = changesBy(lpc, rules)) lpc = whenDue(lpc, dueAt);
  return lpc;
}

/** When it changes if nothing is heard. */
export function changesBy(lpc: Lpc, { failsafeMinMs }: LpcRules): Mono {
  const { state, since, heartbeatAt = since, heardSince = never, limit } = lpc;
  switch (state) {
    case 'init':
    case 'controlled':
      return mono(heartbeatAt + silenceMs);
    case 'limited':
      return mono(Math.min(limit?.until ?? never, heartbeatAt + silenceMs));
    case 'failsafe':
      return mono(Math.min(since + failsafeMinMs, heardSince + silenceMs));
    case 'autonomous':
      return never;
  }
}

function whenDue({ state, heartbeatAt }: Lpc, at: Mono): Lpc {
  switch (state) {
    case 'limited':
      // Where both come at once, silence counts.
      if (at < heartbeatAt! + silenceMs) return { state: 'controlled', since: at, heartbeatAt: heartbeatAt! };
      return { state: 'failsafe', since: at };
    case 'controlled':
      return { state: 'failsafe', since: at };
    case 'failsafe':
      return { state: 'autonomous', since: at, ...(heartbeatAt !== undefined && { heartbeatAt }) };
    case 'init':
    case 'autonomous':
      return { state: 'autonomous', since: at };
  }
}

/** What all stations may draw together on each line; undefined where the control box sets no limit. */
export function allowedAmps({ state, limit }: Lpc, failsafeAmps: number): number | undefined {
  switch (state) {
    case 'controlled':
      return undefined;
    case 'limited':
      return limit?.amps ?? failsafeAmps;
    case 'init':
    case 'failsafe':
    case 'autonomous':
      // Autonomous is not unlimited.
      return failsafeAmps;
  }
}
