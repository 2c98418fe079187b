// Transactions as the one logical station tells them: own EVSE numbers, and the ids that each side gave.

import type { EvseKey, StationId, UplinkId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import type { Version } from '../../model/protocol.ts';
import type { Dialect, Telling, ToldFact, Upstream } from '../../ocpp/dialect.ts';
import { dialectOfRaw } from '../../ocpp/dialects.ts';
import type { Wording } from '../../ocpp/heard.ts';
import type { TransactionRecord } from '../../ocpp/record.ts';
import { takeCall } from '../../ocpp/repair.ts';
import { timesOf } from '../../ocpp/stamp.ts';
import type { UplinkPart } from '../../site/uplink-part.ts';
import type { Entry } from '../outbox.ts';

/** Where a message stands: given out when it first left, and the same in every repeat. */
export interface Order {
  readonly seqNo: number;
  readonly offline: boolean;
}

/** Who tells, in which words, and by which numbers. */
export interface Teller {
  readonly uplink: UplinkId;
  readonly part: UplinkPart;
  readonly dialect: Dialect;
  readonly numberOf: (evse: EvseKey) => number | undefined;
}

/**
 * The message for these rows. Depends on the rows, the numbering, the binding of their transaction and their order only, none
 * of which changes: every repeat is the same to the byte.
 */
export function wordRows(entries: readonly Entry[], teller: Teller, order: Order): Wording {
  const { fact } = entries[0]!;
  const { toCsms } = teller.dialect;
  const told = entries.map((entry) => tellingOf(entry.fact));
  const upstream = upstreamOf(fact, teller, { ...order, offline: order.offline || told.some(isOfPast) });
  const [first] = told as [Telling<never>, ...Telling<never>[]];
  switch (fact.kind) {
    case 'TransactionStarted':
      return toCsms.started(first, upstream);
    case 'TransactionSampled':
      return toCsms.sampled(told as Telling<typeof fact>[], upstream);
    case 'TransactionUpdated':
      return toCsms.updated(first, upstream);
    case 'TransactionEnded':
      return toCsms.ended(first, upstream);
  }
}

/** The version in which a station said it; `site` where the gateway saw it itself. */
export const saidIn = ({ fact }: Entry): Version | 'site' =>
  fact.raw === undefined ? 'site' : dialectOfRaw(fact.raw).version;

/** The station itself was cut off when it happened (E11, E12). */
const isOfPast = ({ fact, record }: Telling<ToldFact>): boolean => fact.history === true || record.offline === true;

function upstreamOf(fact: ToldFact, { uplink, part, numberOf }: Teller, order: Order): Upstream {
  const isStart = fact.kind === 'TransactionStarted' || fact.kind === 'TransactionUpdated';
  const reservation = isStart && fact.reservation?.owner?.uplink === uplink ? fact.reservation.owner.id : undefined;
  const remoteStart = isStart && fact.remote?.uplink === uplink ? fact.remote.id : undefined;
  return {
    place: { number: placeOf(numberOf, fact.station, fact.evse) },
    transaction: fact.transaction,
    number: fact.transaction === undefined ? undefined : part.bindings.get(fact.transaction),
    ...order,
    ...(reservation !== undefined && { reservation }),
    ...(remoteStart !== undefined && { remoteStart }),
  };
}

/** 0 is the site itself, for an EVSE that the site file does not know. */
const placeOf = (
  numberOf: (key: EvseKey) => number | undefined,
  station: StationId,
  evse: number | undefined,
): number => (evse === undefined ? 0 : (numberOf(evseKey(station, evse)) ?? 0));

const tellingOf = <Fact extends ToldFact>(fact: Fact): Telling<Fact> => ({
  fact,
  record: recordOf(fact),
  times: timesOf(fact),
});

/** What the station wrote; mended again where it was mended to be read. */
export function recordOf(fact: ToldFact): TransactionRecord {
  if (fact.raw === undefined) return { meterValues: [] };
  const dialect = dialectOfRaw(fact.raw);
  const written: unknown = JSON.parse(fact.raw.json);
  if (fact.quirks === undefined) return dialect.recordOf(written as never);
  const taken = takeCall(dialect.version, dialect.actionOf(fact.kind), written);
  return dialect.recordOf(('payload' in taken ? taken.payload : written) as never);
}
