// KNOW: facts get their row, are folded into the ledger, and whoever must hear of them does.

import type { Fact } from '../model/fact/fact.ts';
import type { TransactionEnded } from '../model/fact/transaction.ts';
import type { Row, StationId } from '../model/ids.ts';
import { evseKey, evseOf, row } from '../model/ids.ts';
import { after } from '../model/time.ts';
import { budgetAlarm } from './feed/economy.ts';
import { moveTopics } from './feed/live.ts';
import { topicsOf } from '../uplink/mqtt/topics.ts';
import { foldFact } from '../site/ledger.ts';
import { isOutsideFact } from '../site/outside-part.ts';
import { openAt } from '../site/transaction.ts';
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
import { followPrices } from './prices/follow.ts';
import type { Now } from './ports.ts';
import { followStations, noteStation } from './tell/presence.ts';
import { rate } from './limits/ratings.ts';
import { followRelays } from './relay/links.ts';
import { followLoads } from './limits/reallocate.ts';
import type { State } from './state.ts';
import { siteOf, wakeBy } from './state.ts';
import { noteStatus } from './tell/status-due.ts';
import { forgetFormatAlarms } from './tokens/token-format.ts';
import { noteEnergy } from './tokens/allowance.ts';
import { noteEnded, noteVerdict } from './tokens/unauthorized.ts';
import { retryAfterClock } from './uplink/link.ts';
import { followWork, stirByFact, uplinksOf } from './uplink/work.ts';
import { numbersFor } from './uplink/numbers.ts';
import { newUplinkLive, serves } from './uplink/live.ts';

/** Appends the facts of a step, in order. */
export function know(state: State, facts: readonly Fact[], recorded: Fact[], now: Now): void {
  for (const fact of facts) {
    const at = row(state.ledger.head + 1);
    foldFact(state.ledger, at, fact);
    recorded.push(fact);
    react(state, fact, now);
    followPrices(state, fact, now);
    stirByFact(state, fact);
    if ('station' in fact) noteForUplinks(state, at, fact);
  }
}

/** Into the windows of those who are told of it. */
function noteForUplinks(state: State, at: Row, fact: Extract<Fact, { station: StationId }>): void {
  for (const { config, outbox, stations } of uplinksOf(state, fact.station)) {
    noteFact(outbox, at, fact, stations);
    if (outbox.behind !== undefined) state.uplinkWork.behind.add(config.id);
  }
}

function react(state: State, fact: Fact, now: Now): void {
  noteForLimits(state, fact, now);
  switch (fact.kind) {
    case 'SiteChanged':
      return followSite(state, now);
    case 'EvseNumbered':
      for (const uplink of uplinksOf(state, evseOf(fact.evse).station)) noteStatus(state, uplink, fact.evse, now);
      return;
    case 'StatusReported':
      if (fact.evse === 0) return noteStation(state, fact.station, now);
      for (const uplink of uplinksOf(state, fact.station))
        noteStatus(state, uplink, evseKey(fact.station, fact.evse), now);
      return;
    case 'TransactionJudged':
    case 'TransactionDeauthorized':
      return noteVerdict(state, fact.station, fact.transaction, now);
    case 'InputChanged':
      return followOutside(state, fact, now);
    case 'ClockDoubted':
    case 'ClockTrusted':
    case 'ClockStepped':
      oweTime(state, fact, now);
      mindClock(state, now);
      lookAtOutside(state, now);
      return retryAfterClock(state, now);
    case 'EvseReserved':
      return wakeBy(state, after(now.mono, fact.expiresAt - now.utc));
    case 'TransactionSampled':
      return noteEnergy(state, fact.transaction, now);
    case 'TransactionEnded':
      return noteEnded(state, fact.transaction);
    case 'CacheCleared':
      state.fresh.clear();
      return noteTokensChanged(state, 'soon', now.mono);
    case 'SiteTokensChanged':
      return followSiteTokens(state, now);
    case 'LocalListChanged':
      return noteTokensChanged(state, 'soon', now.mono);
    default:
      if (isUplinkFact(fact)) followUplinkFact(state, fact, now);
      else if (isOutsideFact(fact)) followOutside(state, fact, now);
  }
}

/** Somebody may be blocked now, or leave at another time. */
function followSiteTokens(state: State, now: Now): void {
  state.listChanged = true;
  shareAnew(state, now);
  noteTokensChanged(state, 'soon', now.mono);
}

/** Who gets how much may change by it, and how stations hold it. */
function noteForLimits(state: State, fact: Fact, now: Now): void {
  switch (fact.kind) {
    // The station knows the number of its transaction from here on: a limit may name it.
    case 'TransactionJudged':
    case 'TransactionDeauthorized':
      state.reallocate = true;
      return;
    case 'NeedsSet':
      state.plan.isWanted = true;
      return shareAnew(state, now);
    case 'TransactionStarted':
    case 'NeedsCleared':
    case 'ProfileStored':
    case 'ProfilesCleared':
    case 'ExternalLimitReported':
    case 'ExternalLimitCleared':
      return shareAnew(state, now);
    case 'TransactionEnded':
      forgetCurrent(state, fact);
      shareAnew(state, now);
      // What counts above its leases may have gone with it.
      if (state.leases.isProved) state.loadsDue = true;
      return;
    case 'StationBooted':
    case 'StationLearned':
    case 'StationMoved':
    case 'StationUnexpected':
    case 'FallbackProved':
      state.loadsDue = true;
      return shareAnew(state, now);
    case 'LeaseEnded':
    case 'LimitLapsed':
      state.reallocate = true;
      return;
    case 'ChargersReleased':
    case 'ReleaseEnded':
      state.loadsDue = state.reallocate = true;
      return wakeBy(state, now.mono);
    default:
  }
}

/** What was read last of a vehicle that has left says nothing of what is drawn now. */
function forgetCurrent({ ledger, live }: State, { station, evse = 0 }: TransactionEnded): void {
  const part = ledger.stations.get(station);
  const measured = live.stations.get(station)?.measured;
  const last = measured?.get(evse);
  if (last === undefined || (part !== undefined && openAt(part.transactions, evse) !== undefined)) return;
  const { amps: _amps, powerW: _powerW, ...rest } = last;
  measured?.set(evse, rest);
}

/** Who gets how much may be another now, and the plan of it. */
function shareAnew(state: State, now: Now): void {
  state.reallocate = true;
  planSoon(state, now);
}

/** What is worked out once per site and not once per message. Also called at the start, when the ledger has a site. */
export function followSite(state: State, now: Now): void {
  // Which of our own certificates there are may be others now.
  state.certificates.dueAt = now.mono;
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
    if (known !== undefined && (known.feed === undefined) === (config.feed === undefined)) {
      if (config.onLoss !== undefined && known.config.onLoss === undefined) known.limitLost = true;
      known.config = config;
      if (known.feed !== undefined && config.feed !== undefined)
        moveTopics(known.feed, topicsOf(config.feed.topicPrefix, config.identity));
      known.stations = config.stations === undefined ? undefined : new Set(config.stations);
      continue;
    }
    const part = state.ledger.uplinks.get(config.id);
    const live = newUplinkLive(config, part?.watermark ?? state.ledger.head, state.ledger, now.mono, part?.lastRow);
    // It speaks in another way now: what is open ends first.
    if (known?.link !== undefined) live.link = known.link;
    if (known?.link !== undefined && live.feed !== undefined) live.feed.hasMoved = true;
    state.uplinks.set(config.id, live);
    followLetters(state, config.id);
  }
  const named = new Set(site.uplinks.map((uplink) => uplink.id));
  for (const id of state.uplinks.keys())
    if (!named.has(id)) {
      state.uplinks.delete(id);
      state.alarms.delete(budgetAlarm(id));
    }
  followWork(state);
  followRelays(state, now);
  followStations(state, now);
  // A station that is retired now, or gone, has another status; what has not changed is not told again.
  for (const uplink of state.uplinks.values())
    for (const key of numbersFor(state, uplink).keys())
      if (serves(uplink, evseOf(key).station)) noteStatus(state, uplink, key, now);
  wakeBy(state, now.mono);
}
