// DECIDE: who may charge. A question goes to the CSMS when it can be asked; after a while the local verdict counts.

import type { TokenQuestion } from '../../control/authorize.ts';
import { afterCsms, authorize, authorizeAlone } from '../../control/authorize.ts';
import type { TokenRules } from '../../control/token-rules.ts';
import type { LinkId, StationId, TransactionId, UplinkId } from '../../model/ids.ts';
import type { Verdict } from '../../model/status.ts';
import { sameToken } from '../../model/token.ts';
import { after, earliest, never } from '../../model/time.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { Wording } from '../../ocpp/heard.ts';
import { knownToken } from '../../site/known-token.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Decided, Wish } from '../heard.ts';
import { withForDriver } from '../hear/for-drivers.ts';
import { lose } from '../losses.ts';
import { canVerify, certificateOf, contractWaitMs, mustVerify, unverifiedContract } from './contract.ts';
import type { PendingAuthorization } from './pending.ts';
import { placedVerdict } from './placed-verdict.ts';
import type { Now } from '../ports.ts';
import { pendingOf } from '../relay/ask.ts';
import type { State } from '../state.ts';
import { makeId, wakeBy } from '../state.ts';
import { explainRefusal } from './token-format.ts';
import { keyOf, rulesAt } from './tokens.ts';

/** A driver who was let in from afar plugs in within this time. */
const remoteStartMs = 600_000;

export function admitToken(state: State, wish: Extract<Wish, { kind: 'authorize' }>, decided: Decided, now: Now): void {
  const rules = rulesAt(state, wish.station);
  const { kind: _, wasOrdered, isNobodys, ...asked } = wish;
  const waiting: PendingAuthorization = {
    ...asked,
    key: keyOf(state, wish.token),
    isOrdered: wasOrdered !== undefined && now.utc - wasOrdered < remoteStartMs,
    deadline: after(now.mono, wish.contract === undefined ? rules.waitMs : Math.max(rules.waitMs, contractWaitMs)),
  };
  if (isRelayed(state, waiting)) return;
  const csms = controlLink(state, rules.csms);
  const question = questionOf(state, waiting, rules, now);
  if (isNobodys === true)
    return answerAbout(state, waiting, { status: 'Accepted', by: 'free' }, question, rules, decided);
  // A start that was ordered is made; a mere question goes to the CSMS like any other, while it is there.
  const isMade = wish.started !== undefined && question.fresh === undefined;
  const isDecided = waiting.isOrdered && (isMade || question.csms === 'away');
  const verdict = isDecided ? alone(waiting, question, rules) : firstVerdict(waiting, question, rules);
  if (verdict !== 'askCsms') {
    if (verdict.by === 'csms' && mayLimit(state, csms, waiting)) return void wait(state, { ...waiting, said: verdict });
    return answerAbout(state, waiting, verdict, question, rules, decided);
  }
  const wording = csms === undefined ? undefined : wordingTo(state, csms, waiting);
  if (csms === undefined || wording === undefined)
    return answerAbout(state, waiting, alone(waiting, question, rules), question, rules, decided);
  const pending = wait(state, waiting);
  const { station, token, started } = waiting;
  decided.commands.push({
    kind: 'askToken',
    link: csms,
    pending,
    token,
    station,
    wording,
    ...(started !== undefined && { transaction: started.transaction }),
  });
}

/** The central system of the station hears the question from the station itself, and has as long as it takes. */
function isRelayed(state: State, waiting: PendingAuthorization): boolean {
  const { asker } = waiting;
  const relay = asker.relayed === undefined ? undefined : state.relays.get(asker.relayed);
  if (relay?.asked.has(asker.idText) !== true) return false;
  state.pending.set(pendingOf(asker), { ...waiting, deadline: never });
  return true;
}

/** Until the central system has answered, or has had its time. */
function wait(state: State, waiting: PendingAuthorization): string {
  const id = makeId(state);
  state.pending.set(id, waiting);
  state.pendingDueAt = earliest(state.pendingDueAt, waiting.deadline);
  wakeBy(state, waiting.deadline);
  return id;
}

/**
 * Where both sides speak 2.1 the central system may limit a transaction when it is told of it (E16.FR.02): its answer is waited
 * for, though the token is known to be good.
 */
const mayLimit = (state: State, csms: LinkId | undefined, { station, started }: PendingAuthorization): boolean =>
  started !== undefined &&
  csms !== undefined &&
  state.links.get(csms)?.peer.version === '2.1' &&
  state.stationLinks.get(station)?.peer.version === '2.1';

/** The question as the central system is asked it; undefined where its version has no room for it. */
function wordingTo(state: State, csms: LinkId, asked: PendingAuthorization): Wording | undefined {
  const { station, token, shown, tokenType, contract } = asked;
  const { version } = state.links.get(csms)?.peer ?? { version: '1.6' as const };
  const { longestToken, toCsms } = dialectOf(version);
  if (token.length > longestToken) return undefined;
  // The type is that of what was shown, which need not be that of what it stands for.
  const wording = toCsms.authorize(token, sameToken(token, shown) ? tokenType : undefined, contract);
  if (wording === undefined) {
    const reason = version === '1.6' ? 'noSuchField' : 'tooLong';
    lose(state, state.stationLinks.get(station)?.peer.version ?? 'site', version, [{ field: 'certificate', reason }]);
  }
  return wording;
}

function firstVerdict(waiting: PendingAuthorization, question: TokenQuestion, rules: TokenRules): Verdict | 'askCsms' {
  if (!mustVerify(waiting, rules)) return authorize(question, rules);
  return canVerify(question, rules) ? 'askCsms' : alone(waiting, question, rules);
}

/** The verdict without the CSMS. Whoever ordered the start has decided about its token; nobody overrules the site's list. */
function alone(waiting: PendingAuthorization, question: TokenQuestion, rules: TokenRules): Verdict {
  const { isOrdered } = waiting;
  if (mustVerify(waiting, rules) && question.site?.blocked !== true) return unverifiedContract;
  const isOpen = isOrdered && question.site?.blocked !== true && rules.mode === 'csms';
  return isOpen ? afterCsms({ status: 'Accepted' }, question) : authorizeAlone(question, rules);
}

/** Questions that the CSMS has answered, or that have waited long enough. */
export function concludeDue(state: State, decided: Decided, now: Now): void {
  if (now.mono < state.pendingDueAt) return;
  state.pendingDueAt = never;
  for (const [id, waiting] of state.pending) {
    if (now.mono < waiting.deadline) {
      state.pendingDueAt = earliest(state.pendingDueAt, waiting.deadline);
      continue;
    }
    state.pending.delete(id);
    const rules = rulesAt(state, waiting.station);
    const question = questionOf(state, waiting, rules, now);
    const { said } = waiting;
    // Nobody overrules the site's list, not even where a relayed station asked its central system itself.
    const isAlone = said === undefined || question.site?.blocked === true;
    const verdict = isAlone ? alone(waiting, question, rules) : afterCsms(said, question);
    answerAbout(state, waiting, verdict, question, rules, decided);
  }
}

function conclude(
  state: State,
  waiting: PendingAuthorization,
  verdict: Verdict,
  certificate: string | undefined,
  decided: Decided,
): void {
  const { asker, station, started } = waiting;
  if (started === undefined)
    return void decided.commands.push({
      kind: 'answer',
      asker,
      reply: { kind: 'verdict', verdict, ...(certificate !== undefined && { certificate }) },
    });
  decided.facts.push({ kind: 'TransactionJudged', station, transaction: started.transaction, verdict });
  const reply = withForDriver(state, started.transaction, { kind: 'started', number: started.number, verdict });
  decided.commands.push({ kind: 'answer', asker, reply });
}

/** A refusal is explained where somebody can do something about it. */
function answerAbout(
  state: State,
  waiting: PendingAuthorization,
  said: Verdict,
  question: TokenQuestion,
  rules: TokenRules,
  decided: Decided,
): void {
  const { station, started } = waiting;
  const verdict = placedVerdict(state, station, said, evseOfStarted(state, station, started?.transaction));
  if (verdict.status !== 'Accepted') explainRefusal(state, waiting, verdict, question, rules);
  conclude(state, waiting, verdict, certificateOf(waiting, said, rules), decided);
}

const evseOfStarted = (state: State, station: StationId, transaction: TransactionId | undefined): number | undefined =>
  transaction === undefined ? undefined : state.ledger.stations.get(station)?.transactions.known.get(transaction)?.evse;

/** What a token is judged by at a station now. */
function questionOf(state: State, asked: PendingAuthorization, rules: TokenRules, now: Now): TokenQuestion {
  const known = knownToken(state.ledger.tokens, asked.key, rules.csms);
  const fresh = state.fresh.get(`${asked.key}@${rules.csms ?? ''}`);
  const heardAt = rules.csms === undefined ? undefined : state.ledger.uplinks.get(rules.csms)?.heardAt;
  return {
    ...known,
    ...(fresh !== undefined && now.mono < fresh.until && { fresh: fresh.verdict }),
    isInUse: asked.started !== undefined && known.site?.single === true && isInUse(state, asked.token, asked.started),
    csms: controlLink(state, rules.csms) === undefined ? 'away' : 'reachable',
    ...(heardAt !== undefined && { csmsHeardAt: heardAt }),
    at: now.utc,
  };
}

/** Looks at every open transaction: only for a token that the site's list allows once at a time, and only when it starts. */
function isInUse(state: State, token: string, own: { readonly transaction: TransactionId }): boolean {
  for (const { transactions } of state.ledger.stations.values())
    for (const open of openOnes(transactions))
      if (open.transaction !== own.transaction && sameToken(open.token, token) && open.verdict?.status === 'Accepted')
        return true;
  return false;
}

/** The link of the central system, when it can be asked now. */
function controlLink(state: State, csms: UplinkId | undefined): LinkId | undefined {
  const uplink = csms === undefined ? undefined : state.uplinks.get(csms);
  // Over MQTT nobody is asked: the rules of the site without its central system count, and the list that it gave.
  return uplink?.accepted === true && uplink.feed === undefined ? uplink.link : undefined;
}

/** Whether the central system that has the say over a station can be asked now. */
export const canAskCsms = (state: State, station: StationId): boolean =>
  controlLink(state, rulesAt(state, station).csms) !== undefined;

/** The verdict about a token right now without asking anybody: for what needs no driver to wait. */
export function verdictNow(state: State, station: StationId, token: string, now: Now): Verdict {
  const rules = rulesAt(state, station);
  const key = keyOf(state, token);
  const known = knownToken(state.ledger.tokens, key, rules.csms);
  const fresh = state.fresh.get(`${key}@${rules.csms ?? ''}`);
  if (fresh !== undefined && now.mono < fresh.until) return afterCsms(fresh.verdict, known);
  return authorizeAlone({ ...known, csms: 'away', at: now.utc }, rules);
}
