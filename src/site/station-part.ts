import type { Capabilities } from '../model/capabilities.ts';
import type { StationListed } from '../model/fact/authorization.ts';
import type { AvailabilityOrdered, StatusReported } from '../model/fact/availability.ts';
import type { RemoteCommanded } from '../model/fact/command.ts';
import type { Job, JobOrdered, JobReported } from '../model/fact/diagnostics.ts';
import type { FallbackProved, ProvedStep } from '../model/fact/fallback.ts';
import type { Fact, StationFact, TransactionFact } from '../model/fact/fact.ts';
import type { StationBooted } from '../model/fact/provisioning.ts';
import type { SecurityEventReported } from '../model/fact/security.ts';
import type { CommandId } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import type { ExternalLimits } from './external-limits.ts';
import { foldExternalLimit } from './external-limits.ts';
import type { Limits, Slots } from './limits.ts';
import { foldCrash, foldEnded, foldLimitCommanded, foldLimitOver, foldLimitSettled, newLimits } from './limits.ts';
import type { StationNeeds } from './needs.ts';
import { bindNeeds, dropNeeds, foldNeeds } from './needs.ts';
import type { Part } from './part.ts';
import { keepNewest, unfolded } from './part.ts';
import type { Phases } from './phases.ts';
import { foldPhasesCommanded, foldPhasesCrash, foldPhasesSettled } from './phases.ts';
import type { Reservations } from './reservations.ts';
import { foldReservation, useReservation } from './reservations.ts';
import type { Transactions } from './transaction.ts';
import { foldTransaction, newTransactions } from './transaction.ts';

export interface Remote {
  readonly fact: RemoteCommanded;
  /** `unknown` after a crash: settled by what is seen of the transaction, never sent again. */
  state: 'pending' | 'unknown';
}

/** What is known of one station. */
export interface StationPart extends Part {
  booted: StationBooted | undefined;
  capabilities: Capabilities;
  /** Since when it runs this model and firmware; absent in old snapshots. */
  modelSince?: Utc;
  /** What it showed of its fallback with this model and firmware. */
  readonly proofs: Map<ProvedStep, FallbackProved>;
  /** EVSE number → its last status; 0 is the station. */
  readonly statuses: Map<number, StatusReported>;
  /** EVSE number → whether it is to be in service; 0 stands for all that are not named. */
  readonly availability: Map<number, boolean>;
  /** EVSEs that the gateway itself took out of service, and since when. */
  readonly outOfService: Map<number, Utc>;
  readonly reservations: Reservations;
  readonly transactions: Transactions;
  limits: Limits;
  readonly remotes: Map<CommandId, Remote>;
  /** EVSE number → the start that it was told and has not made yet: the token was named by whoever decides about it. */
  readonly remoteStarts: Map<number, RemoteCommanded>;
  readonly external: ExternalLimits;
  readonly phases: Phases;
  /** What its sessions were said to need. */
  readonly needs: StationNeeds;
  /** What we sent of the list that it keeps itself. */
  list: StationListed | undefined;
  /** The last word about each kind of job. */
  readonly jobs: Map<Job, JobReported>;
  /** Who wants to hear of each. */
  readonly jobsOrdered: Map<Job, JobOrdered>;
  /** The newest critical ones. */
  readonly securityEvents: SecurityEventReported[];
}

/** Remote commands that are still open at one station; the slot takes one at a time. */
const remotesKept = 32;
/** So many tell what goes on; the journal has them all. */
const securityEventsKept = 16;

export const newStationPart = (): StationPart => ({
  through: unfolded,
  booted: undefined,
  capabilities: {},
  proofs: new Map(),
  statuses: new Map(),
  availability: new Map(),
  outOfService: new Map(),
  reservations: new Map(),
  transactions: newTransactions(),
  limits: newLimits(),
  remotes: new Map(),
  remoteStarts: new Map(),
  external: new Map(),
  phases: new Map(),
  needs: new Map(),
  list: undefined,
  jobs: new Map(),
  jobsOrdered: new Map(),
  securityEvents: [],
});

export function foldStation(part: StationPart, fact: StationFact): void {
  if (fact.kind === 'ReasonChanged' || fact.kind === 'StationRemarked') return;
  switch (fact.kind) {
    case 'StationBooted':
      foldBooted(part, fact);
      break;
    case 'StationLearned':
      part.capabilities = learned(part.capabilities, fact.about);
      break;
    case 'StatusReported':
      part.statuses.set(fact.evse, fact);
      break;
    case 'AvailabilityOrdered':
      foldAvailability(part, fact);
      break;
    case 'EvseReserved':
    case 'ReservationEnded':
      foldReservation(part.reservations, fact);
      break;
    case 'NeedsSet':
    case 'NeedsCleared':
      foldNeeds(part.needs, fact);
      break;
    case 'ExternalLimitReported':
    case 'ExternalLimitCleared':
      foldExternalLimit(part.external, fact);
      break;
    case 'LimitCommanded':
      foldLimitCommanded(part.limits, fact);
      break;
    case 'LeaseEnded':
    case 'LimitLapsed':
      foldLimitOver(part.limits, fact);
      break;
    case 'FallbackProved':
      part.proofs.set(fact.what, fact);
      break;
    case 'StationListed':
      part.list = fact;
      break;
    case 'RemoteCommanded':
      foldRemote(part, fact);
      break;
    case 'PhasesCommanded':
      foldPhasesCommanded(part.phases, fact);
      break;
    case 'CommandSettled':
      foldPhasesSettled(part.phases, fact);
      if (!foldLimitSettled(part.limits, fact)) part.remotes.delete(fact.command);
      if (fact.outcome === 'refused' || fact.outcome === 'withdrawn') forgetStart(part, fact.command);
      break;
    case 'JobOrdered':
    case 'JobReported':
    case 'SecurityEventReported':
      foldMaintenance(part, fact);
      break;
    default:
      foldSession(part, fact);
  }
}

function foldRemote({ remotes, remoteStarts }: StationPart, fact: RemoteCommanded): void {
  remotes.set(fact.command, { fact, state: 'pending' });
  keepNewest(remotes, remotesKept);
  if (fact.action === 'start' && fact.evse !== undefined) remoteStarts.set(fact.evse, fact);
}

function foldMaintenance(part: StationPart, fact: JobOrdered | JobReported | SecurityEventReported): void {
  if (fact.kind === 'JobOrdered') part.jobsOrdered.set(fact.job, fact);
  else if (fact.kind === 'JobReported') part.jobs.set(fact.job, fact);
  else if (fact.critical) {
    part.securityEvents.push(fact);
    if (part.securityEvents.length > securityEventsKept) part.securityEvents.shift();
  }
}

function foldSession(part: StationPart, fact: TransactionFact): void {
  foldTransaction(part.transactions, fact);
  if (fact.kind === 'TransactionStarted') {
    useReservation(part.reservations, fact);
    bindNeeds(part.needs, fact);
  }
  if (fact.kind === 'TransactionUpdated') useReservation(part.reservations, fact);
  if (fact.kind === 'TransactionEnded') {
    foldEnded(part.limits, fact.transaction);
    dropNeeds(part.needs, fact);
  }
  observe(part, fact);
}

function foldBooted(part: StationPart, fact: StationBooted): void {
  if (isAnother(part.booted, fact)) {
    part.capabilities = {};
    part.proofs.clear();
    part.modelSince = fact.happenedAt;
  }
  if (isAnotherUnit(part.booted, fact)) part.external.clear();
  if (isAnotherUnit(part.booted, fact)) part.phases.clear();
  if (isAnotherUnit(part.booted, fact)) part.limits = { ...newLimits(), writes: part.limits.writes };
  part.booted = fact;
}

/** Whoever puts an EVSE into service puts back what the gateway took out. */
function foldAvailability(
  { availability, outOfService }: StationPart,
  { evse, operative, insteadOfZero, happenedAt }: AvailabilityOrdered,
): void {
  if (operative && evse === 0) outOfService.clear();
  else if (operative) outOfService.delete(evse);
  if (insteadOfZero === true && !operative) outOfService.set(evse, happenedAt);
  if (insteadOfZero === true) return;
  if (evse === 0) availability.clear();
  availability.set(evse, operative);
}

/** Settings come one by one; everything else is told whole. */
const learned = (before: Capabilities, about: Capabilities): Capabilities => ({
  ...before,
  ...about,
  ...(about.settings !== undefined && { settings: { ...before.settings, ...about.settings } }),
});

/** It holds nothing of ours any more. */
export function forgetLimits(part: StationPart): void {
  part.limits = { ...newLimits(), turns: part.limits.turns, writes: part.limits.writes };
}

/** Another model or firmware has to show anew what it can. */
const isAnother = (before: StationBooted | undefined, now: StationBooted): boolean =>
  before?.vendor !== now.vendor ||
  before.model !== now.model ||
  before.firmware !== now.firmware ||
  before.protocol !== now.protocol;

/** A station in the place of another holds nothing of what the other was told. */
const isAnotherUnit = (before: StationBooted | undefined, now: StationBooted): boolean =>
  before !== undefined &&
  (before.vendor !== now.vendor ||
    before.model !== now.model ||
    (before.serial !== undefined && now.serial !== undefined && before.serial !== now.serial));

/** A part from a snapshot. Old ones have limits in one place only. */
export function restoreStation(saved: object): StationPart {
  const part = { ...newStationPart(), ...saved };
  const limits: Limits | Slots = part.limits;
  return limits instanceof Map
    ? { ...part, limits: { ...newLimits(), default: limits } }
    : { ...part, limits: { ...newLimits(), ...limits } };
}

/** The gateway came up again: what was under way is unknown. */
export function foldStarted(part: StationPart, fact: Fact): void {
  if (fact.kind !== 'Started') return;
  foldCrash(part.limits);
  foldPhasesCrash(part.phases);
  for (const remote of part.remotes.values()) remote.state = 'unknown';
}

function forgetStart(part: StationPart, command: CommandId): void {
  for (const [evse, start] of part.remoteStarts) if (start.command === command) part.remoteStarts.delete(evse);
}

/** A command whose fate is unknown is settled by what the station does. */
function observe(part: StationPart, fact: StationFact): void {
  // The order is followed by whoever is let in by it: a cable alone is no start.
  const isClaim = fact.kind === 'TransactionUpdated' && fact.token !== undefined;
  if ((fact.kind === 'TransactionStarted' || isClaim) && fact.isUnclaimed !== true) part.remoteStarts.delete(fact.evse);
  if (fact.kind !== 'TransactionStarted' && fact.kind !== 'TransactionEnded') return;
  if (fact.history === true) return;
  for (const [id, { fact: command, state }] of part.remotes) {
    if (state !== 'unknown') continue;
    const started = fact.kind === 'TransactionStarted' && command.action === 'start' && command.evse === fact.evse;
    const ended =
      fact.kind === 'TransactionEnded' && command.action === 'stop' && command.transaction === fact.transaction;
    if (started || ended) part.remotes.delete(id);
  }
}
