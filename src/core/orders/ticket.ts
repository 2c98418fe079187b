// Who asked for an order, and what the stations that carry it out have answered so far.

import type { AskId, StationId, UplinkId } from '../../model/ids.ts';
import type { Order, OrderAnswer } from '../../ocpp/order.ts';
import type { Asker } from '../asker.ts';

/** Whom an order came from: the CSMS, the API, or the gateway itself, which says what for. */
export type OrderSource =
  | { readonly kind: 'csms'; readonly uplink: UplinkId; readonly asker: Asker }
  | { readonly kind: 'ask'; readonly ask: AskId }
  | { readonly kind: 'gateway'; readonly purpose: string };

export type TicketId = string;

export interface Ticket {
  readonly from: OrderSource;
  /** With the numbers of whoever asked. */
  readonly order: Order;
  /** Stations that have not answered yet. */
  waiting: number;
  readonly answers: { readonly station: StationId; readonly answer: OrderAnswer }[];
  /** One answer from those of all stations; never called without any. */
  readonly fold: Fold;
}

export type Fold = (answers: Ticket['answers']) => OrderAnswer;

/** The answer of the only station. */
export const only: Fold = (answers) => answers[0]!.answer;

/** Any refusal refuses the whole; else it is as late as the latest. */
export const worst: Fold = (answers) => {
  const statuses = answers.map(({ answer }) => answer.status);
  const refusal = statuses.find((status) => status !== 'Accepted' && status !== 'Scheduled');
  return { status: refusal ?? (statuses.includes('Scheduled') ? 'Scheduled' : 'Accepted') };
};
