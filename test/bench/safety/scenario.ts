// What a scenario is made of: a site, what stands behind it, and who comes.

import type { Capabilities } from '../../../src/model/capabilities.ts';
import type { Circuit, Site, Station } from '../../../src/model/config/site.ts';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { CircuitId, CommandId, StationId } from '../../../src/model/ids.ts';
import { utc } from '../../../src/model/time.ts';
import { uplink } from '../../sim/site.ts';
import type { Orders } from './orders.ts';
import type { CarOptions } from './plant/car.ts';
import type { Habits } from './plant/charger.ts';
import type { OtherLoad } from './plant/other-load.ts';

export interface Scenario {
  readonly name: string;
  readonly site: Site;
  /** What hangs on each circuit itself, besides chargers and other circuits. */
  readonly otherLoad: Readonly<Record<string, OtherLoad>>;
  /** Which register map a Modbus charger has. */
  readonly boxes?: Readonly<Record<string, 'keba' | 'heidelberg' | 'keba that switches' | 'keba on one phase'>>;
  /** Whose vehicles charge on surplus of the sun. */
  readonly solar?: readonly string[];
  /** All vehicles come within this time; in a crowd nobody leaves before the end. */
  readonly arrivalsMs: number;
  readonly staysMs?: readonly [number, number];
  /** Lines of a car at each place, in turns. */
  readonly lines: readonly CarOptions['lines'][];
  readonly car?: Partial<CarOptions>;
  /** And what besides is so of the car at each place, in turns. */
  readonly cars?: readonly Partial<CarOptions>[];
  /** When a circuit carries less than its fuse, by the clock of the world. */
  readonly windows?: readonly {
    readonly circuit: string;
    readonly amps: number;
    readonly fromMs: number;
    readonly toMs: number;
  }[];
  /** What the gateway has learned before. */
  readonly facts?: readonly Fact[];
  readonly orders?: Orders;
  /** What is odd about some charge points. */
  readonly habits?: Readonly<Record<string, Habits>>;
  /**
   * Where chargers live on measured room, a change may be theirs or that of other load: until each has said what it draws, which it
   * does so often, nobody knows which. What flows is judged without it.
   */
  readonly saidLateMs?: number;
  /** Whether the reserve of the site file covers every step of other load. */
  readonly hasReserve: boolean;
}

export const meterOf = (id: string, periodMs = 1000) =>
  ({
    id,
    source: { kind: 'http', url: `http://10.0.1.1/${id}` },
    ctRatio: 1,
    invert: false,
    phaseMap: 'L1L2L3',
    periodMs,
  }) as const;

export const circuit = (
  id: string,
  limitAmps: number,
  worstCaseBaseAmps: number,
  more: Partial<Circuit> = {},
): Circuit => ({
  id: id as CircuitId,
  limitAmps,
  worstCaseBaseAmps,
  ...more,
});
export const breaker = (ratedAmps: number) => ({ protection: { kind: 'mcb', ratedAmps } }) as const;
export const under = (parent: string): { parent: CircuitId } => ({ parent: parent as CircuitId });

export const stations = (
  prefix: string,
  count: number,
  on: string,
  phases: readonly Station['evses'][number]['phases'][] = ['L1L2L3'],
  more: Partial<Station> = {},
): Station[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `${prefix}-${String(at + 1).padStart(2, '0')}` as StationId,
    circuit: on as CircuitId,
    state: 'installed',
    evses: [{ id: 1, maxAmps: 32, minAmps: 6, phases: phases[at % phases.length]! }],
    sampleSeconds: 10,
    fallbackAmps: 'auto',
    security: { profile: 0 },
    ...more,
  }));

/** A charger without OCPP; which register map it has, `boxes` of the scenario says. */
export const modbus = (id: string, device: string, host: string) =>
  stations(id, 1, 'main', ['L1L2L3'], {
    id: id as StationId,
    evses: [{ id: 1, maxAmps: 16, minAmps: 6, phases: 'L1L2L3' }],
    modbus: { device, at: { host }, unit: 255, start: 'plug' },
    fallbackAmps: 6,
  });

/** Where the contact of the grid operator is read. */
export const contactHost = '10.0.9.9';

/** The grid operator may dim every site, to what its stations fall back to if the scenario says nothing else. */
export const siteOf = (parts: Pick<Site, 'circuits' | 'stations'> & Partial<Site>): Site => ({
  id: 'depot',
  name: 'Depot',
  timezone: 'Europe/Berlin',
  supply: 'tn400',
  inputs: [
    {
      id: 'dso',
      action: 'dim',
      onLoss: 'active',
      source: { device: '', at: { host: contactHost }, unit: 1 },
      register: 0,
      fn: 2,
      activeWhen: 1,
    },
  ],
  uplinks: [uplink('csms', 'control')],
  authorization: {
    mode: 'csms',
    waitMs: 1500,
    unknownOffline: 'accept',
    stopOnInvalid: true,
    preAuthorize: false,
    offlineMaxDays: 14,
    cacheSize: 100,
    cacheLifetimeDays: 30,
  },
  ...parts,
});

const before = utc(Date.UTC(2026, 0, 14));
const firmware = '1.0';

/** This station came once, and showed this of itself. */
export const learned = (station: string, about: Capabilities, model = 'AC22'): Fact[] => [
  {
    ...{ kind: 'StationBooted', station: station as StationId, protocol: '1.6' },
    ...{ vendor: 'Plant', model, firmware, happenedAt: before },
  },
  { kind: 'StationLearned', station: station as StationId, about },
];

/** Load control switched it to one phase once, because there was room on one line only. */
export const wasSwitched = (id: string): Fact[] => {
  const station = id as StationId;
  const command = `old-${id}` as CommandId;
  return [
    { kind: 'PhasesCommanded', command, station, evse: 1, phases: 1, why: 'room', happenedAt: before },
    { kind: 'CommandSettled', command, station, outcome: 'accepted' },
  ];
};

/** Somebody pulled its cable once, and it went on above its fallback. */
export const sawFail = (station: string, model = 'AC22'): Fact => ({
  ...{ kind: 'FallbackProved', station: station as StationId, vendor: 'Plant', model, firmware },
  ...{ what: 'cutOff', outcome: 'failed', happenedAt: before },
});
