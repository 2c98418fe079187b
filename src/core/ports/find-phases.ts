import type { EvseKey } from '../../model/ids.ts';

/** An EVSE is stepped to see which lines of the site follow; the answer is a `PhaseTestView`. */
export interface FindPhasesQuestion {
  readonly kind: 'findPhases';
  readonly evse: EvseKey;
  readonly action: 'begin' | 'end' | 'look';
  readonly stepSeconds?: number;
  /** What it is lowered to; the least that a vehicle charges with when absent. */
  readonly amps?: number;
}
