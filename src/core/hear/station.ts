// What a station says: whether it is taken, and which reader it goes to. The readers are in `hear/`, a file a block.

import type { StationId } from '../../model/ids.ts';
import type { RpcErrorCode } from '../../ocpp/errors.ts';
import { payloadTextOf } from '../../ocpp/frame.ts';
import type { FromStation } from '../../ocpp/heard.ts';
import { takeCall } from '../../ocpp/repair.ts';
import { actionsOf } from '../../ocpp/schema.ts';
import { answeredBefore, maxHandling } from '../../ocpp/session.ts';
import { stationPart } from '../../site/ledger.ts';
import type { StationLive } from '../../site/live.ts';
import { stationLive } from '../../site/live.ts';
import type { Asker } from './asker.ts';
import { hearBoot, hearWithoutBoot } from './boot.ts';
import { hearCharging } from './charging.ts';
import { hearExternalLimit } from './external-limit.ts';
import type { CallFrame, Context, Incoming } from './context.ts';
import { answer, keepWaiting } from './context.ts';
import { hearPassedReport } from '../asked/reports.ts';
import { hearSignCertificate } from '../certificates/requests.ts';
import { hearData, hearJob, hearRemark, hearSecurityEvent, noteReplay } from './notifications.ts';
import { hearSettlement } from './settlement.ts';
import { hearStream } from './streams.ts';
import { hearQuestion } from './questions.ts';
import { hearReservationUpdate } from './reservation.ts';
import { hearEvents } from './events.ts';
import { hearReport } from './report.ts';
import { tookTime } from './clock.ts';
import { hearStatus } from './status.ts';
import { hearSamples } from './samples.ts';
import { isNobodys } from './event-token.ts';
import { hearEvent } from './transaction-event.ts';
import { hearStart, hearStop } from './transactions.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import { dialectOfLink } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { count } from '../state.ts';
import { ask, keepAlone, relayOf, sendOn } from '../relay/ask.ts';
import { isOwnQuestion } from '../relay/limits.ts';
import { readToken } from '../tokens/tokens.ts';

export function hearStationCall(
  state: State,
  heard: Heard,
  link: Link,
  station: StationId,
  frame: CallFrame,
  text: string,
  now: Now,
): void {
  const { action } = frame;
  const { fromStations } = dialectOfLink(link);
  const isBooked = fromStations.isTransactional(action);
  // Without a disk no transaction is acknowledged: silence makes the station keep the message and repeat it.
  if (isBooked && state.live.disk !== 'ok') return count(state, 'unacknowledged');
  const isRepeated = !isBooked && fromStations.isRepeatable(action);
  const payloadText = isBooked || isRepeated ? payloadTextOf(text, frame) : '';
  const isOwn = isOwnQuestion(state, station, frame);
  const relay = isOwn ? undefined : relayOf(state, station);
  const asker = askerOf(link, frame, isRepeated ? state.hash(payloadText) : undefined, relay && station);
  if (
    (isRepeated || link.session.handling.size > 0) &&
    isRepeat({ state, heard, link, station, now }, asker, frame, text)
  )
    return;

  if (relay === undefined) {
    if (state.relays.size > 0 && !isOwn) keepAlone(state, station, action, payloadTextOf(text, frame));
    return hearFor({ state, heard, link, station, now }, asker, frame, text, payloadText);
  }
  ask(relay, link, asker, frame, text);
  const before = heard.facts.length;
  hearFor({ state, heard, link, station, now }, asker, frame, text, payloadText);
  sendOn(state, relay, heard, asker, before, isBooked);
}

function hearFor(
  { state, heard, link, station, now }: Incoming,
  asker: Asker,
  frame: CallFrame,
  text: string,
  payloadText: string,
): void {
  const { action } = frame;
  const { version } = link.peer;
  const { fromStations } = dialectOfLink(link);
  const live = stationLive(state.live, station);
  const mayComeFirst = action === 'BootNotification' || (action === 'SignCertificate' && isHereToRenew(link, live));
  if (!mayComeFirst && !mayTalk(state, live, now))
    return refuse(heard, asker, 'SecurityError', 'Send a BootNotification first.');

  const taken = takeCall(version, action, frame.payload);
  if ('violation' in taken) {
    count(state, 'violations');
    return refuse(heard, asker, taken.violation.code, taken.violation.message);
  }
  const { payload, quirks } = taken;
  if (quirks !== undefined) countRepairs(state, live, quirks);
  const said = fromStations.hear(action, payload);
  if (said === undefined)
    return actionsOf(version).has(action)
      ? refuse(heard, asker, 'NotSupported', 'This message is not served.')
      : refuse(heard, asker, 'NotImplemented', 'This message is unknown.');
  const part = stationPart(state.ledger, station);
  hear({ state, heard, link, station, part, live, asker, frame, text, payload, payloadText, quirks, now }, said);
}

const refuse = (heard: Heard, asker: Asker, code: RpcErrorCode, text: string): void =>
  void heard.commands.push({ kind: 'refuse', asker, code, text });

const askerOf = (
  { id: link }: Link,
  { id, idText, action }: CallFrame,
  hash: string | undefined,
  relayed: StationId | undefined,
): Asker => ({
  link,
  idText,
  ...(hash !== undefined && { repeat: { id, mark: `${action} ${hash}` } }),
  ...(relayed !== undefined && { relayed }),
});

/**
 * A message id that was seen on this socket before. While its CALL is being handled, the same text is a retry and another
 * one a conflict (F074). After the answer the same content gets the same answer again and has no second effect (F073); the
 * same id with other content is a new message, for stations that count from 1 in each.
 */
function isRepeat(incoming: Incoming, asker: Asker, frame: CallFrame, text: string): boolean {
  const { state, heard, link, station, now } = incoming;
  const { session } = link;
  const handled = session.handling.get(frame.idText);
  if (handled !== undefined) {
    count(state, handled === text ? 'repeats' : 'idConflicts');
    if (handled === text) return true;
    noteReplay(incoming, stationLive(state.live, station));
    refuse(heard, { ...asker, isStray: true }, 'ProtocolError', 'This message id is in use for another message.');
    return true;
  }
  const before = asker.repeat === undefined ? undefined : answeredBefore(session, asker.repeat, now.mono);
  if (before !== undefined) {
    count(state, 'repeats');
    heard.commands.push({ kind: 'answerAgain', asker, text: before });
    return true;
  }
  if (session.handling.size < maxHandling) return false;
  refuse(heard, asker, 'GenericError', 'Too many messages wait for an answer.');
  return true;
}

/** It is Pending because its certificate has expired, and asks for a new one (A00.FR.429). */
const isHereToRenew = ({ peer }: Link, { booted }: StationLive): boolean =>
  booted && peer.kind === 'station' && peer.mustRenew === true;

/** A station that is known and does not boot is served at once (Q19); everybody else boots first. */
function mayTalk(state: State, live: StationLive, now: Now): boolean {
  if (live.accepted && !live.booted) hearWithoutBoot(state, live, now);
  return live.accepted;
}

function countRepairs(state: State, { mended }: StationLive, quirks: readonly number[]): void {
  count(state, 'repairs');
  for (const number of quirks) {
    count(state, `repairs_Q${number}`);
    mended.set(number, (mended.get(number) ?? 0) + 1);
  }
}

function hear(context: Context, said: FromStation): void {
  switch (said.kind) {
    case 'heartbeat':
      tookTime(context);
      return answer(context, { kind: 'time', at: context.now.utc });
    case 'samples':
      return hearSamples(context, said);
    case 'boot':
      return hearBoot(context, said);
    case 'status':
      return hearStatus(context, said);
    case 'authorize':
      keepWaiting(context);
      context.heard.wishes.push({
        kind: 'authorize',
        asker: context.asker,
        station: context.station,
        ...readToken(context.state, context.station, said.token),
        ...(said.tokenType !== undefined && { tokenType: said.tokenType }),
        ...(said.contract !== undefined && { contract: said.contract }),
        ...(isNobodys(said) && { isNobodys: true }),
      });
      return;
    case 'start':
      return hearStart(context, said);
    case 'stop':
      return hearStop(context, said);
    case 'event':
      return hearEvent(context, said);
    case 'chargingLimit':
    case 'limitCleared':
      return hearExternalLimit(context, said);
    case 'chargingNeeds':
    case 'vehicleSchedule':
    case 'profilesReported':
    case 'limitPulled':
    case 'priority':
      return hearCharging(context, said);
    default:
      return hearNotice(context, said);
  }
}

type Core =
  | 'authorize'
  | 'boot'
  | 'chargingLimit'
  | 'chargingNeeds'
  | 'event'
  | 'heartbeat'
  | 'limitCleared'
  | 'limitPulled'
  | 'priority'
  | 'profilesReported'
  | 'samples'
  | 'start'
  | 'status'
  | 'stop'
  | 'vehicleSchedule';

/** What a station says besides charging. */
function hearNotice(context: Context, said: Exclude<FromStation, { readonly kind: Core }>): void {
  switch (said.kind) {
    case 'data':
      return hearData(context, said);
    case 'job':
      return hearJob(context, said);
    case 'securityEvent':
      return hearSecurityEvent(context, said);
    case 'signCertificate':
      return hearSignCertificate(context, said);
    case 'openStream':
    case 'closeStream':
      return hearStream(context, said);
    case 'question':
      return hearQuestion(context, said);
    case 'remark':
      return hearRemark(context, said);
    case 'passedReport':
      return hearPassedReport(context, said);
    case 'reservationUpdate':
      return hearReservationUpdate(context, said);
    case 'settlement':
      return hearSettlement(context, said);
    case 'report':
      return hearReport(context, said);
    case 'events':
      return hearEvents(context, said);
    case 'monitoringReport':
      return answer(context, { kind: 'empty' });
  }
}
