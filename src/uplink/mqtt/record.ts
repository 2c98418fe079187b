// One record of the stream of transactions: what a fact says, dialect-free, in the words of OCPP 2.0.1 and the units of the
// site file. It depends on the row alone, so every repeat is the same to the byte.

import type { Row } from '../../model/ids.ts';
import { row } from '../../model/ids.ts';
import type { MeterValue } from '../../model/sampled-value.ts';
import { isoOf } from '../../model/time.ts';
import type { Gap } from '../../site/uplink-part.ts';
import { recordOf } from '../aggregate/transactions.ts';
import { roundMoney } from '../../model/money.ts';
import type { Entry, Streamed, Told } from '../outbox.ts';
import { isCost } from '../outbox.ts';

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
    /** What it costs, so far or in all: by the tariff, or by the word of a central system, which counts. */
    | {
        readonly type: 'priced';
        readonly station: string;
        readonly transaction: string;
        readonly at: string;
        readonly source: 'tariff' | 'csms';
        readonly amount: number;
        readonly currency?: string;
        readonly energyWh?: number;
        readonly toldBy?: string;
        readonly isFinal?: true;
      }
    /** Records up to `seq` and after `previous` were given up: the quota of this uplink was spent. */
    | { readonly type: 'gap'; readonly at?: string; readonly from: Row; readonly through: Row }
  );

export function recordTextOf({ row: seq, fact }: Entry<Streamed>, gatewayId: string, previous: Row): string {
  return JSON.stringify({ gatewayId, seq, previous, ...(isCost(fact) ? costIn(fact) : saidBy(fact)) });
}

/** The same in every repeat. */
export const gapTextOf = ({ from, through, last, at }: Gap, gatewayId: string): string =>
  JSON.stringify({
    gatewayId,
    seq: through,
    previous: last ?? row(from - 1),
    type: 'gap',
    ...(at !== undefined && { at: isoOf(at) }),
    from,
    through,
  } satisfies StreamRecord);

type Said = Omit<Exclude<StreamRecord, { type: 'gap' | 'priced' }>, keyof Place>;

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

/** Rounded once, to the digits of the currency; what a central system says stays as it was said. */
function costIn(fact: Exclude<Streamed, Told>): Omit<Extract<StreamRecord, { type: 'priced' }>, keyof Place> {
  const { station, transaction, cost, isFinal, happenedAt } = fact;
  const about = { type: 'priced', station, transaction, at: isoOf(happenedAt) } as const;
  const end = isFinal === true ? { isFinal } : {};
  if (fact.kind === 'CostTold') return { ...about, source: 'csms', amount: cost, toldBy: fact.toldBy, ...end };
  const { currency, energyWh } = fact;
  return { ...about, source: 'tariff', amount: roundMoney(cost, currency), currency, energyWh, ...end };
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
