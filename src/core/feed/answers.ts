// Answers to commands: recorded, then told to whoever waits. What the broker does not take is told again.

import type { UplinkId } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { OrderAnswer } from '../../ocpp/order.ts';
import type { KnownCommand } from '../../site/uplink-commands.ts';
import type { AnswerStatus, CommandAnswer } from '../../uplink/mqtt/command-answer.ts';
import { answerOf, answerText, refusedWith } from '../../uplink/mqtt/command-answer.ts';
import type { Topics } from '../../uplink/mqtt/topics.ts';
import type { Asker } from '../hear/asker.ts';
import type { Said } from '../heard.ts';
import type { Publish } from '../ports/feed.ts';
import type { State } from '../state.ts';
import type { CommandsLive, Reply } from './commands-live.ts';
import { isRawKey, tellOwnFrame } from './raw.ts';

/** More than wait in any outage for somebody who still wants them; the oldest gives way. */
const answersKept = 500;
/** Numbers of answers towards the broker: no row, and nobody else's. */
const answersFrom = -1e12;
/** What is kept of an answer for a repeat of its command. */
const mostKeptData = 4096;

/**
 * What somebody said to a command of an MQTT uplink, or to a frame of it: `frame` is the answer in OCPP, `isOwn` where it is none
 * of a station. False where somebody else asked.
 */
export function answerTold(
  state: State,
  { told }: Asker,
  outcome: { readonly answer: OrderAnswer } | { readonly frame: string; readonly refusal?: string },
  said: Said,
  now: { readonly utc: Utc },
): boolean {
  if (told === undefined) return false;
  const { uplink, key } = told;
  if ('answer' in outcome) answerCommand(state, uplink, key, answerOf(outcome.answer), said, now);
  else if (isRawKey(key)) answerFrame(state, told, outcome.frame, outcome.refusal !== undefined, said, now);
  else answerCommand(state, uplink, key, refusedWith('BB_COMMAND_REFUSED', outcome.refusal ?? ''), said, now);
  return true;
}

/** What was answered to a frame is recorded, so that a repeat of it gets the same. */
export function answerFrame(
  state: State,
  told: NonNullable<Asker['told']>,
  frame: string,
  isOwn: boolean,
  said: Said,
  now: { readonly utc: Utc },
): void {
  if (isOwn) tellOwnFrame(state, told, frame, said, now);
  const isTaken = frame.startsWith('[3');
  const answer: CommandAnswer = {
    status: isTaken ? 'accepted' : 'rejected',
    ...(!isTaken && { code: 'BB_FRAME_REFUSED' }),
    data: { frame },
  };
  answerCommand(state, told.uplink, told.key, answer, said, now);
}

/** Records the answer, and tells whoever waits for it. */
export function answerCommand(
  state: State,
  uplink: UplinkId,
  key: string,
  answer: CommandAnswer,
  said: Said,
  now: { readonly utc: Utc },
): void {
  const known = state.ledger.uplinks.get(uplink)?.commands?.get(key);
  const feed = state.uplinks.get(uplink)?.feed;
  // Once: what is said after it is the same, to whoever did not hear it.
  if (known === undefined || known.answer !== undefined) return;
  const { id, what, about } = known;
  const data = answer.data === undefined ? undefined : JSON.stringify(answer.data);
  const isCut = data !== undefined && data.length > mostKeptData;
  said.facts.push({
    kind: 'UplinkCommandAnswered',
    uplink,
    key,
    id,
    what,
    ...(about !== undefined && { about }),
    status: answer.status,
    ...(answer.code !== undefined && { code: answer.code }),
    ...(answer.text !== undefined && { text: answer.text }),
    ...(data !== undefined && !isCut && { data }),
    ...(isCut && { isCut }),
    happenedAt: now.utc,
  });
  const replies = feed?.commands.waiting.get(key) ?? [];
  feed?.commands.waiting.delete(key);
  if (feed === undefined || isRawKey(key)) return;
  for (const reply of replies) addAnswer(feed, reply, answer);
}

/** The answer that was given before. */
export function answerBefore({ answer }: KnownCommand): CommandAnswer | undefined {
  if (answer === undefined) return undefined;
  const { status, code, text, data, isCut } = answer;
  return {
    status: status as AnswerStatus,
    ...(isCut === true
      ? {
          code: 'BB_COMMAND_DATA_GONE',
          text: 'The data of this answer were too long to be kept. Ask anew, under another id.',
        }
      : { ...(code !== undefined && { code }), ...(text !== undefined && { text }) }),
    ...(data !== undefined && { data: JSON.parse(data) as object }),
  };
}

/** Puts an answer in line. Under MQTT 5 whoever named a topic gets it there as well. */
export function addAnswer(
  { topics, commands }: { readonly topics: Topics; readonly commands: CommandsLive },
  { id, responseTopic, correlation }: Reply,
  answer: CommandAnswer,
): void {
  const text = answerText(id, answer);
  const about = correlation === undefined ? {} : { correlation };
  add(commands, { kind: 'publish', topic: topics.answer(id ?? nobody), text, ...about });
  if (responseTopic !== undefined && topics.mayAnswerTo(responseTopic))
    add(commands, { kind: 'publish', topic: responseTopic, text, ...about });
}

/** In the place of an id that could not be read; no id is so. */
const nobody = '-';

function add(commands: CommandsLive, message: Omit<Publish, 'link' | 'id'>): void {
  commands.answersMade += 1;
  const id = answersFrom - commands.answersMade;
  commands.answers.set(id, { message: { ...message, id }, hasLeft: false });
  if (commands.answers.size > answersKept) commands.answers.delete(commands.answers.keys().next().value!);
}

/** After each step. */
export function tellAnswers({
  feed,
  link,
  sends,
}: {
  readonly feed: { readonly commands: CommandsLive };
  readonly link: Publish['link'];
  readonly sends: Said['sends'];
}): void {
  for (const answer of feed.commands.answers.values()) {
    if (answer.hasLeft) continue;
    answer.hasLeft = true;
    sends.push({ ...answer.message, link });
  }
}

/** The broker took these. */
export function answersTaken({ answers }: CommandsLive, ids: readonly number[]): void {
  if (answers.size > 0) for (const id of ids) answers.delete(id);
}
