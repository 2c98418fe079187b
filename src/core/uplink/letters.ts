// Dead letters as people handle them: looked at, sent once more, given up. Each of it is a fact.

import type { DeadLetter, DeadLettersView } from '../../local/dead-letters.ts';
import type { Parked } from '../../model/fact/uplink.ts';
import type { UplinkId } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import { tokenEnd } from '../../model/token.ts';
import type { Decided } from '../heard.ts';
import type { Now, Problem, Question } from '../ports.ts';
import type { State } from '../state.ts';

export type LetterQuestion = Extract<Question, { kind: 'deadLetters' | 'replayLetter' | 'discardLetter' }>;

export const isLetterQuestion = (question: Question): question is LetterQuestion =>
  question.kind === 'deadLetters' || question.kind === 'replayLetter' || question.kind === 'discardLetter';

export const unknownUplink = (uplink: UplinkId): Problem =>
  problem(404, 'BB_UPLINK_UNKNOWN', `There is no uplink "${uplink.slice(0, 60)}".`);

export function serveLetters(
  state: State,
  decided: Decided,
  question: LetterQuestion,
  now: Now,
): DeadLettersView | { done: string } | Problem {
  const { uplink } = question;
  const part = state.ledger.uplinks.get(uplink);
  if (part === undefined) return unknownUplink(uplink);
  if (question.kind === 'deadLetters')
    return {
      uplink,
      letters: part.parked.map(viewOf),
      replaying: [...part.replays.keys()],
      everParked: part.parkedTotal,
    };
  const { messageId } = question;
  const letter = part.parked.find((one) => one.messageId === messageId);
  if (letter === undefined)
    return problem(404, 'BB_LETTER_UNKNOWN', `${uplink} has no dead letter ${messageId.slice(0, 60)}.`);
  if (question.kind === 'replayLetter' && letter.code === 'BB_UPLINK_UNSENDABLE')
    return problem(
      409,
      'BB_LETTER_UNSENDABLE',
      `${messageId} breaks the schema of OCPP (${letter.description}) and cannot be sent. Settle it with the operator of the CSMS, then discard it.`,
    );
  const kind = question.kind === 'replayLetter' ? 'LetterReplayed' : 'LetterDiscarded';
  decided.facts.push({ kind, uplink, messageId, happenedAt: now.utc });
  return { done: question.kind === 'replayLetter' ? 'replayed' : 'discarded' };
}

const viewOf = ({ messageId, action, transaction, code, description, happenedAt, payload }: Parked): DeadLetter => ({
  messageId,
  action,
  ...(transaction !== undefined && { transaction }),
  code,
  description,
  at: isoOf(happenedAt),
  payload: withTokenEnds(JSON.parse(payload)),
});

const problem = (status: number, code: string, detail: string): Problem => ({ problem: { status, code, detail } });

/** Whoever looks may know of a card what he is shown elsewhere. */
function withTokenEnds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTokenEnds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      key,
      tokenKeys.has(key) && typeof one === 'string' ? tokenEnd(one) : withTokenEnds(one),
    ]),
  );
}

const tokenKeys: ReadonlySet<string> = new Set(['idTag', 'parentIdTag', 'idToken']);
