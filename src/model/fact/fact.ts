// Everything that can happen, past tense and dialect-free. What is not here is not remembered.

import type { TokenJudged } from './authorization.ts';
import type { StatusReported } from './availability.ts';
import type { CommandSettled, LimitCommanded, RemoteCommanded } from './command.ts';
import type { JobReported } from './diagnostics.ts';
import type { EvseNumbered, SiteChanged, Started } from './gateway.ts';
import type { Row } from '../ids.ts';
import type { StationBooted, StationLearned } from './provisioning.ts';
import type { SecurityEventReported } from './security.ts';
import type { TransactionEnded, TransactionJudged, TransactionSampled, TransactionStarted } from './transaction.ts';
import type { Abandoned, Answered, CursorCut, FirstSent, Parked, Passed, Refused } from './uplink.ts';

export type GatewayFact = Started | SiteChanged | EvseNumbered;
export type TransactionFact = TransactionStarted | TransactionJudged | TransactionSampled | TransactionEnded;
export type CommandFact = LimitCommanded | RemoteCommanded | CommandSettled;
export type MaintenanceFact = JobReported | SecurityEventReported;
export type StationFact =
  StationBooted | StationLearned | StatusReported | TransactionFact | CommandFact | MaintenanceFact;
export type UplinkFact = FirstSent | Answered | Refused | Parked | Passed | CursorCut | Abandoned;

export type Fact = GatewayFact | TokenJudged | StationFact | UplinkFact;

/** A fact with its place in the journal. */
export interface Recorded<F extends Fact = Fact> {
  readonly row: Row;
  readonly fact: F;
}
