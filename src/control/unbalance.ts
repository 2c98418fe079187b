// The largest difference between the lines of a circuit that charging may cause (E25, VDE-AR-N 4100): sessions that use some
// lines only are lowered where theirs is too far above the emptiest one. Nothing is ever raised, on no line.

import type { EvseKey } from '../model/ids.ts';
import type { Reason } from '../model/reason.ts';
import type { Utc } from '../model/time.ts';
import type { Allocation, Demand, Question } from './allocate/question.ts';
import type { Cell, Load } from './envelope.ts';
import { drawn, leastAmpsOf } from './envelope.ts';
import { inTurn, turnMs } from './turns.ts';

/** Sessions that were seen to use some of their lines only: which, from 0, or `unknown` where nobody knows how it is wired. */
export type LinesUsed = ReadonlyMap<EvseKey, ReadonlySet<number> | 'unknown'>;

/** One load that adds more to some lines than to others. */
interface Uneven {
  readonly one: Allocation;
  /** Of its own lines, those in use. */
  readonly cells: readonly Cell[];
  /** It is there for sure. What cannot be told anything, and what may be on any line, may as well be nowhere. */
  readonly isSure: boolean;
  /** Absent where it cannot be told anything. */
  readonly demand: Demand | undefined;
}

const stride = 3;
/** What adding up in binary may miss. */
const grain = 1e-6;

/**
 * Takes what was allocated and lowers it. The difference is that of the most on a line and the least on another: what cannot
 * be reached counts with what it may hold on the first and with nothing on the second. What uses all lines, or was never seen
 * to use fewer, makes no difference. Of those that are lowered the highest goes first; where minima do not fit they take turns.
 */
export function balance(
  { circuits, charging, fixed, now }: Pick<Question, 'circuits' | 'charging' | 'fixed' | 'now'>,
  allocations: readonly Allocation[],
  used: LinesUsed,
  lines: number,
): { allocations: Allocation[]; changesAt: Utc } {
  const bounded = circuits.flatMap(({ maxUnbalanceAmps: amps, id }, at) =>
    amps === undefined || lines < 2 ? [] : [{ at, amps, id }],
  );
  if (bounded.length === 0) return { allocations: [...allocations], changesAt: never };
  const copies = allocations.map((one) => ({ ...one }));
  const uneven = copies.flatMap((one) => unevenOf(one, charging, fixed, used, lines));
  const scale = scaleOf(circuits.length, uneven);
  const order = turnsOf(uneven, now);
  let paused = false;
  for (let again = true; again;) {
    again = false;
    for (const { at, amps, id } of bounded)
      for (let line = 0; line < lines; line += 1) {
        const reason: Reason = { kind: 'unbalance', circuit: id, line };
        const done = level(scale, order, { at, line, lines, amps }, reason);
        again ||= done.lowered;
        paused ||= done.paused;
      }
  }
  const changesAt = paused ? (((Math.floor(now / turnMs) + 1) * turnMs) as Utc) : never;
  return { allocations: copies, changesAt };
}

const never = Infinity as Utc;

function unevenOf(
  one: Allocation,
  charging: Question['charging'],
  fixed: Question['fixed'],
  used: LinesUsed,
  lines: number,
): Uneven[] {
  const { load } = one;
  const isFixed = fixed.has(load.key);
  const demand = isFixed ? undefined : charging.get(load.key);
  // What is connected and has no session draws nothing, whether it takes limits or not.
  if (demand === undefined && (!isFixed || (one.reason.kind === 'uncontrollable' && one.transaction === undefined)))
    return [];
  const seen = used.get(load.key);
  const cells =
    seen === undefined || seen === 'unknown' ? load.cells : load.cells.filter(({ at }) => seen.has(at % stride));
  if (seen !== 'unknown' && isEven(cells, load, lines)) return [];
  const isSure = demand !== undefined && seen !== 'unknown' && load.evses.length === 1;
  return [{ one, cells, isSure, demand }];
}

/** The same on every line. */
function isEven(cells: readonly Cell[], { path }: Load, lines: number): boolean {
  const [first] = cells;
  return (
    cells.length === path.length * lines && cells.every(({ per, most }) => per === first!.per && most === first!.most)
  );
}

/** The most and the least of uneven loads, on each line of each circuit. */
interface Scale {
  readonly most: Float64Array;
  readonly least: Float64Array;
}

function scaleOf(circuits: number, uneven: readonly Uneven[]): Scale {
  const scale = { most: new Float64Array(circuits * stride), least: new Float64Array(circuits * stride) };
  for (const each of uneven) weigh(scale, each, 0, each.one.amps);
  return scale;
}

function weigh({ most, least }: Scale, { cells, isSure }: Uneven, from: number, to: number): void {
  for (const cell of cells) {
    const more = drawn(cell, to) - drawn(cell, from);
    most[cell.at]! += more;
    if (isSure) least[cell.at]! += more;
  }
}

/** Those that can be told something, those first that go on when not all can. */
function turnsOf(uneven: readonly Uneven[], now: Utc): Uneven[] {
  const byKey = new Map(uneven.map((each) => [each.one.load.key, each]));
  const told = uneven.flatMap(({ demand }) => demand ?? []);
  const order = inTurn(told, now).order.flatMap(({ session }) => byKey.get(session.key) ?? []);
  return [
    ...order.filter(({ demand }) => demand!.noPause === true),
    ...order.filter(({ demand }) => demand!.noPause !== true),
  ];
}

interface Side {
  /** Place of the circuit. */
  readonly at: number;
  readonly line: number;
  readonly lines: number;
  /** The largest difference. */
  readonly amps: number;
}

/** Lowers what is on one line until it is not too far above the emptiest one, or nothing there can be lowered. */
function level(
  scale: Scale,
  order: readonly Uneven[],
  side: Side,
  reason: Reason,
): { lowered: boolean; paused: boolean } {
  const done = { lowered: false, paused: false };
  const set = (each: Uneven, amps: number, why: Reason): void => {
    weigh(scale, each, each.one.amps, amps);
    each.one.amps = amps;
    each.one.reason = why;
    done.lowered = true;
  };
  for (let over = overOf(scale, side); over > grain; over = overOf(scale, side)) {
    const able = order.filter((each) => each.one.amps > leastAmpsOf(each.one.load) && isOn(each, side));
    const helpers = able.filter((each) => helps(scale, each, side));
    // Where everybody is on an emptiest line as well, one goes down with it so that another helps next.
    const there = helpers.length > 0 ? helpers : able;
    const mine = there.reduce((sum, each) => sum + onSide(each, side, each.one.amps), 0);
    const minima = there.reduce((sum, each) => sum + onSide(each, side, Math.min(each.one.amps, minOf(each))), 0);
    const last = there.at(-1);
    if (last === undefined) break;
    if (minima > mine - over + grain) {
      const { load } = last.one;
      set(last, leastAmpsOf(load), load.hold.zeroOk ? reason : { kind: 'refusesZero' });
      done.paused = true;
      continue;
    }
    const lower = there.filter((each) => nextBelow(each) !== undefined);
    const highest = lower.reduce(
      (high: Uneven | undefined, each) =>
        high === undefined || onSide(each, side, each.one.amps) >= onSide(high, side, high.one.amps) ? each : high,
      undefined,
    );
    if (highest === undefined) break;
    set(highest, nextBelow(highest)!, reason);
  }
  return done;
}

/** So much is on this line above what may be there. */
function overOf({ most, least }: Scale, { at, line, lines, amps }: Side): number {
  const first = at * stride;
  return most[first + line]! - Math.min(...least.subarray(first, first + lines)) - amps;
}

const isOn = (each: Uneven, side: Side): boolean => onSide(each, side, each.one.amps) > 0;

/** Whether it is not on the emptiest line, which would go down with it. */
function helps({ least }: Scale, each: Uneven, side: Side): boolean {
  const first = side.at * stride;
  const lowest = Math.min(...least.subarray(first, first + side.lines));
  return (
    !each.isSure || each.cells.every(({ at }) => at < first || at >= first + side.lines || least[at]! > lowest + grain)
  );
}

function onSide({ cells }: Uneven, { at, line }: Side, amps: number): number {
  const cell = cells.find((one) => one.at === at * stride + line);
  return cell === undefined ? 0 : drawn(cell, amps);
}

const minOf = ({ one: { load }, demand }: Uneven): number => Math.max(load.minAmps, demand?.minAmps ?? 0);

/** The next amount below that its EVSE takes and its vehicle can charge with. */
function nextBelow(each: Uneven): number | undefined {
  const { load, amps } = each.one;
  const { steps } = load.evses[0]!;
  const below =
    steps === undefined || load.evses.length > 1 ? Math.ceil(amps - grain) - 1 : steps.findLast((step) => step < amps);
  return below === undefined || below < Math.max(minOf(each), leastAmpsOf(load)) ? undefined : below;
}
