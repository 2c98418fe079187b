// What every handler of an order needs: who is meant, and how to answer or pass the order on.

import type { EvseKey, StationId, TransactionId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Order, OrderAnswer } from '../../ocpp/order.ts';
import { evseNumbered } from '../../site/gateway-part.ts';
import type { Decided } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { isUnknown } from '../unknown-actions.ts';
import { openTicket } from './collect.ts';
import type { Fold, OrderSource } from './ticket.ts';
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

/** An order for one station, with the numbers of the station. */
export interface StationOrder {
  readonly station: StationId;
  readonly order: Order;
  readonly transaction?: TransactionId;
}

/**
 * Passes an order on. Stations that cannot be called answer `Offline` at once, and those that have shown that they do not
 * know it `NotSupported`.
 */
export function passOn(context: OrderContext, order: Order, orders: readonly StationOrder[], fold: Fold = only): void {
  const { state, decided, from, now } = context;
  if (orders.length === 0) return answerNow(context, order, { status: 'Offline' });
  const reached: StationOrder[] = [];
  const answers: { station: StationId; answer: OrderAnswer }[] = [];
  for (const one of orders) {
    const { station } = one;
    if (!isCallable(state, station, now)) answers.push({ station, answer: { status: 'Offline' } });
    else if (isUnknown(state, station, one.order)) answers.push({ station, answer: { status: 'NotSupported' } });
    else reached.push(one);
  }
  if (orders.length === 1 && answers.length === 1) return answerNow(context, order, answers[0]!.answer);
  if (reached.length === 0) return answerNow(context, order, fold(answers));
  const ticket = openTicket(state, { from, order, waiting: reached.length, fold });
  state.tickets.get(ticket)!.answers.push(...answers);
  for (const one of reached) decided.commands.push({ kind: 'giveOrder', ...one, ticket });
}

export function isCallable(state: State, station: StationId, now: Now): boolean {
  const live = state.live.stations.get(station);
  return live !== undefined && live.connected && live.callableFrom <= now.mono;
}

/** The EVSE that an order means: numbers of the CSMS are upstream ones, within the stations of its uplink. */
export function evseMeant({ state, from }: OrderContext, number: number | undefined): EvseKey | undefined {
  if (number === undefined) return undefined;
  const key = evseNumbered(state.ledger.gateway, number);
  if (key === undefined || from.kind !== 'csms') return key;
  const { stations } = state.uplinks.get(from.uplink) ?? {};
  return stations === undefined || stations.has(evseOf(key).station) ? key : undefined;
}

/** The stations that whoever asks has a say over. */
export function stationsOf({ state, from }: OrderContext): StationId[] {
  const { stations } = from.kind === 'csms' ? (state.uplinks.get(from.uplink) ?? {}) : {};
  return siteOf(state)
    .stations.filter(({ id, state: status }) => status === 'installed' && (stations === undefined || stations.has(id)))
    .map(({ id }) => id);
}
