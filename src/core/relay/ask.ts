// CALLs of a station on their way to its central system. The gateway hears each of them as ever, so that it knows what the
// central system knows; only its own answer is held back, for the case that no other comes.

import { payloadTextOf } from '../../ocpp/frame.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { StationId } from '../../model/ids.ts';
import { placeText, csmsTimeoutMs } from '../call.ts';
import type { Asker } from '../hear/asker.ts';
import type { CallFrame } from '../hear/context.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import type { State } from '../state.ts';
import { endWaiting } from '../hear/verdict.ts';
import type { Asked, OwnAnswer, RelayLive } from './live.ts';

/** What the central system of this station is to answer; undefined where the gateway does. */
export function relayOf(state: State, station: StationId): RelayLive | undefined {
  const relay = state.relays.get(station);
  return relay === undefined || relay.phase === 'alone' ? undefined : relay;
}

/** The gateway accepts it in the stead of its central system, which is to know. */
export function keepBoot(state: State, station: StationId, payload: string): void {
  const relay = state.relays.get(station);
  if (relay !== undefined) relay.boot = payload;
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
  // A repeat of what was told long ago: the gateway knows the answer.
  if (isBooked && !isReading(asked)) return void relay.asked.delete(asker.idText);
  heard.commands.push({ kind: 'passUp', asker });
}

const isOf = (fact: Fact, { id }: Asked): boolean =>
  'delivery' in fact && fact.delivery?.messageId === id && 'raw' in fact && fact.raw !== undefined;

/** It is a repeat of what its central system has not answered yet. */
const isWaiting = (state: State, { uplink }: RelayLive, asked: Asked): boolean =>
  state.uplinks.get(uplink)?.outbox.entries.some(({ fact }) => isOf(fact, asked)) === true;

/** Values that belong to no transaction are no row. */
const isReading = ({ action }: Asked): boolean => action === 'MeterValues';

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
export function holdOwn(state: State, { relayed, idText }: Asker, own: OwnAnswer): boolean {
  const relay = relayed === undefined ? undefined : state.relays.get(relayed);
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
export function answerAlone(state: State, heard: Pick<Heard, 'commands'>, relay: RelayLive, asked: Asked): void {
  const { asker, own, action, payload } = asked;
  relay.asked.delete(asker.idText);
  if (asked.isAnswered) return;
  if (action === 'BootNotification') relay.boot = payload;
  if (own !== undefined) return void heard.commands.push({ ...own, asker });
  if (state.pending.has(pendingOf(asker))) return endWaiting(state, pendingOf(asker));
  heard.commands.push({
    kind: 'refuse',
    asker,
    code: 'GenericError',
    text: 'The central system cannot be reached.',
  });
}

export function answerAllAlone(state: State, heard: Pick<Heard, 'commands'>, relay: RelayLive): void {
  for (const asked of [...relay.asked.values()]) answerAlone(state, heard, relay, asked);
}
