// KNOW: facts get their row, are folded into the ledger, and whoever must hear of them does.

import { loadsOf } from '../control/envelope.ts';
import { fitting } from '../control/fits.ts';
import type { Fact } from '../model/fact/fact.ts';
import { evseKey, evseOf, row } from '../model/ids.ts';
import { foldFact } from '../site/ledger.ts';
import { cutTo, noteFact } from '../uplink/outbox.ts';
import { mindClock } from './clock.ts';
import type { Now } from './ports.ts';
import { followStations, noteStation } from './presence.ts';
import type { State } from './state.ts';
import { siteOf, wakeBy } from './state.ts';
import { noteStatus } from './status-due.ts';
import { retryAfterClock } from './uplink-link.ts';
import { newUplinkLive, serves } from './uplink-live.ts';

/** Appends the facts of a step, in order. */
export function know(state: State, facts: readonly Fact[], recorded: Fact[], now: Now): void {
  for (const fact of facts) {
    const at = row(state.ledger.head + 1);
    foldFact(state.ledger, at, fact);
    recorded.push(fact);
    react(state, fact, now);
    for (const uplink of state.uplinks.values()) noteFact(uplink.outbox, at, fact, uplink.stations);
  }
}

function react(state: State, fact: Fact, now: Now): void {
  switch (fact.kind) {
    case 'SiteChanged':
      return followSite(state, now);
    case 'EvseNumbered':
      for (const uplink of state.uplinks.values())
        if (serves(uplink, evseOf(fact.evse).station)) noteStatus(state, uplink, fact.evse, now);
      return;
    case 'StatusReported':
      if (fact.evse === 0) return noteStation(state, fact.station, now);
      for (const uplink of state.uplinks.values())
        if (serves(uplink, fact.station)) noteStatus(state, uplink, evseKey(fact.station, fact.evse), now);
      return;
    case 'TransactionStarted':
    case 'TransactionEnded':
      state.reallocate = true;
      return;
    case 'ClockDoubted':
    case 'ClockTrusted':
    case 'ClockStepped':
      mindClock(state, now);
      return retryAfterClock(state, now);
    case 'CursorCut':
    case 'Abandoned': {
      const uplink = state.uplinks.get(fact.uplink);
      if (uplink !== undefined) cutTo(uplink.outbox, fact.through);
      return;
    }
    default:
  }
}

/** What is worked out once per site and not once per message. Also called at the start, when the ledger has a site. */
export function followSite(state: State, now: Now): void {
  const site = siteOf(state);
  state.loads = loadsOf(site);
  state.fallback = new Map(fitting(site).fallbacks.map(({ evse, amps }) => [evse, amps]));
  state.reallocate = true;
  state.rewant = true;
  for (const config of site.uplinks) {
    const known = state.uplinks.get(config.id);
    if (known !== undefined) {
      known.config = config;
      known.stations = config.stations === undefined ? undefined : new Set(config.stations);
      continue;
    }
    const part = state.ledger.uplinks.get(config.id);
    state.uplinks.set(config.id, newUplinkLive(config, part?.watermark ?? state.ledger.head, now.mono));
  }
  const named = new Set(site.uplinks.map((uplink) => uplink.id));
  for (const id of state.uplinks.keys()) if (!named.has(id)) state.uplinks.delete(id);
  followStations(state, now);
  wakeBy(state, now.mono);
}
