// Events that concern security, as facts: each uplink that wants them has its own, and keeps it until it is taken.

import type { Uplink } from '../model/config/site.ts';
import type { ClockFact, Fact } from '../model/fact/fact.ts';
import type { StationId } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import { isoOf } from '../model/time.ts';
import type { State } from './state.ts';
import { makeId } from './state.ts';
import type { UplinkLive } from './uplink/live.ts';
import { uplinksOf } from './uplink/work.ts';

export interface SecurityEvent {
  /** A name of the security whitepaper for 1.6, or one of a vendor. */
  readonly type: string;
  readonly techInfo?: string;
  /** Where it happened; at the gateway when absent. */
  readonly station?: StationId;
}

/** Those that the whitepaper for 1.6 calls critical. */
const critical = new Set([
  'FirmwareUpdated',
  'MemoryExhaustion',
  'ResetOrReboot',
  'SecurityLogWasCleared',
  'SettingSystemTime',
  'StartupOfTheDevice',
  'TamperDetectionActivated',
]);

export const isCriticalEvent = (type: string): boolean => critical.has(type);

export function raiseSecurityEvent(
  state: State,
  facts: Fact[],
  { type, techInfo, station }: SecurityEvent,
  now: { readonly utc: Utc },
): void {
  const info = station === undefined ? techInfo : `${station}: ${techInfo ?? ''}`;
  const served = station === undefined ? state.uplinks.values() : uplinksOf(state, station);
  for (const uplink of served) {
    const { id } = uplink.config;
    if (!wantsSecurity(uplink.config) || !isToldOf(state, uplink, station)) continue;
    facts.push({
      kind: 'SecurityEventRaised',
      uplink: id,
      messageId: makeId(state),
      type: type.slice(0, 50),
      ...(info !== undefined && { techInfo: info.slice(0, 255) }),
      critical: isCriticalEvent(type),
      happenedAt: now.utc,
    });
  }
}

/** A relayed station tells its own events itself while it can, and those of the gateway are none of its affair. */
const isToldOf = (state: State, uplink: UplinkLive, station: StationId | undefined): boolean =>
  uplink.config.mode !== 'relay' || (station !== undefined && state.relays.get(station)?.phase === 'alone');

/**
 * Without a password or a certificate there is no security that an event could concern; whether a relayed station says any is its own affair.
 */
const wantsSecurity = ({ kind, securityEvents, hasPassword, cert, mode }: Uplink): boolean =>
  // They are messages of OCPP.
  kind === 'ocpp' && (securityEvents ?? (hasPassword === true || cert !== undefined || mode === 'relay'));

/** What happened to the clock, with the event that the time was changed. */
export function withTimeEvents(state: State, facts: readonly ClockFact[], now: { readonly utc: Utc }): readonly Fact[] {
  if (facts.length === 0) return facts;
  const all: Fact[] = [...facts];
  for (const fact of facts) {
    if (fact.kind === 'ClockDoubted') continue;
    const byMs = fact.kind === 'ClockStepped' ? fact.byMs : fact.aheadMs;
    const techInfo = `The clock was set by ${(byMs / 1000).toFixed(1)} s to ${isoOf(fact.happenedAt)}.`;
    raiseSecurityEvent(state, all, { type: 'SettingSystemTime', techInfo }, now);
  }
  return all;
}
