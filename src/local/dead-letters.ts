// Dead letters as the API shows them (`GET /api/v1/uplinks/:id/dead-letters`).

import type { TransactionId, UplinkId } from '../model/ids.ts';

export interface DeadLettersView {
  readonly uplink: UplinkId;
  /** Oldest first. */
  readonly letters: readonly DeadLetter[];
  /** Message ids of those that are sent once more and not answered yet. */
  readonly replaying: readonly string[];
  /** How many there ever were. */
  readonly everParked: number;
}

export interface DeadLetter {
  readonly messageId: string;
  readonly action: string;
  readonly transaction?: TransactionId;
  /** What the CSMS said, the last time. */
  readonly code: string;
  readonly description: string;
  readonly at: string;
  readonly payload: unknown;
}
