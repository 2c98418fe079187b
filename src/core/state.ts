// Everything that the core holds between two steps.

import type { LossCount } from '../ocpp/loss.ts';
import type { AlarmKey } from '../model/alarm.ts';
import type { EvseKey, LinkId, Row, StationId, TransactionId, UplinkId } from '../model/ids.ts';
import type { Site } from '../model/config/site.ts';
import type { SiteTokens } from '../model/config/tokens.ts';
import type { Mono } from '../model/time.ts';
import { earliest } from '../model/time.ts';
import type { Ledger } from '../site/ledger.ts';
import type { Live } from '../site/live.ts';
import type { Allocation } from '../control/allocate.ts';
import type { Load } from '../control/envelope.ts';
import type { Obedience } from '../control/obedience.ts';
import type { Vehicle } from '../control/vehicle.ts';
import type { TokenRules } from '../control/token-rules.ts';
import type { DiskState } from '../model/disk.ts';
import type { Call } from '../ocpp/session.ts';
import type { AskedLive } from './asked/live.ts';
import type { Door } from './door/door.ts';
import type { BrokersLive } from './brokers/live.ts';
import type { CertificatesLive } from './certificates/live.ts';
import type { ClockLive, ClockMemory } from './clock/clock-live.ts';
import type { RatesLive } from './limits/rates-live.ts';
import type { ReasonsLive } from './explain/reasons-live.ts';
import type { FilesLive } from './files/live.ts';
import type { Link, Purpose } from './links.ts';
import type { LeasesLive } from './limits/leases-live.ts';
import type { BasesLive } from './limits/bases-live.ts';
import type { PhaseTest } from './find-phases/phase-test.ts';
import type { Proving } from './prove/proving.ts';
import type { ToldMeters } from './meters/live.ts';
import type { Drivers, ModbusLive } from './modbus/live.ts';
import type { ListMemo } from './tokens/list-memo.ts';
import type { Ticket, TicketId } from './orders/ticket.ts';
import type { Away } from './tell/away.ts';
import type { ForDrivers, FreshVerdicts, PendingAuthorization } from './tokens/pending.ts';
import type { OutsideLive } from './outside/live.ts';
import type { PhaseChoice } from './limits/phases-live.ts';
import type { PastLive } from './past/live.ts';
import type { PlanLive } from './plan/live.ts';
import type { PricesLive } from './prices/live.ts';
import type { Hash, Random, Seal, Sealing } from './ports.ts';
import type { Identity } from './ports/journal.ts';
import type { Keyring } from './ports/door.ts';
import type { Unwelcome } from './tokens/unwelcome.ts';
import type { RelayLive } from './relay/live.ts';
import type { SiteLimit } from './limits/site-limit-live.ts';
import type { UplinkLive } from './uplink/live.ts';
import type { UplinkWork, Wanted } from './uplink/work-live.ts';

export interface State {
  readonly ledger: Ledger;
  readonly live: Live;
  readonly clock: ClockLive;
  readonly random: Random;
  readonly hash: Hash;
  /** Version of this software, as the CSMS sees it. */
  readonly firmware: string;
  /** The last process ran other software. */
  readonly isUpdated: boolean;
  readonly safeMode: string | undefined;

  readonly links: Map<LinkId, Link>;
  readonly stationLinks: Map<StationId, Link>;
  readonly uplinks: Map<UplinkId, UplinkLive>;
  readonly uplinkWork: UplinkWork;
  /** Stations whose messages are passed on. */
  readonly relays: Map<StationId, RelayLive>;
  /** Stations that are not connected. */
  readonly away: Map<StationId, Away>;
  readonly pending: Map<string, PendingAuthorization>;
  /** No question about a token is due before. */
  pendingDueAt: Mono;
  /** What central systems said of tokens within the last minute. */
  readonly fresh: FreshVerdicts;
  readonly forDrivers: ForDrivers;
  /** Transactions that nobody may charge for any more. */
  readonly unwelcome: Map<TransactionId, Unwelcome>;
  unwelcomeDueAt: Mono;
  /** Orders that stations are carrying out. */
  readonly tickets: Map<TicketId, Ticket>;
  readonly asked: AskedLive;
  readonly files: FilesLive;
  readonly certificates: CertificatesLive;
  /** Stations that are connected and not taken on yet. */
  readonly adopting: Set<StationId>;
  /** None of them is looked at before. */
  adoptDueAt: Mono;
  readonly quarantined: Map<string, string>;
  readonly door: Door;
  readonly modbus: ModbusLive;
  readonly outside: OutsideLive;
  readonly plan: PlanLive;
  /** What is drawn in the minute that goes on. */
  readonly past: PastLive;
  /** What sessions cost. */
  readonly prices: PricesLive;
  /** MQTT brokers. */
  readonly brokers: BrokersLive;
  /** Meters that an adapter asks, or that tell by themselves. */
  readonly told: ToldMeters;
  readonly bases: BasesLive;
  readonly leases: LeasesLive;
  /** When this process looked first for stations that have fallen back. */
  lapsesFrom: Mono | undefined;
  /** Stations whose fallback a person tests. */
  readonly proving: Map<StationId, Proving>;
  /** The EVSE that is stepped to find its phases, or was last. */
  phaseTest: PhaseTest | undefined;
  /** Stations whose fallback was seen to fail. */
  unfit: ReadonlySet<StationId>;
  /** What was seen of each load since its limit changed last. */
  readonly obedience: Map<EvseKey, Obedience>;
  /** What was learned of the vehicle of each session. */
  readonly vehicles: Map<EvseKey, Vehicle>;
  /** What load control thinks of the phases of EVSEs that can be switched. */
  readonly phases: Map<EvseKey, PhaseChoice>;
  /** Why each session has what it has, as it was recorded last. */
  readonly reasons: ReasonsLive;
  readonly rates: RatesLive;

  /** Derived from the site once per change, not once per message. */
  loads: readonly Load[];
  loadsOfStation: ReadonlyMap<StationId, readonly Load[]>;
  fallback: ReadonlyMap<Load['key'], number>;
  /** A station showed something that they depend on. */
  loadsDue: boolean;
  /** Who got how much when it was worked out last. */
  allocations: ReadonlyMap<Load['key'], Allocation>;
  enrolledEvses: readonly EvseKey[];
  tokenRules: ReadonlyMap<StationId, TokenRules>;

  readonly seal: Seal;
  readonly tokenSecret: string;
  /** The site's own list as it was read last. */
  siteTokens: SiteTokens;
  /** It has changed, and nobody has looked yet who is blocked by it. */
  listChanged: boolean;
  /** Counts changes of what stations may keep of tokens. */
  tokensRevision: number;
  readonly listMemo: ListMemo;
  /** When stations with a list of their own are looked at again. */
  listsDueAt: Mono;

  /** Nothing needs to be done before this moment unless something arrives. A lower bound. */
  wakeAt: Mono;
  /** Something happened that may change who gets how much. */
  reallocate: boolean;
  /** That is done in this step, and not with the next wake-up; and when it was done last. */
  sharesNow: boolean;
  /** When its turn is, where it is to be done. Apart from `wakeAt`: nothing runs out by it. */
  shareAt: Mono;
  sharedAt: Mono;
  /** The links that should be open may have changed. */
  rewant: boolean;
  /** Links that may have something to say in this step. */
  readonly talkative: Set<Link>;
  /** CALLs, and what chargers are told, of this step that wait for the disk. */
  readonly taken: { barrier: Row }[];
  /** CALLs that gave way in a full line. */
  readonly displaced: { link: Link; call: Call<Purpose> }[];
  /** The epoch is durable from this row on. */
  epochRow: Row;
  /** Counts ids that we make within this epoch. */
  idsMade: number;
  identitySaved: Identity;
  readonly snapshotRows: Map<string, Row>;
  readonly factsPerSnapshot: number;
  factsSinceSnapshot: number;
  /** Mean weight of a row that an uplink is told. */
  bytesPerRow: number;
  /** The links upstream that are wanted, as they were told last, and whether any were told. */
  readonly wanted: Map<UplinkId, Wanted>;
  hasWanted: boolean;
  /** Until then a full disk is one that was told. */
  readonly memory: { quietUntil: Mono };
  /** What limits the whole site besides central systems, as it was when room was last shared out. */
  siteLimit: SiteLimit | undefined;
  readonly alarms: Map<AlarmKey, string>;
  readonly counters: Map<string, number>;
  /** What translation could not carry. */
  readonly losses: Map<string, LossCount>;
  /** The site file as it was last given; the ledger's site may keep an uplink that it dropped. */
  siteFile: Site | undefined;
  /** Stations that it does not have any more, and that are charging. */
  keptStations: readonly StationId[];
  /** Passwords of uplinks, as the site files of this process gave them. Nothing of them is ever recorded. */
  readonly passwords: Map<UplinkId, string>;
}

export interface Boot {
  readonly ledger: Ledger;
  readonly identity: Identity;
  readonly snapshotRows: ReadonlyMap<string, Row>;
  readonly random: Random;
  /** Without it the slower one that needs no computer. */
  readonly hash?: Hash;
  /** Without it no station that needs a key comes in. */
  readonly keyring?: Keyring;
  readonly sealing: Sealing;
  readonly firmware: string;
  readonly disk: DiskState;
  readonly safeMode?: string;
  readonly quarantined?: ReadonlyMap<string, string>;
  /** After so many facts one part of the ledger is saved, the one that was saved longest ago. */
  readonly factsPerSnapshot?: number;
  /** Descriptions of Modbus devices; none when absent. */
  readonly drivers?: Drivers;
  /** Without it every clock from 1970 on is taken to be right. */
  readonly clock?: ClockMemory;
}

export const siteOf = (state: State): Site => {
  const site = state.ledger.gateway.site;
  if (site === undefined) throw new Error('the site is recorded before the first step');
  return site;
};

/** "Wake me at this moment": what is due then does its work and says when it is due next. */
export function wakeBy(state: State, at: Mono): void {
  if (at < state.wakeAt) state.wakeAt = at;
}

/** When the next step is due if nothing arrives. */
export const nextWakeAt = ({
  wakeAt,
  shareAt,
  modbus,
  bases,
  outside,
  told,
  reasons,
  plan,
  certificates,
  uplinkWork,
  past,
  prices,
}: State): Mono =>
  earliest(
    wakeAt,
    shareAt,
    modbus.dueAt,
    bases.dueAt,
    outside.dueAt,
    told.lookAt,
    reasons.dueAt,
    plan.dueAt,
    certificates.dueAt,
    uplinkWork.looks.dueAt,
    past.dueAt,
    prices.dueAt,
  );

/** "Look at the stations that are being taken on at this moment." */
export function adoptBy(state: State, at: Mono): void {
  if (at < state.adoptDueAt) state.adoptDueAt = at;
}

export function count(state: State, what: string): void {
  state.counters.set(what, (state.counters.get(what) ?? 0) + 1);
}

/**
 * An id that we never make twice: it carries the epoch, which is durable before the first id leaves, so that a peer never
 * takes a message of this process for one of the last.
 */
export function makeId(state: State): string {
  state.idsMade += 1;
  return `${state.ledger.gateway.epoch.toString(36)}-${state.idsMade.toString(36)}`;
}
