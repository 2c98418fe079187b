// Why each session has what it has, as it was recorded last. Rebuilt from the limits in force after a restart.

import type { EvseKey, TransactionId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';

export interface ReasonsLive {
  readonly known: Map<EvseKey, ReasonLive>;
  /** Nothing is to be recorded before. */
  dueAt: Mono;
}

export interface ReasonLive {
  readonly transaction: TransactionId;
  /** What was recorded last, as `reasonMark` writes it. */
  recorded: string | undefined;
  recordedAt: Mono;
  /** What it is now, and since when. */
  seen: string;
  seenSince: Mono;
}

export const newReasons = (): ReasonsLive => ({ known: new Map(), dueAt: never });
