// What one step heard: facts to remember, answers that need no decision, and questions that do.

import type { Fact } from '../model/fact/fact.ts';
import type { AskId, LinkId, StationId, TransactionId } from '../model/ids.ts';
import type { ToStationReply } from '../ocpp/heard.ts';
import type { RpcErrorCode } from '../ocpp/errors.ts';
import type { Order, OrderAnswer } from '../ocpp/order.ts';
import type { Asker } from './asker.ts';
import type { OrderSource, TicketId } from './orders/ticket.ts';
import type { Question } from './ports.ts';
import type { SetLimit } from '../control/actuate.ts';

export interface Heard {
  readonly facts: Fact[];
  readonly commands: Command[];
  readonly wishes: Wish[];
}

/** What one step decided. */
export type Decided = Pick<Heard, 'facts' | 'commands'>;

/** What wants a decision. */
export type Wish =
  | {
      readonly kind: 'authorize';
      readonly asker: Asker;
      readonly station: StationId;
      readonly token: string;
      readonly started?: { readonly transaction: TransactionId; readonly number: number };
    }
  | { readonly kind: 'order'; readonly from: OrderSource; readonly order: Order }
  | { readonly kind: 'ask'; readonly ask: AskId; readonly question: Question };

/** What is to be done. SAY turns it into bytes. */
export type Command =
  | { readonly kind: 'answer'; readonly asker: Asker; readonly reply: ToStationReply }
  /** A repeat gets the frame that it did not hear. */
  | { readonly kind: 'answerAgain'; readonly asker: Asker; readonly text: string }
  /** Ask the peer for a sign of life. */
  | { readonly kind: 'probe'; readonly link: LinkId }
  | { readonly kind: 'refuse'; readonly asker: Asker; readonly code: RpcErrorCode; readonly text: string }
  | { readonly kind: 'askToken'; readonly link: LinkId; readonly pending: string; readonly token: string }
  | SetLimit
  | GiveOrder
  | { readonly kind: 'answerOrder'; readonly from: OrderSource; readonly order: Order; readonly answer: OrderAnswer }
  | { readonly kind: 'close'; readonly link: LinkId; readonly code: number; readonly reason: string }
  | { readonly kind: 'answerAsk'; readonly ask: AskId; readonly body: unknown };

/** A station is told to do something. Its answer goes to the ticket. */
export interface GiveOrder {
  readonly kind: 'giveOrder';
  readonly station: StationId;
  /** With the numbers of the station. */
  readonly order: Order;
  readonly ticket: TicketId;
  /** Of a remote stop. */
  readonly transaction?: TransactionId;
}

export const nothingHeard = (): Heard => ({ facts: [], commands: [], wishes: [] });
