// The most that everything may legally draw now, line by line, and the room that this leaves in each circuit.

import type { Circuit, Evse, Site, Station } from '../model/config/site.ts';
import { assumedEfficiency, lineCount, linesOf, wattsPerAmp } from '../model/electric.ts';
import type { CircuitId, EvseKey, StationId } from '../model/ids.ts';
import { evseKey } from '../model/ids.ts';
import type { Ledger } from '../site/ledger.ts';
import type { Held, Limits } from '../site/limits.ts';
import { isBounded, leastOf, mostOf } from '../site/limits.ts';
import type { Places } from '../site/places.ts';
import { noPlaces } from '../site/places.ts';
import type { Hold } from './ladder.ts';
import { firstHold, firstHoldOf } from './ladder.ts';
import { leaseSecondsAbove } from './leases.ts';

/** What takes one limit: an EVSE, or all EVSEs of a station that takes only one for all (`station/0`). */
export interface Load {
  readonly key: EvseKey;
  readonly station: Station;
  readonly evses: readonly Evse[];
  readonly hold: Hold;
  /** Amps of its limit with which it may do all that it can. */
  readonly maxAmps: number;
  /** Less is nothing: its vehicles cannot charge with it. */
  readonly minAmps: number;
  /** Watts of one amp of its limit, where it is told watts. */
  readonly wattsPerAmp: number | undefined;
  /** Its circuit and all above it; then those that it leaves. */
  readonly path: readonly Circuit[];
  readonly cells: readonly Cell[];
}

/** One line of one circuit, and what the load may draw there: so much per amp of its limit, and never more than `most`. */
export interface Cell {
  /** Place in a `Room`. */
  readonly at: number;
  readonly per: number;
  readonly most: number;
}

/** Amps that are free: circuits in the order of the site, three lines each. Negative where they do not suffice. */
export type Room = Float64Array;

const stride = 3;
/** What adding up in binary may miss. */
const grain = 1e-6;

/**
 * Every EVSE that counts. What is planned, isolated or retired draws nothing, unless it was seen to be there: then it counts
 * at its rating. A station that moves counts on its new circuits and on those that it leaves.
 */
export function loadsOf(site: Site, holds?: ReadonlyMap<StationId, Hold>, places: Places = noPlaces): Load[] {
  const circuits = new Map(site.circuits.map((circuit, at) => [circuit.id, { circuit, at }]));
  return site.stations
    .filter(({ state, id }) => state === 'installed' || isUnexpected(places, state, id))
    .flatMap((station) => {
      const path = [...pathOf(circuits, station.circuit), ...leftBy(places, circuits, station.id)];
      const isThere = isUnexpected(places, station.state, station.id);
      const hold = isThere ? { ...firstHold, rung: 'none' as const } : (holds?.get(station.id) ?? firstHoldOf(station));
      const isShared = station.evses.length > 1 && (hold.rung === 'default0' || hold.rung === 'max');
      const groups = isShared ? [station.evses] : station.evses.map((evse) => [evse]);
      return groups.map((evses) => loadOf(site.supply, station, evses, hold, path));
    });
}

const isUnexpected = ({ unexpected }: Places, state: Station['state'], id: StationId): boolean =>
  state !== 'installed' && state !== 'retired' && unexpected.has(id);

const leftBy = ({ leaving }: Places, circuits: ReadonlyMap<CircuitId, Placed>, id: StationId): Placed[] =>
  (leaving.get(id) ?? []).flatMap((circuit) => circuits.get(circuit) ?? []);

type Placed = { readonly circuit: Circuit; readonly at: number };

function pathOf(circuits: ReadonlyMap<CircuitId, Placed>, from: CircuitId): Placed[] {
  const path: Placed[] = [];
  for (let at = circuits.get(from); at !== undefined && !path.includes(at);) {
    path.push(at);
    const { parent } = at.circuit;
    at = parent === undefined ? undefined : circuits.get(parent);
  }
  return path;
}

function loadOf(
  supply: Site['supply'],
  station: Station,
  evses: readonly Evse[],
  hold: Hold,
  path: readonly Placed[],
): Load {
  const wired = evses.map((evse) => linesOf(evse.phases, supply));
  const fewest = Math.min(...wired.map((lines) => lines.length));
  const minAmps = Math.max(...evses.map((evse) => evse.minAmps));
  const isSum = evses.length > 1 && hold.rung === 'max';
  const onLine = Array.from({ length: lineCount[supply] }, (_, line) => {
    const there = evses.filter((_evse, at) => wired[at]!.includes(line));
    const all = there.reduce((sum, evse) => sum + evse.maxAmps, 0);
    const most = isSum ? Math.min(all, station.maxAmps ?? Infinity) : all;
    const per = (isSum ? Math.min(1, there.length) : there.length) * ampsPerAmp(hold, fewest, minAmps === 0);
    return { per, most };
  });
  const ratings = evses.map((evse) => evse.maxAmps);
  return {
    key: evseKey(station.id, evses.length > 1 ? 0 : evses[0]!.id),
    station,
    evses,
    hold,
    maxAmps: isSum ? Math.max(...onLine.map(({ most }) => most)) : Math.max(...ratings),
    minAmps,
    wattsPerAmp: hold.unit === 'W' ? wattsPerAmp(supply, fewest) : undefined,
    path: path.map(({ circuit }) => circuit),
    cells: path.flatMap(({ at }) =>
      onLine.flatMap(({ per, most }, line) => (per > 0 ? [{ at: at * stride + line, per, most }] : [])),
    ),
  };
}

/** A grid may sag so far below its nominal voltage (EN 50160); the same watts are more amps then. */
const lowestVoltage = 0.9;

/**
 * Amps that one line may carry per amp of the limit. Told in watts, a vehicle on one line may draw on it what was meant for
 * all of them; a DC unit draws evenly, and its losses on top.
 */
const ampsPerAmp = (hold: Hold, lines: number, isDc: boolean): number =>
  hold.unit === 'A' ? 1 : (isDc ? 1 / assumedEfficiency : lines) / lowestVoltage;

/** The most that may be in force for a load, in amps of its limit; Infinity where nobody bounded it and its rating counts. */
export function inForce(ledger: Ledger, load: Load): number {
  if (load.hold.overruled === true) return Infinity;
  const limits = ledger.stations.get(load.station.id)?.limits;
  if (limits === undefined) return Infinity;
  const ofAll = limits.default.get(0);
  switch (load.hold.rung) {
    case 'none':
      return Infinity;
    case 'max':
      return isBounded(limits.max.get(0)) ? mostOf(limits.max.get(0)) : Infinity;
    case 'default0':
      if (!isBounded(ofAll)) return Infinity;
      break;
    case 'tx':
    case 'default':
    case 'lease':
      if (!isBounded(ofAll) && !load.evses.every(({ id }) => isBounded(limits.default.get(id)))) return Infinity;
  }
  let most = mostOf(ofAll);
  for (const { id } of load.evses) most = Math.max(most, mostAt(limits, id, load.hold.holding === 'lease'));
  return most;
}

/** As long as a lease bounds an EVSE, what that falls back to counts for nothing. */
function mostAt(limits: Limits, evse: number, isLeased: boolean): number {
  const lease = limits.lease.get(evse);
  const own = Math.max(mostOf(limits.tx.get(evse)), mostOf(lease));
  return isLeased && isBounded(lease) ? own : Math.max(own, mostOf(limits.default.get(evse)));
}

/** The most that may still be in force when all leases that end soon have ended: it has to suit the gateway that is gone. */
export function lastingIn(ledger: Ledger, load: Load): number {
  const limits = ledger.stations.get(load.station.id)?.limits;
  if (limits === undefined) return 0;
  const lasts = ({ leaseSeconds = Infinity }: Held): boolean => leaseSeconds > leaseSecondsAbove;
  return Math.max(
    mostOf(limits.default.get(0)),
    ...load.evses.flatMap(({ id }) => [
      mostOf(limits.tx.get(id)),
      mostOf(limits.default.get(id)),
      mostOf(limits.lease.get(id)?.filter(lasts)),
    ]),
  );
}

/**
 * The least that a load may hold besides what is for one session, in amps of its limit: no more than this is certain. `alone`:
 * of what has no end either.
 */
export function leastHeld(ledger: Ledger, load: Load, alone = false): number {
  const limits = ledger.stations.get(load.station.id)?.limits;
  if (limits === undefined) return 0;
  const { rung } = load.hold;
  const ofEvse = ({ id }: Evse): readonly (readonly Held[] | undefined)[] =>
    alone ? [limits.default.get(id)] : [limits.default.get(id), limits.lease.get(id)];
  const held = rung === 'max' ? [limits.max.get(0)] : [limits.default.get(0), ...load.evses.flatMap(ofEvse)];
  const least = Math.min(...held.map(leastOf));
  return least === Infinity ? 0 : least;
}

/** Whether more is counted on one of its lines than there may be. */
export const isOvercommitted = (room: Room, cells: readonly Cell[]): boolean =>
  cells.some((cell) => room[cell.at]! < -grain);

/** A station that refuses 0 is never below its minimum. */
export const leastAmpsOf = ({ hold, minAmps }: Load): number => (hold.zeroOk ? 0 : minAmps);

/** The only amps that it takes besides 0, rising; undefined for every whole amp. Of several EVSEs under one limit each must take it. */
export function stepAmpsOf({ evses }: Load): number[] | undefined {
  if (evses.every(({ steps }) => steps === undefined)) return undefined;
  return evses
    .flatMap(({ steps }) => (steps === undefined ? [] : [steps]))
    .reduce((common, steps) => common.filter((amps) => steps.includes(amps)))
    .filter((amps) => amps > 0)
    .sort((a, b) => a - b);
}

/** The highest that it takes and that is no more than this. */
export function stepDown(load: Load, amps: number): number {
  const steps = stepAmpsOf(load);
  return steps === undefined ? Math.floor(amps) : (steps.findLast((one) => one <= amps) ?? 0);
}

/** What a load draws in a cell at most, when its limit is `amps`. */
export const drawn = ({ per, most }: Cell, amps: number): number => Math.min(most, amps * per);

/** All room that there is beside other load. */
export function roomOf(circuits: readonly Circuit[]): Room {
  const room = new Float64Array(circuits.length * stride);
  for (const [at, { limitAmps, worstCaseBaseAmps }] of circuits.entries())
    room.fill(limitAmps - worstCaseBaseAmps, at * stride, (at + 1) * stride);
  return room;
}

/** Takes what it needs to go from one limit to another; gives back where that is negative. */
export function occupy(room: Room, cells: readonly Cell[], from: number, to: number): void {
  for (const cell of cells) room[cell.at]! -= drawn(cell, to) - drawn(cell, from);
}

/** Whether there is room to raise the limit from one to another. */
export const hasRoom = (room: Room, cells: readonly Cell[], from: number, to: number): boolean =>
  cells.every((cell) => drawn(cell, to) - drawn(cell, from) <= Math.max(0, room[cell.at]!) + grain);

/** The highest limit for which there is room, for a load that counts with `from` now; never below `from`. */
export function highestIn(room: Room, cells: readonly Cell[], from: number): number {
  let highest = Infinity;
  for (const cell of cells) {
    const most = drawn(cell, from) + Math.max(0, room[cell.at]!) + grain;
    if (most < cell.most) highest = Math.min(highest, most / cell.per);
  }
  return Math.max(from, highest);
}

/** The circuit and line where a load has the least room. */
export function tightest(room: Room, load: Load): { circuit: Circuit; line: number } {
  const least = load.cells.reduce((one, cell) => (room[cell.at]! < room[one.at]! ? cell : one));
  const circuit = Math.floor(load.cells.indexOf(least) / linesIn(load));
  return { circuit: load.path[circuit]!, line: least.at % stride };
}

const linesIn = ({ cells, path }: Load): number => cells.length / path.length;

/** Room under one limit alone, which is no circuit, and where a load stands in it. */
export const roomUnder = (amps: number | readonly number[]): Room =>
  typeof amps === 'number'
    ? new Float64Array(stride).fill(amps)
    : Float64Array.from({ length: stride }, (_, line) => amps[line] ?? 0);

export const cellsOfOne = (load: Load): Cell[] =>
  load.cells.slice(0, linesIn(load)).map((cell) => ({ ...cell, at: cell.at % stride }));

/** Amps on each line of each circuit, as they add up over loads. */
export function sumsIn(circuits: readonly Circuit[], loads: readonly Load[], amps: (load: Load) => number): Room {
  const sums = new Float64Array(circuits.length * stride);
  for (const load of loads) for (const cell of load.cells) sums[cell.at]! += drawn(cell, amps(load));
  return sums;
}

/** The lines of one circuit in a room. */
export const linesAt = (room: Room, circuit: number, lines: number): number[] => [
  ...room.subarray(circuit * stride, circuit * stride + lines),
];
