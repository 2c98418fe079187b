// Orders of 2.x that concern a station and the central system only: they go on to the stations that are meant and know them,
// with the numbers of those stations.

import type { StationId, TransactionId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { OrderAnswer, OrderOf, PassedKind, PassedOrder } from '../../ocpp/order.ts';
import { isUnknown } from '../hear/unknown-actions.ts';
import { openReport, leaveReport } from '../asked/reports.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, passOn, stationsOf, uplinkOf } from './context.ts';
import type { Fold, StationAnswer, StationOrder } from './ticket.ts';

type Passed = OrderOf<PassedKind>;

const notSupported: OrderAnswer = { status: 'NotSupported' };

/** Stations that have such a message. */
export const stationsThatKnow = (context: OrderContext, order: PassedOrder): StationId[] =>
  stationsOf(context).filter((station) => !isUnknown(context.state, station, order));

/** The answer of whoever takes it, else that of the first that has a word for its refusal. */
export const anyTakes: Fold = (answers) => {
  const taken = answers.find(({ answer }) => answer.status === 'Accepted') ?? answers.find(hasWord);
  return taken?.answer ?? answers[0]!.answer;
};

const hasWord = ({ answer: { status } }: StationAnswer): boolean =>
  status !== 'NotSupported' && status !== 'Offline' && status !== 'Unanswered';

/** For every station that has such a message (AFRRSignal, ClearDisplayMessage). */
export function serveForAll(context: OrderContext, order: Passed): void {
  const stations = stationsThatKnow(context, order);
  if (stations.length === 0) return answerNow(context, order, notSupported);
  passOn(
    context,
    order,
    stations.map((station) => ({ station, order })),
    anyTakes,
  );
}

/** For the station of an EVSE (NotifyWebPaymentStarted). */
export function serveForEvse(context: OrderContext, order: Passed): void {
  const meant = orderForEvse(context, order);
  if (meant === undefined) return refuse(context, order, 'There is no such EVSE.');
  if (isUnknown(context.state, meant.station, order)) return answerNow(context, order, notSupported);
  passOn(context, order, [meant]);
}

export function orderForEvse(context: OrderContext, order: PassedOrder): StationOrder | undefined {
  const key = evseMeant(context, order.evse);
  if (key === undefined) return undefined;
  const { station, evse } = evseOf(key);
  return { station, order: { ...order, evse } };
}

/** For the station where a transaction goes on (CostUpdated, NotifyAllowedEnergyTransfer, ChangeTransactionTariff). */
export function serveForTransaction(context: OrderContext, order: Passed): void {
  const meant = orderForTransaction(context, order);
  if (meant === undefined) return noTransaction(context, order);
  if (isUnknown(context.state, meant.station, order)) return answerNow(context, order, notSupported);
  passOn(context, order, [meant]);
}

/** A transaction that goes on, by our id, at a station that gave it one of its own. */
export function orderForTransaction(context: OrderContext, order: PassedOrder): StationOrder | undefined {
  for (const station of stationsOf(context)) {
    const known = context.state.ledger.stations
      .get(station)
      ?.transactions.known.get(order.transaction as TransactionId);
    if (known === undefined || known.endedAt !== undefined) continue;
    return { station, order: { ...order, transaction: known.stationTransaction ?? known.transaction } };
  }
  return undefined;
}

const unknownWords: Readonly<Partial<Record<PassedKind, string>>> = {
  allowedEnergyTransfer: 'Rejected',
  changeTransactionTariff: 'TxNotFound',
  setDisplayMessage: 'UnknownTransaction',
};

function noTransaction(context: OrderContext, order: Passed): void {
  const status = unknownWords[order.kind];
  if (status === undefined) return refuse(context, order, 'There is no such transaction under way.');
  answerNow(context, order, { status });
}

/** Its answer has no word for it. */
function refuse({ decided, from, ...context }: OrderContext, order: Passed, text: string): void {
  if (from.kind !== 'csms') return answerNow({ decided, from, ...context }, order, { status: 'Rejected' });
  decided.commands.push({ kind: 'refuse', asker: from.asker, code: 'PropertyConstraintViolation', text });
}

/** SetDisplayMessage: for the transaction or the EVSE that it names, else for every station that has a display. */
export function serveSetDisplayMessage(context: OrderContext, order: Passed): void {
  if (order.transaction !== undefined) return serveForTransaction(context, order);
  if (order.evse === undefined || order.evse === 0) return serveForAll(context, order);
  const meant = orderForEvse(context, order);
  if (meant === undefined) return answerNow(context, order, { status: 'Rejected' });
  if (isUnknown(context.state, meant.station, order)) return answerNow(context, order, notSupported);
  passOn(context, order, [meant]);
}

/** GetDisplayMessages: the messages of all stations make one report. */
export function serveGetDisplayMessages(context: OrderContext, order: Passed): void {
  const stations = stationsThatKnow(context, order);
  if (stations.length === 0) return answerNow(context, order, notSupported);
  passToReport(context, order, stations, 'NotifyDisplayMessages', anyTakes);
}

/** Asks stations to report; whoever does not take the order is not waited for. */
export function passToReport(
  context: OrderContext,
  order: Passed,
  stations: readonly StationId[],
  action: 'NotifyDisplayMessages' | 'NotifyCustomerInformation',
  fold: Fold,
): ReturnType<typeof openReport>['report'] | undefined {
  const { state, now } = context;
  const uplink = uplinkOf(context);
  if (uplink === undefined) return void answerNow(context, order, notSupported);
  const about = { uplink: uplink.config.id, action, request: order.request ?? 0 };
  const { report, numbers } = openReport(state, about, stations, now);
  const orders = stations.map((station) => ({ station, order: { ...order, request: numbers.get(station)! } }));
  passOn(context, order, orders, {
    fold,
    note: (answers) => {
      for (const { station, answer } of answers)
        if (answer.status !== 'Accepted') leaveReport(state, report, station, now);
      return [];
    },
  });
  return report;
}
