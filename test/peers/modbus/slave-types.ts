// What a test says to the Modbus devices of depot.py, and what they tell of themselves.

export type DeviceName =
  | 'keba-p30'
  | 'keba-p40'
  | 'vestel-evc04'
  | 'heidelberg-ec'
  | 'amperfied-connect-home'
  | 'amperfied-connect-solar'
  | 'eastron-sdm630';

export interface DevicePlan {
  /** What the test calls it. */
  readonly name: string;
  readonly device: DeviceName;
  /** That of the device as it is delivered, when it is left out. */
  readonly unit?: number;
  /** The named arguments of the device's class in Python, e.g. `{ hwMaxAmps: 16, failsafeS: 10 }`. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface DepotPlan {
  /** Seconds of the plant and of every timer in the devices for one second; 0: time stands still but for `skip`. */
  readonly speed: number;
  readonly volts?: readonly number[];
  /** Amps a phase; negative feeds into the grid. */
  readonly base?: readonly number[];
  readonly lines: readonly {
    readonly kind: 'tcp' | 'rtuOverTcp' | 'rtu';
    /** Of an `rtu` line; what is sent at another speed is noise. */
    readonly baud?: number;
    readonly devices: readonly DevicePlan[];
  }[];
}

/** Where a line is: `port` on 127.0.0.1, or the `path` of a pseudo terminal. */
export interface Place {
  readonly port?: number;
  readonly path?: string;
}

/** 32 A on three phases that want energy without end, when nothing else is said. */
export interface Vehicle {
  readonly amps?: number;
  readonly phases?: number;
  /** From a change of the offer to the first step. */
  readonly delayS?: number;
  readonly stepAmps?: number;
  readonly stepEveryS?: number;
  readonly powerFactor?: number;
  readonly wantsWh?: number;
  readonly wants?: boolean;
  /** Keeps asking (state C1) while nothing is offered. */
  readonly staysReady?: boolean;
}

/** The truth of the plant and what the device holds; a meter has nothing to tell. */
export interface DeviceState {
  readonly iec: 'A' | 'B1' | 'B2' | 'C1' | 'C2' | 'E' | 'F';
  readonly offerAmps: number;
  readonly phases: number;
  readonly amps: readonly number[];
  readonly watts: number;
  /** True energies since the start, and since the last plug. */
  readonly wh: number;
  readonly vah: number;
  readonly sessionWh: number;
  readonly limitAmps: number;
  readonly failsafeAmps: number;
  readonly failsafeS: number;
  /** How often the watchdog has bitten. */
  readonly trips: number;
  /** KEBA. */
  readonly enabled?: boolean;
  readonly persistedS?: number;
  readonly phaseTrigger?: number;
  /** Vestel. */
  readonly refusedClients?: number;
  readonly lockedForS?: number;
  /** Heidelberg: its state number, frames that came too early, frames that nobody heard because it slept. */
  readonly number?: number;
  readonly standby?: number;
  readonly remoteLock?: number;
  readonly tripped?: boolean;
  readonly tooEarly?: number;
  readonly unheard?: number;
  readonly asleep?: boolean;
}

export interface DepotState {
  readonly nowS: number;
  readonly grid: {
    readonly volts: readonly number[];
    readonly amps: readonly number[];
    readonly watts: readonly number[];
    readonly importWh: readonly number[];
    readonly exportWh: readonly number[];
  };
  readonly devices: Readonly<Record<string, DeviceState>>;
  /** How many TCP clients each device's line has. */
  readonly clients: Readonly<Record<string, number>>;
}

/** A request that was answered, `exception` 0 or the code. */
export interface LogEntry {
  readonly at: number;
  readonly unit: number;
  readonly fn: number;
  readonly address: number;
  readonly count: number;
  readonly words: readonly number[];
  readonly exception: number;
}

/** What is wrong with an answer: a field, the number of words, every word `ones`, the words in reverse, no frame at all. */
export type Spoil = 'transaction' | 'unit' | 'function' | 'short' | 'long' | 'ones' | 'swapped' | 'garbage';

/** Running devices. Each method resolves when it has happened; a name that is not there rejects. */
export interface Depot {
  /** In the order of the plan's lines. */
  readonly places: readonly Place[];
  plug(device: string, vehicle?: Vehicle): Promise<void>;
  unplug(device: string): Promise<void>;
  /** A card, as hex. */
  badge(device: string, token: string): Promise<void>;
  /** The vehicle is full, or wants energy again. */
  wants(device: string, wants: boolean): Promise<void>;
  /** An error of the charger; 0 ends it. */
  fault(device: string, code: number): Promise<void>;
  /** The power of the device goes and comes back. */
  power(device: string): Promise<void>;
  /** What it says stays as it is. */
  freeze(device: string, frozen?: boolean): Promise<void>;
  /** A meter says NaN. */
  nothing(device: string, nothing?: boolean): Promise<void>;
  /** Ends all connections of the device's line. */
  drop(device: string): Promise<void>;
  /** The device's line answers, is silent, or holds its answers until it `answers` again; says how many it held. */
  mode(device: string, mode: 'answers' | 'silent' | 'holds'): Promise<number>;
  /** The next answers of the device's line are wrong in one way each; those before count first. */
  spoil(device: string, how: Spoil, times?: number): Promise<void>;
  base(amps: readonly number[]): Promise<void>;
  volts(volts: readonly number[]): Promise<void>;
  /** Moves the time of the plant and of all devices on at once. */
  skip(seconds: number): Promise<void>;
  /** The requests since it was asked for last. */
  log(device: string): Promise<readonly LogEntry[]>;
  state(): Promise<DepotState>;
  end(): Promise<void>;
}
