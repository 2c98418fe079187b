// Filling by level: one level rises for all, and everybody has what its own line says of it, until a room on its way is full
// or it has all that it may have. Equal lines make it max-min fair; lines by laxity serve whoever can wait least (sLLF).

import type { Due } from './due.ts';
import { dueAt, firstDue, leastLevel, newDue, setDue } from './due.ts';
import type { Field } from './field.ts';

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

/** What the fillings of one round need: made once, and after each as it was. */
export interface Basin {
  readonly field: Field;
  /** 1 for a sharer that grows no more. */
  readonly isDone: Uint8Array;
  /** Of each share: what it takes of its room per level now. */
  readonly rate: Float64Array;
  /** Of each room: what is free, when that was so, what all take per level, and how many do. */
  readonly left: Float64Array;
  readonly seenAt: Float64Array;
  readonly pace: Float64Array;
  readonly pacers: Int32Array;
  /** 1 for a room that is full. */
  readonly isFull: Uint8Array;
  /** Sharers whose line has a bend there, and rooms that may be full there. */
  readonly growing: Due;
  readonly full: Due;
  readonly touched: number[];
  readonly out: Float64Array;
}

/** What belongs to one filling. */
interface Filling extends Basin {
  readonly lines: Lines;
}

/** A basin in which nothing grows. */
export const newBasin = (field: Field): Basin => ({
  field,
  isDone: new Uint8Array(field.shares.starts.length - 1).fill(1),
  rate: new Float64Array(field.shares.at.length),
  left: new Float64Array(field.free.length),
  seenAt: new Float64Array(field.free.length),
  pace: new Float64Array(field.free.length),
  pacers: new Int32Array(field.free.length),
  isFull: new Uint8Array(field.free.length),
  growing: newDue(field.shares.starts.length - 1),
  full: newDue(field.free.length),
  touched: [],
  out: new Float64Array(field.shares.starts.length - 1),
});

/**
 * What everybody in `list` has when the level has risen as far as it can, in milliamps with fractions: until the next filling.
 * Nothing is taken out of `free`.
 */
export function fill(basin: Basin, lines: Lines, list: readonly number[], free: Float64Array): Float64Array {
  begin(basin, lines, list, free);
  const filling = { ...basin, lines };
  const { growing, full, out } = filling;
  for (;;) {
    const nextStart = leastLevel(growing);
    const nextFull = leastLevel(full);
    if (nextStart === Infinity && nextFull === Infinity) return out;
    if (nextStart <= nextFull) {
      while (leastLevel(growing) === nextStart) goOn(filling, firstDue(growing), nextStart);
      queueTouched(filling, nextStart);
    } else {
      const room = firstDue(full);
      const level = fullAt(filling, room, nextFull);
      const isLater = level > nextFull + 1e-9;
      setDue(full, room, isLater ? level : Infinity);
      if (!isLater) freeze(filling, room, nextFull);
    }
  }
}

function begin(
  { left, seenAt, isFull, isDone, growing, out }: Basin,
  lines: Lines,
  list: readonly number[],
  free: Float64Array,
): void {
  left.set(free);
  seenAt.fill(0);
  isFull.fill(0);
  for (const one of list) {
    const from = lines.from[one]!;
    out[one] = from;
    if (from >= lines.to[one]!) continue;
    isDone[one] = 0;
    setDue(growing, one, levelOf(lines, one, from));
  }
}

/** One grows on from a bend of its line: where it begins, where a share of it begins or ends, or where it has all. */
function goOn(filling: Filling, one: number, level: number): void {
  const { field, lines, out, growing, isFull } = filling;
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
  if (isOver) return stop(filling, one, level);
  out[one] = next;
  setDue(growing, one, levelOf(lines, one, next));
}

/** It grows no more. */
function stop(filling: Filling, one: number, level: number): void {
  const { starts } = filling.field.shares;
  filling.isDone[one] = 1;
  setDue(filling.growing, one, Infinity);
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
    if (due < dueAt(filling.full, room)) setDue(filling.full, room, due);
  }
  filling.touched.length = 0;
}

/** A room is full: whoever takes of it grows no more. */
function freeze(filling: Filling, room: number, level: number): void {
  const { isDone, out, lines, rate } = filling;
  const { starts, sharer, share } = filling.field.users;
  filling.isFull[room] = 1;
  for (let at = starts[room]!; at < starts[room + 1]!; at += 1) {
    const one = sharer[at]!;
    if (isDone[one] === 1 || rate[share[at]!]! <= 0) continue;
    const amount = lines.slope[one]! * (level - lines.laxity[one]!);
    out[one] = Math.min(lines.to[one]!, Math.max(lines.from[one]!, amount));
    stop(filling, one, level);
  }
}
