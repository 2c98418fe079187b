// The links that are open, and what each CALL of ours that is under way on one of them is for.

import type { CommandId, EvseKey, LinkId, TransactionId, UplinkId } from '../model/ids.ts';
import type { Session } from '../ocpp/session.ts';
import type { Peer } from './ports.ts';

export interface Link {
  readonly id: LinkId;
  readonly peer: Peer;
  readonly session: Session<Purpose>;
  /** Frames of this peer that made us stumble; too many and it is shut out. */
  stumbles: number;
}

/** What the answer to one of our CALLs is for. */
export type Purpose =
  | { readonly kind: 'limit'; readonly command: CommandId; readonly evse: EvseKey; readonly lowers: boolean }
  | { readonly kind: 'remote'; readonly command: CommandId; readonly asker: Asker }
  | { readonly kind: 'boot' }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'status' }
  | { readonly kind: 'authorize'; readonly pending: string; readonly token: string }
  | { readonly kind: 'rows'; readonly uplink: UplinkId; readonly transaction?: TransactionId };

/** A CALL of a peer that waits for its answer. */
export interface Asker {
  readonly link: LinkId;
  /** The message id in its JSON form, for the echo. */
  readonly idText: string;
}
