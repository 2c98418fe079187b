// Who asked for an order, and what the stations that carry it out have answered so far.

import type { Fact } from '../../model/fact/fact.ts';
import type { AskId, StationId, TransactionId, UplinkId } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { Order, OrderAnswer } from '../../ocpp/order.ts';
import type { Asker } from '../hear/asker.ts';

/** Whom an order came from: the CSMS, the API, or the gateway itself, which says what for. */
export type OrderSource =
  | { readonly kind: 'csms'; readonly uplink: UplinkId; readonly asker: Asker }
  | { readonly kind: 'ask'; readonly ask: AskId }
  | { readonly kind: 'gateway'; readonly purpose: string };

export type TicketId = string;

/** An order for one station, with the numbers of the station. */
export interface StationOrder {
  readonly station: StationId;
  readonly order: Order;
  readonly transaction?: TransactionId;
  /** Of a remote start: the token as whoever ordered it wrote it, and its number there. */
  readonly token?: string;
  readonly ordered?: { readonly uplink: UplinkId; readonly id: number };
}

export interface StationAnswer {
  readonly station: StationId;
  /** What it was asked. */
  readonly order: Order;
  readonly answer: OrderAnswer;
}

/** How an order ends once all stations have answered. */
export interface Ending {
  /** One answer from those of all stations; never called without any. */
  readonly fold: Fold;
  /** What is remembered of it; recorded before the answer is given. */
  readonly note?: (answers: readonly StationAnswer[], at: Utc) => readonly Fact[];
  /** What stations are asked next, once, before the answer is given. */
  readonly further?: (answers: readonly StationAnswer[]) => readonly StationOrder[];
}

export interface Ticket {
  readonly from: OrderSource;
  /** With the numbers of whoever asked. */
  readonly order: Order;
  /** Stations that have not answered yet. */
  waiting: number;
  readonly answers: StationAnswer[];
  /** `further` is gone when it was asked. */
  ending: Ending;
}

export type Fold = (answers: readonly StationAnswer[]) => OrderAnswer;

/** The answer of the only station. */
export const only: Fold = (answers) => answers[0]!.answer;

/** Any refusal refuses the whole; else it is as late as the latest. */
export const worst: Fold = (answers) => {
  const statuses = answers.map(({ answer }) => answer.status);
  const refusal = statuses.find((status) => status !== 'Accepted' && status !== 'Scheduled');
  return { status: refusal ?? (statuses.includes('Scheduled') ? 'Scheduled' : 'Accepted') };
};
