// What is true now of a station whose messages are passed on to its central system, over a connection of its own.

import type { UplinkId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { ToStationReply } from '../../ocpp/heard.ts';
import type { RpcErrorCode } from '../../ocpp/errors.ts';
import type { Asker } from '../hear/asker.ts';

export interface RelayLive {
  readonly uplink: UplinkId;
  /**
   * `opening`: the station has come, and what it says waits for its connection upstream. `through`: what it says goes to its
   * central system, and the answers come back. `alone`: the gateway answers, and keeps what must not get lost.
   */
  phase: 'opening' | 'through' | 'alone';
  /** What waits for the connection waits no longer than this. */
  openUntil: Mono;
  /** Message id (as JSON text) → a CALL of the station that its central system is to answer. */
  readonly asked: Map<string, Asked>;
  /** Payload of the BootNotification that the central system has not got, as the station wrote it. */
  boot: string | undefined;
  /** Message ids of the last answers that were passed back, either way: whoever cannot read one says so to its author. */
  readonly answered: Set<string>;
}

/** A CALL of the station, and what became of it. */
export interface Asked {
  readonly asker: Asker;
  readonly id: string;
  readonly action: string;
  readonly payload: string;
  /** It goes by the journal, in its order. */
  byRow: boolean;
  /** What the gateway would answer, as soon as it knows. */
  own: OwnAnswer | undefined;
  /** It was answered before the gateway knew what it would say. */
  isAnswered: boolean;
}

export type OwnAnswer =
  | { readonly kind: 'answer'; readonly reply: ToStationReply }
  | { readonly kind: 'refuse'; readonly code: RpcErrorCode; readonly text: string };

/** How long what a station says waits for a connection that is being made. */
export const openingMs = 5000;

export const newRelay = (uplink: UplinkId, now: Mono): RelayLive => ({
  uplink,
  phase: 'alone',
  openUntil: now,
  asked: new Map(),
  boot: undefined,
  answered: new Set(),
});
