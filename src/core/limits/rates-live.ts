import type { EvseKey, TransactionId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import type { SlotLive } from '../../site/live.ts';

/** Limits of running transactions that became others so soon after central systems were told of one that they are told later. */
export interface RatesLive {
  /** What is told: the last of each place, if it is another one than that which was told. */
  readonly due: Map<EvseKey, RateDue>;
  /** None of them is told before. */
  dueAt: Mono;
}

export interface RateDue {
  readonly slot: SlotLive;
  readonly transaction: TransactionId;
  readonly amps: number;
}

export const newRates = (): RatesLive => ({ due: new Map(), dueAt: never });
