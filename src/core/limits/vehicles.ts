// What readings teach of the vehicle of each session, for those who share out room and for people.

import type { Cap } from '../../control/allocate.ts';
import type { Cell, Load } from '../../control/envelope.ts';
import { isAsleep, learn, newVehicle, noteDraws, noteUsed } from '../../control/vehicle.ts';
import { isSettled } from '../../control/base-load.ts';
import type { LinesUsed } from '../../control/unbalance.ts';
import type { VehicleView } from '../../local/behaviour.ts';
import { wiringOf } from '../../model/electric.ts';
import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Transaction } from '../../site/transaction.ts';
import { openAt } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { followMs, readingOnLines } from './drawn.ts';
import { onlyLine, unusedLines } from './standing.ts';
import { isShared } from './together.ts';

/** One EVSE under one limit, or all behind a limit that they share. */
export function learnOf(state: State, load: Load): void {
  if (isShared(load)) return learnTogether(state, load);
  const [evse] = load.evses;
  const { id } = load.station;
  const live = state.live.stations.get(id);
  const part = state.ledger.stations.get(id);
  const reading = live?.measured.get(evse!.id);
  if (load.evses.length > 1 || live === undefined || part === undefined || reading?.amps === undefined) return;
  const open = openAt(part.transactions, evse!.id);
  if (open === undefined) return void state.vehicles.delete(load.key);
  let vehicle = state.vehicles.get(load.key);
  if (vehicle?.transaction !== open.transaction) state.vehicles.set(load.key, (vehicle = newVehicle(open.transaction)));
  const limitAmps = state.obedience.get(load.key)?.amps ?? 0;
  const amps = [0, 1, 2].map((phase) => reading.amps![phase] ?? 0);
  const wiring = wiringOf(evse!.phases, siteOf(state).supply) ?? [0, 1, 2];
  const isWhole = wiring.every((_line, phase) => reading.amps![phase] !== undefined);
  if (noteDraws(vehicle, amps)) state.reallocate = true;
  if (noteUsed(vehicle, { amps, isWhole })) state.reallocate = true;
  // Before it has followed its last limit, nothing is learned of what it takes.
  if (reading.readAt - live.limitToldAt < followMs) return;
  const draw = { amps, isWhole, limitAmps, minAmps: load.minAmps, readAt: reading.readAt };
  if (learn(vehicle, draw)) state.reallocate = true;
}

/** What the vehicles behind one shared limit take together; whoever comes last may want more than those before. */
function learnTogether(state: State, load: Load): void {
  const { id } = load.station;
  const live = state.live.stations.get(id);
  const part = state.ledger.stations.get(id);
  const seen = readingOnLines(state, load);
  if (live === undefined || part === undefined || seen === undefined) return;
  const open = load.evses.flatMap((evse) => openAt(part.transactions, evse.id) ?? []);
  const newest = open.reduce<Transaction | undefined>(
    (last, one) => (last === undefined || heardOf(one) >= heardOf(last) ? one : last),
    undefined,
  );
  if (newest === undefined) return void state.vehicles.delete(load.key);
  let vehicle = state.vehicles.get(load.key);
  if (vehicle?.transaction !== newest.transaction)
    state.vehicles.set(load.key, (vehicle = newVehicle(newest.transaction)));
  const limitAmps = state.obedience.get(load.key)?.amps ?? 0;
  if (noteDraws(vehicle, seen.amps)) state.reallocate = true;
  if (seen.readAt - live.limitToldAt < followMs) return;
  // Which of its lines are in use changes with every vehicle.
  const draw = { amps: seen.amps, isWhole: false, limitAmps, minAmps: load.minAmps, readAt: seen.readAt };
  if (learn(vehicle, draw)) state.reallocate = true;
}

const heardOf = ({ heardAt, startedAt }: Transaction): number => heardAt ?? startedAt;

/** It is offered no more than it takes, and some room to want more. */
export function capOfVehicle(state: State, load: Load): Cap[] {
  const offer = state.vehicles.get(load.key)?.offerAmps;
  return offer === undefined ? [] : [{ amps: offer, reason: { kind: 'vehicle' } }];
}

export function isVehicleAsleep(state: State, load: Load, now: Now): boolean {
  const vehicle = state.vehicles.get(load.key);
  return vehicle !== undefined && isAsleep(vehicle, now.mono);
}

/**
 * What it takes from what there is now: lines that it does not use are free for others where a meter would show at once that
 * it uses them after all. Undefined where nothing is known.
 */
export function cellsInUse(state: State, load: Load, now: Now): readonly Cell[] | undefined {
  const unused = unusedLines(state, load);
  return unused.size === 0 ? undefined : cellsWithout(state, load, unused, now);
}

/** Without these lines, where a meter would show at once that something flows there after all. */
export function cellsWithout(state: State, load: Load, unused: ReadonlySet<number>, now: Now): readonly Cell[] {
  const site = siteOf(state);
  return load.cells.filter(({ at }) => {
    const base = state.bases.known.get(site.circuits[Math.floor(at / 3)]!.id);
    const isWatched = base !== undefined && isSettled(base, now.mono);
    return !isWatched || !unused.has(at % 3);
  });
}

/** The lines that sessions were seen to use, where these are not all that their EVSEs are wired to. */
export function linesUsed(state: State): LinesUsed {
  const used = new Map<EvseKey, ReadonlySet<number> | 'unknown'>();
  for (const [key, { phases }] of state.vehicles) {
    if (phases === undefined || phases.every(Boolean)) continue;
    const { station, evse: number } = evseOf(key);
    const evse = state.loadsOfStation
      .get(station)
      ?.flatMap(({ evses }) => evses)
      .find(({ id }) => id === number);
    if (evse === undefined) continue;
    const wiring = wiringOf(evse.phases, siteOf(state).supply);
    const lines = new Set(wiring?.filter((_line, phase) => phases[phase] !== false));
    // Where it draws on a phase that the file does not know of, it may be on any line.
    used.set(key, lines.size > 0 ? lines : 'unknown');
  }
  for (const key of state.modbus.chargers.keys()) {
    const load = state.loadsOfStation.get(evseOf(key).station)?.find((one) => one.key === key);
    const line = load === undefined ? undefined : onlyLine(state, load);
    if (line !== undefined) used.set(key, new Set([line]));
  }
  return used;
}

/** How the vehicle takes what it may have; undefined where nothing is said of it. */
export function vehicleView(state: State, load: Load, now: Now): VehicleView | undefined {
  const vehicle = state.vehicles.get(load.key);
  if (vehicle === undefined) return undefined;
  const uses = vehicle.phases === undefined ? {} : { phases: vehicle.phases.filter(Boolean).length };
  if (isAsleep(vehicle, now.mono)) return { state: vehicle.hasDrawn ? 'full' : 'asleep', ...uses };
  if (vehicle.offerAmps !== undefined) return { state: 'takesLess', offerAmps: vehicle.offerAmps, ...uses };
  return { state: 'charges', ...uses };
}
