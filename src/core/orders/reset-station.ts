// Stations that start anew. A station of 1.6 cannot wait until it is idle: the gateway waits for it, and then says Soft.

import type { StationId } from '../../model/ids.ts';
import type { OrderAnswer, OrderOf } from '../../ocpp/order.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Decided } from '../heard.ts';
import type { Now } from '../ports.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { State } from '../state.ts';
import type { OrderContext } from './context.ts';
import { answerNow, isCallable, passOn } from './context.ts';
import { worst } from './ticket.ts';

type Reset = OrderOf<'reset'>;

/** Some at once, and others when they are idle. */
export function resetStations(context: OrderContext, order: Reset, stations: readonly StationId[]): void {
  const { state } = context;
  const later = stations.filter((station) => mustWait(state, station, order));
  for (const station of later) state.asked.idleResets.add(station);
  const others = stations.filter((station) => !later.includes(station));
  if (others.length === 0) return answerNow(context, order, { status: later.length > 0 ? 'Scheduled' : 'Rejected' });
  const given = others.map((station) => ({ station, order: forStation(state, station, order) }));
  passOn(context, order, given, (answers) => {
    const now = worst(answers);
    return later.length > 0 && now.status === 'Accepted' ? scheduled : now;
  });
}

const scheduled: OrderAnswer = { status: 'Scheduled' };

const is16 = (state: State, station: StationId): boolean => dialectOfStation(state, station).version === '1.6';

function mustWait(state: State, station: StationId, { type }: Reset): boolean {
  return type === 'OnIdle' && is16(state, station) && isBusy(state, station);
}

function isBusy(state: State, station: StationId): boolean {
  const part = state.ledger.stations.get(station);
  return part !== undefined && openOnes(part.transactions).length > 0;
}

const forStation = (state: State, station: StationId, order: Reset): Reset =>
  order.type === 'OnIdle' && is16(state, station) ? { ...order, type: 'Soft' } : order;

/** Stations that were to start anew when they are idle, and are. One that is away starts when it is back. */
export function resetIdleOnes(state: State, decided: Decided, now: Now): void {
  for (const station of state.asked.idleResets) {
    if (isBusy(state, station) || !isCallable(state, station, now)) continue;
    state.asked.idleResets.delete(station);
    const order = { kind: 'reset', type: 'Soft' } as const;
    passOn({ state, decided, from: { kind: 'gateway', purpose: 'reset' }, now }, order, [{ station, order }]);
  }
}
