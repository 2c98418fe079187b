// KNOW: facts get their row, are folded into the ledger, and whoever must hear of them does.

import type { Fact } from '../model/fact/fact.ts';
import { evseKey, evseOf, row } from '../model/ids.ts';
import { after } from '../model/time.ts';
import { foldFact } from '../site/ledger.ts';
import { isOutsideFact } from '../site/outside-part.ts';
import { isUplinkFact } from '../site/uplink-part.ts';
import { noteFact } from '../uplink/outbox.ts';
import { mindClock, oweTime } from './clock/clock.ts';
import { followTokenRules } from './tokens/csms-rules.ts';
import { followLetters } from './uplink/dead-letter.ts';
import { followUplinkFact } from './uplink/follow.ts';
import { noteTokensChanged } from './tokens/listed-tokens.ts';
import { followBrokers } from './brokers/follow.ts';
import { followMeters } from './meters/told.ts';
import { followOutside, lookAtOutside } from './outside/follow.ts';
import { followModbus } from './modbus/follow-site.ts';
import { planSoon } from './plan/ask.ts';
import type { Now } from './ports.ts';
import { followStations, noteStation } from './tell/presence.ts';
import { rate } from './limits/ratings.ts';
import { followLoads } from './limits/reallocate.ts';
import type { State } from './state.ts';
import { siteOf, wakeBy } from './state.ts';
import { noteStatus } from './tell/status-due.ts';
import { forgetFormatAlarms } from './tokens/token-format.ts';
import { noteEnergy } from './tokens/allowance.ts';
import { noteEnded, noteVerdict } from './tokens/unauthorized.ts';
import { retryAfterClock } from './uplink/link.ts';
import { newUplinkLive, serves } from './uplink/live.ts';

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
    case 'TransactionJudged':
    case 'TransactionDeauthorized':
      // The station knows the number of its transaction from here on: a limit may name it.
      state.reallocate = true;
      return noteVerdict(state, fact.station, fact.transaction, now);
    case 'InputChanged':
      return followOutside(state, fact, now);
    case 'TransactionStarted':
    case 'NeedsSet':
    case 'NeedsCleared':
    case 'ProfileStored':
    case 'ProfilesCleared':
      return shareAnew(state, now, fact);
    case 'StationBooted':
    case 'StationLearned':
    case 'StationMoved':
    case 'StationUnexpected':
      state.loadsDue = true;
      return shareAnew(state, now, fact);
    case 'ClockDoubted':
    case 'ClockTrusted':
    case 'ClockStepped':
      oweTime(state, fact);
      mindClock(state, now);
      lookAtOutside(state, now);
      return retryAfterClock(state, now);
    case 'EvseReserved':
      return wakeBy(state, after(now.mono, fact.expiresAt - now.utc));
    case 'TransactionSampled':
      return noteEnergy(state, fact.transaction, now);
    case 'TransactionEnded':
      shareAnew(state, now, fact);
      return noteEnded(state, fact.transaction);
    case 'CacheCleared':
      state.fresh.clear();
      return noteTokensChanged(state, 'soon', now.mono);
    case 'SiteTokensChanged':
      return followSiteTokens(state, now, fact);
    case 'LocalListChanged':
      return noteTokensChanged(state, 'soon', now.mono);
    default:
      if (isUplinkFact(fact)) followUplinkFact(state, fact, now);
      else if (isOutsideFact(fact)) followOutside(state, fact, now);
  }
}

/** Somebody may be blocked now, or leave at another time. */
function followSiteTokens(state: State, now: Now, fact: Fact): void {
  state.listChanged = true;
  shareAnew(state, now, fact);
  noteTokensChanged(state, 'soon', now.mono);
}

/** Who gets how much may be another now, and the plan of it. */
function shareAnew(state: State, now: Now, { kind }: Fact): void {
  state.reallocate = true;
  if (kind === 'NeedsSet') state.plan.isWanted = true;
  planSoon(state, now);
}

/** What is worked out once per site and not once per message. Also called at the start, when the ledger has a site. */
export function followSite(state: State, now: Now): void {
  const site = siteOf(state);
  followModbus(state);
  followBrokers(state, site);
  followMeters(state, site, now.mono);
  lookAtOutside(state, now);
  followLoads(state);
  for (const station of state.stationLinks.keys()) rate(state, station);
  followTokenRules(state);
  noteTokensChanged(state, 'soon', now.mono);
  forgetFormatAlarms(state);
  state.enrolledEvses = site.stations
    .filter(({ enrolled }) => enrolled === true)
    .flatMap(({ id, evses }) => evses.map((evse) => evseKey(id, evse.id)));
  state.fresh.clear();
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
    followLetters(state, config.id);
  }
  const named = new Set(site.uplinks.map((uplink) => uplink.id));
  for (const id of state.uplinks.keys()) if (!named.has(id)) state.uplinks.delete(id);
  followStations(state, now);
  // A station that is retired now, or gone, has another status; what has not changed is not told again.
  for (const uplink of state.uplinks.values())
    for (const key of state.ledger.gateway.numbering.keys())
      if (serves(uplink, evseOf(key).station)) noteStatus(state, uplink, key, now);
  wakeBy(state, now.mono);
}
