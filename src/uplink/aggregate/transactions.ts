// Transactions as the one logical station tells them: own connector numbers, and the ids that the CSMS gave.

import type { TransactionStarted } from '../../model/fact/transaction.ts';
import type { EvseKey, StationId, UplinkId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import type { Wording } from '../../ocpp/heard.ts';
import { takeCall } from '../../ocpp/repair.ts';
import type { MeterValuesReq } from '../../ocpp/v16/meter-values.ts';
import { sayMeterValues, timesOf } from '../../ocpp/v16/meter-values.ts';
import type { StartTransactionReq, StopTransactionReq } from '../../ocpp/v16/transactions.ts';
import { sayStart, sayStop } from '../../ocpp/v16/transactions.ts';
import type { UplinkPart } from '../../site/uplink-part.ts';
import { unbound } from '../../site/uplink-part.ts';
import type { Entry, Told } from '../outbox.ts';

/**
 * The message for these rows in OCPP 1.6. Depends on the rows, the numbering and the binding of their transaction only,
 * none of which changes: every repeat is the same to the byte.
 */
export function wordRows(
  entries: readonly Entry[],
  part: UplinkPart,
  numberOf: (evse: EvseKey) => number | undefined,
  uplink: UplinkId,
): Wording {
  const { fact } = entries[0]!;
  const upstreamId = fact.transaction === undefined ? unbound : (part.bindings.get(fact.transaction) ?? unbound);
  switch (fact.kind) {
    case 'TransactionStarted':
      return sayStart(
        connectorOf(numberOf, fact.station, fact.evse),
        payloadOf<StartTransactionReq>(fact, 'StartTransaction'),
        fact,
        reservationIdOf(fact, uplink),
      );
    case 'TransactionSampled':
      return sayMeterValues(
        connectorOf(numberOf, fact.station, fact.evse),
        upstreamId,
        entries.map((entry) => ({
          payload: payloadOf<MeterValuesReq>(entry.fact, 'MeterValues'),
          times: timesOf(entry.fact),
        })),
      );
    case 'TransactionEnded':
      return sayStop(upstreamId, payloadOf<StopTransactionReq>(fact, 'StopTransaction'), fact);
  }
}

/** A reservation is named to nobody but who made it. */
const reservationIdOf = ({ reservation }: TransactionStarted, uplink: UplinkId): number | undefined =>
  reservation?.owner?.uplink === uplink ? reservation.owner.id : undefined;

/** 0 is the site itself, for an EVSE that the site file does not know. */
const connectorOf = (numberOf: (key: EvseKey) => number | undefined, station: StationId, evse: number): number =>
  numberOf(evseKey(station, evse)) ?? 0;

/** What the station wrote; mended again where it was mended to be read. */
function payloadOf<Payload>(fact: Told, action: string): Payload {
  const written: unknown = JSON.parse(fact.raw.json);
  if (fact.quirks === undefined) return written as Payload;
  const taken = takeCall('1.6', action, written);
  return ('payload' in taken ? taken.payload : written) as Payload;
}
