// A depot with vehicles, other load and a meter in front of both, second by second: what the gateway is told is what flows.

import { siteView } from '../../src/core/view.ts';
import type { SiteView } from '../../src/local/site-view.ts';
import type { Circuit, Evse, Meter, Site } from '../../src/model/config/site.ts';
import type { CircuitId, StationId } from '../../src/model/ids.ts';
import { wiringOf } from '../../src/model/electric.ts';
import { mono, utc } from '../../src/model/time.ts';
import { driverOf } from '../unit/modbus/device-bench.ts';
import { newBus } from './bus-lines.ts';
import type { Harness, HarnessOptions } from './harness.ts';
import { createHarness } from './harness.ts';
import { fallingToNothing, siteOf } from './limit-depot.ts';
import type { Box } from './modbus-chargers.ts';
import { drawOf, newKeba } from './modbus-chargers.ts';
import type { Post, PostOptions } from './post.ts';
import { newPost } from './post.ts';

type Amps = [number, number, number];

/** A vehicle at a post. */
export interface Car {
  /** Amps on each of its lines at the most; negative where it feeds in. */
  wants: number;
  /** The lines that it uses. */
  lines: readonly number[];
  /** So much more than its limit. */
  above: number;
  obeys: boolean;
  /** Its post says what it draws. */
  isRead: boolean;
  draws: number;
}

export interface YardOptions {
  readonly posts?: number;
  /** Chargers without OCPP, each with a watchdog. */
  readonly boxes?: number;
  /** How their lines are wired; `L1L2L3` when absent. */
  readonly boxPhases?: readonly Evse['phases'][];
  readonly limitAmps?: number;
  readonly circuit?: Partial<Circuit>;
  readonly meter?: Partial<Meter>;
  readonly change?: (site: Site) => Site;
  readonly post?: (at: number) => PostOptions;
  readonly harness?: HarnessOptions;
}

export interface Yard {
  readonly posts: Post[];
  readonly cars: Car[];
  readonly boxes: Box[];
  /** Other load on each line; negative where something feeds in. */
  base: Amps;
  /** The meter says something. */
  speaks: boolean;
  /** What other meters say. */
  readonly others: Map<string, () => Amps>;
  /** Called each second. */
  each: () => void;
  readonly harness: () => Harness;
  passes(seconds: number): void;
  settles(): void;
  restarts(): void;
  flows(): Amps;
  /** What chargers may draw on each line now, and other load. */
  mayFlow(): Amps;
  /** What one of them may draw. */
  may(at: number): number;
  ms(): number;
  view(): SiteView;
  alarms(): string[];
}

export const gridMeter: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 1000,
};

function yardSite({ posts = 2, boxes = 0, boxPhases, limitAmps = 60, circuit, meter, change }: YardOptions): Site {
  const site = siteOf(posts, limitAmps, fallingToNothing);
  const stations = Array.from({ length: boxes }, (_, at): Site['stations'][number] => ({
    ...site.stations[0]!,
    id: `BOX-${at + 1}` as StationId,
    evses: [{ id: 1, maxAmps: 32, minAmps: 6, phases: boxPhases?.[at] ?? 'L1L2L3' }],
    sampleSeconds: 10,
    fallbackAmps: 0,
    modbus: { device: 'keba-p30-p40', at: { host: `box-${at + 1}` }, unit: 255 },
  }));
  const whole: Site = {
    ...site,
    circuits: [{ id: 'main' as CircuitId, limitAmps, worstCaseBaseAmps: 0, meter: 'grid', ...circuit }],
    meters: [{ ...gridMeter, ...meter }],
    stations: [...site.stations.map((one) => ({ ...one, sampleSeconds: 10 })), ...stations],
    authorization: { ...site.authorization, mode: 'free' },
  };
  return change?.(whole) ?? whole;
}

/** Everybody is adopted, and a vehicle that wants 32 A charges at each. */
export function newYard(options: YardOptions = {}): Yard {
  const site = yardSite(options);
  const bus = newBus();
  const boxes = Array.from({ length: options.boxes ?? 0 }, () => newKeba({ wants: 32 }));
  for (const [at, { device }] of boxes.entries()) bus.devices.set(`tcp:box-${at + 1}:502 255`, device);
  let harness = createHarness(site, { ...options.harness, lines: bus, drivers: driverOf });
  const posts = Array.from({ length: options.posts ?? 2 }, (_, at) =>
    newPost(harness, site.stations[at]!.id, options.post?.(at)),
  );
  const cars = posts.map((): Car => ({ wants: 32, lines: [0, 1, 2], above: 0, obeys: true, isRead: true, draws: 0 }));
  let seconds = 0;
  const settles = (): void => {
    while (posts.map((post) => post.attends()).some((came) => came)) continue;
  };
  const sumOf = (draw: (at: number) => number, box: (one: Box) => number): Amps => {
    const amps: Amps = [...yard.base];
    for (const [at, { lines }] of cars.entries()) for (const line of lines) amps[line]! += draw(at);
    for (const [at, one] of boxes.entries())
      for (const line of wiringOf(options.boxPhases?.[at] ?? 'L1L2L3', 'tn400')!.slice(0, one.lines))
        amps[line]! += box(one);
    return amps;
  };
  const yard: Yard = {
    posts,
    cars,
    boxes,
    base: [0, 0, 0],
    speaks: true,
    others: new Map(),
    each: () => undefined,
    harness: () => harness,
    settles,
    passes(count) {
      for (let second = 0; second < count; second += 1) {
        settles();
        harness.sleep(1000, settles);
        seconds += 1;
        for (const at of cars.keys()) drive(cars[at]!, posts[at]!);
        if (seconds % 10 === 0)
          for (const [at, car] of cars.entries()) if (car.isRead) tells(posts[at]!, car, harness.utc());
        if (yard.speaks) meterSays(harness, 'grid', yard.flows(), seconds);
        for (const [id, amps] of yard.others) meterSays(harness, id, amps(), seconds);
        settles();
        yard.each();
      }
    },
    restarts() {
      harness = harness.restart();
      for (const post of posts) post.joins(harness);
    },
    flows: () =>
      sumOf(
        (at) => cars[at]!.draws,
        (box) => drawOf(box, yard.ms()),
      ),
    mayFlow: () =>
      sumOf(
        (at) => posts[at]!.mayDraw(),
        (box) => box.offer(yard.ms()),
      ),
    may: (at) => posts[at]!.mayDraw(),
    ms: () => harness.utc() - Date.UTC(2026, 0, 15, 18),
    view: () =>
      siteView(harness.gateway.state, { mono: mono(yard.ms()), utc: utc(harness.utc()), durable: 0 as never }),
    alarms: () => [...harness.gateway.state.alarms.keys()].filter((key) => !key.startsWith('BB_UPLINK')),
  };
  for (const post of posts) post.connects().boots();
  // The meter is believed.
  yard.passes(32);
  return yard;
}

/** Everybody charges since a while. */
export function busyYard(options: YardOptions = {}): Yard {
  const yard = newYard(options);
  for (const post of yard.posts) post.starts();
  for (const box of yard.boxes) box.plugged = true;
  yard.passes(85);
  return yard;
}

/** It follows within some seconds. */
function drive(car: Car, post: Post): void {
  const limit = post.number() === undefined ? 0 : post.mayDraw();
  const most = car.wants < 0 || !car.obeys ? car.wants : limit >= 6 ? Math.min(car.wants, limit + car.above) : 0;
  const target = post.number() === undefined ? 0 : most;
  car.draws += Math.max(-8, Math.min(8, target - car.draws));
}

function tells(post: Post, { lines, draws }: Car, utcMs: number): void {
  const transactionId = post.number();
  if (post.link() === '' || transactionId === undefined) return;
  const sampledValue = [0, 1, 2].map((line) => ({
    value: String(lines.includes(line) ? draws : 0),
    measurand: 'Current.Import',
    phase: `L${line + 1}`,
    unit: 'A',
  }));
  const timestamp = new Date(utcMs).toISOString();
  post.says('MeterValues', { connectorId: 1, transactionId, meterValue: [{ timestamp, sampledValue }] });
}
/** No two readings are quite the same. */
function meterSays(harness: Harness, meter: string, amps: Amps, seconds: number): void {
  const noisy = amps.map((one) => one + (seconds % 7) / 100) as Amps;
  const powerW = 230 * noisy.reduce((sum, one) => sum + one, 0);
  harness.offers({
    kind: 'meterValues',
    meter,
    values: { powerW, amps: noisy, volts: [230, 230, 230], energyImportWh: null, energyExportWh: null },
  });
}

/** What the gateway takes for other load of the first circuit now. */
export const baseOf = ({ harness }: Yard): readonly number[] =>
  harness().gateway.state.bases.known.get('main' as CircuitId)?.amps ?? [];

/** What all chargers without OCPP may draw together. */
export const offered = ({ boxes, ms }: Yard): number => boxes.reduce((sum, box) => sum + box.offer(ms()), 0);
