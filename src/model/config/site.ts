// The site as the gateway uses it: the site file with ranges unrolled, templates applied and defaults filled in.
// Plain data, so that a change of it can be a fact.

import type { OnLoss } from './on-loss.ts';
import type { OwnPair, StationCertificates } from './certificates.ts';
import { byId } from './by-id.ts';
import type { CircuitId, EvseKey, StationId, UplinkId } from '../ids.ts';
import type { MeterOnTopics } from '../meter-topics.ts';
import type { MeterPaths, MeterUnits } from '../meter-values.ts';
import type { Version } from '../protocol.ts';
import type { KeyEncoding } from '../station-key.ts';
import type { Utc } from '../time.ts';
import type { TokenFormat } from '../token.ts';
import type { DayWindow } from '../zone.ts';
import type { Planning } from './planning.ts';
import type { StationSecurity } from './station-security.ts';
import type { BatterySize, Tariff } from './energy.ts';
import type { Feed } from './feed.ts';

export interface Site {
  readonly id: string;
  readonly name: string;
  /** IANA name, for windows and reports. */
  readonly timezone: string;
  readonly supply: 'tn400' | 'it230' | 'split240';
  readonly circuits: readonly Circuit[];
  readonly stations: readonly Station[];
  /** Serial lines; none when absent. */
  readonly buses?: readonly SerialBus[];
  /** Where meters tell their values; none when absent. */
  readonly brokers?: readonly Broker[];
  readonly meters?: readonly Meter[];
  /** Orders of the grid operator. */
  readonly inputs?: readonly SiteInput[];
  /** Devices that the gateway's own Modbus server shows to others; none when absent. */
  readonly servedUnits?: readonly ServedUnit[];
  readonly gridControl?: GridControl;
  readonly tariff?: Tariff;
  /** What plans are made for; the usual where absent. */
  readonly planning?: Planning;
  readonly uplinks: readonly Uplink[];
  readonly authorization: Authorization;
  readonly certificates?: StationCertificates;
  /** Until when unknown stations are enrolled. */
  readonly enrolUntil?: Utc;
  /** Numbers upstream of EVSEs that are not in the file any more: never used again. */
  readonly formerNumbers?: readonly (readonly [EvseKey, number])[];
}

/** A fuse and what hangs on it. The one without parent is the grid connection. */
export interface Circuit {
  readonly id: CircuitId;
  readonly parent?: CircuitId;
  /** Amps per phase. */
  readonly limitAmps: number;
  /** The most that everything else on this circuit may draw, per phase; 0 where nothing else hangs on it. */
  readonly worstCaseBaseAmps: number;
  /** What measures it: one of the site's meters. */
  readonly meter?: string;
  /** The device that protects it; the strictest of all where the file does not say. */
  readonly protection?: Protection;
  /** The largest sudden step of other load; all of it when absent. */
  readonly worstStepAmps?: number;
  /** The largest difference between its lines that charging may cause. */
  readonly maxUnbalanceAmps?: number;
  /** What others feed in leaves more room. Absent: their load counts as nothing at the least. */
  readonly pvCredit?: true;
  /** Lower limits at certain times; none when absent. */
  readonly limits?: readonly LimitWindow[];
  /** What it may draw at most by agreement with the grid operator: more is an excursion (EREC G100). */
  readonly agreedImportAmps?: number;
}

/** A lower limit at certain times, in the time zone of the site. */
export interface LimitWindow extends DayWindow {
  readonly amps: number;
}

/** The control box of the grid operator, over which it limits what all stations draw (EEBUS LPC). */
export interface GridControl {
  readonly kind: 'lpc';
  /** What all stations may draw together on each line while nothing is heard. */
  readonly failsafeAmps: number;
  /** So long it holds at least; 2 to 24. */
  readonly failsafeMinHours: number;
}

/** Circuit breakers (IEC 60898-1: `mcb`, IEC 60947-2: `mccb`) and fuses (IEC 60269: `gG`). */
export interface Protection {
  readonly kind: 'mcb' | 'mccb' | 'gG';
  readonly ratedAmps: number;
}

export interface Station {
  readonly id: StationId;
  readonly circuit: CircuitId;
  /** `planned` and `isolated` count 0; `retired` keeps its upstream numbers for ever. */
  readonly state: 'planned' | 'installed' | 'isolated' | 'retired';
  readonly evses: readonly Evse[];
  /** Interval of meter values, asked of the station. */
  readonly sampleSeconds: number;
  /** What the station draws at most when it is alone, per EVSE; `auto` is chosen from what fits. */
  readonly fallbackAmps: number | 'auto';
  /** It has one limit for the sum of its EVSEs and shares that out itself. Its fallback is that of all of them together. */
  readonly sharedLimit?: true;
  /** The most that all of it draws; the sum of its EVSEs when absent. Only with a shared limit. */
  readonly maxAmps?: number;
  /** With a shared limit: it goes down to its fallback by itself so long after it heard of the gateway last. */
  readonly fallbackAfterSeconds?: number;
  /** A watchdog of its own puts it to its fallback so long after the gateway fell silent. Known from the device alone. */
  readonly watchdogSeconds?: number;
  /** `hold`: it gets no limits with an end, whatever was proved of its model. */
  readonly holding?: 'hold';
  /** What becomes of a session that should have nothing while the station refuses a limit of 0; its minimum when absent. */
  readonly zeroRefused?: 'minimum' | 'stop' | 'inoperative';
  readonly security: StationSecurity;
  /** What it speaks when it names no subprotocol (Q24). */
  readonly assumeProtocol?: Version;
  /** Where the station sends its key in another form than its version of OCPP asks for. */
  readonly keyEncoding?: KeyEncoding;
  /** It came by itself and nobody has said yet where it hangs: it gets no current. */
  readonly enrolled?: true;
  readonly authorization?: Partial<StationAuthorization>;
  /** How its reader writes the UIDs of cards; as the site does when absent. */
  readonly tokenFormat?: TokenFormat;
  /** It speaks Modbus: the gateway drives it, and nobody connects under its name. */
  readonly modbus?: ModbusStation;
}

/** Where a Modbus device is found: on a serial bus, or at a host. */
export interface ModbusAccess {
  /** Name of its driver. */
  readonly device: string;
  readonly at:
    { readonly bus: string } | { readonly host: string; readonly port?: number; readonly transport?: 'rtuOverTcp' };
  /** The driver says which when absent. */
  readonly unit?: number;
  /** Settings of its driver. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
}

export interface ModbusStation extends ModbusAccess {
  /**
   * What begins a session: plugging in, a token that the device read, or an order from the API or the central system.
   * When absent: plugging in where everybody may charge, else a token where the device reads some, else an order.
   */
  readonly start?: 'plug' | 'token' | 'order' | 'never';
  /** The token of sessions that begin by plugging in; the station's name when absent. */
  readonly idTag?: string;
}

/** A serial line with Modbus RTU on it. */
export interface SerialBus {
  readonly id: string;
  readonly path: string;
  readonly baud: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
}

/** A meter; import from the grid is positive. */
export interface Meter {
  readonly id: string;
  readonly role?: 'pv' | 'battery';
  /** Of a battery: what plans count on. */
  readonly battery?: BatterySize;
  readonly source:
    | ({ readonly kind: 'modbus' } & ModbusAccess)
    | { readonly kind: 'http'; readonly url: string; readonly paths?: MeterPaths; readonly units?: MeterUnits }
    /** Older journals name no broker. */
    | ({ readonly kind: 'mqtt'; readonly broker?: string } & MeterOnTopics)
    | { readonly kind: 'station'; readonly station: StationId }
    | { readonly kind: 'sum'; readonly of: readonly string[] };
  readonly ctRatio: number;
  readonly invert: boolean;
  /** Lines of the site behind its three inputs. */
  readonly phaseMap: `L${1 | 2 | 3}L${1 | 2 | 3}L${1 | 2 | 3}`;
  readonly periodMs: number;
}

/** An MQTT broker. */
export interface Broker {
  readonly id: string;
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  /** As the site file gives it. It is in no fact, no snapshot and no answer: `hasPassword` stands in its place there. */
  readonly password?: string;
  readonly hasPassword?: true;
  /** File of the CA of its certificate, an absolute path; the CAs of this computer when absent. */
  readonly ca?: string;
}

/** A Modbus device of the site, under the unit id at which others read its registers from the gateway. */
export interface ServedUnit {
  readonly unit: number;
  readonly of: { readonly station: StationId; readonly evse: number } | { readonly meter: string };
  /** Its unit id on its own line, for a device that has several; when absent, that of most of its registers. */
  readonly deviceUnit?: number;
}

/** A register or coil that says what the grid operator wants, or that the site runs on less. */
export interface SiteInput {
  readonly id: string;
  /** `limit`: a circuit has a lower limit meanwhile, as on a generator. */
  readonly action: InputAction;
  /**
   * What counts while it cannot be read. `inactive` begins nothing; an order that was in force when it was lost stays in force,
   * because missing information never raises a limit.
   */
  readonly onLoss: 'active' | 'inactive';
  /** A driver is not needed: `device` is empty where the file names none. */
  readonly source: ModbusAccess;
  readonly register: number;
  /** 1 coil, 2 discrete input, 3 holding register, 4 input register; when absent as its device says, else 2. */
  readonly fn?: 1 | 2 | 3 | 4;
  /** What is read while the order is in force; of a register, whether it is 0 or not. */
  readonly activeWhen: 0 | 1;
  /** Of `dim`: what all EVSEs may draw together, on each line; the sum of their fallbacks when absent. */
  readonly dimAmps?: number;
  /** Of `dim`: the minimum power of so many controllable devices instead (§14a EnWG). */
  readonly section14a?: { readonly devices: number };
  /** Of `limit`: which circuit, and its limit meanwhile. */
  readonly limit?: { readonly circuit: CircuitId; readonly amps: number };
}

export type InputAction = 'dim' | 'stop' | 'limit';

export interface Evse {
  readonly id: number;
  readonly maxAmps: number;
  readonly minAmps: number;
  /** The only amps that it takes besides 0, rising; every whole amp when absent (E35). */
  readonly steps?: readonly number[];
  /** Which lines of the supply its phases are wired to, in order; `unknown` counts as all of them. */
  readonly phases:
    'unknown' | `L${1 | 2 | 3}` | `L${1 | 2 | 3}L${1 | 2 | 3}` | `L${1 | 2 | 3}L${1 | 2 | 3}L${1 | 2 | 3}`;
  /** Its number upstream, where the file fixes it. */
  readonly upstreamEvse?: number;
}

export interface Uplink extends OwnPair {
  readonly id: UplinkId;
  readonly kind: 'ocpp' | 'mqtt';
  /** What an MQTT uplink has of its own; present in each of them. */
  readonly feed?: Feed;
  /** `aggregate`: a station with EVSEs of its own. `relay`: the connection of one station, whose messages it passes on. */
  readonly mode: 'aggregate' | 'relay';
  /** It is the connection of this station alone, under the station's identity and with the station's own numbers. */
  readonly speaksFor?: StationId;
  /** Relay: it has no connection of its own; frames go over that of this MQTT uplink. */
  readonly through?: UplinkId;
  /** Relay: it proves who it is by the key that the station came with, which is kept in memory only. */
  readonly passesKey?: true;
  /** Relay: what becomes of the station while its central system is away; it is served here (when absent), or sent away. */
  readonly autonomy?: false;
  /** Relay: its charging profiles are merged into the limits of the gateway (when absent), or kept by the station under one. */
  readonly profiles?: 'pass';
  /** The connection of the controller of a relay: what limits it limits these stations together. */
  readonly leads?: readonly StationId[];
  readonly version: Version;
  readonly url: string;
  readonly identity: string;
  /** As the site file gives it. It is in no fact, no snapshot and no answer: `hasPassword` stands in its place there. */
  readonly password?: string;
  readonly hasPassword?: true;
  readonly role: 'control' | 'observe';
  /** Only these stations; all of them when absent. */
  readonly stations?: readonly StationId[];
  /** How many bytes of the journal an observer may hold back before its cursor is cut. */
  readonly quotaBytes: number;
  /** 1.6 TransactionMessageAttempts and TransactionMessageRetryInterval. */
  readonly attempts: number;
  readonly retryIntervalSeconds: number;
  /** The CSMS is lost when it does not answer a CALL for so long. */
  readonly callTimeoutSeconds: number;
  readonly backoff: { readonly minSeconds: number; readonly randomSeconds: number; readonly repeatTimes: number };
  // The rest is absent where the file does not say it, and in what older journals hold.
  /** What a Reset of the whole restarts: our session (when absent), every station, or nothing. */
  readonly resetScope?: 'uplink' | 'fanout' | 'reject';
  /** Settings that go to every station; the usual ones when absent. */
  readonly configurationFanOut?: readonly string[];
  /** Vendors whose DataTransfer of a station is passed on; none when absent. */
  readonly forwardDataTransfer?: readonly string[];
  /** A station that is away so long is told as Unavailable; 120 when absent. */
  readonly stationGraceSeconds?: number;
  /** File of the CA that signs its certificates, an absolute path; the CAs of this computer when absent. */
  readonly ca?: string;
  /** How the password is sent; by its form when absent: a key of 1.6 as raw bytes, anything else as text. */
  readonly keyEncoding?: 'raw' | 'hex' | 'text';
  /** WebSocketPingInterval; 30 when absent. */
  readonly pingSeconds?: number;
  /** The most messages about transactions in a second; 50 when absent. */
  readonly messagesPerSecond?: number;
  /** What its last limit gives way to when it is not heard any more; that goes on when absent. */
  readonly onLoss?: OnLoss;
  /** Whether it hears of security events; when absent, if it has a password. */
  readonly securityEvents?: boolean;
}

export interface Authorization extends StationAuthorization {
  /** A token that is known to be good starts at once while the CSMS is there; it hears of it behind. */
  readonly preAuthorize: boolean;
  /** Without the CSMS for so long, what it accepted no longer counts; what it refused does. */
  readonly offlineMaxDays: number;
  readonly cacheSize: number;
  readonly cacheLifetimeDays: number;
}

/** What a template or station may say for itself. */
export interface StationAuthorization {
  readonly mode: 'csms' | 'local' | 'free';
  /** How long a station waits for the CSMS before the local verdict counts. */
  readonly waitMs: number;
  readonly unknownOffline: 'accept' | 'refuse';
  /** A transaction whose token the CSMS refuses after it began is stopped; else it goes on without energy. */
  readonly stopOnInvalid: boolean;
}

export const stationOf = ({ stations }: Site, id: StationId): Station | undefined => byId(stations).get(id);

/** The site as it may be recorded: whoever reads the journal or a backup finds no password. */
export const withoutSecrets = (site: Site): Site => ({
  ...site,
  ...(site.brokers !== undefined && { brokers: site.brokers.map((broker) => withoutPassword(broker)) }),
  uplinks: site.uplinks.map((uplink) => withoutPassword(uplink)),
});

const withoutPassword = <One extends { readonly password?: string }>({ password, ...others }: One) =>
  password === undefined ? others : { ...others, hasPassword: true as const };
