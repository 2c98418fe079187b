// Whatever answers come, are lost, come late or in another order, whatever connections end and whatever the device forgets.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusAnswer, BusRequest, BusResult, LineId } from '../../../src/model/bus.ts';
import type { Mono } from '../../../src/model/time.ts';
import { mono } from '../../../src/model/time.ts';
import { answer, due, takeOutcomes, view } from '../../../src/modbus/charger.ts';
import { command } from '../../../src/modbus/charger-commands.ts';
import { heldAmps } from '../../../src/modbus/charger-held.ts';
import type { Charger } from '../../../src/modbus/charger-state.ts';
import { newCharger } from '../../../src/modbus/charger-state.ts';
import { driverOf } from './device-bench.ts';
import type { Vestel } from './vestel-by-hand.ts';
import {
  allowedAmps,
  charge,
  failsafeAmps,
  failsafeAt,
  newVestel,
  onVestel,
  plug,
  reboot,
  totalWh,
} from './vestel-by-hand.ts';

type Action =
  | { readonly kind: 'limit'; readonly amps: number }
  | { readonly kind: 'pause' | 'resume' | 'phases' | 'reboot' | 'drop' | 'plug' | 'unplug' }
  | { readonly kind: 'silence' | 'wait'; readonly ms: number }
  | { readonly kind: 'serve'; readonly at: number; readonly fate: 'answered' | 'lostThere' | 'lostBack' | 'refused' }
  | { readonly kind: 'register'; readonly at: number; readonly word: number }
  | { readonly kind: 'energy'; readonly wh: number };

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('serve' as const),
      at: fc.nat(7),
      fate: fc.constantFrom('answered', 'answered', 'answered', 'answered', 'lostThere', 'lostBack', 'refused'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('limit' as const), amps: fc.double({ min: 0, max: 40, noNaN: true }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(12_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silence' as const), ms: fc.nat(60_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('pause', 'resume', 'phases', 'reboot', 'drop', 'plug', 'unplug'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('register' as const),
      at: fc.constantFrom(5004, 5004, 2000),
      word: fc.constantFrom(0, 3, 13, 29, 32, 65535),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('energy' as const), wh: fc.nat(2_000_000) }) },
);

interface World {
  readonly charger: Charger;
  readonly vestel: Vestel;
  readonly queue: BusRequest[];
  readonly ids: Set<string>;
  now: Mono;
  connection: number;
  commands: number;
  /** Whole amps that may be in a write: of commands, of the fallback, and 0. */
  readonly allowed: Set<number>;
  /** What its own failsafe was: once that has come, it is told no more than that, and never more than was commanded. */
  readonly failsafes: Set<number>;
  readonly outcomes: Map<string, number>;
  wh: number;
  silentUntil: number;
}

function newWorld(): World {
  const now = mono(1_000_000);
  const charger = newCharger({
    id: 'OLD-07',
    driver: driverOf('vestel-evc04'),
    connector: 1,
    params: new Map(),
    lane: 'fast',
    ratingAmps: 32,
    fallbackAmps: 8,
  });
  return {
    charger,
    vestel: newVestel(now),
    queue: [],
    ids: new Set(),
    now,
    connection: 1,
    commands: 0,
    allowed: new Set([0, 8]),
    failsafes: new Set([failsafeAmps]),
    outcomes: new Map(),
    wh: 0,
    silentUntil: 0,
  };
}

const jobOf = ({ unit, action }: BusRequest): string => JSON.stringify([unit, action]);

function collect(world: World): Mono {
  const { charger, queue } = world;
  const { requests, wakeAt } = due(charger, world.now);
  for (const request of requests) {
    expect(world.ids.has(request.id)).toBe(false);
    world.ids.add(request.id);
    const { action } = request;
    // Nothing is read twice at a time.
    if (action.kind === 'read') expect(queue.map(jobOf)).not.toContain(jobOf(request));
    else if (request.action.address === 6000)
      expect(queue.filter((one) => one.action.address === 6000)).toHaveLength(0);
    const at = queue.findIndex(({ replaces }) => replaces !== undefined && replaces === request.replaces);
    if (at >= 0) tell(world, queue.splice(at, 1)[0]!, { kind: 'lost', why: 'replaced', detail: '' });
    queue.push(request);
  }
  expect(queue.length).toBeLessThanOrEqual(8);
  note(world);
  // Nobody is asked to look again at once.
  if (queue.length === 0) expect(wakeAt).toBeGreaterThan(world.now);
  return wakeAt;
}

function note(world: World): void {
  for (const one of takeOutcomes(world.charger))
    world.outcomes.set(one.command, (world.outcomes.get(one.command) ?? 0) + 1);
  const { energyWh } = view(world.charger, world.now);
  expect(energyWh).toBeGreaterThanOrEqual(world.wh);
  world.wh = energyWh;
}

function tell(world: World, request: BusRequest, result: BusResult): void {
  const { connection } = world;
  const given: BusAnswer = { line: 'line' as LineId, request: request.id, connection, result };
  const { outcomes } = answer(world.charger, given, world.now);
  for (const one of outcomes) world.outcomes.set(one.command, (world.outcomes.get(one.command) ?? 0) + 1);
  note(world);
}

/** Whatever reaches the limit register was commanded, and is 0 or at least 6 A. */
function checkWrite(world: World, { action }: BusRequest): void {
  if (action.kind !== 'write' || action.address !== 5004) return;
  const [amps = -1] = action.words;
  expect(amps === 0 || amps >= 6).toBe(true);
  const isFallen = world.failsafes.has(amps) && amps <= Math.max(...world.allowed);
  if (!isFallen) expect(world.allowed).toContain(amps);
}

function serve(world: World, at: number, fate: Extract<Action, { kind: 'serve' }>['fate']): void {
  const [request] = world.queue.splice(at % world.queue.length, 1);
  if (request === undefined) return;
  world.now = mono(world.now + 20);
  checkWrite(world, request);
  const isLost = fate === 'lostThere' || fate === 'lostBack' || world.now < world.silentUntil;
  const reaches = fate !== 'lostThere' && world.now >= world.silentUntil && fate !== 'refused';
  const result = reaches ? onVestel(world.vestel, request, world.now) : undefined;
  if (fate === 'refused' && !isLost) return tell(world, request, { kind: 'exception', code: 6 });
  if (!isLost && result !== undefined) return tell(world, request, result);
  world.now = mono(world.now + request.timing.timeoutMs);
  tell(world, request, { kind: 'lost', why: 'timeout', detail: 'no answer' });
  world.connection += 1;
}

const nextId = (world: World): string => {
  world.commands += 1;
  return `c${world.commands}`;
};

function play(world: World, action: Action): void {
  const { charger, vestel, now } = world;
  switch (action.kind) {
    case 'limit': {
      if (action.amps >= 6) world.allowed.add(Math.min(32, Math.floor(action.amps)));
      const lowers = action.amps < (charger.targetAmps ?? Infinity);
      return command(charger, { id: nextId(world), kind: 'limit', amps: action.amps, lowers }, now);
    }
    case 'pause':
    case 'resume':
      return command(charger, { id: nextId(world), kind: action.kind }, now);
    case 'phases':
      return command(charger, { id: nextId(world), kind: 'phases', phases: world.commands % 2 === 0 ? 1 : 3 }, now);
    case 'reboot':
      reboot(vestel, now);
      world.connection += 1;
      return;
    case 'drop':
      world.connection += 1;
      return;
    case 'plug':
      plug(vestel, true);
      return charge(vestel, 10);
    case 'unplug':
      charge(vestel, 0);
      return plug(vestel, false);
    case 'silence':
      world.silentUntil = now + action.ms;
      return;
    case 'wait':
      world.now = mono(now + action.ms);
      return;
    case 'register':
      if (action.at === failsafeAt) world.failsafes.add(Math.min(32, action.word));
      return void vestel.registers.holding.set(action.at, action.word);
    case 'energy':
      return totalWh(vestel, action.wh);
    case 'serve':
      return world.queue.length > 0 ? serve(world, action.at, action.fate) : undefined;
  }
}

/** Everything works again: whoever waits is answered. */
function heal(world: World, ms: number): void {
  world.silentUntil = 0;
  const end = world.now + ms;
  for (let step = 0; step < 20_000 && world.now < end; step += 1) {
    const wakeAt = collect(world);
    if (world.queue.length > 0) serve(world, 0, 'answered');
    else world.now = mono(Math.max(world.now + 1, Math.min(end, wakeAt)));
  }
}

/** In use, with a limit that is proved. */
function inUse(): World {
  const world = newWorld();
  play(world, { kind: 'limit', amps: 12 });
  heal(world, 4_000);
  expect(heldAmps(world.charger, world.now)).toBe(12);
  return world;
}

const runs = 5;

describe('a charger, whatever happens to its answers', () => {
  it('writes 0 or at least 6 A, and only what was commanded; asks nothing twice; its energy never goes back; answers each command once', () => {
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 120, size: 'max' }), fc.boolean(), (actions, isNew) => {
        const world = isNew ? newWorld() : inUse();
        for (const action of actions) {
          collect(world);
          play(world, action);
        }
        heal(world, 60_000);
        for (let at = 1; at <= world.commands; at += 1) expect(world.outcomes.get(`c${at}`)).toBe(1);
      }),
      { numRuns: runs },
    );
  });

  it('ends with what was commanded last in force, and counted as such', () => {
    fc.assert(
      fc.property(
        fc.array(anyAction, { maxLength: 80, size: 'max' }),
        fc.integer({ min: 6, max: 32 }),
        (actions, amps) => {
          const world = inUse();
          for (const action of actions) {
            collect(world);
            if (action.kind !== 'register') play(world, action);
          }
          heal(world, 30_000);
          play(world, { kind: 'resume' });
          play(world, { kind: 'limit', amps });
          heal(world, 45_000);
          expect(world.vestel.registers.holding.get(5004)).toBe(amps);
          expect(allowedAmps(world.vestel, world.now)).toBe(amps);
          expect(heldAmps(world.charger, world.now)).toBe(amps);
        },
      ),
      { numRuns: runs },
    );
  });

  it('1.4: is counted with at least what it may draw, while nobody else writes its registers', () => {
    fc.assert(
      fc.property(fc.array(anyAction, { minLength: 40, maxLength: 150, size: 'max' }), (actions) => {
        const world = inUse();
        const look = (): void => {
          const held = heldAmps(world.charger, world.now);
          expect(held).toBeGreaterThanOrEqual(allowedAmps(world.vestel, world.now));
        };
        for (const action of actions) {
          collect(world);
          // A power cut is seen a moment later only, and what is cut off for less than a watchdog is answered late.
          if (['register', 'reboot', 'silence', 'wait'].includes(action.kind)) continue;
          play(world, action);
          look();
        }
      }),
      { numRuns: 3 * runs },
    );
  });
});
