// What each EVSE may legally draw, as far as durable facts tell: every limit that may be in force.

import type { LimitCommanded } from '../model/fact/command.ts';
import type { CommandSettled } from '../model/fact/command.ts';
import type { CommandId } from '../model/ids.ts';
import type { Reason } from '../model/reason.ts';

export interface Held {
  readonly command: CommandId;
  readonly amps: number;
  readonly reason: Reason;
  /** `unknown` after a crash: it may or may not have reached the station. */
  state: 'pending' | 'confirmed' | 'unknown';
}

/** EVSE number → limits that may be in force, oldest first. */
export type Limits = Map<number, Held[]>;

/** Unanswered limits of one EVSE that are told apart; beyond it the lower of the two oldest is forgotten. */
const mostHeld = 16;

export function foldLimitCommanded(limits: Limits, evse: number, fact: LimitCommanded): void {
  const held = limits.get(evse) ?? [];
  held.push({ command: fact.command, amps: fact.amps, reason: fact.reason, state: 'pending' });
  if (held.length > mostHeld) {
    const lower = held[0]!.amps < held[1]!.amps ? 0 : 1;
    held.splice(lower, 1);
  }
  limits.set(evse, held);
}

/** Accepted: it is in force, and nothing that was commanded before it is. Refused or withdrawn: it never was. */
export function foldLimitSettled(limits: Limits, fact: CommandSettled): boolean {
  for (const [evse, held] of limits) {
    const at = held.findIndex((one) => one.command === fact.command);
    if (at < 0) continue;
    settle(limits, evse, held, at, fact.outcome);
    return true;
  }
  return false;
}

function settle(limits: Limits, evse: number, held: Held[], at: number, outcome: CommandSettled['outcome']): void {
  switch (outcome) {
    case 'accepted':
      held[at]!.state = 'confirmed';
      limits.set(evse, held.slice(at));
      break;
    case 'refused':
    case 'withdrawn':
      held.splice(at, 1);
      if (held.length === 0) limits.delete(evse);
      break;
    case 'unanswered':
      held[at]!.state = 'unknown';
      break;
  }
}

export function foldCrash(limits: Limits): void {
  for (const held of limits.values()) for (const one of held) if (one.state === 'pending') one.state = 'unknown';
}

/** The most that may be in force; undefined where no limit was ever taken, and the rating counts. */
export function mostHeldAmps(held: readonly Held[] | undefined): number | undefined {
  if (held === undefined || held[0]?.state !== 'confirmed') return undefined;
  return held.reduce((most, one) => Math.max(most, one.amps), 0);
}

/** The least that may be in force: nothing above it may overtake the disk. */
export const leastHeldAmps = (held: readonly Held[] | undefined): number =>
  held === undefined || held.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...held.map((one) => one.amps));
