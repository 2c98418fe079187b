// The last step of the guard: where other load leaves a measured circuit less than its vehicles draw at their fallbacks, they
// are paused one after the other. A fallback is what a station draws alone; while the gateway lives it can have nothing.

import type { CircuitId } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import type { Allocation, Question } from './allocate/question.ts';
import { drawn, leastAmpsOf } from './envelope.ts';
import { inTurn, turnMs } from './turns.ts';

const stride = 3;
/** What adding up in binary may miss. */
const grain = 1e-6;
const never = Infinity as Utc;

/** Only ever lowers. Nothing changes where everything fits, which the allocator sees to whenever it can. */
export function shed(
  { circuits, books, charging, fixed, now }: Pick<Question, 'circuits' | 'books' | 'charging' | 'fixed' | 'now'>,
  allocations: readonly Allocation[],
  measured: ReadonlySet<CircuitId>,
): { allocations: readonly Allocation[]; changesAt: Utc } {
  if (measured.size === 0) return { allocations, changesAt: never };
  const free = books.live.slice();
  const take = ({ load, amps }: Allocation, sign: 1 | -1): void => {
    const cells = charging.get(load.key)?.cells ?? load.cells;
    for (const cell of cells) free[cell.at]! -= sign * drawn(cell, amps);
  };
  for (const one of allocations) {
    const held = fixed.get(one.load.key);
    if (held !== undefined) take({ ...one, amps: held }, 1);
    else if (charging.has(one.load.key)) take(one, 1);
  }
  const isOver = circuits.flatMap(({ id }, at) =>
    measured.has(id) ? [0, 1, 2].map((line) => at * stride + line).filter((cell) => free[cell]! < -grain) : [],
  );
  if (isOver.length === 0) return { allocations, changesAt: never };
  const copies = allocations.map((one) => ({ ...one }));
  const sessions = new Map(
    copies.flatMap((one) => {
      const { key } = one.load;
      return charging.has(key) && !fixed.has(key) && one.amps > leastAmpsOf(one.load) ? [[key, one] as const] : [];
    }),
  );
  const order = inTurn(
    [...sessions.keys()].map((key) => charging.get(key)!),
    now,
  ).order.flatMap(({ session }) => sessions.get(session.key) ?? []);
  const rank = ({ load }: Allocation): number => {
    const { priority = 0, noPause } = charging.get(load.key)!;
    return priority * 2 + (noPause === true ? 1 : 0);
  };
  // Those of the lowest priority first, of these whoever comes back after a pause, and of these whoever is the last in turn.
  for (const one of order.reverse().sort((a, b) => rank(a) - rank(b))) {
    const cells = charging.get(one.load.key)!.cells ?? one.load.cells;
    const cell = cells.find(({ at }) => isOver.includes(at) && free[at]! < -grain);
    if (cell === undefined) continue;
    take(one, -1);
    one.amps = leastAmpsOf(one.load);
    const circuit = circuits[Math.floor(cell.at / stride)]!.id;
    one.reason = one.load.hold.zeroOk ? { kind: 'waiting', circuit, line: cell.at % stride } : { kind: 'refusesZero' };
    take(one, 1);
  }
  return { allocations: copies, changesAt: ((Math.floor(now / turnMs) + 1) * turnMs) as Utc };
}
