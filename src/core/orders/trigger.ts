// What the CSMS wants to be told now. What the gateway knows itself it tells itself; meter values are the stations' to say,
// and where one does not, its last ones are told again.

import type { EvseKey } from '../../model/ids.ts';
import { evseKey, evseOf } from '../../model/ids.ts';
import { isoOf, utc } from '../../model/time.ts';
import type { MeterValue } from '../../model/sampled-value.ts';
import type { OrderAnswer, OrderOf } from '../../ocpp/order.ts';
import { meterValueOf } from '../../ocpp/readings.ts';
import { openAt } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { State } from '../state.ts';
import type { Triggered, UplinkLive } from '../uplink/live.ts';
import { serves } from '../uplink/live.ts';
import { askForNew } from '../certificates/own.ts';
import { numbersFor } from '../uplink/numbers.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, isCallable, passOn, stationsOf, uplinkOf } from './context.ts';
import type { Ending, StationAnswer, StationOrder } from './ticket.ts';

type Trigger = OrderOf<'trigger'> | OrderOf<'extendedTrigger'>;

export function serveTrigger(context: OrderContext, order: Trigger): void {
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  const { state, decided } = context;
  switch (order.message) {
    case 'StatusNotification':
      return triggerStatus(context, order, uplink);
    case 'MeterValues':
      return triggerMeterValues(context, order, uplink);
    case 'TransactionEvent':
      return triggerEvents(context, order, uplink);
    case 'SignChargingStationCertificate':
      return answerNow(context, order, { status: askForNew(state, decided, uplink) ? 'Accepted' : 'Rejected' });
    case 'SignV2G20Certificate':
    case 'SignV2GCertificate':
      return askStations(context, order);
    case 'CustomTrigger':
    case 'SignCombinedCertificate':
      return answerNow(context, order, { status: 'NotImplemented' });
    case 'FirmwareStatusNotification':
      return own(context, order, uplink, order.kind === 'trigger' ? order.message : 'SignedFirmwareStatusNotification');
    default:
      return own(context, order, uplink, order.message);
  }
}

/** What vehicles look at is the stations' own: those that can ask for it do. */
function askStations(context: OrderContext, { message }: Trigger): void {
  const order = { kind: 'trigger', message } as const;
  const orders = stationsOf(context)
    .filter((id) => dialectOfStation(context.state, id).version !== '1.6')
    .map((station) => ({ station, order }));
  if (orders.length === 0) return answerNow(context, order, { status: 'NotImplemented' });
  passOn(context, order, orders, (answers) =>
    answers.some(({ answer }) => answer.status === 'Accepted') ? accepted : { status: 'Rejected' },
  );
}

function own(context: OrderContext, order: Trigger, uplink: UplinkLive, what: Triggered): void {
  uplink.triggered.add(what);
  answerNow(context, order, accepted);
}

const accepted: OrderAnswer = { status: 'Accepted' };

/** Without a connector all of them and the gateway itself. */
function triggerStatus(context: OrderContext, order: Trigger, uplink: UplinkLive): void {
  const { state } = context;
  if (order.evse === 0) return own(context, order, uplink, 'StatusNotification');
  if (order.evse === undefined) {
    for (const key of numbersFor(state, uplink).keys())
      if (serves(uplink, evseOf(key).station)) uplink.triggeredStatuses.add(key);
    return own(context, order, uplink, 'StatusNotification');
  }
  const key = keyNumbered(state, uplink, order.evse);
  if (key === undefined) return answerNow(context, order, { status: 'Rejected' });
  uplink.triggeredStatuses.add(key);
  answerNow(context, order, accepted);
}

/** Retired connectors have a status too. */
function keyNumbered(state: State, uplink: UplinkLive, number: number): EvseKey | undefined {
  for (const [key, given] of numbersFor(state, uplink))
    if (given === number && serves(uplink, evseOf(key).station)) return key;
  return undefined;
}

function triggerMeterValues(context: OrderContext, order: Trigger, uplink: UplinkLive): void {
  const { state, now } = context;
  const one = evseMeant(context, order.evse);
  if (order.evse !== undefined && one === undefined) return answerNow(context, order, { status: 'Rejected' });
  const keys = one === undefined ? keysToAsk(context) : [one];
  if (keys.length === 0) return answerNow(context, order, { status: 'Rejected' });
  passOn(
    context,
    order,
    keys.map((key) => orderFor(order, key)),
    readingsEnding(state, uplink, now),
  );
}

/** Only where a transaction goes on (F06.FR.07); what a station of 1.6 says of it are meter values. */
function triggerEvents(context: OrderContext, order: Trigger, uplink: UplinkLive): void {
  const { state, now } = context;
  const one = evseMeant(context, order.evse);
  const keys = order.evse === undefined ? keysToAsk(context) : one === undefined ? [] : [one];
  const charging = keys.filter((key) => {
    const { station, evse } = evseOf(key);
    const part = state.ledger.stations.get(station);
    return part !== undefined && openAt(part.transactions, evse) !== undefined;
  });
  if (charging.length === 0) return answerNow(context, order, { status: 'Rejected' });
  const orders = charging.map((key) => {
    const is16 = dialectOfStation(state, evseOf(key).station).version === '1.6';
    return orderFor(is16 ? { ...order, message: 'MeterValues' } : order, key);
  });
  passOn(context, order, orders, readingsEnding(state, uplink, now));
}

/** One by one, because some stations then answer for connector 0 only (Q22); those that are away have nothing to say. */
const keysToAsk = (context: OrderContext): EvseKey[] => {
  const stations = new Set(stationsOf(context).filter((id) => isCallable(context.state, id, context.now)));
  const uplink = uplinkOf(context);
  const numbers = uplink === undefined ? context.state.ledger.gateway.numbering : numbersFor(context.state, uplink);
  return [...numbers.keys()].filter((key) => stations.has(evseOf(key).station));
};

function orderFor({ message }: Trigger, key: EvseKey): StationOrder {
  const { station, evse } = evseOf(key);
  return { station, order: { kind: 'trigger', message, evse } };
}

/** Accepted when values of any connector follow. */
function readingsEnding(state: State, uplink: UplinkLive, now: Now): Ending {
  return {
    fold: (answers) =>
      answers.some((one) => one.answer.status === 'Accepted' || lastValues(state, one, now) !== undefined)
        ? accepted
        : { status: 'Rejected' },
    note: (answers) => {
      for (const one of answers) {
        const value = one.answer.status === 'Accepted' ? undefined : lastValues(state, one, now);
        if (value !== undefined) uplink.readings.set(keyOf(one), [value]);
      }
      return [];
    },
  };
}

const keyOf = ({ station, order }: StationAnswer): EvseKey => evseKey(station, (order as Trigger).evse ?? 0);

/** Older values say nothing of now. */
const youngMs = 15 * 60_000;

/** What was measured last, as a meter value. */
function lastValues(state: State, { station, order }: StationAnswer, now: Now): MeterValue | undefined {
  const evse = (order as Trigger).evse ?? 0;
  const measured = state.live.stations.get(station)?.measured.get(evse);
  if (measured === undefined || now.mono - measured.readAt > youngMs) return undefined;
  const timestamp = isoOf(utc(now.utc - (now.mono - measured.readAt)));
  return meterValueOf(measured, timestamp);
}
