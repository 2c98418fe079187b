// Limits with an end that may be in force, by the clock of this process.

import type { LeaseTime } from '../../control/leases.ts';
import type { CommandId, EvseKey, StationId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';

export interface LeasesLive {
  readonly known: Map<CommandId, LeaseLive>;
  /** Nothing becomes of them before. */
  dueAt: Mono;
  /** Some station or other was proved to let limits end. */
  isProved: boolean;
}

export interface LeaseLive extends LeaseTime {
  readonly station: StationId;
  readonly evse: EvseKey;
}

export const newLeases = (): LeasesLive => ({ known: new Map(), dueAt: never, isProved: false });
