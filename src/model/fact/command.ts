import type { Rung } from '../charging-profile.ts';
import type { CommandId, EvseKey, StationId, TransactionId, UplinkId } from '../ids.ts';
import type { Reason } from '../reason.ts';
import type { Utc } from '../time.ts';

/**
 * We told a station the most that an EVSE may draw. EVSE 0 is all of them: each (`default0`), or their sum (`max`). Old
 * journals have no rung; theirs is `default`.
 */
export interface LimitCommanded {
  readonly kind: 'LimitCommanded';
  readonly command: CommandId;
  readonly station: StationId;
  readonly evse: EvseKey;
  readonly rung?: Rung;
  /** Of the transaction that charges under it; absent for what holds when nobody charges. */
  readonly transaction?: TransactionId;
  /** Stack level of a TxProfile, and of what stands above the profiles of a central system; absent in old journals, which know one. */
  readonly level?: number;
  readonly amps: number;
  readonly reason: Reason;
  /** It ends by itself then, by the station's clock, so many seconds after it was commanded; absent for what has no end. */
  readonly until?: Utc;
  readonly leaseSeconds?: number;
  /** The id of its profile is so much higher than ours are elsewhere; absent for 0. */
  readonly idsAbove?: number;
  /** What it was measured to draw when it was told, on its fullest line; absent where nobody measures. */
  readonly measuredAmps?: number;
  readonly happenedAt: Utc;
}

/**
 * What binds a session is something else now, and its station need not be told: record of why it has what it has. EVSE 0
 * is all of them.
 */
export interface ReasonChanged {
  readonly kind: 'ReasonChanged';
  readonly station: StationId;
  readonly evse: EvseKey;
  readonly transaction: TransactionId;
  /** What it should have; its rating where nobody bounded it. */
  readonly amps: number;
  readonly reason: Reason;
  readonly measuredAmps?: number;
  readonly happenedAt: Utc;
}

/** We told a station to start or stop. */
export interface RemoteCommanded {
  readonly kind: 'RemoteCommanded';
  readonly command: CommandId;
  readonly station: StationId;
  readonly action: 'start' | 'stop';
  readonly evse?: number;
  readonly token?: string;
  readonly transaction?: TransactionId;
  /** Of a start that a central system of OCPP 2.x ordered: whose it was, and its remoteStartId. */
  readonly ordered?: { readonly uplink: UplinkId; readonly id: number };
  /** The remoteStartId towards the station (OCPP 2.x). */
  readonly remoteStart?: number;
  readonly happenedAt: Utc;
}

/**
 * What became of a command. `withdrawn` is one that never left the gateway; `unanswered` one whose link closed or whose
 * time ran out: the station may or may not have followed it.
 */
export interface CommandSettled {
  readonly kind: 'CommandSettled';
  readonly command: CommandId;
  readonly station: StationId;
  readonly outcome: 'accepted' | 'refused' | 'withdrawn' | 'unanswered';
}
