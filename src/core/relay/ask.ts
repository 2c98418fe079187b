// CALLs of a station on their way to its central system. The gateway hears each of them as ever, so that it knows what the
// central system knows; only its own answer is held back, for the case that no other comes.

import { payloadTextOf } from '../../ocpp/frame.ts';
import type { Wording } from '../../ocpp/heard.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { StationId } from '../../model/ids.ts';
import { wasHeard } from '../../site/transaction.ts';
import { placeText, csmsTimeoutMs } from '../call.ts';
import type { Asker } from '../hear/asker.ts';
import type { CallFrame } from '../hear/context.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { endWaiting } from '../hear/verdict.ts';
import { isBlocked } from '../tokens/tokens.ts';
import { addNotice } from '../uplink/live.ts';
import { bootAnswered, bootAsked } from './boot.ts';
import { isNews } from './news.ts';
import type { Asked, OwnAnswer, RelayLive } from './live.ts';

/** What the central system of this station is to answer; undefined where the gateway does. */
export function relayOf(state: State, station: StationId): RelayLive | undefined {
  const relay = state.relays.get(station);
  return relay === undefined || relay.phase === 'alone' ? undefined : relay;
}

/** The gateway accepts it in the stead of its central system, which is to know. */
function keepBoot(state: State, station: StationId, payload: string): void {
  const relay = state.relays.get(station);
  if (relay === undefined) return;
  relay.boot = payload;
  const uplink = state.uplinks.get(relay.uplink);
  if (uplink !== undefined) uplink.accepted = false;
}

/** Notes a CALL before it is heard. */
export function ask(relay: RelayLive, { session }: Link, asker: Asker, frame: CallFrame, text: string): void {
  session.handling.set(asker.idText, text);
  relay.asked.set(asker.idText, {
    asker,
    id: frame.id,
    action: frame.action,
    payload: payloadTextOf(text, frame),
    byRow: false,
    own: undefined,
    isAnswered: false,
  });
}

/**
 * Which way a CALL goes that was heard. What became a row of the journal goes in the order of the journal; what did not, and
 * is no repeat of such a row, goes at once.
 */
export function sendOn(state: State, relay: RelayLive, heard: Heard, asker: Asker, from: number, isBooked: boolean) {
  const asked = relay.asked.get(asker.idText);
  if (asked === undefined) return;
  if (heard.facts.slice(from).some((fact) => isOf(fact, asked)) || isWaiting(state, relay, asked)) {
    asked.byRow = true;
    return;
  }
  if (isBlockedHere(state, heard, asked)) return void relay.asked.delete(asker.idText);
  // A repeat of what was told long ago: the gateway knows the answer. What the gateway cannot read its central system may.
  const isRefused = heard.commands.some((one) => one.kind === 'refuse' && one.asker === asker);
  if (isBooked && !isRefused && (!isReading(asked) || wasRow(state, asked)))
    return void relay.asked.delete(asker.idText);
  if (asked.action === 'BootNotification' && asker.relayed !== undefined) bootAsked(state, asker.relayed);
  heard.commands.push({ kind: 'passUp', asker });
}

/** Nobody overrules the site's own list, so nobody is asked. */
function isBlockedHere(state: State, heard: Heard, { asker, action }: Asked): boolean {
  if (action !== 'Authorize') return false;
  return heard.wishes.some((wish) => wish.kind === 'authorize' && wish.asker === asker && isBlocked(state, wish.token));
}

/** A station may count its messages anew: the id alone does not say which one it is. */
export const isOf = (fact: Fact, { id, payload }: Pick<Asked, 'id' | 'payload'>): boolean =>
  'delivery' in fact && fact.delivery?.messageId === id && 'raw' in fact && fact.raw?.json === payload;

/** It is a repeat of what its central system has not answered yet. */
const isWaiting = (state: State, { uplink }: RelayLive, asked: Asked): boolean =>
  state.uplinks.get(uplink)?.outbox.entries.some(({ fact }) => isOf(fact, asked)) === true;

/** Values that belong to no transaction are no row. */
const isReading = ({ action }: Asked): boolean => action === 'MeterValues';

function wasRow(state: State, { asker, id, payload }: Asked): boolean {
  const part = asker.relayed === undefined ? undefined : state.ledger.stations.get(asker.relayed);
  return part !== undefined && wasHeard(part.transactions, { messageId: id, payloadHash: state.hash(payload) });
}

/** Puts it in line on the connection upstream, when that is there. */
export function passUp(state: State, asker: Asker): void {
  const relay = asker.relayed === undefined ? undefined : state.relays.get(asker.relayed);
  const asked = relay?.asked.get(asker.idText);
  const id = relay === undefined ? undefined : state.uplinks.get(relay.uplink)?.link;
  const link = id === undefined ? undefined : state.links.get(id);
  if (asked === undefined || link === undefined || relay?.phase !== 'through') return;
  const { action, payload } = asked;
  const timeoutMs = csmsTimeoutMs(state, link);
  placeText(state, link, { id: asked.id, action, payload, context: { kind: 'passedUp', asker }, timeoutMs });
}

/** What the gateway would say. True where it is held back, because its central system answers. */
export function holdOwn(state: State, { relayed, idText, isStray }: Asker, own: OwnAnswer): boolean {
  const relay = relayed === undefined || isStray === true ? undefined : state.relays.get(relayed);
  const asked = relay?.asked.get(idText);
  if (relay === undefined || asked === undefined) return false;
  if (asked.isAnswered) relay.asked.delete(idText);
  else asked.own = own;
  return true;
}

/** Its central system has answered. */
export function noteAnswered(relay: RelayLive, asked: Asked): void {
  if (asked.own === undefined) asked.isAnswered = true;
  else relay.asked.delete(asked.asker.idText);
}

/** By what the question about a token in a CALL is known. */
export const pendingOf = ({ link, idText }: Asker): string => `${link} ${idText}`;

/** No answer comes: the gateway says what it has to say itself, now or as soon as it knows. */
export function answerAlone(
  state: State,
  heard: Pick<Heard, 'commands'>,
  relay: RelayLive,
  asked: Asked,
  now: Now,
): void {
  const { asker, own, action, payload } = asked;
  relay.asked.delete(asker.idText);
  if (asked.isAnswered) return;
  if (asker.relayed !== undefined) keepAlone(state, asker.relayed, action, payload, action === securityEvent);
  if (action === 'BootNotification') bootAnswered(state, asker.relayed, 'Accepted', now);
  if (own !== undefined) return void heard.commands.push({ ...own, asker });
  if (state.pending.has(pendingOf(asker))) return endWaiting(state, pendingOf(asker));
  heard.commands.push({
    kind: 'refuse',
    asker,
    code: 'GenericError',
    text: 'The central system cannot be reached.',
  });
}

/** Its connection has come to an end. Where the gateway must not answer it says nothing, and the station says it again. */
export function endAsked(state: State, heard: Pick<Heard, 'commands'>, relay: RelayLive, asked: Asked, now: Now): void {
  if (state.uplinks.get(relay.uplink)?.config.autonomy !== false) return answerAlone(state, heard, relay, asked, now);
  dropAsked(state, relay, asked);
}

export function dropAsked(state: State, relay: RelayLive, { asker }: Asked): void {
  relay.asked.delete(asker.idText);
  state.pending.delete(pendingOf(asker));
}

/** What is said while the gateway is alone is in the journal already; not so what was under way. */
const securityEvent = 'SecurityEventNotification';

/** What the gateway answers in the stead of its central system, and that is to know of when it is there again. */
export function keepAlone(
  state: State,
  station: StationId,
  action: string,
  payload: string,
  isKept = isNews(action),
): void {
  if (action === 'BootNotification') keepBoot(state, station, payload);
  const relay = isKept || isNews(action) ? state.relays.get(station) : undefined;
  const uplink = relay === undefined ? undefined : state.uplinks.get(relay.uplink);
  const wording = uplink === undefined ? undefined : readWording(action, payload);
  if (uplink !== undefined && wording !== undefined) addNotice(uplink, wording);
}

function readWording(action: string, payload: string): Wording | undefined {
  const read: unknown = JSON.parse(payload);
  return typeof read === 'object' && read !== null && !Array.isArray(read) ? { action, payload: read } : undefined;
}
