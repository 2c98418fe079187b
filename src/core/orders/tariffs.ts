// Default tariffs of OCPP 2.1: kept as the central system set them, and given to the stations that can show them. A station
// that was away gets them when it is back.

import type { StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { TariffSet } from '../../model/fact/uplink.ts';
import type { OrderAnswer, OrderOf, PassedOrder } from '../../ocpp/order.ts';
import { tariffsKept } from '../../site/tariffs.ts';
import { isUnknown } from '../hear/unknown-actions.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, passOn, uplinkOf } from './context.ts';
import { orderForEvse, stationsThatKnow } from './passed.ts';
import type { StationAnswer, StationOrder } from './ticket.ts';
import { uplinksOf } from '../uplink/work.ts';

type Set = OrderOf<'setDefaultTariff'>;

/** Any refusal refuses the whole; a station that is away gets it later. */
const allTake = (answers: readonly StationAnswer[]): OrderAnswer => {
  const refused = answers.find(({ answer: { status } }) => status !== 'Accepted' && status !== 'Offline');
  return { status: refused?.answer.status ?? 'Accepted' };
};

/** EVSE 0 is all of them. */
function ordersFor(context: OrderContext, order: PassedOrder): StationOrder[] {
  if (order.evse === 0) return stationsThatKnow(context, order).map((station) => ({ station, order }));
  const meant = orderForEvse(context, order);
  return meant === undefined || isUnknown(context.state, meant.station, order) ? [] : [meant];
}

export function serveSetDefaultTariff(context: OrderContext, order: Set): void {
  const { state, now } = context;
  const uplink = uplinkOf(context);
  const { evse = 0 } = order;
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  if (evse !== 0 && evseMeant(context, evse) === undefined) return answerNow(context, order, { status: 'Rejected' });
  const orders = ordersFor(context, order);
  if (orders.length === 0) return answerNow(context, order, { status: 'NotSupported' });
  const { tariff } = order.payload as { tariff: { tariffId: string } };
  const kept = state.ledger.uplinks.get(uplink.config.id)?.tariffs;
  if ((kept?.size ?? 0) >= tariffsKept && kept?.has(evse) !== true)
    return answerNow(context, order, { status: 'TooManyElements' });
  const set = {
    kind: 'TariffSet',
    uplink: uplink.config.id,
    evse,
    tariff: tariff.tariffId,
    json: JSON.stringify(tariff),
    happenedAt: now.utc,
  } as const;
  passOn(context, order, orders, {
    fold: allTake,
    note: (answers) => (allTake(answers).status === 'Accepted' ? [set] : []),
  });
}

const keptBy = ({ state }: OrderContext, { config }: UplinkLive): ReadonlyMap<number, TariffSet> =>
  state.ledger.uplinks.get(config.id)?.tariffs ?? new Map<number, TariffSet>();

/** GetTariffs is answered from what is kept. */
export function serveGetTariffs(context: OrderContext, order: OrderOf<'getTariffs'>): void {
  const uplink = uplinkOf(context);
  const { evse = 0 } = order;
  if (uplink === undefined || stationsThatKnow(context, order).length === 0)
    return answerNow(context, order, { status: 'NotSupported' });
  if (evse !== 0 && evseMeant(context, evse) === undefined) return answerNow(context, order, { status: 'Rejected' });
  const found = [...keptBy(context, uplink).values()].filter(
    (one) => evse === 0 || one.evse === 0 || one.evse === evse,
  );
  if (found.length === 0) return answerNow(context, order, { status: 'NoTariff' });
  const byTariff = new Map<string, number[]>();
  for (const one of found) byTariff.set(one.tariff, [...(byTariff.get(one.tariff) ?? []), one.evse]);
  const tariffAssignments = [...byTariff].map(([tariffId, evses]) => ({
    tariffId,
    tariffKind: 'DefaultTariff',
    // Without any it is that of all.
    ...(!evses.includes(0) && { evseIds: evses }),
  }));
  answerNow(context, order, { status: 'Accepted', passage: { status: 'Accepted', tariffAssignments } });
}

/** ClearTariffs: what it names, or all; at one EVSE, or everywhere. */
export function serveClearTariffs(context: OrderContext, order: OrderOf<'clearTariffs'>): void {
  const { now } = context;
  const uplink = uplinkOf(context);
  if (uplink === undefined || stationsThatKnow(context, order).length === 0)
    return answerNow(context, order, { status: 'NotSupported' });
  const { tariffIds } = order.payload as { tariffIds?: readonly string[] };
  const cleared = [...keptBy(context, uplink).values()].filter(
    (one) =>
      (order.evse === undefined || order.evse === 0 || order.evse === one.evse) &&
      (tariffIds === undefined || tariffIds.includes(one.tariff)),
  );
  const gone = new Set(cleared.map(({ tariff }) => tariff));
  const named = tariffIds ?? [...gone];
  const clearTariffsResult =
    named.length === 0
      ? [{ status: 'NoTariff' }]
      : named.map((tariffId) => ({ tariffId, status: gone.has(tariffId) ? 'Accepted' : 'NoTariff' }));
  const answer = { status: 'Accepted', passage: { clearTariffsResult } } as const;
  if (cleared.length > 0)
    context.decided.facts.push({
      kind: 'TariffsCleared',
      uplink: uplink.config.id,
      evses: cleared.map(({ evse }) => evse),
      happenedAt: now.utc,
    });
  const orders = order.evse === undefined ? ordersFor(context, { ...order, evse: 0 }) : ordersFor(context, order);
  if (orders.length === 0) return answerNow(context, order, answer);
  passOn(
    context,
    order,
    orders.map((one) => withoutEvse(one, order)),
    () => answer,
  );
}

/** An EVSE that the central system did not name is none for stations either. */
const withoutEvse = (one: StationOrder, { evse, payload, kind }: OrderOf<'clearTariffs'>): StationOrder =>
  evse === undefined ? { station: one.station, order: { kind, payload } } : one;

/** What a station that is back is told of default tariffs, in the words of its own EVSEs. */
export function tariffsFor(
  state: OrderContext['state'],
  station: StationId,
): readonly { readonly kind: 'setDefaultTariff'; readonly payload: object; readonly evse: number }[] {
  return uplinksOf(state, station).flatMap(({ config }) => {
    if (config.role !== 'control') return [];
    return [...(state.ledger.uplinks.get(config.id)?.tariffs.values() ?? [])].flatMap((one) => {
      const evse = one.evse === 0 ? 0 : evseAt(state, station, one.evse);
      if (evse === undefined) return [];
      const payload = { evseId: evse, tariff: JSON.parse(one.json) as object };
      return [{ kind: 'setDefaultTariff', payload, evse } as const];
    });
  });
}

function evseAt({ ledger }: OrderContext['state'], station: StationId, number: number): number | undefined {
  for (const [key, given] of ledger.gateway.numbering)
    if (given === number && evseOf(key).station === station) return evseOf(key).evse;
  return undefined;
}
