// Whether EVSEs are in service. What the CSMS wants is kept: a station that comes back otherwise is told again.

import type { AvailabilityOrdered } from '../../model/fact/availability.ts';
import type { StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { stationOf } from '../../model/config/site.ts';
import type { Utc } from '../../model/time.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { OrderContext } from './context.ts';
import { answerNow, evseMeant, passOn, stationsOf } from './context.ts';
import type { Ending, StationAnswer, StationOrder } from './ticket.ts';
import { worst } from './ticket.ts';

type Change = OrderOf<'changeAvailability'>;

/** EVSE 0 upstream is the site: every station of the uplink is told, and any refusal refuses the whole. */
export function serveChangeAvailability(context: OrderContext, order: Change): void {
  const { operative } = order;
  if (order.evse === 0)
    return passOn(context, order, ordersFor(stationsOf(context), operative), wholeEnding(context, operative));
  const key = evseMeant(context, order.evse);
  if (key === undefined) return answerNow(context, order, { status: 'Rejected' });
  const { station, evse } = evseOf(key);
  if ((order.connector ?? 1) > 1) return changeConnector(context, order, station, evse);
  // The only plug of an EVSE is the EVSE; a station of 2.x is told as it was ordered.
  passOn(context, order, [{ station, order: { ...order, evse } }], endingOf(context.state));
}

/** All of one station, by its name. */
export function serveStationAvailability(context: OrderContext, station: StationId, operative: boolean): void {
  const order = { kind: 'changeAvailability', evse: 0, operative } as const;
  passOn(context, order, ordersFor([station], operative), endingOf(context.state));
}

/**
 * One of several plugs of an EVSE, which only stations of 2.x know. The station keeps it; nothing of it is remembered here,
 * where an EVSE is the smallest thing that is in service or not.
 */
function changeConnector(context: OrderContext, order: Change, station: StationId, evse: number): void {
  if (dialectOfStation(context.state, station).version === '1.6')
    return answerNow(context, order, { status: 'Rejected' });
  passOn(context, order, [{ station, order: { ...order, evse } }]);
}

const ordersFor = (stations: readonly StationId[], operative: boolean): StationOrder[] =>
  stations.map((station) => ({ station, order: { kind: 'changeAvailability', evse: 0, operative } }));

/** When nobody refused, the site itself is in service or not. */
function wholeEnding({ state, from }: OrderContext, operative: boolean): Ending {
  const ending = endingOf(state);
  if (from.kind !== 'csms') return ending;
  const { uplink } = from;
  return {
    ...ending,
    note: (answers, at) => [
      ...(isTaken({ answer: ending.fold(answers) })
        ? [{ kind: 'SiteAvailabilityOrdered', uplink, operative, happenedAt: at } as const]
        : []),
      ...(ending.note?.(answers, at) ?? []),
    ],
  };
}

function endingOf(state: State): Ending {
  return {
    fold: (answers) => worst(lastOf(answers).map(delayed)),
    note: (answers, at) =>
      lastOf(answers)
        .map(delayed)
        .filter(isTaken)
        .map((one) => orderedBy(one, at)),
    // Some stations do not know connector 0 (Q23).
    further: (answers) => answers.filter(isRefusedWhole).flatMap((one) => eachEvse(state, one)),
  };
}

/** A station that is away will do it when it is back. */
const delayed = (one: StationAnswer): StationAnswer =>
  one.answer.status === 'Offline' ? { ...one, answer: { status: 'Scheduled' } } : one;

const isTaken = ({ answer: { status } }: Pick<StationAnswer, 'answer'>): boolean =>
  status === 'Accepted' || status === 'Scheduled';

const orderedBy = ({ station, order }: StationAnswer, happenedAt: Utc): AvailabilityOrdered => {
  const { evse, operative } = order as Change;
  return { kind: 'AvailabilityOrdered', station, evse, operative, happenedAt };
};

export const isRefusedWhole = ({ order, answer: { status } }: Pick<StationAnswer, 'order' | 'answer'>): boolean =>
  order.kind === 'changeAvailability' && order.evse === 0 && (status === 'Rejected' || status === 'NotSupported');

function eachEvse(state: State, { station, order }: StationAnswer): StationOrder[] {
  const evses = stationOf(siteOf(state), station)?.evses ?? [];
  return evses.map(({ id }) => ({ station, order: { ...(order as Change), evse: id } }));
}

/** What a station said of connector 0 counts no more where its connectors were asked one by one. */
function lastOf(answers: readonly StationAnswer[]): readonly StationAnswer[] {
  const oneByOne = new Set(answers.filter(({ order }) => (order as Change).evse !== 0).map(({ station }) => station));
  return answers.filter(({ station, order }) => (order as Change).evse !== 0 || !oneByOne.has(station));
}
