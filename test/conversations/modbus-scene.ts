// A depot of chargers without OCPP, with a central system that answers at once, by virtual time.

import type { Authorization, Circuit, Site, Station } from '../../src/model/config/site.ts';
import type { CircuitId, EvseKey, LinkId, StationId } from '../../src/model/ids.ts';
import type { Version } from '../../src/model/protocol.ts';
import { mono, utc } from '../../src/model/time.ts';
import type { Drivers } from '../../src/core/modbus/live.ts';
import { siteView } from '../../src/core/view.ts';
import type { SiteView } from '../../src/local/site-view.ts';
import { uplink } from '../sim/site.ts';
import { driverOf } from '../unit/modbus/device-bench.ts';
import type { BusDevice, BusLines } from './bus-lines.ts';
import { newBus } from './bus-lines.ts';
import type { Frame, Harness, HarnessOptions } from './harness.ts';
import { createHarness, ordinaryCsms } from './harness.ts';

export interface Place {
  readonly device: BusDevice;
  readonly driver: string;
  readonly unit?: number;
  readonly evses?: number;
  readonly more?: Partial<Station>;
  readonly modbus?: Partial<NonNullable<Station['modbus']>>;
}

export interface DepotOptions {
  readonly circuit?: Partial<Circuit>;
  readonly authorization?: Partial<Authorization>;
  readonly meters?: Site['meters'];
  readonly buses?: Site['buses'];
  /** What the central system speaks. */
  readonly version?: Version;
  /** False: the central system is not there. */
  readonly csms?: boolean;
  readonly answer?: (action: string, payload: Record<string, unknown>) => object | undefined;
  readonly harness?: HarnessOptions;
  /** Those of `config/devices` when absent. */
  readonly drivers?: Drivers;
}

export interface ModbusScene {
  readonly bus: BusLines;
  readonly harness: () => Harness;
  readonly site: Site;
  /** CALLs that the central system got. */
  readonly calls: Frame[];
  answer: (action: string, payload: Record<string, unknown>) => object | undefined;
  connectsCsms(): void;
  dropsCsms(): void;
  passes(seconds: number): void;
  /** An order of the central system, and its answer. */
  orders(action: string, payload: object): unknown;
  /** Another process on the same disk, with the same devices. */
  restarts(site?: Site): void;
  view(): SiteView;
  alarms(): string[];
  now(): number;
}

const authorization: Authorization = {
  mode: 'csms',
  waitMs: 1500,
  unknownOffline: 'refuse',
  stopOnInvalid: true,
  preAuthorize: false,
  offlineMaxDays: 14,
  cacheSize: 100,
  cacheLifetimeDays: 30,
};

export function siteOf(places: Readonly<Record<string, Place>>, options: DepotOptions = {}): Site {
  return {
    id: 'depot',
    name: 'Depot',
    timezone: 'Europe/Berlin',
    supply: 'tn400',
    circuits: [{ id: 'main' as CircuitId, limitAmps: 100, worstCaseBaseAmps: 10, ...options.circuit }],
    stations: Object.entries(places).map(([id, place]) => stationOf(id, place)),
    uplinks: [uplink('csms', 'control', { version: options.version ?? '1.6' })],
    authorization: { ...authorization, ...options.authorization },
    ...(options.meters !== undefined && { meters: options.meters }),
    ...(options.buses !== undefined && { buses: options.buses }),
  };
}

const stationOf = (id: string, { driver, unit = 255, evses = 1, more, modbus }: Place): Station => ({
  id: id as StationId,
  circuit: 'main' as CircuitId,
  state: 'installed',
  evses: Array.from({ length: evses }, (_, at) => ({ id: at + 1, maxAmps: 16, minAmps: 6, phases: 'L1L2L3' as const })),
  sampleSeconds: 10,
  fallbackAmps: 6,
  security: { profile: 0 },
  modbus: { device: driver, at: { host: id.toLowerCase() }, unit, ...modbus },
  ...more,
});

export function modbusDepot(places: Readonly<Record<string, Place>>, options: DepotOptions = {}): ModbusScene {
  const bus = newBus();
  for (const [id, { device, unit = 255 }] of Object.entries(places))
    bus.devices.set(`tcp:${id.toLowerCase()}:502 ${unit}`, device);
  const site = siteOf(places, options);
  let harness = createHarness(site, { ...options.harness, lines: bus, drivers: options.drivers ?? driverOf });
  let link: LinkId | undefined;
  let orders = 0;
  const answers = new Map<string, unknown>();
  /** Answers every CALL at once, and keeps what was answered to its own. */
  const attend = (): void => {
    for (let frames = heard(); frames.length > 0; frames = heard())
      for (const frame of frames) {
        const [type, id, action, payload] = frame;
        if (type !== 2) {
          answers.set(id, action);
          continue;
        }
        scene.calls.push(frame);
        const answer = scene.answer(action as string, payload as Record<string, unknown>);
        if (answer !== undefined) harness.says(link!, [3, id, answer]);
      }
  };
  const heard = (): Frame[] => (link === undefined ? [] : harness.hears(link));
  const scene: ModbusScene = {
    bus,
    harness: () => harness,
    site,
    calls: [],
    answer: options.answer ?? ordinaryCsms(),
    connectsCsms() {
      link = harness.connectCsms();
      attend();
    },
    dropsCsms() {
      if (link !== undefined) harness.drop(link);
      link = undefined;
    },
    passes(seconds) {
      attend();
      harness.sleep(seconds * 1000, attend);
      attend();
    },
    orders(action, payload) {
      if (link === undefined) throw new Error('the central system is away');
      const id = `o${(orders += 1)}`;
      harness.says(link, [2, id, action, payload]);
      for (let tenths = 0; tenths < 300 && !answers.has(id); tenths += 1) scene.passes(0.1);
      if (answers.has(id)) return answers.get(id);
      throw new Error(`${action} was not answered`);
    },
    restarts(next) {
      harness = harness.restart(next === undefined ? {} : { site: next });
      if (link !== undefined) scene.connectsCsms();
    },
    view: () =>
      siteView(harness.gateway.state, { mono: mono(scene.now()), utc: utc(harness.utc()), durable: 0 as never }),
    alarms: () => [...harness.gateway.state.alarms.keys()].filter((key) => !key.startsWith('BB_UPLINK')),
    // The clock of the harness starts at the same moment for both of its clocks.
    now: () => harness.utc() - Date.UTC(2026, 0, 15, 18),
  };
  if (options.csms !== false) scene.connectsCsms();
  return scene;
}

export const told = ({ calls }: ModbusScene, action: string): Record<string, unknown>[] =>
  calls.filter(([type, , name]) => type === 2 && name === action).map(([, , , payload]) => payload as never);

/** The last status of a connector upstream. */
export const statusOf = (scene: ModbusScene, connectorId = 1): unknown =>
  told(scene, 'StatusNotification').findLast((one) => one['connectorId'] === connectorId)?.['status'];

export const sessionOf = (scene: ModbusScene, key = 'KEBA/1') =>
  scene.harness().gateway.state.modbus.chargers.get(key as EvseKey)!.session;
