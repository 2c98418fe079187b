// DECIDE: wishes become commands, and whoever charges gets a share. Runs the allocator only when something changed.

import type { AskId, UplinkId } from '../model/ids.ts';
import { viewOf } from './view.ts';
import type { Decided, Wish } from './heard.ts';
import { admitToken, concludeDue } from './tokens/authorization.ts';
import { never } from '../model/time.ts';
import { adoptAll, listAgain } from './adopt/adopt.ts';
import { serveStationCertificates } from './certificates/at-station.ts';
import { followCertificates } from './certificates/renew.ts';
import { serveStartAt, serveStopAt } from './orders/remote.ts';
import { resetIdleOnes } from './orders/reset-station.ts';
import { serveOrder } from './orders/serve.ts';
import { isLetterQuestion, serveLetters, unknownUplink } from './uplink/letters.ts';
import { endTransactions } from './tokens/end-transactions.ts';
import { requestPhases } from './modbus/phases.ts';
import { passOn } from './orders/context.ts';
import { serveRegisters } from './modbus/share.ts';
import type { OutsideQuestion } from './ports/outside.ts';
import { endEvseLimits } from './outside/evse-limit.ts';
import { isOutsideQuestion, serveOutside } from './outside/serve.ts';
import type { Now, Question } from './ports.ts';
import { obey } from './feed/obey.ts';
import { stationDetail } from './explain/station.ts';
import { whyAt } from './explain/why.ts';
import { imagine } from './limits/imagine.ts';
import { noteReasons } from './explain/reasons.ts';
import { followBases } from './limits/base-loads.ts';
import { planAhead } from './plan/ahead.ts';
import { openSessions } from './past/open-sessions.ts';
import { planIfDue } from './plan/ask.ts';
import { noteSitePower } from './plan/site-power.ts';
import { isNeedsQuestion, serveNeeds } from './plan/serve-needs.ts';
import type { NeedsQuestion } from './ports/needs.ts';
import { priceSessions } from './prices/price.ts';
import { followSurplus } from './plan/solar.ts';
import { endLeases } from './limits/leases.ts';
import { endRelease, release } from './limits/release.ts';
import { followPhaseTest, serveFindPhases } from './find-phases/find.ts';
import { followProving, serveProve } from './prove/prove.ts';
import { isItsTurn } from './limits/pace.ts';
import { tellRates } from './limits/rate-changed.ts';
import { reallocate } from './limits/reallocate.ts';
import type { State } from './state.ts';
import { siteOf, wakeBy } from './state.ts';
import { deauthorizeBlocked, dealWithUnwelcome } from './tokens/unauthorized.ts';

export function decide(state: State, wishes: readonly Wish[], now: Now): Decided {
  const decided: Decided = { facts: [], commands: [] };
  for (const wish of wishes) grant(state, wish, decided, now);
  if (state.pending.size > 0) concludeDue(state, decided, now);
  if (state.listChanged) deauthorizeBlocked(state, decided, now);
  if (state.unwelcome.size > 0) dealWithUnwelcome(state, decided, now);
  if (state.listsDueAt < never) listAgain(state, now);
  if (state.asked.idleResets.size > 0) resetIdleOnes(state, decided, now);
  followCertificates(state, decided, now);
  if (state.adopting.size > 0) adoptAll(state, decided, now);
  followBases(state, decided.facts, now);
  followSurplus(state, now);
  endLeases(state, decided, now);
  if (state.proving.size > 0) followProving(state, decided, now);
  followPhaseTest(state, now);
  if (state.outside.evses.size > 0) endEvseLimits(state, now);
  const shares = state.reallocate && isItsTurn(state);
  const isDue = shares || state.reasons.dueAt <= now.mono;
  // What was released in this step is told nothing more.
  if (shares && !decided.facts.some(({ kind }) => kind === 'ChargersReleased')) reallocate(state, decided, now);
  if (isDue) noteReasons(state, decided, now);
  if (state.rates.due.size > 0) tellRates(state, decided.facts, now);
  noteSitePower(state, decided.facts, now);
  planIfDue(state, decided, now);
  priceSessions(state, decided, now);
  return decided;
}

function grant(state: State, wish: Wish, decided: Decided, now: Now): void {
  switch (wish.kind) {
    case 'authorize':
      return admitToken(state, wish, decided, now);
    case 'order':
      return serveOrder({ state, decided, from: wish.from, now }, wish.order);
    case 'command':
      return obey(state, wish, decided, now);
    case 'ask':
      if (isOfCharging(wish.question)) return order(state, wish.ask, wish.question, decided, now);
      if (wish.question.kind === 'switchPhases') return switchPhases(state, wish.ask, wish.question, decided, now);
      if (wish.question.kind === 'registers') return serveRegisters(state, wish.ask, wish.question, decided, now);
      if (wish.question.kind === 'stationCertificates')
        return serveStationCertificates(state, wish.ask, wish.question, decided, now);
      if (wish.question.kind === 'changeKey') return changeKey(state, wish.ask, wish.question, decided, now);
      return void decided.commands.push({
        kind: 'answerAsk',
        ask: wish.ask,
        body: answerOf(state, wish.question, decided, now),
      });
  }
}

function answerOf(
  state: State,
  question: Exclude<
    Question,
    { kind: 'changeKey' | 'stationCertificates' | 'switchPhases' | 'registers' } | OfCharging
  >,
  decided: Decided,
  now: Now,
): unknown {
  if (isOutsideQuestion(question)) return serveOutside(state, question, decided.facts, now);
  if (isNeedsQuestion(question)) return serveNeeds(state, question, decided.facts, now);
  switch (question.kind) {
    case 'why':
      return whyAt(state, question.evse, now);
    case 'stationDetail':
      return stationDetail(state, question.station, now);
    case 'openSessions':
      return openSessions(state);
    case 'plan':
      return planAhead(state, question.hours, now);
    case 'imagine':
      return imagine(state, question.site, now);
    case 'prove':
      return serveProve(state, question.station, question.action, decided, now);
    case 'findPhases':
      return serveFindPhases(state, question, now);
    case 'release':
      return release(state, decided, now);
    case 'endRelease':
      return endRelease(state, decided, now);
    default:
      return answerOther(state, question, decided, now);
  }
}

function answerOther(state: State, question: OfOthers, decided: Decided, now: Now): unknown {
  if (isLetterQuestion(question)) return serveLetters(state, decided, question, now);
  if (question.kind === 'abandon') {
    if (!state.ledger.uplinks.has(question.uplink)) return unknownUplink(question.uplink);
    abandon(state, question.uplink, decided, now);
  }
  if (question.kind === 'readmit') state.quarantined.delete(question.station);
  if (question.kind === 'endTransactions') endTransactions(state, question.station, decided, now);
  return viewOf(state, question, now);
}

type OfOthers = Exclude<
  Question,
  | OutsideQuestion
  | NeedsQuestion
  | {
      kind:
        | 'changeKey'
        | 'stationCertificates'
        | 'switchPhases'
        | 'registers'
        | 'why'
        | 'plan'
        | 'openSessions'
        | 'stationDetail'
        | 'imagine'
        | 'prove'
        | 'findPhases'
        | 'release'
        | 'endRelease';
    }
  | OfCharging
>;

type OfCharging = Extract<Question, { kind: 'startCharging' | 'stopCharging' }>;

const isOfCharging = (question: Question): question is OfCharging =>
  question.kind === 'startCharging' || question.kind === 'stopCharging';

/** What a person orders at an EVSE goes the way of a central system's orders. */
function order(state: State, ask: AskId, question: OfCharging, decided: Decided, now: Now): void {
  const context = { state, decided, from: { kind: 'ask', ask }, now } as const;
  if (question.kind === 'startCharging') serveStartAt(context, question.evse, question.token);
  else serveStopAt(context, question.evse);
}

/** The end of the switch is the answer; what cannot be is answered at once. */
function switchPhases(
  state: State,
  ask: AskId,
  { evse, phases }: Extract<Question, { kind: 'switchPhases' }>,
  decided: Decided,
  now: Now,
): void {
  const asked = requestPhases(state, evse, phases, now);
  if (asked.kind === 'switch') return void decided.commands.push({ ...asked.command, ask });
  const body = asked.kind === 'stands' ? { status: 'Accepted', phases } : { problem: asked.problem };
  decided.commands.push({ kind: 'answerAsk', ask, body });
}

/** The station is told its new key; what it says to it is the answer. */
function changeKey(
  state: State,
  ask: AskId,
  { station, key }: Extract<Question, { kind: 'changeKey' }>,
  decided: Decided,
  now: Now,
): void {
  const order = { kind: 'changeSetting', key: 'AuthorizationKey', value: key } as const;
  passOn({ state, decided, from: { kind: 'ask', ask }, now }, order, [{ station, order }]);
}

/** Takes it out, whatever it had to deliver. What the file says of it, or of another in its place, begins anew after that. */
function abandon(state: State, uplink: UplinkId, decided: Decided, now: Now): void {
  decided.facts.push({ kind: 'Abandoned', uplink, through: state.ledger.head, happenedAt: now.utc });
  const site = siteOf(state);
  const without = { ...site, uplinks: site.uplinks.filter((other) => other.id !== uplink) };
  decided.facts.push({ kind: 'SiteChanged', site: without, happenedAt: now.utc });
  wakeBy(state, now.mono);
}
