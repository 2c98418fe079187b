// One record of the stream of transactions: what a fact says, dialect-free, in the words of OCPP 2.0.1 and the units of the
// site file. It depends on the row alone, so every repeat is the same to the byte.

import type { Row } from '../../model/ids.ts';
import type { MeterValue } from '../../model/sampled-value.ts';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import { recordOf } from '../aggregate/transactions.ts';
import type { Entry, Told } from '../outbox.ts';

/** By which stream and where in it: what a subscriber needs to order records, drop repeats and see a gap. */
export interface Place {
  readonly gatewayId: string;
  /** Row of the journal: rises within the stream, not by one. */
  readonly seq: Row;
  /** `seq` of the record before; of none before the first. */
  readonly previous: Row;
}

interface About {
  readonly station: string;
  readonly evse?: number;
  readonly transaction?: string;
  readonly at: string;
  readonly receivedAt?: string;
  readonly history?: true;
  readonly anomalies?: readonly string[];
}

export type StreamRecord = Place &
  (
    | (About & {
        readonly type: 'started';
        readonly number: number;
        readonly token: string;
        readonly meterWh: number;
        readonly believedMeterWh?: number;
        readonly chargingState?: string;
        readonly meterValues: readonly MeterValue[];
      })
    | (About & {
        readonly type: 'sampled';
        readonly meterWh?: number;
        readonly trigger?: string;
        readonly meterValues: readonly MeterValue[];
      })
    | (About & {
        readonly type: 'updated';
        readonly chargingState?: string;
        readonly token?: string;
        readonly trigger?: string;
        readonly meterValues: readonly MeterValue[];
      })
    | (About & {
        readonly type: 'ended';
        readonly number: number;
        readonly meterWh: number;
        readonly energyWh?: number;
        readonly reason: string;
        readonly token?: string;
        readonly meterValues: readonly MeterValue[];
      })
    /** Records up to `seq` and after `previous` were given up: the quota of this uplink was spent. */
    | { readonly type: 'gap'; readonly at: string; readonly from: Row; readonly through: Row }
  );

export function recordTextOf({ row, fact }: Entry, gatewayId: string, previous: Row): string {
  return JSON.stringify({ gatewayId, seq: row, previous, ...saidBy(fact) });
}

export const gapTextOf = (
  { from, through }: { readonly from: Row; readonly through: Row },
  gatewayId: string,
  previous: Row,
  at: Utc,
): string =>
  JSON.stringify({
    gatewayId,
    seq: through,
    previous,
    type: 'gap',
    at: isoOf(at),
    from,
    through,
  } satisfies StreamRecord);

type Said = Omit<Exclude<StreamRecord, { type: 'gap' }>, keyof Place>;

function saidBy(fact: Told): Said {
  const { meterValues } = recordOf(fact);
  const about = aboutOf(fact);
  switch (fact.kind) {
    case 'TransactionStarted':
      return {
        type: 'started',
        ...about,
        number: fact.number,
        token: fact.token,
        meterWh: fact.meterStartWh,
        ...(fact.believedStartWh !== undefined && { believedMeterWh: fact.believedStartWh }),
        ...(fact.chargingState !== undefined && { chargingState: fact.chargingState }),
        meterValues,
      } as Said;
    case 'TransactionSampled':
      return {
        type: 'sampled',
        ...about,
        ...(fact.registerWh !== undefined && { meterWh: fact.registerWh }),
        ...(fact.trigger !== undefined && { trigger: fact.trigger }),
        meterValues,
      };
    case 'TransactionUpdated':
      return {
        type: 'updated',
        ...about,
        ...(fact.chargingState !== undefined && { chargingState: fact.chargingState }),
        ...(fact.token !== undefined && { token: fact.token }),
        ...(fact.trigger !== undefined && { trigger: fact.trigger }),
        meterValues,
      };
    case 'TransactionEnded':
      return {
        type: 'ended',
        ...about,
        number: fact.number,
        meterWh: fact.meterStopWh,
        ...(fact.energyWh !== undefined && { energyWh: fact.energyWh }),
        reason: fact.reason,
        ...(fact.token !== undefined && { token: fact.token }),
        meterValues,
      } as Said;
  }
}

const aboutOf = (fact: Told): About => ({
  station: fact.station,
  ...(fact.evse !== undefined && { evse: fact.evse }),
  ...(fact.transaction !== undefined && { transaction: fact.transaction }),
  at: isoOf(fact.happenedAt),
  ...(fact.receivedAt !== undefined && { receivedAt: isoOf(fact.receivedAt) }),
  ...(fact.history === true && { history: true as const }),
  ...(fact.anomalies !== undefined && { anomalies: fact.anomalies }),
});
