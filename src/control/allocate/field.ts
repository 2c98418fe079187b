// Everybody who shares, and every line that they share, as flat arrays of milliamps: each line of each circuit in both books
// and each line under a ceiling is one room. What one takes of a room is a straight line between `floor` and `top`.

import type { Cell, Load } from '../envelope.ts';

import type { Ceiling, Question } from './question.ts';
import type { Sharer } from './sharer.ts';

const lines = 3;
/** What adding up in binary may miss, in milliamps. */
const grain = 1e-3;

/** The rooms, with what is in them besides those who share. */
export interface Rooms {
  /** Those of the held book, then those of the live book, then three for each ceiling. */
  readonly free: Float64Array;
  /** Rooms of one book. */
  readonly ofBook: number;
  readonly ceilings: readonly Ceiling[];
}

/** What is no number is no room: missing information never raises a limit (P16). */
export function roomsOf({ circuits, books, ceilings }: Question): Rooms {
  const ofBook = circuits.length * lines;
  const free = new Float64Array(2 * ofBook + ceilings.length * lines);
  for (let at = 0; at < ofBook; at += 1) {
    free[at] = freeIn(books.held[at]);
    free[ofBook + at] = freeIn(books.live[at]);
  }
  for (const [number, { amps }] of ceilings.entries())
    for (let line = 0; line < lines; line += 1)
      free[2 * ofBook + number * lines + line] = freeIn(typeof amps === 'number' ? amps : amps[line]);
  return { free, ofBook, ceilings };
}

/** A room that is in debt stays so: what gives some back does not make room before the debt is paid. */
const freeIn = (amps: number | undefined): number =>
  amps === undefined || !Number.isFinite(amps) ? 0 : Math.floor(amps * 1000 + grain);

/** Counts a load that nobody decides about now, with what it may hold and with what it draws while the gateway lives. */
export function count({ free, ofBook }: Rooms, { cells }: Load, heldAmps: number, liveAmps: number): void {
  for (const { at, per, most } of cells) {
    free[at]! -= milliUp(Math.min(most, heldAmps * per));
    free[ofBook + at]! -= milliUp(Math.min(most, liveAmps * per));
  }
}

/** Counts it under the ceilings that it stands under. */
export function countUnder({ free, ofBook, ceilings }: Rooms, load: Load, amps: number): void {
  for (const [number, { stations }] of ceilings.entries())
    if (stations === undefined || stations.has(load.station.id))
      for (const { at, per, most } of ownCells(load))
        free[2 * ofBook + number * lines + (at % lines)]! -= milliUp(Math.min(most, amps * per));
}

const milliUp = (amps: number): number => Math.ceil(amps * 1000 - grain);

/** Its lines in its own circuit. */
const ownCells = ({ cells, path }: Load): readonly Cell[] => cells.slice(0, cells.length / path.length);

export interface Field {
  readonly free: Float64Array;
  /** Shares of sharer i: from `starts[i]` up to `starts[i + 1]`. */
  readonly starts: Int32Array;
  /** Of each share: its room, what it takes of it per milliamp, where that begins, and where it ends. */
  readonly at: Int32Array;
  readonly per: Float64Array;
  readonly floor: Float64Array;
  readonly top: Float64Array;
}

interface Share {
  readonly room: number;
  readonly per: number;
  readonly floor: number;
  readonly top: number;
}

/**
 * The field of those who share. What they keep whatever is decided is taken out of the rooms; rooms that can never be full
 * are left out, and of two books that say the same, one.
 */
export function fieldOf({ free, ofBook, ceilings }: Rooms, sharers: readonly Sharer[]): Field {
  const starts = new Int32Array(sharers.length + 1);
  const at: number[] = [];
  const per: number[] = [];
  const floor: number[] = [];
  const top: number[] = [];
  const need = needOf({ free, ofBook, ceilings }, sharers);
  for (const [index, sharer] of sharers.entries()) {
    eachShare(sharer, ofBook, ceilings, (share) => {
      if (!need.binds(share.room)) return;
      at.push(share.room);
      per.push(share.per);
      floor.push(share.floor);
      top.push(share.top);
    });
    starts[index + 1] = at.length;
  }
  return {
    free,
    starts,
    at: Int32Array.from(at),
    per: Float64Array.from(per),
    floor: Float64Array.from(floor),
    top: Float64Array.from(top),
  };
}

/** Every room that a sharer takes something of. `hold` and `watchdog` count what they fall back to whatever they get. */
function eachShare(
  { one: { load }, demand, fallback, least }: Sharer,
  ofBook: number,
  ceilings: readonly Ceiling[],
  each: (share: Share) => void,
): void {
  const { holding } = load.hold;
  const floor = Math.max(fallback, least);
  const liveFloor = holding === 'lease' ? least : floor;
  if (holding === 'hold')
    for (const { at, per, most } of load.cells) each({ room: at, per, floor, top: milliUp(most) });
  for (const { at, per, most } of demand.cells ?? load.cells)
    each({ room: ofBook + at, per, floor: liveFloor, top: milliUp(most) });
  for (const [number, { stations }] of ceilings.entries())
    if (stations === undefined || stations.has(load.station.id))
      for (const { at, per, most } of ownCells(load)) {
        const room = 2 * ofBook + number * lines + (at % lines);
        each({ room, per, floor: least, top: milliUp(most) });
      }
}

/** Takes out what everybody keeps, and finds the rooms that may become full. */
function needOf({ free, ofBook, ceilings }: Rooms, sharers: readonly Sharer[]): { binds(room: number): boolean } {
  const wanted = new Float64Array(free.length);
  const inHeld = new Int32Array(ofBook);
  const inBoth = new Int32Array(ofBook);
  const inLive = new Int32Array(ofBook);
  for (const sharer of sharers) {
    const { load } = sharer.one;
    eachShare(sharer, ofBook, ceilings, ({ room, per, floor, top }) => {
      const kept = taken(per, floor, top, 0);
      free[room]! -= kept;
      wanted[room]! += taken(per, floor, top, sharer.most) - kept;
      if (room < ofBook) inHeld[room]! += 1;
      else if (room < 2 * ofBook) inLive[room - ofBook]! += 1;
    });
    if (load.hold.holding === 'hold')
      for (const { at, per, most } of load.cells)
        if (sharer.demand.cells === undefined || hasCell(sharer.demand.cells, at, per, most)) inBoth[at]! += 1;
  }
  return {
    binds(room) {
      if (wanted[room]! <= free[room]!) return false;
      if (room >= 2 * ofBook) return true;
      const isLive = room >= ofBook;
      const held = isLive ? room - ofBook : room;
      const live = ofBook + held;
      // Whoever takes of the one takes as much of the other, and the other has no more.
      if (!isLive) return !(free[live]! <= free[held]! && inHeld[held] === inBoth[held]);
      const isTwin = inHeld[held] === inBoth[held] && inLive[held] === inBoth[held];
      return !(isTwin && free[held]! < free[live]!);
    },
  };
}

const hasCell = (cells: readonly Cell[], at: number, per: number, most: number): boolean =>
  cells.some((cell) => cell.at === at && cell.per === per && cell.most === most);

const taken = (per: number, floor: number, top: number, amount: number): number => {
  const counts = amount > floor ? amount : floor;
  return Math.min(top, per === 1 ? counts : Math.ceil(counts * per - grain));
};

/** What a share takes of its room when its sharer has so much. */
export const takes = ({ per, floor, top }: Field, share: number, amount: number): number =>
  taken(per[share]!, floor[share]!, top[share]!, amount);

/** The room that is too small to raise a sharer from one amount to another, the tightest of them; -1 where there is none. */
export function tooSmall(field: Field, free: Float64Array, sharer: number, from: number, to: number): number {
  const { starts, at } = field;
  let found = -1;
  for (let share = starts[sharer]!; share < starts[sharer + 1]!; share += 1) {
    const room = at[share]!;
    const more = takes(field, share, to) - takes(field, share, from);
    if (more > 0 && more > free[room]! && (found < 0 || free[room]! < free[found]!)) found = room;
  }
  return found;
}

/** Takes what a sharer needs to go from one amount to another. */
export function take(field: Field, free: Float64Array, sharer: number, from: number, to: number): void {
  for (let share = field.starts[sharer]!; share < field.starts[sharer + 1]!; share += 1)
    free[field.at[share]!]! -= takes(field, share, to) - takes(field, share, from);
}

/** What a room is: a line of a circuit, or one under a ceiling. */
export function placeOf(
  { ofBook, ceilings }: Rooms,
  room: number,
): { circuit: number; line: number } | { ceiling: Ceiling } {
  if (room >= 2 * ofBook) return { ceiling: ceilings[Math.floor((room - 2 * ofBook) / lines)]! };
  const inBook = room % ofBook;
  return { circuit: Math.floor(inBook / lines), line: inBook % lines };
}
