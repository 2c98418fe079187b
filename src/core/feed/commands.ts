// READ: a message on the topic of commands becomes a wish, or one refusal that is recorded. A repeat gets the answer of the
// first one, and nothing is done again.

import type { Utc } from '../../model/time.ts';
import { utc } from '../../model/time.ts';
import { hasRoomFor } from '../../site/uplink-commands.ts';
import type { Envelope, UplinkCommand } from '../../uplink/mqtt/command.ts';
import { isUnread, readCommand, readEnvelope } from '../../uplink/mqtt/command.ts';
import type { CommandAnswer } from '../../uplink/mqtt/command-answer.ts';
import { refusedWith } from '../../uplink/mqtt/command-answer.ts';
import type { Heard } from '../heard.ts';
import type { FeedInput } from '../ports/feed.ts';
import { addAnswer, answerBefore } from './answers.ts';
import type { Reply } from './commands-live.ts';
import { spendCommand } from './commands-live.ts';
import type { Feeding } from './feeding.ts';
import { aboutOf, mustExpire } from './command-rules.ts';

type Told = Extract<FeedInput, { kind: 'told' }>;

/** Nobody orders what is to be done tomorrow; a typing error in the year is found so, and memory is bounded by it. */
const mostAheadMs = 86_400_000;
/** Commands that are being carried out at once. */
const mostUnderWay = 200;
/** Repeats of one command that wait for its answer. */
const mostWaiting = 8;
/** Refusals of what comes too fast are recorded so often. */
const recordEveryMs = 10_000;

export function hearCommand(feeding: Feeding, heard: Heard, told: Told): void {
  const { responseTopic, correlation } = told;
  const to = {
    ...(responseTopic !== undefined && { responseTopic }),
    ...(correlation !== undefined && { correlation }),
  };
  const { commands } = feeding.feed;
  if (!spendCommand(commands, feeding.now.mono)) return refuseSome(feeding, { ...to, id: undefined });
  if (told.text === undefined)
    return refuse(
      feeding,
      { ...to, id: undefined },
      {},
      refusedWith('BB_COMMAND_TOO_LONG', 'A command has at most 64 KiB.'),
    );
  const read = readEnvelope(told.text);
  const reply: Reply = { ...to, id: read.id };
  const about = { ...(read.id !== undefined && { id: read.id }), ...(read.kind !== undefined && { what: read.kind }) };
  if (isUnread(read)) return refuse(feeding, reply, about, refusedWith(read.code, read.text));
  if (feeding.uplink.config.role !== 'control')
    return refuse(
      feeding,
      reply,
      about,
      refusedWith('BB_COMMAND_OBSERVER', 'This uplink observes; it gives no orders. Its role stands in the site file.'),
    );
  const mark = markOf(feeding, read);
  if (isRepeat(feeding, heard, reply, read, mark)) return;
  const command = readCommand(read);
  if (isUnread(command)) return refuse(feeding, reply, about, refusedWith(command.code, command.text));
  const until = untilOf(read, told, feeding.now.utc);
  const refusal = refusalOf(feeding, command, until);
  if (refusal !== undefined) return refuse(feeding, reply, about, refusal);
  // A time that nobody knows is none until which anything is remembered.
  take(feeding, heard, reply, read, command, mark, feeding.state.clock.trusted ? until : undefined);
}

function take(
  { id: uplink, link, feed, facts, now }: Feeding,
  heard: Heard,
  reply: Reply,
  { id, key }: Envelope,
  command: UplinkCommand,
  mark: string,
  until: Utc | undefined,
): void {
  const about = aboutOf(command);
  facts.push({
    kind: 'UplinkCommanded',
    uplink,
    key,
    id,
    what: command.kind,
    ...(about !== undefined && { about }),
    mark,
    ...(until !== undefined && { until }),
    happenedAt: now.utc,
  });
  feed.commands.waiting.set(key, [reply]);
  heard.wishes.push({ kind: 'command', uplink, link, key, command });
}

/** The content, whatever the order of its fields: an id of its own and another expiry make no other command of it. */
function markOf({ state }: Feeding, { kind, content }: Envelope): string {
  const sorted = Object.entries(content).sort(([one], [other]) => (one < other ? -1 : 1));
  return state.hash(JSON.stringify([kind, ...sorted]));
}

/** True where this command was taken before. */
function isRepeat(feeding: Feeding, heard: Heard, reply: Reply, { key, kind }: Envelope, mark: string): boolean {
  const { state, id: uplink, feed } = feeding;
  const known = state.ledger.uplinks.get(uplink)?.commands?.get(key);
  if (known === undefined) return false;
  if (known.mark !== mark || known.what !== kind) {
    const text = 'This id (or key) was used for another command. Nothing was done.';
    const about = { ...(reply.id !== undefined && { id: reply.id }), what: kind };
    refuse(feeding, reply, about, refusedWith('BB_COMMAND_KEY_USED', text));
    return true;
  }
  const before = answerBefore(known);
  const waiting = feed.commands.waiting.get(key);
  if (before !== undefined) addAnswer(feed, reply, before);
  else if (waiting !== undefined) join(waiting, reply);
  else {
    // The process that took it ended before it was answered.
    feed.commands.waiting.set(key, [reply]);
    heard.commands.push({ kind: 'answerCommand', uplink, key, answer: interrupted });
  }
  return true;
}

const interrupted: CommandAnswer = {
  status: 'failed',
  code: 'BB_COMMAND_INTERRUPTED',
  text: 'The gateway was started anew while it carried this out: it may or may not have been done. Look at the state before you order more.',
};

/** The same message that came twice needs one answer. */
function join(waiting: Reply[], reply: Reply): void {
  const isThere = waiting.some(
    (one) => one.id === reply.id && one.responseTopic === reply.responseTopic && one.correlation === reply.correlation,
  );
  if (!isThere && waiting.length < mostWaiting) waiting.push(reply);
}

/** The sooner of what it says itself and of what its message says (MQTT 5). */
function untilOf({ expiresAt }: Envelope, { expiresInSeconds }: Told, now: Utc): Utc | undefined {
  if (expiresInSeconds === undefined) return expiresAt;
  return utc(Math.min(expiresAt ?? Infinity, now + expiresInSeconds * 1000));
}

function refusalOf(feeding: Feeding, command: UplinkCommand, until: Utc | undefined): CommandAnswer | undefined {
  const { state, id, now } = feeding;
  const isUrgent = mustExpire(state, id, command, now);
  // What waits for the disk would be done when nobody wants it any more, and what is not kept could be done twice.
  if (isUrgent && state.live.disk !== 'ok')
    return refusedWith('BB_COMMAND_DISK', 'The gateway cannot write to its disk. Send it again when it can.');
  if (until === undefined && isUrgent)
    return refusedWith(
      'BB_COMMAND_NO_EXPIRY',
      `A command that starts or raises something needs "expiresAt": after it, it is not taken any more.`,
    );
  if (until !== undefined && !state.clock.trusted && isUrgent)
    return refusedWith(
      'BB_COMMAND_CLOCK',
      'The clock of the gateway is not known to be right, so nobody knows whether this has expired. Send it again when it is.',
    );
  if (until === undefined || !state.clock.trusted) return busy(feeding);
  if (until <= now.utc)
    return refusedWith('BB_COMMAND_EXPIRED', `It expired ${Math.ceil((now.utc - until) / 1000)} s before it came.`);
  if (until > now.utc + mostAheadMs)
    return refusedWith('BB_COMMAND_EXPIRY_FAR', '"expiresAt" is at most 24 hours ahead.');
  return busy(feeding);
}

export function busy({ state, id, feed, now }: Feeding): CommandAnswer | undefined {
  const { commands } = state.ledger.uplinks.get(id) ?? {};
  if (feed.commands.waiting.size >= mostUnderWay || !hasRoomFor(commands, now.utc))
    return refusedWith(
      'BB_COMMAND_BUSY',
      'Too many commands are being carried out, or have not expired yet. Send it again later, and let commands expire sooner.',
    );
  return undefined;
}

type About = { readonly id?: string; readonly what?: string };

/** One record and one answer. */
export function refuse(
  { id: uplink, feed, facts, now }: Feeding,
  reply: Reply | undefined,
  about: About,
  { code, text, ...answer }: CommandAnswer,
): void {
  const { commands } = feed;
  facts.push({
    kind: 'UplinkCommandRefused',
    uplink,
    ...about,
    code: code!,
    text: text!,
    ...(commands.unrecorded > 0 && { unrecorded: commands.unrecorded }),
    happenedAt: now.utc,
  });
  commands.unrecorded = 0;
  if (reply !== undefined) addAnswer(feed, reply, { ...answer, code: code!, text: text! });
}

/** What comes too fast costs neither the journal nor the broker more than one message now and then. */
export function refuseSome(feeding: Feeding, reply: Reply | undefined): void {
  const { commands } = feeding.feed;
  const { mono } = feeding.now;
  if (commands.recordedAt !== undefined && mono - commands.recordedAt < recordEveryMs) {
    commands.unrecorded += 1;
    return;
  }
  commands.recordedAt = mono;
  const text = 'Commands come too fast. Those that had no answer were not done: send them again, ten a second at most.';
  refuse(feeding, reply, {}, refusedWith('BB_COMMAND_RATE', text));
}
