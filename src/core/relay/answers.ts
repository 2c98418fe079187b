// Answers on their way back, as they were written. What they say is heard besides, as ever.

import type { Frame } from '../../ocpp/frame.ts';
import { afterIdOf, encodeAnswerText } from '../../ocpp/frame.ts';
import type { Call } from '../../ocpp/session.ts';
import { withStatus } from '../../ocpp/values-in-text.ts';
import type { StationId } from '../../model/ids.ts';
import { dialectOfLink } from '../links.ts';
import type { Link, Purpose } from '../links.ts';
import type { Heard } from '../heard.ts';
import type { Asker } from '../hear/asker.ts';
import { hearAuthorized } from '../hear/verdict.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { isBlocked } from '../tokens/tokens.ts';
import { answerAlone, noteAnswered, pendingOf } from './ask.ts';
import { bootAnswered } from './boot.ts';
import { learnOrder } from './learn-order.ts';
import { takeOver } from './limits.ts';
import { takeAnswer } from '../../ocpp/repair.ts';
import { withoutKeys } from './own-settings.ts';
import { relayedBy, relayOn } from './relayed.ts';
import { answerSettings } from './settings.ts';

type AnswerFrame = Extract<Frame, { kind: 'result' | 'error' }>;

/** Passes an answer back to whoever asked, if the CALL was not the gateway's own. */
export function passAnswer(state: State, heard: Heard, link: Link, frame: AnswerFrame, text: string, now: Now): void {
  const call = link.session.current?.call;
  if (call?.id !== frame.id) return;
  const { context } = call;
  if (context.kind === 'passedDown') return answerDown(state, heard, call, context, frame, text, now);
  const station = relayedBy(state, link);
  const asker = context.kind === 'passedUp' || context.kind === 'rows' ? context.asker : undefined;
  const relay = station === undefined ? undefined : state.relays.get(station);
  const asked = asker === undefined ? undefined : relay?.asked.get(asker.idText);
  if (station === undefined || relay === undefined || asker === undefined || asked === undefined) return;
  // A row that is refused is told again, so the station need not.
  if (context.kind === 'rows' && frame.kind === 'error') return answerAlone(state, heard, relay, asked, now);
  noteAnswered(relay, asked);
  back(state, heard, asker, frame, frame.kind === 'result' ? judged(state, link, asker, text) : afterIdOf(text));
  if (frame.kind === 'result') learn(state, heard, link, station, call, frame.payload, now);
}

/** What the station said to a CALL of its central system. */
function answerDown(
  state: State,
  heard: Heard,
  call: Call<Purpose>,
  { asker, order, settings }: Extract<Purpose, { kind: 'passedDown' }>,
  frame: AnswerFrame,
  text: string,
  now: Now,
): void {
  if (settings !== undefined) return answerSettings(state, heard, asker, settings, frame, now);
  const bare = frame.kind === 'result' ? withoutKeys(frame.payload) : undefined;
  back(state, heard, asker, frame, bare === undefined ? afterIdOf(text) : JSON.stringify(bare));
  if (frame.kind !== 'result') return;
  learnOrder(state, heard, asker, call, frame.payload, now);
  const { peer } = state.links.get(asker.link) ?? {};
  const uplink = peer?.kind === 'uplink' ? state.uplinks.get(peer.uplink) : undefined;
  const station = uplink?.config.speaksFor;
  const isTaken = (frame.payload as { status?: unknown } | null)?.status === 'Accepted';
  if (order !== undefined && isTaken && uplink !== undefined && station !== undefined)
    takeOver(state, heard, { uplink, station, order }, asker, now);
}

function back(state: State, heard: Heard, asker: Asker, frame: AnswerFrame, rest: string): void {
  const link = state.links.get(asker.link);
  const { answered } = (link === undefined ? undefined : relayOn(state, link)) ?? {};
  answered?.add(frame.id);
  if (answered !== undefined && answered.size > answeredKept) answered.delete(answered.values().next().value!);
  const text = encodeAnswerText(frame.kind === 'result' ? 3 : 4, asker.idText, rest);
  heard.commands.push({ kind: 'passBack', asker, text });
}

/** Whoever cannot read an answer says so at once. */
const answeredKept = 16;

/** A token that the site's own list blocks stays blocked, whatever its central system says: nobody overrules the list. */
function judged(state: State, { peer }: Link, asker: Asker, text: string): string {
  const waiting = state.pending.get(pendingOf(asker));
  const payload = afterIdOf(text);
  if (waiting === undefined || !isBlocked(state, waiting.token)) return payload;
  return withStatus(payload, peer.version === '1.6' ? 'idTagInfo' : 'idTokenInfo', 'Blocked');
}

/** The station gets every answer as it is; the gateway learns from what its schema takes, and else nothing. */
function readable({ peer }: Link, action: string, payload: unknown): object {
  const taken = takeAnswer(peer.version, action, payload);
  return 'payload' in taken ? (taken.payload as object) : {};
}

/** What the central system told the station, and the gateway has to know. */
function learn(
  state: State,
  heard: Heard,
  link: Link,
  station: StationId,
  { context, action }: Call<Purpose>,
  payload: unknown,
  now: Now,
): void {
  const { toCsms } = dialectOfLink(link);
  if (context.kind === 'rows') {
    const isStart = action === 'StartTransaction';
    const number = isStart ? toCsms.readNumber(readable(link, action, payload) as never) : undefined;
    const { transaction } = context;
    if (number !== undefined && transaction !== undefined)
      heard.facts.push({ kind: 'TransactionNumbered', station, transaction, number });
    return;
  }
  if (context.kind !== 'passedUp') return;
  const uplink = state.uplinks.get(state.relays.get(station)!.uplink);
  if (action === 'BootNotification' && uplink !== undefined) {
    const { status } = (payload ?? {}) as { status?: unknown };
    uplink.accepted = status === 'Accepted';
    uplink.pending = status === 'Pending';
    bootAnswered(state, station, status, now);
  }
  const pending = pendingOf(context.asker);
  const waiting = state.pending.get(pending);
  if (action !== 'Authorize' || waiting === undefined || uplink === undefined) return;
  const answer = readable(link, action, payload);
  const verdict = toCsms.readVerdict(answer as never);
  if (verdict === undefined) return;
  const purpose = { kind: 'authorize', pending, token: waiting.token, station } as const;
  const said = { verdict, certificate: toCsms.readCertificateStatus?.(answer as never) };
  hearAuthorized(state, heard, uplink.config.id, purpose, said, now);
}
