// A world of chargers without OCPP in which anything may happen, and what is watched in it.

import fc from 'fast-check';
import { inForce } from '../../src/control/envelope.ts';
import type { BusRequest, BusResult } from '../../src/model/bus.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { EvseKey } from '../../src/model/ids.ts';
import { evseOf } from '../../src/model/ids.ts';
import type { Ledger } from '../../src/site/ledger.ts';
import { foldFact, newLedger } from '../../src/site/ledger.ts';
import { openOnes } from '../../src/site/transaction.ts';
import type { Box } from './modbus-chargers.ts';
import { newCharx, newHeidelberg, newKeba } from './modbus-chargers.ts';
import type { ModbusScene } from './modbus-scene.ts';
import { modbusDepot } from './modbus-scene.ts';

export type Action =
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'limit'; readonly amps: number }
  | {
      readonly kind: 'slowDisk' | 'promptDisk' | 'commit' | 'full' | 'room' | 'reconnect' | 'holdUp' | 'goOn' | 'crash';
    }
  | { readonly kind: 'plug' | 'unplug' | 'silence' | 'speak' | 'reboot'; readonly box: number }
  /** The site file says another rating: the charger is described anew. */
  | { readonly kind: 'rating'; readonly box: number; readonly amps: number }
  | { readonly kind: 'answer'; readonly box: number; readonly with: 'busy' | 'refused' | 'lost' };

const box = fc.nat(3);
export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(0.1, 1, 5, 12, 40) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('limit' as const), amps: fc.integer({ min: 6, max: 70 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'slowDisk',
        'slowDisk',
        'promptDisk',
        'commit',
        'commit',
        'commit',
        'full',
        'room',
        'reconnect',
        'holdUp',
        'goOn',
        'crash',
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('plug', 'plug', 'plug', 'unplug', 'silence', 'speak', 'reboot'),
      box,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('rating' as const), box, amps: fc.constantFrom(10, 16) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      box,
      with: fc.constantFrom('busy', 'refused', 'lost'),
    }),
  },
);

export interface World {
  readonly scene: ModbusScene;
  readonly boxes: readonly Box[];
  readonly keys: readonly EvseKey[];
  site: Site;
  /** The ledger as another process would find it. */
  readonly durable: { ledger: Ledger; rows: number };
  readonly faults: string[];
  /** Number of the last write of each device's limit that reached it. */
  readonly last: Map<string, number>;
  isFull: boolean;
}

export function newWorld(): World {
  const charx = newCharx();
  const boxes = [newKeba(), newHeidelberg(), ...charx.points];
  const scene = modbusDepot(
    {
      KEBA: { device: boxes[0]!.device, driver: 'keba-p30-p40' },
      HD: { device: boxes[1]!.device, driver: 'heidelberg-ec' },
      CX: { device: charx.device, driver: 'phoenix-charx-sec', unit: 1, evses: 2 },
    },
    { authorization: { mode: 'free' }, circuit: { limitAmps: 60 } },
  );
  const world: World = {
    scene,
    boxes,
    keys: ['KEBA/1', 'HD/1', 'CX/1', 'CX/2'] as EvseKey[],
    site: scene.site,
    durable: { ledger: newLedger(), rows: 0 },
    faults: [],
    last: new Map(),
    isFull: false,
  };
  scene.bus.onTake = (_, request) => onTake(world, request);
  scene.passes(15);
  return world;
}

const deviceOf = ({ id }: BusRequest): EvseKey => id.slice(0, id.lastIndexOf('#')) as EvseKey;
const numberOf = ({ id }: BusRequest): number => Number(/\d+$/.exec(id)![0]);

/** What a write of a limit or a release means; undefined for everything else. */
function meaningOf({ action }: BusRequest): { readonly amps: number } | 'release' | undefined {
  if (action.kind !== 'write') return undefined;
  const [word = 0] = action.words;
  if (action.address === 5004) return { amps: word / 1000 };
  if (action.address === 5014) return word === 1 ? 'release' : { amps: 0 };
  if (action.address === 261) return { amps: word / 10 };
  return action.address % 1000 === 301 ? { amps: word } : undefined;
}

function foldDurable({ scene, durable }: World): Ledger {
  const { lines } = scene.harness();
  for (; durable.rows < lines.length; durable.rows += 1) {
    const { row, json } = lines[durable.rows]!;
    foldFact(durable.ledger, row, JSON.parse(json) as Fact);
  }
  return durable.ledger;
}

const envelope = (world: World, ledger: Ledger, key: EvseKey): number => {
  const load = world.scene.harness().gateway.state.loads.find((one) => one.key === key);
  return load === undefined ? 0 : inForce(ledger, load);
};

function isAccepted(ledger: Ledger, key: EvseKey): boolean {
  const { station, evse } = evseOf(key);
  const part = ledger.stations.get(station);
  return (
    part !== undefined &&
    openOnes(part.transactions).some((one) => one.evse === evse && one.verdict?.status === 'Accepted')
  );
}

/** It leaves the gateway. */
function onTake(world: World, request: BusRequest): void {
  const meaning = meaningOf(request);
  if (meaning === undefined) return;
  const key = deviceOf(request);
  const ledger = foldDurable(world);
  const amps = meaning === 'release' ? 0 : meaning.amps;
  if (amps > envelope(world, ledger, key))
    world.faults.push(`${request.id} leaves with ${amps} A; durable are ${envelope(world, ledger, key)} A`);
  if (releases(request) && !isAccepted(ledger, key))
    world.faults.push(`${request.id} releases ${key}, and no durable transaction allows it`);
}

/** Where a limit above 0 is a release. */
function releases(request: BusRequest): boolean {
  const meaning = meaningOf(request);
  if (meaning === 'release') return true;
  return meaning !== undefined && meaning.amps > 0 && !deviceOf(request).startsWith('KEBA');
}

/** It reached the device. */
export function onWritten(world: World, request: BusRequest): void {
  const meaning = meaningOf(request);
  if (meaning === undefined) return;
  const key = deviceOf(request);
  const { ledger } = world.scene.harness().gateway.state;
  if (meaning !== 'release') {
    const { amps } = meaning;
    if (amps > 0 && amps < 6) world.faults.push(`${request.id} writes ${amps} A`);
    if (amps > envelope(world, ledger, key))
      world.faults.push(`${request.id} writes ${amps} A; counted are ${envelope(world, ledger, key)} A`);
  }
  if (releases(request) && !isAccepted(ledger, key))
    world.faults.push(`${request.id} releases ${key}, where nobody may charge`);
  const before = world.last.get(key) ?? 0;
  const number = numberOf(request);
  if (number < before) world.faults.push(`${request.id} reaches the device after #${before}`);
  world.last.set(key, Math.max(before, number));
}

const fates: Record<string, (action: BusRequest['action']) => BusResult | undefined> = {
  busy: ({ kind }) => (kind === 'write' ? { kind: 'exception', code: 6 } : undefined),
  refused: ({ kind }) => (kind === 'write' ? { kind: 'exception', code: 3 } : undefined),
  lost: () => ({ kind: 'lost', why: 'timeout', detail: 'no answer' }),
};

export function act(world: World, action: Action): void {
  const { scene, boxes } = world;
  const harness = scene.harness();
  switch (action.kind) {
    case 'wait':
      return scene.passes(action.seconds);
    case 'limit':
      world.site = { ...world.site, circuits: [{ ...world.site.circuits[0]!, limitAmps: 10 + action.amps }] };
      return harness.change(world.site);
    case 'rating':
      world.site = rated(world, action.box, action.amps);
      return harness.change(world.site);
    case 'slowDisk':
      harness.promptDisk = false;
      return;
    case 'promptDisk':
      if (world.isFull) return;
      harness.promptDisk = true;
      return harness.commit();
    case 'commit':
      if (!world.isFull) harness.commit();
      return;
    case 'full':
      harness.promptDisk = false;
      world.isFull = true;
      return harness.offers({ kind: 'disk', state: 'full' });
    case 'room':
      world.isFull = false;
      return harness.offers({ kind: 'disk', state: 'ok' });
    case 'reconnect':
      return scene.bus.reconnect();
    case 'holdUp':
      scene.bus.isHeldUp = true;
      return;
    case 'goOn':
      return goOn(scene);
    case 'crash':
      world.last.clear();
      world.isFull = false;
      // Nothing is answered before the new process can be looked at.
      scene.bus.isHeldUp = true;
      scene.restarts(world.site);
      return goOn(scene);
    default:
      return actAt(boxes[action.box]!, action);
  }
}

function actAt(box: Box, action: Extract<Action, { readonly box: number }>): void {
  switch (action.kind) {
    case 'plug':
    case 'unplug':
      box.plugged = action.kind === 'plug';
      return;
    case 'silence':
    case 'speak':
      box.isSilent = action.kind === 'silence';
      return;
    case 'reboot':
      return box.reboot();
    case 'answer':
      return void box.answers.push(fates[action.with]);
    case 'rating':
      return;
  }
}

function rated({ site, keys }: World, at: number, maxAmps: number): Site {
  const { station: id, evse: number } = evseOf(keys[at]!);
  const stations = site.stations.map((station) =>
    station.id === id
      ? { ...station, evses: station.evses.map((evse) => (evse.id === number ? { ...evse, maxAmps } : evse)) }
      : station,
  );
  return { ...site, stations };
}

function goOn({ bus, passes }: ModbusScene): void {
  bus.isHeldUp = false;
  for (let turns = 0; turns < 1000 && bus.serve(); turns += 1) continue;
  passes(0.1);
}

export function heal(world: World): void {
  const { scene, boxes } = world;
  act(world, { kind: 'room' });
  for (const one of boxes) {
    one.isSilent = false;
    one.answers.length = 0;
    one.plugged = true;
  }
  act(world, { kind: 'promptDisk' });
  goOn(scene);
  for (const [at] of boxes.entries()) act(world, { kind: 'rating', box: at, amps: 16 });
  act(world, { kind: 'limit', amps: 70 });
  scene.passes(200);
}
