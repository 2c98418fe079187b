// The links that are open, and what each CALL of ours that is under way on one of them is for.

import type { CommandId, EvseKey, LinkId, Row, StationId, TransactionId, UplinkId } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';
import type { Rung } from '../model/charging-profile.ts';
import type { Dialect } from '../ocpp/dialect.ts';
import { dialectOf } from '../ocpp/dialects.ts';
import type { Wording } from '../ocpp/heard.ts';
import type { Asker } from './hear/asker.ts';
import type { Order } from '../ocpp/order.ts';
import type { Session } from '../ocpp/session.ts';
import type { PhasesSaid } from '../site/live.ts';
import type { SettingsAsked } from './relay/settings-asked.ts';
import type { TicketId } from './orders/ticket.ts';
import type { Pace } from './door/pace.ts';
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
  /** It said what is no message, and that was told. */
  saidInvalid: boolean;
  /** Answers to its CALLs that may wait for the disk, and the row that it must reach. */
  held: { readonly until: Row; answers: number };
  /** What became of what this peer said is durable when the journal is durable up to here. */
  owed: Row;
}

/** A limit that a station was told. */
export interface LimitPurpose {
  readonly kind: 'limit';
  readonly command: CommandId;
  readonly evse: EvseKey;
  readonly rung: Rung;
  readonly amps: number;
  readonly level: number;
  readonly transaction: TransactionId | undefined;
  readonly lowers: boolean;
  /** It was told as a Dynamic profile, or as the next figure of one. */
  readonly dynamic?: { readonly mark: string; readonly isUpdate: boolean } | undefined;
  /** The switch of phases that it orders, and what its place was told of phases before. */
  readonly switching?: { readonly command: CommandId; readonly before: PhasesSaid | undefined };
}

/** An order that a station was given. */
export interface OrderPurpose {
  readonly kind: 'order';
  readonly ticket: TicketId;
  readonly order: Order;
  /** Where the journal remembers it. */
  readonly command?: CommandId;
  /** What the gateway itself gives it for. */
  readonly for?: string;
}

/** What the answer to one of our CALLs is for. */
export type Purpose =
  | LimitPurpose
  | OrderPurpose
  | { readonly kind: 'boot' }
  | { readonly kind: 'heartbeat' }
  /** A status, or anything else that is not repeated. */
  | { readonly kind: 'status' }
  /** Told again when its link closed on it. */
  | { readonly kind: 'notice'; readonly wording: Wording }
  | { readonly kind: 'security'; readonly uplink: UplinkId }
  /** Data of a vendor from the station that waits for the answer. */
  | { readonly kind: 'data'; readonly asker: Asker }
  /** A question of the station that waits for the answer. */
  | { readonly kind: 'question'; readonly asker: Asker }
  | { readonly kind: 'news'; readonly uplink: UplinkId }
  | { readonly kind: 'letter'; readonly uplink: UplinkId; readonly transaction?: TransactionId }
  /** A certificate of our own. */
  | { readonly kind: 'signOwn'; readonly uplink: UplinkId }
  /** The next limit of a Dynamic profile. */
  | { readonly kind: 'pull'; readonly uplink: UplinkId; readonly profile: number }
  /** A CALL of a station, passed on to its central system. */
  | { readonly kind: 'passedUp'; readonly asker: Asker }
  /** A CALL of a central system, passed on to the station that it is for. */
  | {
      readonly kind: 'passedDown';
      readonly asker: Asker;
      /** What the gateway takes over where the station takes it. */
      readonly order?: Order;
      /** Where the answer of the station is not yet that for the central system. */
      readonly settings?: SettingsAsked;
    }
  /** `transaction` is set where it has begun already. */
  | {
      readonly kind: 'authorize';
      readonly pending: string;
      readonly token: string;
      readonly station: StationId;
      readonly transaction?: TransactionId;
    }
  | {
      readonly kind: 'rows';
      readonly uplink: UplinkId;
      readonly station: StationId;
      readonly transaction?: TransactionId;
      /** It left before and may have had its effect. */
      readonly isRepeat?: boolean;
      /** The station that waits for this very answer. */
      readonly asker?: Asker;
    };

/** In which words it is spoken with. */
export const dialectOfLink = ({ peer }: Link): Dialect => dialectOf(peer.version);

export const stationOfLink = (link: Link): StationId => {
  if (link.peer.kind !== 'station') throw new Error('a command went to an uplink');
  return link.peer.station;
};
