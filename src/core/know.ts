// KNOW: facts get their row, are folded into the ledger, and whoever must hear of them does.

import { loadsOf } from '../control/envelope.ts';
import { fitting } from '../control/fits.ts';
import type { Fact } from '../model/fact/fact.ts';
import { evseKey, row } from '../model/ids.ts';
import { foldFact } from '../site/ledger.ts';
import { cutTo, noteFact } from '../uplink/outbox.ts';
import type { Now } from './ports.ts';
import { rate } from './ratings.ts';
import type { State } from './state.ts';
import { siteOf, wakeBy } from './state.ts';
import { newUplinkLive } from './uplink-live.ts';

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
      for (const uplink of state.uplinks.values()) uplink.statuses.add(fact.evse);
      return;
    case 'StatusReported': {
      const key = evseKey(fact.station, fact.evse);
      for (const uplink of state.uplinks.values()) {
        if (uplink.stations === undefined || uplink.stations.has(fact.station)) uplink.statuses.add(key);
      }
      return;
    }
    case 'TransactionStarted':
    case 'TransactionEnded':
      state.reallocate = true;
      return;
    case 'CursorCut':
    case 'Abandoned': {
      const uplink = state.uplinks.get(fact.uplink);
      if (uplink !== undefined) cutTo(uplink.outbox, fact.through);
      return;
    }
  }
}

/** What is worked out once per site and not once per message. Also called at the start, when the ledger has a site. */
export function followSite(state: State, now: Now): void {
  const site = siteOf(state);
  state.loads = loadsOf(site);
  state.fallback = new Map(fitting(site).fallbacks.map(({ evse, amps }) => [evse, amps]));
  state.reallocate = true;
  state.rewant = true;
  for (const station of state.stationLinks.keys()) rate(state, station);
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
  wakeBy(state, now.mono);
}
