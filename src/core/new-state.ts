// What is true when the process begins, before anything is heard.

import { hashOf } from '../model/hash.ts';
import { mono, never } from '../model/time.ts';
import { newLive } from '../site/live.ts';
import { newAsked } from './asked/live.ts';
import { newDoor } from './door/door.ts';
import { newBrokers } from './brokers/live.ts';
import { newClock } from './clock/clock-live.ts';
import { newRates } from './limits/rates-live.ts';
import { newReasons } from './explain/reasons-live.ts';
import { newCertificates } from './certificates/live.ts';
import { newFiles } from './files/live.ts';
import { newLeases } from './limits/leases-live.ts';
import { newBases } from './limits/bases-live.ts';
import { newToldMeters } from './meters/live.ts';
import { newModbusLive } from './modbus/live.ts';
import { newListMemo } from './tokens/list-memo.ts';
import { newOutsideLive } from './outside/live.ts';
import { newPastLive } from './past/live.ts';
import { newPlanLive } from './plan/live.ts';
import { newPricesLive } from './prices/live.ts';
import type { Boot, State } from './state.ts';
import { newUplinkWork } from './uplink/work-live.ts';

/** Short work each time, and a short replay after a crash. */
const usualFactsPerSnapshot = 256;

export function newState(boot: Boot): State {
  const tokenSecret = boot.identity.tokenSecret ?? `${boot.random.uuid()}${boot.random.uuid()}`;
  const { firmware } = boot.ledger.gateway;
  const isUpdated = firmware !== undefined && firmware !== boot.firmware;
  return { ...emptyState(boot), isUpdated, tokenSecret, seal: boot.sealing(tokenSecret) };
}

/** What readings teach, and what follows from it. */
const nothingSeen = (): Pick<
  State,
  'bases' | 'obedience' | 'vehicles' | 'phases' | 'rates' | 'reasons' | 'plan' | 'past' | 'prices' | 'siteLimit'
> => ({
  bases: newBases(),
  obedience: new Map(),
  vehicles: new Map(),
  phases: new Map(),
  rates: newRates(),
  reasons: newReasons(),
  plan: newPlanLive(),
  past: newPastLive(),
  prices: newPricesLive(),
  siteLimit: undefined,
});

const nothingCounted = (): Pick<State, 'alarms' | 'counters' | 'losses'> => ({
  alarms: new Map(),
  counters: new Map(),
  losses: new Map(),
});

/** Who may have which share, before anybody has worked it out. */
const nothingShared = (): Pick<
  State,
  | 'loads'
  | 'loadsOfStation'
  | 'fallback'
  | 'loadsDue'
  | 'allocations'
  | 'enrolledEvses'
  | 'sharesNow'
  | 'shareAt'
  | 'sharedAt'
> => ({
  loads: [],
  loadsOfStation: new Map(),
  fallback: new Map(),
  loadsDue: true,
  allocations: new Map(),
  enrolledEvses: [],
  sharesNow: true,
  shareAt: never,
  sharedAt: mono(0),
});

const emptyState = (boot: Boot): Omit<State, 'isUpdated' | 'tokenSecret' | 'seal'> => ({
  ledger: boot.ledger,
  live: newLive(boot.disk),
  clock: newClock(boot.clock),
  random: boot.random,
  hash: boot.hash ?? hashOf,
  firmware: boot.firmware,
  safeMode: boot.safeMode,
  links: new Map(),
  stationLinks: new Map(),
  uplinks: new Map(),
  uplinkWork: newUplinkWork(),
  relays: new Map(),
  away: new Map(),
  pending: new Map(),
  pendingDueAt: never,
  fresh: new Map(),
  forDrivers: new Map(),
  unwelcome: new Map(),
  unwelcomeDueAt: never,
  tickets: new Map(),
  adopting: new Set(),
  adoptDueAt: never,
  quarantined: new Map(boot.quarantined),
  door: newDoor(boot.keyring),
  modbus: newModbusLive(boot.drivers),
  outside: newOutsideLive(),
  brokers: newBrokers(),
  told: newToldMeters(),
  ...nothingSeen(),
  ...nothingShared(),
  tokenRules: new Map(),
  siteTokens: [],
  listChanged: false,
  tokensRevision: 0,
  listMemo: newListMemo(),
  listsDueAt: never,
  wakeAt: never,
  reallocate: true,
  rewant: true,
  talkative: new Set(),
  taken: [],
  displaced: [],
  epochRow: boot.ledger.head,
  idsMade: 0,
  identitySaved: boot.identity,
  snapshotRows: new Map(boot.snapshotRows),
  factsPerSnapshot: boot.factsPerSnapshot ?? usualFactsPerSnapshot,
  factsSinceSnapshot: 0,
  bytesPerRow: 1000,
  wanted: new Map(),
  hasWanted: false,
  memory: { quietUntil: mono(0) },
  ...nothingCounted(),
  siteFile: undefined,
  passwords: new Map(),
  ...emptyTests(),
});

const emptyTests = (): Pick<
  State,
  'asked' | 'certificates' | 'files' | 'keptStations' | 'lapsesFrom' | 'leases' | 'phaseTest' | 'proving' | 'unfit'
> => ({
  asked: newAsked(),
  certificates: newCertificates(),
  files: newFiles(),
  keptStations: [],
  lapsesFrom: undefined,
  leases: newLeases(),
  phaseTest: undefined,
  proving: new Map(),
  unfit: new Set(),
});
