// What a central system of 2.x says for a driver when it answers an event: the running cost, a limit of the transaction (2.1
// E16), a message. The station was answered before, so it gets that with the answer to its next event.

import type { StationId, TransactionId } from '../../model/ids.ts';
import type { Version } from '../../model/protocol.ts';
import type { ToStationReply } from '../../ocpp/heard.ts';
import type { LossReason } from '../../ocpp/loss.ts';
import type { Passage } from '../../ocpp/order.ts';
import { checkReply } from '../../ocpp/schema.ts';
import { keepNewest } from '../../site/part.ts';
import type { Link } from '../links.ts';
import { lose } from '../losses.ts';
import type { State } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';

/** More transactions than a depot has at once. */
const mostWaiting = 1024;

const fields = [
  'chargingPriority',
  'totalCost',
  'transactionLimit',
  'updatedPersonalMessage',
  'updatedPersonalMessageExtra',
];

/** Until its end a transaction of 2.0.1 has no cost in its answers. */
const untilEnd: Readonly<Record<Version, readonly string[]>> = {
  '1.6': [],
  '2.0.1': ['chargingPriority', 'updatedPersonalMessage'],
  '2.1': fields,
};

/** Keeps it for the next answer; what no answer can carry any more, or in the station's version never could, is counted. */
export function noteForDriver(
  state: State,
  link: Link,
  { station, transaction, isEnd }: { station: StationId; transaction: TransactionId | undefined; isEnd: boolean },
  payload: Passage,
): void {
  const said = fields.filter((field) => Object.hasOwn(payload, field));
  if (said.length === 0 || link.peer.kind !== 'uplink') return;
  if (state.uplinks.get(link.peer.uplink)?.config.role !== 'control') return;
  const { version } = dialectOfStation(state, station);
  const losing = (names: readonly string[], reason: LossReason): void =>
    lose(
      state,
      link.peer.version,
      version,
      names.map((field) => ({ field, reason })),
    );
  const known =
    transaction === undefined ? undefined : state.ledger.stations.get(station)?.transactions.known.get(transaction);
  if (isEnd || transaction === undefined || known === undefined || known.endedAt !== undefined)
    return losing(said, 'tooLate');
  const placed = said.filter((field) => untilEnd[version].includes(field));
  losing(
    said.filter((field) => !placed.includes(field)),
    version === '2.0.1' && said.includes('totalCost') ? 'tooLate' : 'noSuchField',
  );
  const fitting = placed.filter(
    (field) => checkReply(version, 'TransactionEvent', { [field]: payload[field] }) === undefined,
  );
  losing(
    placed.filter((field) => !fitting.includes(field)),
    'tooLong',
  );
  if (fitting.length === 0) return;
  const before = state.forDrivers.get(transaction);
  state.forDrivers.delete(transaction);
  state.forDrivers.set(transaction, {
    ...before,
    ...Object.fromEntries(fitting.map((field) => [field, payload[field]])),
  });
  keepNewest(state.forDrivers, mostWaiting);
}

/** What the station holds already is not said to it again (E16.FR.03). */
export function confirmLimit(state: State, transaction: TransactionId, held: Passage | undefined): void {
  const waiting = state.forDrivers.get(transaction);
  if (held === undefined || waiting?.['transactionLimit'] === undefined) return;
  const { transactionLimit, ...others } = waiting;
  if (!isSame(transactionLimit as Passage, held)) return;
  if (Object.keys(others).length === 0) state.forDrivers.delete(transaction);
  else state.forDrivers.set(transaction, others);
}

const isSame = (one: Passage, other: Passage): boolean =>
  Object.keys(one).length === Object.keys(other).length && Object.keys(one).every((name) => one[name] === other[name]);

/** The answer to an event of this transaction, with what waits for it. */
export function withForDriver<Reply extends Extract<ToStationReply, { kind: 'empty' | 'started' }>>(
  state: State,
  transaction: TransactionId,
  reply: Reply,
): Reply {
  const forDriver = state.forDrivers.get(transaction);
  if (forDriver === undefined) return reply;
  state.forDrivers.delete(transaction);
  return { ...reply, forDriver };
}

/** The transaction is over: what waits is of no use any more. */
export function dropForDriver(state: State, station: StationId, transaction: TransactionId): void {
  const waiting = state.forDrivers.get(transaction);
  if (waiting === undefined) return;
  state.forDrivers.delete(transaction);
  const losses = Object.keys(waiting).map((field) => ({ field, reason: 'tooLate' as const }));
  lose(state, 'site', dialectOfStation(state, station).version, losses);
}
