// SAY: commands become bytes, and whoever is free to listen is told what is next.

import type { Fact } from '../model/fact/fact.ts';
import type { CommandId, StationId, UplinkId } from '../model/ids.ts';
import { evseOf } from '../model/ids.ts';
import { encodeError, encodeResult } from '../ocpp/frame.ts';
import type { ToStationReply } from '../ocpp/heard.ts';
import { orders16 } from '../ocpp/v16/orders.ts';
import { checkReply } from '../ocpp/schema.ts';
import { spell } from '../ocpp/errors.ts';
import type { Call } from '../ocpp/session.ts';
import { isFree, keepAnswer, makeWay } from '../ocpp/session.ts';
import { sayAuthorize } from '../ocpp/v16/authorize.ts';
import { answerStation } from '../ocpp/v16/dialect.ts';
import { sayLimit } from '../ocpp/v16/smart-charging.ts';
import { stationLive } from '../site/live.ts';
import type { SetLimit } from '../control/actuate.ts';
import { flushCalls, placeCall } from './call.ts';
import { settleCommand } from './hear-answer.ts';
import type { Command, GiveOrder } from './heard.ts';
import type { Asker } from './asker.ts';
import type { Link, Purpose } from './links.ts';
import type { Now, Send } from './ports.ts';
import type { State } from './state.ts';
import { makeId } from './state.ts';
import { nextForUplink } from './tell-uplink.ts';
import { readWanted } from '../uplink/outbox.ts';

export interface Said {
  readonly facts: Fact[];
  readonly sends: Send[];
}

/** A station that does not answer a CALL in this time is taken not to have followed it. */
const callTimeoutMs = 30_000;

/** Longer for a station that is known to take its time (Q33). */
function timeoutOf(state: State, station: StationId): number {
  const learned = state.ledger.stations.get(station)?.capabilities.callTimeoutSeconds;
  return learned === undefined ? callTimeoutMs : Math.max(callTimeoutMs, learned * 1000);
}

export function say(state: State, commands: readonly Command[], now: Now): Said {
  const said: Said = { facts: [], sends: [] };
  for (const command of commands) sayOne(state, command, said, now);
  for (const [id, uplink] of state.uplinks) {
    if (uplink.link !== undefined) tellUplink(state, id, said, now);
    const wanted = readWanted(uplink.outbox, now.durable);
    if (wanted === undefined) continue;
    uplink.outbox.reading = true;
    said.sends.push({ kind: 'read', uplink: id, ...wanted });
  }
  flushCalls(state, said.sends, now);
  return said;
}

function sayOne(state: State, command: Command, said: Said, now: Now): void {
  switch (command.kind) {
    case 'answer':
      return answerCall(state, command.asker, command.reply, said, now);
    case 'answerAgain':
      return void said.sends.push({ kind: 'frame', link: command.asker.link, text: command.text });
    case 'refuse': {
      const text = encodeError(command.asker.idText, spell(command.code, '1.6'), command.text);
      return answer(state, command.asker, text, said);
    }
    case 'probe':
      return void said.sends.push({ kind: 'probe', link: command.link });
    case 'askToken': {
      const link = state.links.get(command.link);
      const purpose: Purpose = { kind: 'authorize', pending: command.pending, token: command.token };
      if (link !== undefined)
        placeCall(state, link, sayAuthorize(command.token), purpose, 1, makeId(state), callTimeoutMs);
      return;
    }
    case 'setLimit':
      return tellLimit(state, command, said, now);
    case 'giveOrder':
      return giveOrder(state, command, said, now);
    case 'answerOrder':
      return answerOrder(state, command, said);
    case 'close':
      return void said.sends.push({ kind: 'close', link: command.link, code: command.code, reason: command.reason });
    case 'answerAsk':
      return void said.sends.push({ kind: 'answer', ask: command.ask, body: command.body });
  }
}

function answerCall(state: State, asker: Asker, reply: ToStationReply, said: Said, now: Now): void {
  const text = encodeResult(asker.idText, answerStation(reply));
  const link = state.links.get(asker.link);
  if (link !== undefined && asker.repeat !== undefined) keepAnswer(link.session, asker.repeat, text, now.mono);
  answer(state, asker, text, said);
}

function answer(state: State, asker: Asker, text: string, said: Said): void {
  const link = state.links.get(asker.link);
  if (link === undefined) return;
  if (asker.isStray !== true) link.session.handling.delete(asker.idText);
  said.sends.push({ kind: 'frame', link: asker.link, text });
}

function tellLimit(state: State, command: SetLimit, said: Said, now: Now): void {
  const link = state.stationLinks.get(command.station);
  if (link === undefined) return;
  if (command.lowers) clearTheWay(state, link, command, said, now);
  const id = makeId(state) as CommandId;
  const { evse, station, amps, reason } = command;
  said.facts.push({ kind: 'LimitCommanded', command: id, station, evse, amps, reason, happenedAt: now.utc });
  if (!command.lowers) stationLive(state.live, station).raisedAt = now.mono;
  const purpose: Purpose = { kind: 'limit', command: id, evse, lowers: command.lowers };
  const lane = command.lowers ? 0 : 1;
  placeCall(state, link, sayLimit(evseOf(evse).evse, amps), purpose, lane, id, timeoutOf(state, station));
}

/** Before a limit is lowered, every limit for the same EVSE that has not left the gateway is withdrawn. */
function clearTheWay(state: State, link: Link, command: SetLimit, said: Said, now: Now): void {
  const obsolete = (other: Call<Purpose>) => other.context.kind === 'limit' && other.context.evse === command.evse;
  const { dropped, recalled } = makeWay(link.session, now.durable, obsolete);
  if (recalled !== undefined) said.sends.push({ kind: 'recall', link: link.id, callId: recalled });
  const settled = { facts: said.facts, commands: [] };
  for (const { context } of dropped)
    if (context.kind === 'limit') settleCommand(state, settled, link, context, 'withdrawn', now);
}

function giveOrder(state: State, { station, order, ticket, transaction }: GiveOrder, said: Said, now: Now): void {
  const link = state.stationLinks.get(station);
  if (link === undefined) return;
  const id = makeId(state) as CommandId;
  const isKept = order.kind === 'remoteStart' || order.kind === 'remoteStop';
  if (isKept)
    said.facts.push({
      kind: 'RemoteCommanded',
      command: id,
      station,
      happenedAt: now.utc,
      ...(order.kind === 'remoteStart'
        ? { action: 'start', token: order.token, ...(order.evse !== undefined && { evse: order.evse }) }
        : { action: 'stop', ...(transaction !== undefined && { transaction }) }),
    });
  const { action, say: wordsOf } = orders16.byKind.get(order.kind)!;
  const from = state.tickets.get(ticket)?.from;
  const purpose: Purpose = {
    kind: 'order',
    ticket,
    order,
    ...(isKept && { command: id }),
    ...(from?.kind === 'gateway' && { for: from.purpose }),
  };
  placeCall(state, link, { action, payload: wordsOf(order) }, purpose, 1, id, timeoutOf(state, station));
}

/** The gateway's own orders are answered where they were given; people get the canonical words. */
function answerOrder(state: State, command: Extract<Command, { kind: 'answerOrder' }>, said: Said): void {
  const { from, order, answer: given } = command;
  if (from.kind === 'ask') return void said.sends.push({ kind: 'answer', ask: from.ask, body: given });
  if (from.kind === 'gateway') return;
  const { action, answer: wordsOf } = orders16.byKind.get(order.kind)!;
  const payload = wordsOf(given, order);
  const { idText } = from.asker;
  if (payload === undefined)
    return answer(state, from.asker, encodeError(idText, 'NotSupported', 'This message is not served.'), said);
  // What a station said goes into it, so its schema is asked before it leaves.
  const violation = checkReply('1.6', action, payload);
  const text =
    violation === undefined
      ? encodeResult(idText, payload)
      : encodeError(idText, 'InternalError', `The answer would break its schema: ${violation.message}`);
  answer(state, from.asker, text, said);
}

function tellUplink(state: State, id: UplinkId, said: Said, now: Now): void {
  const uplink = state.uplinks.get(id)!;
  const link = state.links.get(uplink.link!);
  if (link === undefined || !isFree(link.session)) return;
  if (link.session.waiting.length === 0) nextForUplink(state, id, uplink, link, said.facts, now);
  else state.talkative.add(link);
}
