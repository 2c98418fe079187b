// A token that is shown in a TransactionEvent: by whom a transaction is claimed, and what its station is told about it.

import type { Verdict } from '../../model/status.ts';
import { noToken, sameToken } from '../../model/token.ts';
import type { Transaction } from '../../site/transaction.ts';
import { isClaimed } from '../../site/transaction.ts';
import { costAtEnd } from '../prices/price.ts';
import { showsCosts } from '../prices/show.ts';
import { verdictNow } from '../tokens/authorization.ts';
import { answer, keepWaiting } from './context.ts';
import { dropForDriver, withForDriver } from './for-drivers.ts';
import type { Event } from './event.ts';
import { verdictOfStop } from './transactions.ts';

/** What of a transaction is known from its first message on. */
export type Known = Pick<Transaction, 'transaction' | 'number' | 'evse' | 'token'> & Partial<Transaction>;

/**
 * Whether somebody is let in by this event: nobody had shown a token yet, or only one that was refused, or the EVSE was not
 * known. `isFirst`: only now is there a transaction for 1.6.
 */
export function claimOf({ shown, evse }: Event, known: Known): { token: string; isFirst: boolean } | undefined {
  const isRefused = known.verdict !== undefined && known.verdict.status !== 'Accepted';
  const mayClaim = known.token === '' || (isRefused && known.deauthorized === undefined);
  const isOther = shown !== undefined && !sameToken(shown.token, known.token);
  const token = mayClaim && isOther ? shown.token : known.token;
  const isNew = token !== known.token || (known.evse === 0 && evse !== 0);
  if (!isNew || token === '') return undefined;
  return { token, isFirst: !isClaimed(known) && evse !== 0 };
}

/** A token that was shown is judged like any other; without one there is nothing to say. */
export function judgeShown(event: Event, known: Known): void {
  const { context, said, shown } = event;
  if (shown === undefined) return answer(context, withForDriver(context.state, known.transaction, { kind: 'empty' }));
  if (isAboutStop(event, known)) return answerAboutStop(event, known);
  keepWaiting(context);
  context.heard.wishes.push({
    kind: 'authorize',
    asker: context.asker,
    station: context.station,
    ...shown,
    ...(said.tokenType !== undefined && { tokenType: said.tokenType }),
    ...(isNobodys(said) && { isNobodys: true }),
    started: { transaction: known.transaction, number: known.number },
  });
}

/** C02: the type says that nobody is asked, and no token is named. A token with that type is judged like any other. */
export const isNobodys = ({ token, tokenType }: { readonly token?: string; readonly tokenType?: string }): boolean =>
  tokenType === noToken && token === noToken;

/** Somebody wants to stop a transaction, or has nothing to do with it: its own token is not judged by that. */
function isAboutStop({ said, shown }: Event, known: Known): boolean {
  if (said.type === 'Ended' || said.trigger === 'StopAuthorized') return true;
  return shown !== undefined && known.token !== '' && !sameToken(shown.token, known.token);
}

function answerAboutStop(event: Event, known: Known): void {
  answer(event.context, { kind: 'stopped', verdict: stopVerdict(event, known), ...finalCost(event, known) });
}

/** Who holds the master pass may stop whatever he likes: the station knows who does (C16). */
function stopVerdict({ context, said, shown }: Event, known: Known): Verdict {
  const { state, station, now } = context;
  if (said.reason === 'MasterPass') return verdictNow(state, station, shown!.token, now);
  return verdictOfStop(context, known as Transaction, shown!.token);
}

/** The end is answered whatever it says; about a token only where one was shown. */
export function answerEnd(event: Event, known: Known): void {
  const { context, said } = event;
  dropForDriver(context.state, context.station, known.transaction);
  if (said.token === undefined) answer(context, { kind: 'stopped', ...finalCost(event, known) });
  else answerAboutStop(event, known);
}

/** What the driver is told at the end, where nobody upstream says so. */
function finalCost({ context, said }: Event, { transaction }: Known): { readonly totalCost?: number } {
  const { state, station, part, heard } = context;
  const known = part.transactions.known.get(transaction);
  if (said.type !== 'Ended' || known === undefined || !showsCosts(state, station, known)) return {};
  const ended = heard.facts.find((fact) => fact.kind === 'TransactionEnded' && fact.transaction === transaction);
  const totalCost = costAtEnd(state, known, ended?.kind === 'TransactionEnded' ? ended : undefined);
  return totalCost === undefined ? {} : { totalCost };
}

/** The same words as before: the same answer, as far as it is known by now. */
export function answerRepeat(event: Event, known: Transaction | undefined): void {
  const { context, said, shown } = event;
  if (known !== undefined && said.type === 'Ended') return answerEnd(event, known);
  if (known === undefined || shown === undefined) return answer(context, { kind: 'empty' });
  const verdict = known.deauthorized?.verdict ?? known.verdict;
  if (verdict === undefined || isAboutStop(event, known)) return judgeShown(event, known);
  answer(context, { kind: 'started', number: known.number, verdict });
}
