// Frames of OCPP that an MQTT uplink has for a station. A CALL goes on as it was written, but for what touches limits, which the
// gateway serves itself, and for what would take the station away from it, which nobody does. The answer goes by like anything
// else that the station says.

import type { StationId } from '../../model/ids.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { RpcErrorCode } from '../../ocpp/errors.ts';
import { spell } from '../../ocpp/errors.ts';
import type { Frame } from '../../ocpp/frame.ts';
import { describeFault, encodeError, encodeResult, parseFrame, payloadTextOf } from '../../ocpp/frame.ts';
import { actionsOf, checkInbound } from '../../ocpp/schema.ts';
import { maxHandling } from '../../ocpp/session.ts';
import { refusedWith } from '../../uplink/mqtt/command-answer.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import { isDriven } from '../modbus/driven.ts';
import type { FeedInput } from '../ports/feed.ts';
import { serves } from '../uplink/live.ts';
import { answerBefore } from './answers.ts';
import { busy, refuse, refuseSome } from './commands.ts';
import { spendCommand } from './commands-live.ts';
import type { Feeding } from './feeding.ts';
import { rawKey } from './raw.ts';
import type { Down } from './down.ts';
import { serveFramedLimit } from './raw-limits.ts';
import { wayDown } from './raw-rules.ts';

type Told = Extract<FeedInput, { kind: 'told' }>;
/** As long as the standard lets an id be. */
const longestId = 36;

export function hearDown(feeding: Feeding, heard: Heard, station: StationId, { text }: Told): void {
  if (!spendCommand(feeding.feed.commands, feeding.now.mono)) return refuseSome(feeding, undefined);
  const about = { what: 'frame' };
  const turnAway = (code: string, why: string): void => refuse(feeding, undefined, about, refusedWith(code, why));
  if (text === undefined) return turnAway('BB_FRAME_TOO_LONG', 'A frame has at most 64 KiB.');
  const frame = parseFrame(text);
  if (frame.kind !== 'call') return turnAway('BB_FRAME_NO_CALL', noCallText(frame));
  if (frame.id.length > longestId || /[^\x21-\x7e]/.test(frame.id))
    return turnAway('BB_FRAME_ID', 'The id of a CALL has 1 to 36 printable characters, without blanks.');
  const down: Down = { feeding, heard, station, frame, text, key: rawKey(station, frame.id) };
  if (isRepeat(down)) return;
  const refusal = refusalOf(down);
  if (refusal !== undefined) return refuseFrame(down, ...refusal);
  take(down);
}

const noCallText = (frame: Frame): string =>
  frame.kind === 'bad'
    ? `This is no CALL of OCPP: ${describeFault(frame.fault)}.`
    : 'Only CALLs are taken: what stations ask, the gateway answers itself.';

/** True where this very CALL came before. */
function isRepeat({ feeding, heard, station, frame, text, key }: Down): boolean {
  const { state, id: uplink } = feeding;
  const known = state.ledger.uplinks.get(uplink)?.commands?.get(key);
  if (known === undefined) return false;
  const isSame = known.mark === state.hash(text);
  const { frame: answered } = (isSame ? (answerBefore(known)?.data ?? {}) : {}) as { frame?: unknown };
  if (typeof answered === 'string') heard.commands.push({ kind: 'answerFrame', uplink, key, text: answered });
  else if (!isSame)
    refuse(
      feeding,
      undefined,
      { id: frame.id, what: `frame ${frame.action}` },
      refusedWith('BB_COMMAND_KEY_USED', `This message id was used for another CALL to ${station}. Nothing was done.`),
    );
  return true;
}

/** Why nothing of it goes to the station: code and text as the standard has them. */
function refusalOf({ feeding, station, frame }: Down): [RpcErrorCode, string] | undefined {
  const { state, uplink } = feeding;
  if (uplink.config.role !== 'control') return ['SecurityError', 'This uplink observes; it gives no orders.'];
  if (!serves(uplink, station)) return ['SecurityError', 'This station belongs to another uplink.'];
  const link = state.stationLinks.get(station);
  if (link === undefined) return ['GenericError', 'The station is not connected.'];
  if (isDriven(link)) return ['NotSupported', 'This charger speaks no OCPP.'];
  const { version } = link.peer;
  if (!actionsOf(version).has(frame.action) || !dialectOf(version).orders.byAction.has(frame.action))
    return ['NotImplemented', 'This message is unknown.'];
  const violation = checkInbound(version, frame.action, frame.payload);
  if (violation !== undefined) return [violation.code, violation.message];
  const { current, waiting } = link.session;
  if (waiting.length >= maxHandling || busy(feeding) !== undefined)
    return ['GenericError', 'Too many messages wait for the station.'];
  if (current?.call.id === frame.id || waiting.some(({ id }) => id === frame.id))
    return ['ProtocolError', 'This message id is in use.'];
  return undefined;
}

/** Recorded like a command, and answered in the words of the standard. */
function refuseFrame({ feeding, heard, frame, key, station }: Down, code: RpcErrorCode, why: string): void {
  const { state, id: uplink } = feeding;
  const version = state.stationLinks.get(station)?.peer.version ?? '1.6';
  const about = { id: frame.id, what: `frame ${frame.action}` };
  refuse(feeding, undefined, about, refusedWith('BB_FRAME_REFUSED', `${station}: ${why}`));
  heard.commands.push({ kind: 'answerFrame', uplink, key, text: encodeError(frame.idText, spell(code, version), why) });
}

function take(down: Down): void {
  const { feeding, heard, station, frame, text, key } = down;
  const { state, id: uplink, link, facts, now } = feeding;
  const to = state.stationLinks.get(station)!;
  const way = wayDown(frame);
  if (way === 'refuse') return refuseFrame(down, 'SecurityError', 'Here the gateway has a say.');
  const what = `frame ${frame.action}`;
  facts.push({
    kind: 'UplinkCommanded',
    uplink,
    key,
    id: frame.id,
    what,
    about: station,
    mark: state.hash(text),
    happenedAt: now.utc,
  });
  if (way === 'serve') return serve(down, to);
  const asker = { link, idText: frame.idText, told: { uplink, key } };
  const { id, action } = frame;
  heard.commands.push({ kind: 'passDown', asker, station, id, action, payload: payloadTextOf(text, frame) });
}

function serve(down: Down, { peer }: Link): void {
  const { feeding, heard, frame, key } = down;
  const words = dialectOf(peer.version).orders.byAction.get(frame.action)!;
  const order = words.read(frame.payload as never);
  const payload = words.answer(serveFramedLimit(down, order), order);
  const text =
    payload === undefined
      ? encodeError(frame.idText, 'NotSupported', 'Here the gateway has a say.')
      : encodeResult(frame.idText, payload);
  heard.commands.push({ kind: 'answerFrame', uplink: feeding.id, key, text });
}
