// Everything that can happen, past tense and dialect-free. What is not here is not remembered.

import type {
  CacheCleared,
  LocalListChanged,
  SiteTokensChanged,
  StationListed,
  TokenJudged,
  TokensRekeyed,
  TransactionDeauthorized,
} from './authorization.ts';
import type { AvailabilityOrdered, StatusReported } from './availability.ts';
import type { ProfilesCleared, ProfileStored } from './charging-profile.ts';
import type { ClockDoubted, ClockStepped, ClockTrusted } from './clock.ts';
import type { CommandSettled, LimitCommanded, ReasonChanged, RemoteCommanded } from './command.ts';
import type { JobOrdered, JobReported, StationRemarked } from './diagnostics.ts';
import type { ExternalLimitCleared, ExternalLimitReported } from './external-limit.ts';
import type { ChargersReleased, FallbackProved, LeaseEnded, LimitLapsed, ReleaseEnded } from './fallback.ts';
import type { FirmwareGivenUp, FirmwarePublished, FirmwareUnpublished, FirmwareWanted } from './firmware.ts';
import type { EvseNumbered, InputChanged, SiteChanged, Started, StationMoved, StationUnexpected } from './gateway.ts';
import type { NeedsCleared, NeedsSet } from './needs.ts';
import type { OutsideFact } from './outside.ts';
import type { Row } from '../ids.ts';
import type { PhasesCommanded } from './phases.ts';
import type { StationBooted, StationLearned } from './provisioning.ts';
import type { EvseReserved, ReservationEnded } from './reservation.ts';
import type { SecurityEventReported } from './security.ts';
import type {
  CostTold,
  TransactionEnded,
  TransactionJudged,
  TransactionNumbered,
  TransactionPriced,
  TransactionSampled,
  TransactionStarted,
  TransactionUpdated,
} from './transaction.ts';
import type {
  Abandoned,
  Answered,
  CursorCut,
  FirstSent,
  LetterDiscarded,
  LetterReplayed,
  NewsRaised,
  NewsTold,
  Parked,
  ManyPassed,
  Passed,
  Refused,
  SecurityEventRaised,
  SecurityEventTold,
  SettingChanged,
  SiteAvailabilityOrdered,
  TariffsCleared,
  TariffSet,
  UplinkHeard,
  UpstreamKeyProved,
  UpstreamKeyTaken,
} from './uplink.ts';
import type { UplinkCommandFact } from './uplink-command.ts';

export type ClockFact = ClockDoubted | ClockTrusted | ClockStepped;
export type GatewayFact =
  | Started
  | SiteChanged
  | EvseNumbered
  | StationMoved
  | StationUnexpected
  | InputChanged
  | ChargersReleased
  | ReleaseEnded
  | FirmwareGivenUp
  | FirmwarePublished
  | FirmwareUnpublished
  | FirmwareWanted
  | ClockFact;
export type TransactionFact =
  | TransactionStarted
  | TransactionJudged
  | TransactionNumbered
  | TransactionDeauthorized
  | TransactionSampled
  | TransactionUpdated
  | TransactionEnded
  | TransactionPriced
  | CostTold;
export type TokenFact = TokenJudged | CacheCleared | LocalListChanged | SiteTokensChanged | TokensRekeyed;
export type CommandFact = LimitCommanded | ReasonChanged | RemoteCommanded | PhasesCommanded | CommandSettled;
export type MaintenanceFact = JobOrdered | JobReported | SecurityEventReported | StationRemarked;
export type ReservationFact = EvseReserved | ReservationEnded;
export type NeedsFact = NeedsSet | NeedsCleared;
export type ExternalLimitFact = ExternalLimitReported | ExternalLimitCleared;
export type ProfileFact = ProfileStored | ProfilesCleared;
export type StationFact =
  | StationBooted
  | StationLearned
  | StationListed
  | StatusReported
  | AvailabilityOrdered
  | ReservationFact
  | ExternalLimitFact
  | NeedsFact
  | TransactionFact
  | CommandFact
  | LeaseEnded
  | LimitLapsed
  | FallbackProved
  | MaintenanceFact;
export type UplinkFact =
  | FirstSent
  | Answered
  | Refused
  | Parked
  | Passed
  | CursorCut
  | Abandoned
  | UplinkHeard
  | UpstreamKeyProved
  | UpstreamKeyTaken
  | LetterReplayed
  | LetterDiscarded
  | SettingChanged
  | SiteAvailabilityOrdered
  | SecurityEventRaised
  | SecurityEventTold
  | NewsRaised
  | NewsTold
  | TariffSet
  | TariffsCleared
  | UplinkCommandFact;

export type Fact = GatewayFact | OutsideFact | TokenFact | ProfileFact | StationFact | UplinkFact | ManyPassed;

/** A fact with its place in the journal. */
export interface Recorded<F extends Fact = Fact> {
  readonly row: Row;
  readonly fact: F;
}
