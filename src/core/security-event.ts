// What concerns the security of the site itself, and not of one station, is told to every uplink that hears of such things.

import type { ClockFact, Fact } from '../model/fact/fact.ts';
import type { SecurityEventRaised } from '../model/fact/uplink.ts';
import { isoOf } from '../model/time.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { makeId } from './state.ts';

export interface SecurityEvent {
  /** The name of OCPP 1.6. */
  readonly type: string;
  /** By the list of the standard. */
  readonly critical: boolean;
  readonly techInfo: string;
}

/** OCPP allows no more. */
const mostTechInfo = 255;

export function raiseSecurityEvent(state: State, event: SecurityEvent, now: Now): SecurityEventRaised[] {
  return [...state.uplinks.values()]
    .filter(({ config }) => config.securityEvents ?? config.password !== undefined)
    .map(({ config }) => ({
      kind: 'SecurityEventRaised',
      uplink: config.id,
      messageId: makeId(state),
      type: event.type,
      techInfo: event.techInfo.slice(0, mostTechInfo),
      critical: event.critical,
      happenedAt: now.utc,
    }));
}

/** What happened to the clock, with the event that the time was changed. */
export function withTimeEvents(state: State, facts: readonly ClockFact[], now: Now): readonly Fact[] {
  const changed = facts.flatMap((fact) => {
    if (fact.kind === 'ClockDoubted') return [];
    const byMs = fact.kind === 'ClockStepped' ? fact.byMs : fact.aheadMs;
    const techInfo = `The clock was set by ${(byMs / 1000).toFixed(1)} s to ${isoOf(fact.happenedAt)}.`;
    return raiseSecurityEvent(state, { type: 'SettingSystemTime', critical: true, techInfo }, now);
  });
  return changed.length === 0 ? facts : [...facts, ...changed];
}
