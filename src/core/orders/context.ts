// What every handler of an order needs: who is meant, and how to answer or pass the order on.

import type { Site } from '../../model/config/site.ts';
import { stationOf } from '../../model/config/site.ts';
import type { EvseKey, StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Order, OrderAnswer } from '../../ocpp/order.ts';
import { checkOutbound } from '../../ocpp/schema.ts';
import { maxHandling } from '../../ocpp/session.ts';
import { evseNumbered } from '../../site/gateway-part.ts';
import type { Asker } from '../hear/asker.ts';
import type { Decided } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';
import { siteOf } from '../state.ts';
import { isUnknown } from '../hear/unknown-actions.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { serves } from '../uplink/live.ts';
import { evseFor } from '../uplink/numbers.ts';
import { openTicket, unreached } from './collect.ts';
import type { Ending, Fold, OrderSource, StationAnswer, StationOrder } from './ticket.ts';
import { only } from './ticket.ts';

export interface OrderContext {
  readonly state: State;
  readonly decided: Decided;
  readonly from: OrderSource;
  readonly now: Now;
}

/** Answers without asking any station. */
export function answerNow({ decided, from }: OrderContext, order: Order, answer: OrderAnswer): void {
  decided.commands.push({ kind: 'answerOrder', from, order, answer });
}

/**
 * Passes an order on. Stations that cannot be called answer `Offline` at once, and those that have shown that they do not
 * know it `NotSupported`. Without an ending the answer of the only
 * station is the answer.
 */
export function passOn(
  context: OrderContext,
  order: Order,
  orders: readonly StationOrder[],
  ending: Fold | Ending = only,
): void {
  const { state, decided, from, now } = context;
  if (from.kind === 'csms' && waitsTooMuch(state, from.asker))
    return void decided.commands.push({
      kind: 'refuse',
      asker: from.asker,
      code: 'GenericError',
      text: 'Too many messages wait for stations.',
    });
  const how = typeof ending === 'function' ? { fold: ending } : ending;
  const reached: StationOrder[] = [];
  const answers: StationAnswer[] = [];
  for (const one of orders) {
    if (!isCallable(state, one.station, now)) answers.push(unreached(one.station, one.order));
    else if (isUnknown(state, one.station, one.order) || isUnsayable(state, one))
      answers.push(unreached(one.station, one.order, notKnown));
    else reached.push(one);
  }
  if (reached.length === 0) {
    decided.facts.push(...(how.note?.(answers, now.utc) ?? []));
    return answerNow(context, order, answers.length === 0 ? { status: 'Offline' } : how.fold(answers));
  }
  const ticket = openTicket(state, { from, order, waiting: reached.length, answers, ending: how });
  for (const one of reached) decided.commands.push({ kind: 'giveOrder', ...one, ticket });
}

/** What one version allows may be no message of another: too long, or with a word that it does not have. */
function isUnsayable(state: State, { station, order }: StationOrder): boolean {
  const { version, orders } = dialectOfStation(state, station);
  const words = orders.byKind.get(order.kind)!;
  return checkOutbound(version, words.action, words.say(order)) !== undefined;
}

/** So many messages of one CSMS wait for stations; what needs none is served all the same (F109). */
const waitsTooMuch = (state: State, { link }: Asker): boolean =>
  (state.links.get(link)?.session.handling.size ?? 0) > maxHandling;

export function isCallable(state: State, station: StationId, now: Now): boolean {
  const live = state.live.stations.get(station);
  return live !== undefined && live.connected && live.callableFrom <= now.mono;
}

const notKnown: OrderAnswer = { status: 'NotSupported' };

/** The uplink whose CSMS asks; undefined where somebody else does. */
export const uplinkOf = ({ state, from }: OrderContext): UplinkLive | undefined =>
  from.kind === 'csms' ? state.uplinks.get(from.uplink) : undefined;

/**
 * The EVSE that an order means: numbers of the CSMS are upstream ones, within the stations of its uplink. What is retired
 * takes no orders.
 */
export function evseMeant({ state, from }: OrderContext, number: number | undefined): EvseKey | undefined {
  if (number === undefined) return undefined;
  const uplink = from.kind === 'csms' ? state.uplinks.get(from.uplink) : undefined;
  const key = uplink === undefined ? evseNumbered(state.ledger.gateway, number) : evseFor(state, uplink, number);
  if (key === undefined || isRetired(siteOf(state), key)) return undefined;
  return uplink === undefined || serves(uplink, evseOf(key).station) ? key : undefined;
}

function isRetired(site: Site, key: EvseKey): boolean {
  const { station } = evseOf(key);
  const config = stationOf(site, station);
  return config === undefined || config.state === 'retired';
}

/** The stations that whoever asks has a say over. */
export function stationsOf({ state, from }: OrderContext): StationId[] {
  const { stations } = from.kind === 'csms' ? (state.uplinks.get(from.uplink) ?? {}) : {};
  return siteOf(state)
    .stations.filter(({ id, state: status }) => status === 'installed' && (stations === undefined || stations.has(id)))
    .map(({ id }) => id);
}
