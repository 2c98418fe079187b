// The site as the API shows it (`GET /api/v1/site`).

import type { AlarmCode, WarningCode } from '../model/alarm.ts';
import type { BehaviourView, VehicleView } from './behaviour.ts';
import type { Explanation } from './explanation.ts';
import type { InputAction } from '../model/config/site.ts';
import type { Holding, Rung } from '../model/charging-profile.ts';
import type { GridState, LockoutCause } from '../model/fact/outside.ts';
import type { CircuitId, Row, StationId, TransactionId, UplinkId } from '../model/ids.ts';
import type { Reason } from '../model/reason.ts';
import type { NeedsView, PlanOfEvseView, PlanView } from './needs-view.ts';

export interface SiteView {
  readonly id: string;
  readonly name: string;
  /** What its clocks show: `Europe/Berlin`. */
  readonly timezone: string;
  readonly at: string;
  readonly epoch: number;
  readonly disk: string;
  /** Why the gateway runs without its journal, when it does. */
  readonly safeMode?: string;
  /** Since when the chargers have their own limits, and the gateway limits nobody (`busbar release`). */
  readonly releasedAt?: string;
  readonly alarms: readonly AlarmView[];
  /** What is not wrong and must not be forgotten. */
  readonly warnings: readonly WarningView[];
  readonly circuits: readonly CircuitView[];
  readonly stations: readonly StationView[];
  readonly meters: readonly MeterView[];
  /** Orders of the grid operator. */
  readonly inputs: readonly InputView[];
  /** The control box of the grid operator, where there is one. */
  readonly grid?: GridView;
  readonly plan: PlanView;
  /** MQTT brokers that meters are on. */
  readonly brokers: readonly BrokerView[];
  readonly uplinks: readonly UplinkView[];
  readonly tokens: TokensView;
}

export interface AlarmView {
  readonly code: AlarmCode;
  /** The station, EVSE, circuit, meter or uplink that it is about, where there may be several. */
  readonly about?: string;
  /** What happened, with its figures, and what to do; in English. */
  readonly text: string;
}

export interface WarningView {
  readonly code: WarningCode;
  readonly text: string;
}

/** How many tokens are known; never which. */
export interface TokensView {
  /** On the site's own list, aliases included. */
  readonly site: number;
  readonly cached: number;
  readonly lists: readonly { readonly uplink: UplinkId; readonly version: number; readonly tokens: number }[];
}

export interface CircuitView {
  readonly id: CircuitId;
  readonly parent?: CircuitId;
  readonly limitAmps: number;
  /** What measures it: one of the meters. */
  readonly meter?: string;
  /** The most that everything on it may draw now, on its fullest line, and on each. */
  readonly worstCaseAmps: number;
  readonly worstCaseAmpsOnLines: readonly number[];
  /** Other load as it counts now by its meter, reserve included; its worst case counts where absent. */
  readonly baseAmpsOnLines?: readonly number[];
  /** What vehicles on it were seen to draw; absent where none charges, or nobody measures. */
  readonly chargingAmpsOnLines?: readonly number[];
  /** Less than `limitAmps` for now, and why. */
  readonly limitNowAmps?: number;
  readonly reason?: Reason;
  /** What somebody set over the API. */
  readonly temporary?: TemporaryLimitView;
  /** It drew more than agreed too often. */
  readonly lockedOut?: { readonly because: LockoutCause; readonly since: string };
}

export interface TemporaryLimitView {
  readonly amps: number;
  readonly since: string;
  readonly until?: string;
  readonly reason?: string;
}

export interface GridView {
  readonly state: GridState;
  /** What all stations may draw together on each line; no limit when absent. */
  readonly limitAmps?: number;
  readonly until?: string;
  /** Since the last heartbeat that counts. */
  readonly heartbeatAgeMs?: number;
  readonly failsafeAmps: number;
  readonly failsafeMinHours: number;
}

/** What a session costs so far, rounded to what the currency has. */
export interface CostView {
  readonly amount: number;
  /** That of the tariff; a central system names none. */
  readonly currency?: string;
  /** `csms`: a central system said so, and that counts. */
  readonly source: 'tariff' | 'csms';
  /** As of when: of the last reading, or of the central system's word. */
  readonly at: string;
}

export interface PricesView {
  readonly currency: string;
  /** Until when prices were given; absent where none were. */
  readonly givenUntil?: string;
  /** Quarters of an hour. */
  readonly slots: readonly PriceSlotView[];
}

export interface PriceSlotView {
  readonly startsAt: string;
  readonly pricePerKwh: number;
  /** Where it comes from: the series that was given, a period of the site file, or its default. */
  readonly source: 'series' | 'period' | 'default';
}

/** Import from the grid is positive. Without `ageMs` it was never read. */
export interface MeterView {
  readonly id: string;
  readonly role?: 'pv' | 'battery';
  readonly source: 'modbus' | 'mqtt' | 'http' | 'station' | 'sum';
  readonly quality: 'good' | 'stale' | 'invalid' | 'comm';
  readonly ageMs?: number;
  /** Null where the meter does not say it. */
  readonly amps?: readonly (number | null)[];
  readonly powerW?: number | null;
  readonly volts?: readonly (number | null)[];
  readonly energyImportWh?: number | null;
  readonly energyExportWh?: number | null;
}

export interface BrokerView {
  readonly id: string;
  readonly url: string;
  readonly connected: boolean;
  /** How many are listened to. */
  readonly topics: number;
}

/** Without `ageMs` it was never read; `stale` is lost. */
export interface InputView {
  readonly id: string;
  readonly action: InputAction;
  /** Whether the order counts as in force, and since when. */
  readonly active: boolean;
  readonly since?: string;
  readonly quality: 'good' | 'stale' | 'comm';
  readonly ageMs?: number;
}

export interface StationView {
  readonly id: StationId;
  /** What it hangs on. */
  readonly circuit: CircuitId;
  readonly connected: boolean;
  readonly vendor?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly evses: readonly EvseView[];
}

export interface EvseView {
  readonly id: number;
  /** Its number upstream. */
  readonly number?: number;
  readonly status?: string;
  readonly transaction?: TransactionId;
  /** The limit that was told last, and whether the station has taken it. */
  readonly limitAmps?: number;
  readonly limitState?: 'pending' | 'confirmed' | 'unknown';
  /** What it should have, and why. */
  readonly allocatedAmps?: number;
  readonly reason?: Reason;
  /** What it draws at most when the gateway is away. */
  readonly fallbackAmps: number;
  /** The most that it may draw now, on any of its lines. */
  readonly envelopeAmps: number;
  /** How it takes limits; `none`: not at all. */
  readonly takesLimits: Rung | 'none';
  /** How it holds a limit when the gateway is gone: for good, until a lease ends, or until its own watchdog acts. */
  readonly holding: Holding;
  readonly measuredAmps?: readonly (number | undefined)[];
  readonly energyWh?: number;
  /** Of what goes on at it. */
  readonly cost?: CostView;
  readonly vehicle?: VehicleView;
  /** Of an EVSE that can be switched between one phase and three. Whatever they say, it counts with all its lines. */
  readonly phases?: PhasesView;
  /** Of its session. */
  readonly needs?: NeedsView;
  readonly plan?: PlanOfEvseView;
  /** `allocatedAmps` and `reason` in words, with their figures. */
  readonly why?: Explanation;
  /** How its station and vehicle take the limit; absent where nobody charges and nothing is wrong. */
  readonly behaviour?: BehaviourView;
}

/** One EVSE, for whoever asks why (`GET /api/v1/stations/:id/evses/:evse/why`). */
export interface WhyView extends EvseView {
  readonly station: StationId;
  readonly at: string;
}

export interface PhasesView {
  /** By our word; `unknown` before the first switch, and where one may have been made or not. */
  readonly switchedTo: 1 | 3 | 'unknown';
  /** Why load control switched it last: for the sun, for room, or because nobody charges. Absent where a person ordered it. */
  readonly why?: 'surplus' | 'room' | 'idle';
  /** A switch is under way. */
  readonly switchingTo?: 1 | 3;
  /** What the device says of itself. */
  readonly reported?: number;
  /** Lines that current flows on; absent while none does. */
  readonly used?: number;
}

export interface UplinkView {
  readonly id: UplinkId;
  readonly role: 'control' | 'observe';
  readonly connected: boolean;
  readonly accepted: boolean;
  /** Of a relay, which is a connection for each of its stations. */
  readonly connections?: { readonly open: number; readonly of: number };
  /** Rows that the uplink has not taken, at most; of a relay, the slowest of its connections. */
  readonly rowsBehind: number;
  readonly waiting: number;
  readonly parked: number;
  readonly gaps: readonly { readonly from: Row; readonly through: Row }[];
  /** Connections that the site file has no more, or elsewhere: they stay until all is delivered or given up (abandon). */
  readonly undelivered?: readonly UplinkId[];
}
