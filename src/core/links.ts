// The links that are open, and what each CALL of ours that is under way on one of them is for.

import type { CommandId, EvseKey, LinkId, TransactionId, UplinkId } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';
import type { Order } from '../ocpp/order.ts';
import type { Session } from '../ocpp/session.ts';
import type { TicketId } from './orders/ticket.ts';
import type { Pace } from './pace.ts';
import type { Peer } from './ports.ts';

export interface Link {
  readonly id: LinkId;
  readonly peer: Peer;
  readonly session: Session<Purpose>;
  /** What it may ask before it is slowed down. */
  readonly pace: Pace;
  /** When it was last sent a CALL of ours. */
  calledAt: Mono;
  /** Frames of this peer that made us stumble; too many and it is shut out. */
  stumbles: number;
}

/** What the answer to one of our CALLs is for. */
export type Purpose =
  | { readonly kind: 'limit'; readonly command: CommandId; readonly evse: EvseKey; readonly lowers: boolean }
  /** `command` is set where the journal remembers the order; `for` is what the gateway itself gives it for. */
  | {
      readonly kind: 'order';
      readonly ticket: TicketId;
      readonly order: Order;
      readonly command?: CommandId;
      readonly for?: string;
    }
  | { readonly kind: 'boot' }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'status' }
  | { readonly kind: 'authorize'; readonly pending: string; readonly token: string }
  | { readonly kind: 'rows'; readonly uplink: UplinkId; readonly transaction?: TransactionId };
