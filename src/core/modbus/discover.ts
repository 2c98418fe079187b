// SunSpec meters and inverters: before they are read they are asked what they are, and again on each new connection, because
// their menus may move everything (section 5).

import type { BusAnswer, BusRequest, BusResult } from '../../model/bus.ts';
import type { Mono } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import { find, takeBack } from '../../modbus/device-state.ts';
import type { Driver } from '../../modbus/driver.ts';
import type { Meter, MeterConfig } from '../../modbus/meter.ts';
import { newMeter } from '../../modbus/meter.ts';
import type { Walk } from '../../modbus/sunspec.ts';
import { newWalk, nextRead, sunspecDriver, wasRead } from '../../modbus/sunspec.ts';

/** How far the walk over the models of one device is. */
export interface Discovery {
  /** With the driver of the file, which has no points. */
  readonly config: MeterConfig;
  walk: Walk;
  requests: number;
  /** The one that is out. */
  asked: { readonly id: string; readonly address: number } | undefined;
  /** The next request, or the next walk where one found nothing, does not leave before. */
  nextAt: Mono;
  /** It answered anything since the walk began. */
  isHeard: boolean;
  /** Times in a row that there was no answer at an address. */
  readonly losses: Map<number, number>;
  connection: number | undefined;
  /** Its models as they were found last. */
  found: string;
  /** Its models are known: it is read. */
  isDone: boolean;
}

/** A meter, and its discovery where the device itself says what it is. */
export interface Discovered {
  meter: Meter;
  readonly discovery: Discovery | undefined;
}

/** What is lost is asked again after this time. */
const againMs = 1000;
/** Some devices say nothing at addresses that they do not have. */
const lossesUntilAbsent = 3;
/** Somebody may change the menu of the device, or its file. */
const nextWalkMs = 60_000;

export const newDiscovery = (config: MeterConfig): Discovery => ({
  config,
  walk: newWalk(),
  requests: 0,
  asked: undefined,
  nextAt: 0 as Mono,
  isHeard: false,
  losses: new Map(),
  connection: undefined,
  found: '',
  isDone: false,
});

export const isSunspec = ({ hooks }: Driver): boolean => hooks.includes('sunspec');

/** The next step of a walk that is not over; undefined where the device is read already. */
export function discoveryDue(
  { discovery }: Discovered,
  now: Mono,
): { requests: BusRequest[]; wakeAt: Mono } | undefined {
  if (discovery === undefined || discovery.isDone) return undefined;
  if (discovery.asked !== undefined) return { requests: [], wakeAt: never };
  if (now < discovery.nextAt) return { requests: [], wakeAt: discovery.nextAt };
  if (discovery.walk.isDone) restart(discovery);
  const read = nextRead(discovery.walk);
  if (read === undefined) return { requests: [], wakeAt: never };
  const { id: device, driver, unit, lane, timing } = discovery.config;
  discovery.requests += 1;
  const id = `${device}#walk${discovery.requests}`;
  discovery.asked = { id, address: read.address };
  const request: BusRequest = {
    id,
    unit: unit ?? driver.connection.unit,
    action: { kind: 'read', ...read },
    lane,
    timing: { ...driver.connection.timing, ...timing },
  };
  return { requests: [request], wakeAt: never };
}

function restart(discovery: Discovery): void {
  discovery.walk = newWalk();
  discovery.isHeard = false;
}

/**
 * Takes in an answer of the walk. What came for the device is given back; on a new connection as a loss, because its registers
 * may mean something else by now.
 */
export function hearDiscovery(meter: Discovered, answer: BusAnswer, now: Mono): BusAnswer | undefined {
  const { discovery } = meter;
  if (discovery === undefined) return answer;
  const isOurs = discovery.asked?.id === answer.request;
  const isNew = answer.result.kind !== 'lost' && noteConnection(meter, discovery, answer.connection);
  if (isOurs) {
    const { address } = discovery.asked!;
    discovery.asked = undefined;
    discovery.nextAt = now;
    // Where the mark is looked for a new connection changes nothing.
    if (isNew && discovery.walk.at !== undefined) restart(discovery);
    else take(discovery, address, answer.result, now);
    if (discovery.walk.isDone) conclude(meter, discovery, now);
    return undefined;
  }
  if (discovery.isDone && !isNew) return answer;
  if (discovery.isDone) {
    discovery.isDone = false;
    discovery.nextAt = now;
    restart(discovery);
  }
  return {
    ...answer,
    result: { kind: 'lost', why: 'closed', detail: 'the models of the device are looked for first' },
  };
}

/** On a serial line, which is opened anew because of others as well, a device that was not silent is the one that it was. */
function noteConnection({ meter }: Discovered, discovery: Discovery, connection: number): boolean {
  const before = discovery.connection;
  discovery.connection = connection;
  if (before === undefined || before === connection) return false;
  return discovery.config.isSerial !== true || meter.device.reach.losses > 0 || discovery.losses.size > 0;
}

function take(discovery: Discovery, address: number, result: BusResult, now: Mono): void {
  const { walk, losses } = discovery;
  if (result.kind !== 'lost') {
    discovery.isHeard = true;
    losses.delete(address);
    return wasRead(walk, result.kind === 'words' ? result.words : undefined);
  }
  discovery.nextAt = after(now, againMs);
  if (result.why !== 'timeout' && result.why !== 'closed' && result.why !== 'garbled') return;
  const count = (losses.get(address) ?? 0) + 1;
  if (count < lossesUntilAbsent) return void losses.set(address, count);
  losses.delete(address);
  wasRead(walk, undefined);
}

function conclude(meter: Discovered, discovery: Discovery, now: Mono): void {
  const { config, walk, isHeard } = discovery;
  discovery.losses.clear();
  const wanted = config.driver.class;
  const instance = config.params.get('instance');
  const driver =
    wanted === 'charger'
      ? undefined
      : sunspecDriver(config.driver, walk.models, wanted, typeof instance === 'number' ? instance : 1);
  if (driver === undefined) {
    discovery.nextAt = after(now, isHeard ? nextWalkMs : againMs);
    // Nobody who says nothing is told that he speaks another language.
    return isHeard ? showMissing(meter, wanted, walk, now) : undefined;
  }
  for (const code of ['BB_MODBUS_NO_SUNSPEC', 'BB_MODBUS_NO_SUNSPEC_MODEL'] as const)
    takeBack(meter.meter.device, code);
  const found = JSON.stringify(walk.models);
  if (found !== discovery.found) meter.meter = newMeter({ ...config, driver });
  discovery.found = found;
  discovery.isDone = true;
}

function showMissing({ meter: { device } }: Discovered, wanted: Driver['class'], { models }: Walk, now: Mono): void {
  const { id, unit = device.driver.connection.unit } = device.config;
  const isOther = models.length > 0;
  takeBack(device, isOther ? 'BB_MODBUS_NO_SUNSPEC' : 'BB_MODBUS_NO_SUNSPEC_MODEL');
  const finding = isOther
    ? ({
        code: 'BB_MODBUS_NO_SUNSPEC_MODEL',
        message: `${id} speaks SunSpec at unit ${unit}, but has no ${wanted} that this gateway reads there: its models are ${models.map((one) => one.id).join(', ')}`,
        remedy: `Write the unit that the ${wanted} has (a Fronius meter is unit 200 or 240), params: { instance: 2 } for a second one, or another device.`,
      } as const)
    : ({
        code: 'BB_MODBUS_NO_SUNSPEC',
        message: `${id} answers at unit ${unit}, but has no "SunS" at 40000, 50000 or 0: it is not read`,
        remedy:
          'Switch SunSpec on in its menu, check the unit (126 at SMA, 71 at Kostal), or write its own device description instead of this one.',
      } as const);
  find(device, { ...finding, point: undefined }, now);
}
