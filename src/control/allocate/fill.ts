// Filling by level: one level rises for all, and everybody has what its own line says of it, until a room on its way is full
// or it has all that it may have. Equal lines make it max-min fair; lines by laxity serve whoever can wait least (sLLF).

import type { Field } from './field.ts';
import type { Heap } from './heap.ts';
import { leastKey, newHeap, pop, push } from './heap.ts';

/** For each sharer: amount = slope × (level − laxity), from `from` to `to`. */
export interface Lines {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly laxity: Float64Array;
  readonly slope: Float64Array;
}

/** The level at which a sharer has an amount. */
export const levelOf = ({ laxity, slope }: Lines, one: number, amount: number): number =>
  laxity[one]! + amount / slope[one]!;

/** What belongs to one filling. */
interface Filling {
  readonly field: Field;
  readonly lines: Lines;
  readonly out: Float64Array;
  readonly isDone: Uint8Array;
  /** Of each share: what it takes of its room per level now. */
  readonly rate: Float64Array;
  /** Of each room: what is free, when that was so, what all take per level, how many do, and what is in the heap for it. */
  readonly left: Float64Array;
  readonly seenAt: Float64Array;
  readonly pace: Float64Array;
  readonly pacers: Int32Array;
  readonly queuedAt: Float64Array;
  /** 1 for a room that is full. */
  readonly isFull: Uint8Array;
  readonly growing: Heap;
  readonly full: Heap;
  readonly touched: number[];
}

/**
 * What everybody in `list` has when the level has risen as far as it can, in milliamps with fractions, into `out`. Nothing is
 * taken out of `free`.
 */
export function fill(field: Field, lines: Lines, list: readonly number[], free: Float64Array, out: Float64Array): void {
  const filling = begin(field, lines, list, free, out);
  const { growing, full, isDone, queuedAt } = filling;
  for (;;) {
    const nextStart = leastKey(growing);
    const nextFull = leastKey(full);
    if (nextStart === Infinity && nextFull === Infinity) return;
    if (nextStart <= nextFull) {
      while (leastKey(growing) === nextStart) {
        const one = pop(growing)!;
        if (isDone[one] === 0) goOn(filling, one, nextStart);
      }
      queueTouched(filling, nextStart);
    } else {
      const room = pop(full)!;
      if (nextFull !== queuedAt[room]) continue;
      queuedAt[room] = Infinity;
      const level = fullAt(filling, room, nextFull);
      if (level > nextFull + 1e-9) queue(filling, room, level);
      else if (level < Infinity) freeze(filling, room, nextFull);
    }
  }
}

function begin(field: Field, lines: Lines, list: readonly number[], free: Float64Array, out: Float64Array): Filling {
  const growing = newHeap();
  const isDone = new Uint8Array(field.shares.starts.length - 1).fill(1);
  for (const one of list) {
    out[one] = lines.from[one]!;
    if (out[one] >= lines.to[one]!) continue;
    isDone[one] = 0;
    push(growing, levelOf(lines, one, out[one]), one);
  }
  return {
    field,
    lines,
    out,
    isDone,
    rate: new Float64Array(field.shares.at.length),
    left: Float64Array.from(free),
    seenAt: new Float64Array(free.length),
    pace: new Float64Array(free.length),
    pacers: new Int32Array(free.length),
    queuedAt: new Float64Array(free.length).fill(Infinity),
    isFull: new Uint8Array(free.length),
    growing,
    full: newHeap(),
    touched: [],
  };
}

/** One grows on from a bend of its line: where it begins, where a share of it begins or ends, or where it has all. */
function goOn(filling: Filling, one: number, level: number): void {
  const { field, lines, out, growing, isDone, isFull } = filling;
  const { starts, at, per, floor, top } = field.shares;
  const amount = out[one]!;
  let next = lines.to[one]!;
  let isOver = amount >= next;
  for (let share = starts[one]!; !isOver && share < starts[one + 1]!; share += 1) {
    const begins = floor[share]!;
    const ends = top[share]! / per[share]!;
    const takesNow = amount >= begins && amount < ends;
    isOver = takesNow && isFull[at[share]!] === 1;
    setRate(filling, share, takesNow ? lines.slope[one]! * per[share]! : 0, level);
    if (begins > amount && begins < next) next = begins;
    if (ends > amount && ends < next) next = ends;
  }
  if (isOver) {
    isDone[one] = 1;
    stop(filling, one, level);
    return;
  }
  out[one] = next;
  push(growing, levelOf(lines, one, next), one);
}

function stop(filling: Filling, one: number, level: number): void {
  const { starts } = filling.field.shares;
  for (let share = starts[one]!; share < starts[one + 1]!; share += 1) setRate(filling, share, 0, level);
}

function setRate(
  { field, rate, left, seenAt, pace, pacers, touched }: Filling,
  share: number,
  to: number,
  level: number,
): void {
  const before = rate[share]!;
  if (before === to) return;
  const room = field.shares.at[share]!;
  left[room]! -= pace[room]! * (level - seenAt[room]!);
  seenAt[room] = level;
  pacers[room]! += (to > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
  pace[room] = pacers[room] === 0 ? 0 : pace[room]! + to - before;
  rate[share] = to;
  if (to > before) touched.push(room);
}

/** When a room is full if everybody goes on as now. */
function fullAt({ left, pace, pacers, seenAt }: Filling, room: number, level: number): number {
  if (pacers[room] === 0) return Infinity;
  return Math.max(level, seenAt[room]! + Math.max(0, left[room]!) / pace[room]!);
}

/** Rooms that are full sooner than they were; those that are full later are found so when their time comes. */
function queueTouched(filling: Filling, level: number): void {
  for (const room of filling.touched) {
    const due = fullAt(filling, room, level);
    if (due < filling.queuedAt[room]!) queue(filling, room, due);
  }
  filling.touched.length = 0;
}

function queue({ queuedAt, full }: Filling, room: number, level: number): void {
  queuedAt[room] = level;
  push(full, level, room);
}

/** A room is full: whoever takes of it grows no more. */
function freeze(filling: Filling, room: number, level: number): void {
  const { isDone, out, lines, rate } = filling;
  const { starts, sharer, share } = filling.field.users;
  filling.isFull[room] = 1;
  for (let at = starts[room]!; at < starts[room + 1]!; at += 1) {
    const one = sharer[at]!;
    if (isDone[one] === 1 || rate[share[at]!]! <= 0) continue;
    isDone[one] = 1;
    const amount = lines.slope[one]! * (level - lines.laxity[one]!);
    out[one] = Math.min(lines.to[one]!, Math.max(lines.from[one]!, amount));
    stop(filling, one, level);
  }
}
