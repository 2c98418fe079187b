// What a scenario is made of: a site, what stands behind it, and who comes.

import type { Circuit, Site, Station } from '../../../src/model/config/site.ts';
import type { CircuitId, StationId } from '../../../src/model/ids.ts';
import { uplink } from '../../sim/site.ts';
import type { CarOptions } from './plant/car.ts';
import type { OtherLoad } from './plant/other-load.ts';

export interface Scenario {
  readonly name: string;
  readonly site: Site;
  /** What hangs on each circuit itself, besides chargers and other circuits. */
  readonly otherLoad: Readonly<Record<string, OtherLoad>>;
  /** Which register map a Modbus charger has. */
  readonly boxes?: Readonly<Record<string, 'keba' | 'heidelberg'>>;
  /** All vehicles come within this time; in a crowd nobody leaves before the end. */
  readonly arrivalsMs: number;
  readonly staysMs?: readonly [number, number];
  /** Lines of a car at each place, in turns. */
  readonly lines: readonly CarOptions['lines'][];
  readonly car?: Partial<CarOptions>;
  /** When a circuit carries less than its fuse, by the clock of the world. */
  readonly windows?: readonly {
    readonly circuit: string;
    readonly amps: number;
    readonly fromMs: number;
    readonly toMs: number;
  }[];
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
