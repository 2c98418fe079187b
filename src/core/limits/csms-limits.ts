// What the charging profiles of central systems allow now: a cap for an EVSE that charges, a ceiling for all that one
// system serves. They only ever lower.

import type { Cap, Ceiling } from '../../control/allocate.ts';
import type { Level, Place } from '../../control/schedule.ts';
import { evseLevel, siteLevel } from '../../control/schedule.ts';
import { stationOf } from '../../model/config/site.ts';
import type { Site } from '../../model/config/site.ts';
import { lineCount, linesOf } from '../../model/electric.ts';
import type { EvseKey, StationId, TransactionId, UplinkId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

const forever = Infinity as Utc;

/** The transaction that a limit is for. */
export interface Charging {
  readonly transaction: TransactionId;
  readonly startedAt: Utc;
}

/** The least of what central systems allow this EVSE. */
export function capOf(
  state: State,
  evse: EvseKey,
  charging: Charging,
  at: Utc,
): { cap: Cap | undefined; changesAt: Utc } {
  const site = siteOf(state);
  const { station } = evseOf(evse);
  let cap: Cap | undefined;
  let changesAt = forever;
  for (const [uplink, stored] of state.ledger.profiles.stored) {
    if (stored.size === 0 || !serves(state, uplink, station)) continue;
    const level = evseLevel(stored.values(), evse, placeOf(site, evse, charging), at);
    changesAt = Math.min(changesAt, level.changesAt) as Utc;
    if (level.amps !== undefined && level.amps < (cap?.amps ?? Infinity))
      cap = { amps: level.amps, reason: { kind: 'csms', uplink, scope: 'evse' } };
  }
  return { cap, changesAt };
}

/** An EVSE that does not charge is measured as if it began now. */
export function placeOf(site: Site, evse: EvseKey, charging: Charging | { readonly startedAt: Utc }): Place {
  const { station, evse: number } = evseOf(evse);
  const phases = stationOf(site, station)?.evses.find(({ id }) => id === number)?.phases ?? 'unknown';
  return {
    supply: site.supply,
    lines: linesOf(phases, site.supply).length,
    beganAt: charging.startedAt,
    ...('transaction' in charging && { transaction: charging.transaction }),
  };
}

export const serves = (state: State, uplink: UplinkId, station: StationId): boolean => {
  const live = state.uplinks.get(uplink);
  return live !== undefined && (live.stations === undefined || live.stations.has(station));
};

/** The ceilings of all central systems that set one. */
export function ceilingsOf(state: State, at: Utc): { ceilings: Ceiling[]; changesAt: Utc } {
  const ceilings: Ceiling[] = [];
  let changesAt = forever;
  for (const [uplink, { config }] of state.uplinks) {
    if (config.onLoss === undefined && !state.ledger.profiles.stored.has(uplink)) continue;
    const level = ceilingOf(state, uplink, at);
    changesAt = Math.min(changesAt, level.changesAt) as Utc;
    if (level.amps === undefined) continue;
    const reason = { kind: 'csms', uplink, scope: 'site' } as const;
    const live = state.uplinks.get(uplink);
    // The controller of a relay has no EVSEs of its own.
    const leads = live?.config.leads;
    ceilings.push({ reason, amps: level.amps, stations: leads === undefined ? live?.stations : new Set(leads) });
  }
  return { ceilings, changesAt };
}

/** What one central system allows all that it serves together, on each line; while it is not heard, no more than `onLoss` says. */
export function ceilingOf(state: State, uplink: UplinkId, at: Utc): Level {
  const live = state.uplinks.get(uplink);
  const onLoss = live?.config.onLoss;
  if (live === undefined) return { amps: undefined, changesAt: forever };
  const level = levelOf(state, uplink, at);
  if (onLoss === undefined || (level.amps !== undefined && !live.limitLost)) return level;
  return { amps: Math.min(onLoss.amps, level.amps ?? Infinity), changesAt: level.changesAt };
}

function levelOf(state: State, uplink: UplinkId, at: Utc): Level {
  const { supply } = siteOf(state);
  const stored = state.ledger.profiles.stored.get(uplink);
  if (stored === undefined) return { amps: undefined, changesAt: forever };
  return siteLevel(stored.values(), { supply, lines: lineCount[supply], beganAt: at }, at);
}
