// SAY: commands become bytes, and whoever is free to listen is told what is next.

import type { CommandId, Row } from '../model/ids.ts';
import { encodeError, encodeResult, encodeResultError } from '../ocpp/frame.ts';
import type { ToStationReply } from '../ocpp/heard.ts';
import type { OrderAnswer } from '../ocpp/order.ts';
import { collectLosses } from '../ocpp/loss.ts';
import { checkReply } from '../ocpp/schema.ts';
import { spell } from '../ocpp/errors.ts';
import { isFree, keepAnswer } from '../ocpp/session.ts';
import { dialectOf } from '../ocpp/dialects.ts';
import { sayOwnRequest } from './certificates/own.ts';
import { callTimeoutOf, csmsTimeoutMs, flushCalls, placeCall } from './call.ts';
import { diagnosticsOf } from './uplink/diagnostics.ts';
import { askCsms } from './hear/questions.ts';
import { forwardData } from './hear/vendor-data.ts';
import type { Command, GiveOrder, Said } from './heard.ts';
import { tellLimit } from './limits/limits.ts';
import { tellPhases } from './limits/tell-phases.ts';
import type { Asker } from './hear/asker.ts';
import type { Link, Purpose } from './links.ts';
import { dialectOfLink } from './links.ts';
import { lose } from './losses.ts';
import { askDevices } from './modbus/ask.ts';
import { switchPhases } from './modbus/phases.ts';
import { replyTo } from './modbus/reply.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { makeId } from './state.ts';
import { rulesAt } from './tokens/tokens.ts';
import type { UplinkLive } from './uplink/live.ts';
import { nextForUplink } from './tell/uplink.ts';
import { holdOwn, passUp } from './relay/ask.ts';
import { passDown } from './relay/order.ts';
import { askForRows } from './journal-rows.ts';
import { keepMinutes } from './past/minutes.ts';
import { answerCommand, answerFrame, answerTold } from './feed/answers.ts';
import { sayFramed } from './feed/frames.ts';
import { tellRaw } from './feed/raw.ts';
import { tellFeed } from './feed/tell.ts';

export function say(state: State, commands: readonly Command[], now: Now): Said {
  const said: Said = { facts: [], sends: [] };
  for (const command of commands) sayOne(state, command, said, now);
  tellUplinks(state, said, now);
  keepMinutes(state, said.sends, now);
  askForRows(state, said.sends, now);
  flushCalls(state, said.sends, now);
  tellRaw(state, said, now);
  sayFramed(state, said, now);
  askDevices(state, said.sends, now);
  return said;
}

function sayOne(state: State, command: Command, said: Said, now: Now): void {
  switch (command.kind) {
    case 'answer':
      return answerCall(state, command.asker, command.reply, said, now);
    case 'answerAgain':
      return void said.sends.push({ kind: 'frame', link: command.asker.link, text: command.text });
    case 'refuse':
      return refuseCall(state, command, said, now);
    case 'askToken':
      return askToken(state, command);
    case 'passUp':
      return passUp(state, command.asker);
    case 'passBack':
      return passBack(state, command, said, now);
    case 'passDown':
      return passDown(state, command);
    case 'passFrame':
      return void said.sends.push({ kind: 'frame', link: command.link, text: command.text });
    case 'setLimit':
      return tellLimit(state, command, said, now);
    case 'switchPhases':
      return state.modbus.chargers.has(command.evse)
        ? switchPhases(state, command, said, now)
        : tellPhases(state, command, said, now);
    case 'giveOrder':
      return giveOrder(state, command, said, now);
    case 'answerOrder':
    case 'answerCommand':
    case 'answerFrame':
      return answerWhoOrdered(state, command, said, now);
    case 'forwardData':
      return forwardData(state, command);
    case 'askCsms':
      return askCsms(state, command);
    case 'refuseResult':
      return void said.sends.push({
        kind: 'frame',
        link: command.link,
        text: encodeResultError(command.id, command.code, command.text),
      });
    case 'signOwn':
      return sayOwnRequest(state, command.uplink, command.csr, command.number);
    case 'certificate':
    case 'changeStationKey':
    case 'fetchFile':
    case 'dropFile':
    case 'close':
      return void said.sends.push(command);
    case 'upload':
      return sayUpload(state, command, said, now);
    case 'plan':
      return void said.sends.push({ ...command, overtakes: true });
    case 'answerAsk': {
      const { kind: _, ...answer } = command;
      return void said.sends.push({ kind: 'answer', ...answer });
    }
  }
}

function sayUpload(state: State, command: CommandOf<'upload'>, said: Said, now: Now): void {
  const { id: upload, location, fileName } = command.upload;
  const report = diagnosticsOf(state, command.upload, now);
  said.sends.push({ kind: 'upload', upload, location, fileName, report });
}

function answerWhoOrdered(
  state: State,
  command: CommandOf<'answerOrder' | 'answerCommand' | 'answerFrame'>,
  said: Said,
  now: Now,
): void {
  if (command.kind === 'answerOrder') return answerOrder(state, command, said, now);
  const { uplink, key } = command;
  if (command.kind === 'answerCommand') return answerCommand(state, uplink, key, command.answer, said, now);
  answerFrame(state, command, command.text, true, said, now);
}

function refuseCall(state: State, { asker, code, text }: CommandOf<'refuse'>, said: Said, now: Now): void {
  const version = state.links.get(asker.link)?.peer.version ?? '1.6';
  const frame = encodeError(asker.idText, spell(code, version), text);
  if (answerTold(state, asker, { frame, refusal: text }, said, now)) return;
  if (replyTo(state, asker, 'refused') || holdOwn(state, asker, { kind: 'refuse', code, text })) return;
  answer(state, asker, frame, said);
}

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

function askToken(state: State, { kind: _, link: id, wording, ...about }: CommandOf<'askToken'>): void {
  const link = state.links.get(id);
  if (link === undefined) return;
  const purpose: Purpose = { kind: 'authorize', ...about };
  lose(state, state.stationLinks.get(about.station)?.peer.version ?? 'site', link.peer.version, wording.losses);
  placeCall(state, link, wording, purpose, 1, makeId(state), csmsTimeoutMs(state, link));
}

function answerCall(state: State, asker: Asker, reply: ToStationReply, said: Said, now: Now): void {
  if (replyTo(state, asker, reply) || holdOwn(state, asker, { kind: 'answer', reply })) return;
  const link = state.links.get(asker.link);
  if (link === undefined) return;
  const { losses, lose: note } = collectLosses();
  const text = encodeResult(asker.idText, dialectOfLink(link).fromStations.answer(reply, note));
  if (losses.length > 0) lose(state, versionOfCsms(state, link), link.peer.version, losses);
  if (asker.repeat !== undefined) keepAnswer(link.session, asker.repeat, text, now.mono);
  answer(state, asker, text, said);
}

function passBack(state: State, { asker, text }: CommandOf<'passBack'>, said: Said, now: Now): void {
  if (answerTold(state, asker, { frame: text }, said, now)) return;
  const link = state.links.get(asker.link);
  if (link !== undefined && asker.repeat !== undefined) keepAnswer(link.session, asker.repeat, text, now.mono);
  answer(state, asker, text, said, asker.relayed === undefined ? undefined : link?.owed);
}

/** Who decides about tokens at the station of this link. */
function versionOfCsms(state: State, { peer }: Link) {
  const csms = peer.kind === 'station' ? rulesAt(state, peer.station).csms : undefined;
  const config = csms === undefined ? undefined : state.uplinks.get(csms)?.config;
  return config?.kind === 'ocpp' ? config.version : 'site';
}

function answer(state: State, asker: Asker, text: string, said: Said, after?: Row): void {
  const link = state.links.get(asker.link);
  if (link === undefined) return;
  if (asker.isStray !== true) link.session.handling.delete(asker.idText);
  said.sends.push({ kind: 'frame', link: asker.link, text, ...(after !== undefined && { after }) });
}

function giveOrder(state: State, given: GiveOrder, said: Said, now: Now): void {
  const { station, order, ticket, transaction, token, ordered } = given;
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
        ? {
            action: 'start',
            token: token ?? order.token,
            ...(order.evse !== undefined && { evse: order.evse }),
            ...(ordered !== undefined && { ordered }),
            ...(order.remoteStart !== undefined && { remoteStart: order.remoteStart }),
          }
        : { action: 'stop', ...(transaction !== undefined && { transaction }) }),
    });
  const { action, say: wordsOf } = dialectOfLink(link).orders.byKind.get(order.kind)!;
  const from = state.tickets.get(ticket)?.from;
  const purpose: Purpose = {
    kind: 'order',
    ticket,
    order,
    ...(isKept && { command: id }),
    ...(from?.kind === 'gateway' && { for: from.purpose }),
  };
  const { losses, lose: note } = collectLosses();
  const wording = { action, payload: wordsOf(order, note) };
  if (losses.length > 0 && from?.kind === 'csms')
    lose(state, state.links.get(from.asker.link)?.peer.version ?? 'site', link.peer.version, losses);
  placeCall(state, link, wording, purpose, 1, id, callTimeoutOf(state, station));
}

/** The gateway's own orders are answered where they were given; people get the canonical words. */
function answerOrder(state: State, command: CommandOf<'answerOrder'>, said: Said, now: Now): void {
  const { from, order, answer: given } = command;
  if (from.kind === 'ask') return void said.sends.push({ kind: 'answer', ask: from.ask, body: given });
  if (from.kind === 'gateway' || answerTold(state, from.asker, { answer: given }, said, now)) return;
  const version = state.links.get(from.asker.link)?.peer.version ?? '1.6';
  const { action, answer: wordsOf } = dialectOf(version).orders.byKind.get(order.kind)!;
  const payload = wordsOf(given, order);
  const { idText } = from.asker;
  if (payload === undefined) return answer(state, from.asker, encodeRefusal(idText, given), said);
  // What a station said goes into it, so its schema is asked before it leaves.
  const violation = checkReply(version, action, payload);
  const text =
    violation === undefined
      ? encodeResult(idText, payload)
      : encodeError(idText, 'InternalError', `The answer would break its schema: ${violation.message}`);
  answer(state, from.asker, text, said);
}

/** The message has no word for what became of it. */
const encodeRefusal = (idText: string, { status }: OrderAnswer): string =>
  status === 'Offline' || status === 'Unanswered'
    ? encodeError(idText, 'GenericError', 'The station cannot be reached.')
    : encodeError(idText, 'NotSupported', 'This message is not served.');

function tellUplinks(state: State, said: Said, now: Now): void {
  const { ofMany, stirred } = state.uplinkWork;
  for (const uplink of ofMany) tellUplink(state, uplink, said, now);
  for (const id of stirred) {
    const uplink = state.uplinks.get(id);
    if (uplink?.config.speaksFor !== undefined) tellUplink(state, uplink, said, now);
  }
  stirred.clear();
}

function tellUplink(state: State, uplink: UplinkLive, said: Said, now: Now): void {
  if (uplink.feed !== undefined) return tellFeed(state, uplink, said, now);
  const { id } = uplink.config;
  const link = uplink.link === undefined ? undefined : state.links.get(uplink.link);
  if (link === undefined || !isFree(link.session)) return;
  if (link.session.waiting.length === 0) nextForUplink({ state, id, uplink, link, facts: said.facts, now });
  else state.talkative.add(link);
}
