// Everybody who shares, and every line that they share, as flat arrays of milliamps: each line of each circuit in both books
// and each line under a ceiling is one room. What one takes of a room is a straight line between `floor` and `top`.

import type { Cell, Load } from '../envelope.ts';

import type { Ceiling, Question } from './question.ts';
import { isUnder } from './question.ts';
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
  for (let number = 0; number < ceilings.length; number += 1)
    if (isUnder(ceilings[number]!, load))
      for (const { at, per, most } of ownCells(load))
        free[2 * ofBook + number * lines + (at % lines)]! -= milliUp(Math.min(most, amps * per));
}

const milliUp = (amps: number): number => Math.ceil(amps * 1000 - grain);

/** Its lines in its own circuit. */
const ownCells = ({ cells, path }: Load): readonly Cell[] => cells.slice(0, cells.length / path.length);

export interface Field {
  readonly free: Float64Array;
  readonly shares: Shares;
  /** Who takes of room k: from `users.starts[k]` up to `users.starts[k + 1]`, each with its share there. */
  readonly users: { readonly starts: Int32Array; readonly sharer: Int32Array; readonly share: Int32Array };
}

export interface Shares {
  /** Shares of sharer i: from `starts[i]` up to `starts[i + 1]`. */
  readonly starts: Int32Array;
  /** Of each share: its room, what it takes of it per milliamp, where that begins, and where it ends. */
  readonly at: Int32Array;
  readonly per: Float64Array;
  readonly floor: Float64Array;
  readonly top: Float64Array;
}

/**
 * The field of those who share. What they keep whatever is decided is taken out of the rooms; rooms that can never be full
 * are left out, and of two books that say the same, one.
 */
export function fieldOf(rooms: Rooms, sharers: readonly Sharer[]): Field {
  const all = sharesOf(rooms, sharers);
  const shares = sharesIn(bindingRooms(rooms, sharers, all), all);
  return { free: rooms.free, shares, users: usersOf(shares, rooms.free.length) };
}

/** The shares of some rooms only, in the place of all. */
function sharesIn(isIn: Uint8Array, { starts, at, per, floor, top }: Shares): Shares {
  let next = 0;
  let share = 0;
  for (let one = 0; one + 1 < starts.length; one += 1) {
    for (; share < starts[one + 1]!; share += 1) {
      if (isIn[at[share]!] === 0) continue;
      at[next] = at[share]!;
      per[next] = per[share]!;
      floor[next] = floor[share]!;
      top[next] = top[share]!;
      next += 1;
    }
    starts[one + 1] = next;
  }
  const inFront = <Numbers extends Float64Array | Int32Array>(list: Numbers) => list.subarray(0, next) as Numbers;
  return { starts, at: inFront(at), per: inFront(per), floor: inFront(floor), top: inFront(top) };
}

const newShares = (sharers: number, shares: number): Shares => ({
  starts: new Int32Array(sharers + 1),
  at: new Int32Array(shares),
  per: new Float64Array(shares),
  floor: new Float64Array(shares),
  top: new Float64Array(shares),
});

function put(shares: Shares, share: number, at: number, per: number, floor: number, top: number): void {
  shares.at[share] = at;
  shares.per[share] = per;
  shares.floor[share] = floor;
  shares.top[share] = top;
}

/** Every room that anybody takes something of. `hold` and `watchdog` count what they fall back to whatever they get. */
function sharesOf({ ofBook, ceilings }: Rooms, sharers: readonly Sharer[]): Shares {
  const most = sharers.reduce((sum, { one: { load }, demand }) => {
    const { length } = load.cells;
    return sum + length + (demand.cells?.length ?? length) + ceilings.length * lines;
  }, 0);
  const shares = newShares(sharers.length, most);
  let next = 0;
  const add = (cells: readonly Cell[], count: number, book: number, floor: number): void => {
    for (let cell = 0; cell < count; cell += 1) {
      const { at, per, most: top } = cells[cell]!;
      put(shares, next, book < 2 * ofBook ? book + at : book + (at % lines), per, floor, milliUp(top));
      next += 1;
    }
  };
  for (let one = 0; one < sharers.length; one += 1) {
    const sharer = sharers[one]!;
    const { cells, hold, path } = sharer.one.load;
    const floor = Math.max(sharer.fallback, sharer.least);
    if (hold.holding === 'hold') add(cells, cells.length, 0, floor);
    const live = sharer.demand.cells ?? cells;
    add(live, live.length, ofBook, hold.holding === 'lease' ? sharer.least : floor);
    for (let number = 0; number < ceilings.length; number += 1)
      if (isUnder(ceilings[number]!, sharer.one.load))
        add(cells, cells.length / path.length, 2 * ofBook + number * lines, sharer.least);
    shares.starts[one + 1] = next;
  }
  return shares;
}

/** Takes out what everybody keeps, and finds the rooms that may become full: 1 for each of them. */
function bindingRooms({ free, ofBook }: Rooms, sharers: readonly Sharer[], all: Shares): Uint8Array {
  const wanted = new Float64Array(free.length);
  const takers = new Int32Array(free.length);
  /** Of the takers of a held room, those that do not take the same of the live one. */
  const apart = new Int32Array(ofBook);
  for (let one = 0; one < sharers.length; one += 1) {
    const { most, demand, one: allocation } = sharers[one]!;
    for (let share = all.starts[one]!; share < all.starts[one + 1]!; share += 1) {
      const room = all.at[share]!;
      const kept = takes(all, share, 0);
      free[room]! -= kept;
      wanted[room]! += takes(all, share, most) - kept;
      takers[room]! += 1;
    }
    const { hold, cells } = allocation.load;
    if (demand.cells === undefined || hold.holding !== 'hold') continue;
    for (const { at, per, most: top } of cells) if (!hasCell(demand.cells, at, per, top)) apart[at]! += 1;
  }
  return Uint8Array.from(free, (_, room) => {
    if (wanted[room]! <= free[room]!) return 0;
    if (room >= 2 * ofBook) return 1;
    const held = room % ofBook;
    const live = ofBook + held;
    // Whoever takes of the one takes as much of the other, and the other has no more.
    const isWithin = apart[held] === 0;
    if (room === held) return isWithin && free[live]! <= free[held]! ? 0 : 1;
    return isWithin && takers[live] === takers[held] && free[held]! < free[live]! ? 0 : 1;
  });
}

function usersOf({ starts, at }: Shares, rooms: number): Field['users'] {
  const begins = new Int32Array(rooms + 1);
  for (const room of at) begins[room + 1]! += 1;
  for (let room = 0; room < rooms; room += 1) begins[room + 1]! += begins[room]!;
  const next = begins.slice();
  const sharer = new Int32Array(at.length);
  const share = new Int32Array(at.length);
  for (let one = 0; one + 1 < starts.length; one += 1)
    for (let own = starts[one]!; own < starts[one + 1]!; own += 1) {
      const place = next[at[own]!]!++;
      sharer[place] = one;
      share[place] = own;
    }
  return { starts: begins, sharer, share };
}

const hasCell = (cells: readonly Cell[], at: number, per: number, most: number): boolean =>
  cells.some((cell) => cell.at === at && cell.per === per && cell.most === most);

/** What a share takes of its room when its sharer has so much. */
function takes({ per, floor, top }: Shares, share: number, amount: number): number {
  const counts = Math.max(amount, floor[share]!);
  const rate = per[share]!;
  return Math.min(top[share]!, rate === 1 ? counts : Math.ceil(counts * rate - grain));
}

/** The room that is too small to raise a sharer from one amount to another, the tightest of them; -1 where there is none. */
export function tooSmall({ shares }: Field, free: Float64Array, sharer: number, from: number, to: number): number {
  const { starts, at } = shares;
  let found = -1;
  for (let share = starts[sharer]!; share < starts[sharer + 1]!; share += 1) {
    const room = at[share]!;
    const more = takes(shares, share, to) - takes(shares, share, from);
    if (more > 0 && more > free[room]! && (found < 0 || free[room]! < free[found]!)) found = room;
  }
  return found;
}

/** Takes what a sharer needs to go from one amount to another. */
export function take({ shares }: Field, free: Float64Array, sharer: number, from: number, to: number): void {
  if (from === to) return;
  for (let share = shares.starts[sharer]!; share < shares.starts[sharer + 1]!; share += 1)
    free[shares.at[share]!]! -= takes(shares, share, to) - takes(shares, share, from);
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
