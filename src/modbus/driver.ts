// A device description as the gateway uses it: checked, defaults filled in, expressions compiled. `config/devices` holds
// the files; `read-driver.ts` makes these of them.

import type { BusTiming } from '../model/bus.ts';
import type { Expression } from './expression.ts';
import type { Value } from './value.ts';

export interface Driver {
  readonly id: string;
  readonly version: string;
  /** Tells files of one version apart that were read one after the other. */
  readonly revision?: number;
  readonly title: string;
  readonly products: readonly string[];
  readonly class: 'charger' | 'meter' | 'inverter' | 'battery';
  readonly verified: {
    readonly level: 'unverified' | 'simulator' | 'bench' | 'field';
    readonly firmware: readonly string[];
  };
  /** What an installer may set, with what counts when he does not. */
  readonly params: ReadonlyMap<string, Param>;
  readonly connection: Connection;
  readonly poll: { readonly fastMs: number; readonly slowMs: number };
  /** Ranges (inclusive) that the device answers without a hole. Reads are merged inside one of them only. */
  readonly blocks: Readonly<Record<'coils' | 'discrete' | 'holding' | 'input', readonly Range[]>>;
  readonly forbidden: readonly {
    readonly when: Expression | undefined;
    readonly table: Table;
    readonly ranges: readonly Range[];
  }[];
  readonly points: ReadonlyMap<string, Point>;
  readonly computed: ReadonlyMap<string, Computed>;
  readonly probes: readonly Probe[];
  /** Overlays, already applied to copies of this driver; the first that matches counts. */
  readonly variants: readonly { readonly match: Expression; readonly driver: Driver }[];
  readonly identify: readonly { readonly point: string; readonly matches: string }[];
  readonly groups: ReadonlyMap<
    string,
    { readonly unit: Expression; readonly order: number; readonly when: Expression | undefined }
  >;
  /** Telemetry is stale when this point says more than so many milliseconds. */
  readonly freshness: { readonly point: string; readonly maxMs: number } | undefined;
  /** IEC 61851 state of a charger: an expression, or what each value of a point means. */
  readonly state: StateRule | undefined;
  readonly faults: readonly {
    readonly when: Expression;
    readonly code: string;
    readonly severity: 'warning' | 'error';
  }[];
  /** A recovery sequence by raw state; at most once in 60 s. */
  readonly onState: ReadonlyMap<string, Sequence>;
  readonly control: Control | undefined;
  readonly heartbeats: readonly Heartbeat[];
  readonly failsafe: Failsafe | undefined;
  /** For people; what the engine must obey stands in a key of its own. */
  readonly quirks: readonly string[];
  readonly hooks: readonly string[];
}

export type Range = readonly [first: number, last: number];
export type Table = 'coils' | 'discrete' | 'holding' | 'input';

export interface Param {
  readonly type: 'integer' | 'number' | 'string' | 'boolean';
  readonly default: Value;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly Value[];
}

export interface Connection {
  readonly transports: readonly ('tcp' | 'rtu' | 'rtu-tcp')[];
  readonly tcp: {
    readonly port: number;
    /** 0 where the device does not limit them. */
    readonly maxClients: number;
    readonly connectDelayMs: number;
    /** The device closes a connection that is silent for so long; 0 for never. */
    readonly idleCloseMs: number;
    /** Before connecting again: a time, or a point that says it in seconds, times a factor. */
    readonly reconnectHoldoff: number | { readonly point: string; readonly factor: number } | undefined;
  };
  readonly rtu: { readonly baud: number; readonly parity: 'N' | 'E' | 'O'; readonly stopBits: 1 | 2 } | undefined;
  readonly unit: number;
  /** The same over Modbus TCP. */
  readonly unitOverTcp: number;
  readonly unitRange: Range | undefined;
  /** Several charging points behind one device; what is added for the second, third and so on. */
  readonly connectors: {
    readonly max: number;
    readonly address: Stride | undefined;
    readonly unit: Stride | undefined;
    readonly port: Stride | undefined;
  };
  readonly timing: BusTiming;
  readonly retries: number;
  /** The most registers of one read, at most 125, and how many unused ones it may bridge. */
  readonly maxRegisters: number;
  readonly maxGapRegisters: number;
  readonly policy: 'single-value' | 'block';
  /** Function codes that the device knows. */
  readonly functions: readonly number[];
  readonly firstWrite: { readonly point: string; readonly value: Value } | undefined;
}

/** The value for connector c is first + (c - 1) * stride. */
export interface Stride {
  readonly first: number;
  readonly stride: number;
}

export type PointType =
  | 'u16'
  | 's16'
  | 'u32'
  | 's32'
  | 'u64'
  | 's64'
  | 'f32'
  | 'f64'
  | 'bits16'
  | 'bits32'
  | 'string'
  | 'utf16be'
  | 'ascii1'
  | 'ascii2'
  | 'bytes'
  | 'coil'
  | 'discrete';

export interface Point {
  readonly name: string;
  /** Absent for a point that is only written. */
  readonly read: { readonly fn: 1 | 2 | 3 | 4; readonly table: Table } | undefined;
  /** One address; three for the phases L1, L2, L3. */
  readonly addresses: readonly number[];
  readonly type: PointType;
  /** Registers of one value. */
  readonly length: number;
  readonly wordOrder:
    | 'hi'
    | 'lo'
    | { readonly param: string }
    | { readonly from: string; readonly map: ReadonlyMap<string, 'hi' | 'lo'> };
  readonly byteOrder: 'hi' | 'lo';
  readonly mask: bigint | undefined;
  readonly shift: number;
  readonly byte: 'high' | 'low' | undefined;
  readonly scale: number;
  readonly offset: number;
  /** A point that says which power of ten its values are multiplied by; read along with it (SunSpec). */
  readonly exponent?: string;
  readonly decimals: number | undefined;
  readonly unit: string | undefined;
  readonly decode: 'hex' | 'hex8' | 'fwDigits' | 'ipv4' | undefined;
  /** Raw values that say nothing, those of the type included. */
  readonly invalid: readonly number[];
  /** Of a vector: the point that says how many phases there are. */
  readonly count: string | undefined;
  readonly poll: 'fast' | 'slow' | 'once' | 'manual';
  readonly scope: 'connector' | 'station';
  readonly group: string | undefined;
  readonly when: Expression | undefined;
  readonly monotonic: boolean;
  readonly plausible: Range | undefined;
  readonly write:
    | {
        readonly fn: 5 | 6 | 16;
        readonly addresses: readonly number[];
        readonly type: PointType;
        readonly length: number;
        readonly scale: number;
        readonly offset: number;
        readonly rmw: { readonly mask: number; readonly shift: number } | undefined;
      }
    | undefined;
  /** Canonical value to raw value, and back when read. */
  readonly map: ReadonlyMap<string, number> | undefined;
}

export type Computed =
  | { readonly kind: 'expression'; readonly of: Expression }
  /** How far a point went since this was last true. */
  | { readonly kind: 'delta'; readonly of: string; readonly resetOn: Expression };

export type Probe =
  | { readonly id: string; readonly kind: 'read'; readonly point: string }
  /** Only while no vehicle is there. */
  | {
      readonly id: string;
      readonly kind: 'write';
      readonly point: string;
      readonly value: Value;
      readonly readBack: string;
      readonly classify: Expression;
    };

export type StateRule =
  | { readonly kind: 'expression'; readonly of: Expression }
  | { readonly kind: 'table'; readonly of: string; readonly map: ReadonlyMap<string, IecState> };

export const iecStates = ['A', 'B', 'B1', 'B2', 'C', 'C1', 'C2', 'D', 'D1', 'D2', 'E', 'F', 'unknown'] as const;
export type IecState = (typeof iecStates)[number];

export interface Control {
  readonly limit: {
    readonly point: string;
    readonly quantity: 'current' | 'power';
    /** In the unit of the quantity; limits are rounded down to it. */
    readonly step: number;
    readonly min: number;
    readonly max: number;
    /** What writing 0 does: it pauses, it releases the charger for good (never written), or it is refused. */
    readonly zero: 'pause' | 'no-limit' | 'invalid';
    /** What pauses instead, as it stands in the register. */
    readonly pauseValue: number | undefined;
    readonly repair: { readonly when: Expression; readonly write: 'pauseValue' | number } | undefined;
    readonly vector: 'replicate' | undefined;
    /** Of a power device: watts from `A` and `$phases`. */
    readonly transform: Expression | undefined;
    readonly confirm: Confirm;
  };
  readonly enable:
    | { readonly kind: 'limit-zero' }
    | { readonly kind: 'register' | 'coil'; readonly point: string; readonly on: Value; readonly off: Value }
    | { readonly kind: 'sequence'; readonly on: string; readonly off: string };
  readonly phases:
    | {
        readonly kind: 'register';
        readonly point: string;
        readonly map: ReadonlyMap<string, number> | undefined;
        readonly when: Expression | undefined;
        readonly paused: boolean;
        readonly settleMs: number;
      }
    | { readonly kind: 'power'; readonly one: number; readonly three: number }
    | { readonly kind: 'sequence' }
    | { readonly kind: 'hook'; readonly id: string }
    | undefined;
  /** By name; `setLimit pause resume setPhases wakeUp onConnect onShutdown` mean something to the engine. */
  readonly sequences: ReadonlyMap<string, Sequence>;
}

/** What shows that a limit is in force. */
export type Confirm =
  | { readonly kind: 'readback'; readonly point: string; readonly withinMs: number }
  | { readonly kind: 'measured'; readonly withinMs: number }
  /** Nothing does: it is after so long. */
  | { readonly kind: 'none'; readonly worstCaseMs: number };

export type Sequence = readonly SequenceStep[];

export type SequenceStep =
  | { readonly kind: 'write'; readonly point: string; readonly value: Expression }
  | { readonly kind: 'do'; readonly name: string; readonly value: Expression | undefined }
  | { readonly kind: 'waitFor'; readonly until: Expression; readonly timeoutMs: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'read'; readonly point: string };

export interface Heartbeat {
  readonly kind: 'any-read' | 'write-const' | 'rewrite-limit' | 'rewrite-point';
  /** Of the kinds that write. */
  readonly point: string | undefined;
  readonly value: Value;
  /** A time, or a fraction of what a point says in seconds. */
  readonly every: number | { readonly point: string; readonly factor: number; readonly minMs: number };
  /** So many failures in a row drop the connection. */
  readonly failuresBeforeReconnect: number;
}

/** What a charger does when nobody speaks to it any more. */
export interface Failsafe {
  /** It falls to a current that is known; it keeps its last limit; nobody knows, so it counts at its rating. */
  readonly onLoss: 'device' | 'holds-last' | 'unknown';
  /** Points that hold it; absent where only the installer's tool can set it. */
  readonly current: string | undefined;
  readonly timeout: string | undefined;
  readonly trip: string | undefined;
}
