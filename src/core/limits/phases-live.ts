// What this process thinks of the phases of each EVSE that can be switched. Rebuilt from nothing after a restart.

import type { Opinion } from '../../control/phases.ts';
import type { TransactionId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';

export interface PhaseChoice {
  /** Whose session it is about; undefined while nobody charges. */
  readonly transaction: TransactionId | undefined;
  opinion: Opinion | undefined;
  /** It is to stand at three: it counts on all its lines from here on, and is switched when its limit suits them. */
  isGoingUp: boolean;
  /** Of a session on surplus: so many kW are its own. */
  budgetKW: number | undefined;
  /** Lines that its vehicle was seen to use while it stood at three. */
  linesOnThree: number | undefined;
  /** Switches of this session that did not come about. */
  refusals: number;
  /** What it would have if it stood otherwise, as it was worked out last. */
  otherwise: { readonly phases: 1 | 3; readonly amps: number; readonly at: Mono } | undefined;
}

export const newChoice = (transaction: TransactionId | undefined): PhaseChoice => ({
  transaction,
  opinion: undefined,
  isGoingUp: false,
  budgetKW: undefined,
  linesOnThree: undefined,
  refusals: 0,
  otherwise: undefined,
});
