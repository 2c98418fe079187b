// The Modbus devices of the site as this process drives them. Rebuilt from nothing after a restart: what a device was told is
// not trusted, and what it says is read anew.

import type { AlarmKey } from '../../model/alarm.ts';
import type { LineId, WantedLine } from '../../model/bus.ts';
import type { AskId, CommandId, EvseKey, LinkId, Row, StationId } from '../../model/ids.ts';
import { row } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import type { Charger } from '../../modbus/charger-state.ts';
import type { Driver } from '../../modbus/driver.ts';
import type { ToStationReply } from '../../ocpp/heard.ts';
import type { Call } from '../../ocpp/session.ts';
import type { LimitPurpose, Purpose } from '../links.ts';
import type { InputLive } from '../inputs/live.ts';
import type { Discovered } from './discover.ts';
import type { Share } from './share-live.ts';

/** Drivers by name; undefined for a name that nobody knows. */
export type Drivers = (name: string) => Driver | undefined;

export interface ModbusLive {
  readonly drivers: Drivers;
  lines: readonly WantedLine[];
  /** They are still to be told to the adapter. */
  linesChanged: boolean;
  readonly chargers: Map<EvseKey, ChargerLive>;
  readonly meters: Map<string, MeterLive>;
  /** Devices that changed or went: what they were to be told and has not left yet is to be forgotten. */
  readonly forgotten: string[];
  /** Devices that are described anew count their requests on from here: no answer to an old one is taken for one of theirs. */
  requests: number;
  readonly inputs: Map<string, InputLive>;
  /** Undefined where others read nothing through the gateway. */
  share: Share | undefined;
  /** Nothing becomes of an input by time alone before. */
  inputsAt: Mono;
  /** What chargers are still to hear: they hear it at the next step. */
  readonly replies: Reply[];
  /** No device has anything to ask before. What sessions say follows what their devices answer. */
  dueAt: Mono;
  /** Set when the gateway is about to end as planned. */
  leaving: Leaving | undefined;
}

export interface Leaving {
  /** Who was told what it falls back to and has not confirmed it, by the name of the command. */
  readonly waiting: Map<string, EvseKey>;
  /** Who was not reached, or refused it. */
  readonly untold: Set<EvseKey>;
  readonly until: Mono;
}

export interface ChargerLive {
  readonly key: EvseKey;
  readonly station: StationId;
  readonly evse: number;
  readonly line: LineId;
  /** By what it is known that nothing about it changed in the site file. */
  readonly signature: string;
  readonly charger: Charger;
  dueAt: Mono;
  /** Its watchdog brings it to its fallback so long after it heard the last; undefined while that is not certain. */
  watchdogSeconds: number | undefined;
  readonly session: Session;
  /** Alarms that stand because of what its device shows. */
  readonly alarms: Set<AlarmKey>;
}

export interface MeterLive extends Discovered {
  /** Its name in the site file. */
  readonly key: string;
  readonly line: LineId;
  readonly signature: string;
  dueAt: Mono;
  readonly alarms: Set<AlarmKey>;
}

/**
 * How far the session of one charger is. `authorizing`, `starting` and `stopping` wait for an answer; `refused` waits until the
 * vehicle is gone.
 */
export interface Session {
  step: 'idle' | 'authorizing' | 'starting' | 'open' | 'stopping' | 'over' | 'refused';
  token: string | undefined;
  /** By which its answers and orders name it. */
  number: number | undefined;
  /** What was said and is not answered yet: it is said again with the same id, because only the disk can be in its way. */
  saying: { readonly id: string; readonly action: string; readonly payload: object; again: Mono } | undefined;
  /** A start that was ordered and waits for a vehicle. */
  ordered: { readonly token: string; readonly until: Mono } | undefined;
  /** It was refused without the word of the central system: when that may be asked for, and how long after the time before. */
  unasked: { readonly from: Mono; readonly afterMs: number } | undefined;
  /** The vehicle of this session is gone; one that is there now is another one. */
  hasLeft: boolean;
  /** Meter values were asked for. */
  valuesDue: boolean;
  /** The last status that was told. */
  status: string | undefined;
  /** What waits for the energy register, and since when. */
  billed: Billed | undefined;
  /** Why it is to end, once its energy is read. */
  ending: 'EVDisconnected' | 'Remote' | 'DeAuthorized' | undefined;
  sampleAt: Mono;
  /** The limit that it was told last; nothing is released before it has one. */
  limitAmps: number | undefined;
  /** What the device was told for it; undefined while nobody knows what it holds. */
  commanded: number | undefined;
  /** The command by which it was told. */
  told: { readonly command: string; isConfirmed: boolean } | undefined;
  /** What it did not take is told again after a while. */
  failed: { readonly amps: number; readonly until: Mono } | undefined;
  /** How far the disk must have come for what released or raised it last. */
  raised: { barrier: Row };
  /** A switch of phases under way, and when one was ordered last. */
  switching: PhaseSwitch | undefined;
  switchedAt: Mono | undefined;
  /** Since it answers it took a switch: what it was told to stand at, it stands at. */
  hasSwitched: boolean;
  /** It drew on more lines than it was switched to: until the next switch it is not believed, however little it draws. */
  isDoubted: boolean;
  /** The order that the device is carrying out, and the limit before it. */
  limitCall: LimitCall | undefined;
}

/** A switch that was ordered and has not ended. */
export interface PhaseSwitch {
  readonly command: CommandId;
  readonly station: StationId;
  readonly evse: number;
  readonly phases: 1 | 3;
  /** Who waits for it to end. */
  readonly ask?: AskId;
}

export interface LimitCall {
  readonly command: string;
  readonly link: LinkId;
  readonly purpose: LimitPurpose;
  readonly before: number | undefined;
}

export interface Billed {
  readonly due: 'start' | 'sample' | 'stop';
  readonly since: Mono;
}

/** An answer on its way to a charger, or of a charger to an order. */
export type Reply =
  | {
      readonly kind: 'heard';
      readonly charger: EvseKey;
      readonly id: string;
      readonly reply: ToStationReply | 'refused';
    }
  | { readonly kind: 'look'; readonly charger: EvseKey }
  /** It is described otherwise now, or not at all: whatever comes next is another station that begins anew. */
  | { readonly kind: 'gone'; readonly station: StationId }
  /** Without a payload it is not known to such a charger. */
  | { readonly kind: 'answer'; readonly link: LinkId; readonly call: Call<Purpose>; readonly payload?: object }
  /** Nobody hears any more what became of it. */
  | { readonly kind: 'unheard'; readonly switching: PhaseSwitch }
  /** Something newer took its place, so that nobody knows what became of it. */
  | { readonly kind: 'overtaken'; readonly link: LinkId; readonly purpose: LimitPurpose };

export const newModbusLive = (drivers: Drivers = () => undefined): ModbusLive => ({
  drivers,
  lines: [],
  linesChanged: false,
  chargers: new Map(),
  meters: new Map(),
  forgotten: [],
  requests: 0,
  inputs: new Map(),
  share: undefined,
  inputsAt: never,
  replies: [],
  dueAt: never,
  leaving: undefined,
});

/** The charging points of one station. */
export const chargersAt = ({ chargers }: ModbusLive, station: StationId): ChargerLive[] =>
  [...chargers.values()].filter((one) => one.station === station);

export const unaskedAlarm = (key: EvseKey): AlarmKey => `BB_MODBUS_CHARGES_UNASKED:${key}`;

export const newSession = (): Session => ({
  step: 'idle',
  token: undefined,
  number: undefined,
  saying: undefined,
  ordered: undefined,
  unasked: undefined,
  hasLeft: false,
  billed: undefined,
  ending: undefined,
  valuesDue: false,
  status: undefined,
  sampleAt: never,
  limitAmps: undefined,
  commanded: undefined,
  told: undefined,
  failed: undefined,
  raised: { barrier: row(0) },
  switching: undefined,
  switchedAt: undefined,
  hasSwitched: false,
  isDoubted: false,
  limitCall: undefined,
});
