import type { Prices } from '../../control/cost.ts';
import type { StationId, TransactionId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';

export interface PricesLive {
  /** Transactions whose register went on, or that ended: then with their energy. */
  readonly due: Map<TransactionId, { readonly station: StationId; readonly endedWh?: number }>;
  /** The tariff may be another: what goes on is priced by the old one first. */
  mayHaveChanged: boolean;
  /** What stations show, and since when. */
  readonly shown: Map<TransactionId, { readonly amount: number; readonly at: Mono }>;
  /** When they are looked at without anything else happening. */
  dueAt: Mono;
  /** By what transactions were priced last. */
  used: Prices | undefined;
}

export const newPricesLive = (): PricesLive => ({
  due: new Map(),
  shown: new Map(),
  mayHaveChanged: false,
  dueAt: never,
  used: undefined,
});
