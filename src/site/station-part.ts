import type { Capabilities } from '../model/capabilities.ts';
import type { StatusReported } from '../model/fact/availability.ts';
import type { RemoteCommanded } from '../model/fact/command.ts';
import type { Job, JobReported } from '../model/fact/diagnostics.ts';
import type { Fact, StationFact } from '../model/fact/fact.ts';
import type { StationBooted } from '../model/fact/provisioning.ts';
import type { SecurityEventReported } from '../model/fact/security.ts';
import type { CommandId } from '../model/ids.ts';
import { evseOf } from '../model/ids.ts';
import type { Limits } from './limits.ts';
import { foldCrash, foldLimitCommanded, foldLimitSettled } from './limits.ts';
import type { Part } from './part.ts';
import { keepNewest, unfolded } from './part.ts';
import type { Transaction, Transactions } from './transaction.ts';
import { foldTransaction, newTransactions, openOnes } from './transaction.ts';

export interface Remote {
  readonly fact: RemoteCommanded;
  /** `unknown` after a crash: settled by what is seen of the transaction, never sent again. */
  state: 'pending' | 'unknown';
}

/** What is known of one station. */
export interface StationPart extends Part {
  booted: StationBooted | undefined;
  capabilities: Capabilities;
  /** EVSE number → its last status; 0 is the station. */
  readonly statuses: Map<number, StatusReported>;
  readonly transactions: Transactions;
  limits: Limits;
  readonly remotes: Map<CommandId, Remote>;
  /** The last word about each kind of job. */
  readonly jobs: Map<Job, JobReported>;
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
  statuses: new Map(),
  transactions: newTransactions(),
  limits: new Map(),
  remotes: new Map(),
  jobs: new Map(),
  securityEvents: [],
});

export function foldStation(part: StationPart, fact: StationFact): void {
  switch (fact.kind) {
    case 'StationBooted':
      if (isAnother(part.booted, fact)) part.capabilities = {};
      part.booted = fact;
      break;
    case 'StationLearned':
      part.capabilities = learned(part.capabilities, fact.about);
      break;
    case 'StatusReported':
      part.statuses.set(fact.evse, fact);
      break;
    case 'LimitCommanded':
      foldLimitCommanded(part.limits, evseOf(fact.evse).evse, fact);
      break;
    case 'RemoteCommanded':
      part.remotes.set(fact.command, { fact, state: 'pending' });
      keepNewest(part.remotes, remotesKept);
      break;
    case 'CommandSettled':
      if (!foldLimitSettled(part.limits, fact)) part.remotes.delete(fact.command);
      break;
    case 'JobReported':
      part.jobs.set(fact.job, fact);
      break;
    case 'SecurityEventReported':
      if (!fact.critical) break;
      part.securityEvents.push(fact);
      if (part.securityEvents.length > securityEventsKept) part.securityEvents.shift();
      break;
    default:
      foldTransaction(part.transactions, fact);
      observe(part, fact);
  }
}

/** Settings come one by one; everything else is told whole. */
const learned = (before: Capabilities, about: Capabilities): Capabilities => ({
  ...before,
  ...about,
  ...(about.settings !== undefined && { settings: { ...before.settings, ...about.settings } }),
});

/** Another model or firmware has to show anew what it can. */
const isAnother = (before: StationBooted | undefined, now: StationBooted): boolean =>
  before?.vendor !== now.vendor || before.model !== now.model || before.firmware !== now.firmware;

/**
 * Transactions that draw power now, as far as anybody knows: open, and not merely told from the past while nobody is
 * plugged in.
 */
export const chargingOnes = (part: StationPart): Transaction[] =>
  openOnes(part.transactions).filter(
    ({ history, evse }) => history !== true || part.statuses.get(evse)?.status === 'Occupied',
  );

/** The gateway came up again: what was under way is unknown. */
export function foldStarted(part: StationPart, fact: Fact): void {
  if (fact.kind !== 'Started') return;
  foldCrash(part.limits);
  for (const remote of part.remotes.values()) remote.state = 'unknown';
}

/** A command whose fate is unknown is settled by what the station does. */
function observe(part: StationPart, fact: StationFact): void {
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
