// The rows of a plan: what there is for vehicles on each line of each circuit, now and later, and under each ceiling.

import type { Question } from '../../control/allocate.ts';
import { withReserve } from '../../control/books.ts';
import type { Load } from '../../control/envelope.ts';
import { cellsOfOne, drawn } from '../../control/envelope.ts';
import type { PlanRow, PlanSession } from '../../control/plan/request.ts';
import { leastLimit, limitAt } from '../../control/windows.ts';
import type { Circuit } from '../../model/config/site.ts';
import type { EvseKey } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import { utc } from '../../model/time.ts';
import { limitingOf } from '../inputs/orders.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { forecastOf } from './base-history.ts';

export interface Slots {
  readonly startsAt: Utc;
  readonly minutes: readonly number[];
}

/** The rows, and for each load that is planned what it takes of which. */
export interface Rows {
  readonly rows: readonly PlanRow[];
  readonly on: ReadonlyMap<EvseKey, PlanSession['on']>;
}

type On = PlanSession['on'][number];

const lines = 3;
const minuteMs = 60_000;
const quarterMs = 900_000;
/** What is measured now says something of so long; later, the days before say more. */
const nowHoldsMs = 3_600_000;
/** Of two books that say nearly the same, one is enough. */
const grainAmps = 0.5;

export function rowsOf(state: State, question: Question, planned: readonly Load[], slots: Slots): Rows {
  const rows: PlanRow[] = [];
  const on = new Map<EvseKey, On[]>(planned.map(({ key }) => [key, []]));
  const others = takenByOthers(question, new Set(planned.map(({ key }) => key)));
  for (const [at, circuit] of question.circuits.entries())
    for (let line = 0; line < lines; line += 1) {
      const place = at * lines + line;
      const users = usersOf(question, planned, place);
      if (users.length === 0) continue;
      const live = liveLimits(state, question, { circuit, place, line }, slots).map(
        (amps) => amps - others.live[place]!,
      );
      add(rows, on, users, live);
      const held = question.books.held[place]! - others.held[place]!;
      const holding = users.filter(({ load }) => load.hold.holding === 'hold');
      // What must suffice without a gateway holds at all times.
      if (holding.length > 0 && live.some((amps) => amps > held + grainAmps))
        add(
          rows,
          on,
          holding,
          live.map(() => held),
        );
    }
  addCeilings(rows, on, question, planned, slots);
  return { rows, on };
}

interface User {
  readonly load: Load;
  readonly per: number;
}

const usersOf = ({ charging }: Question, planned: readonly Load[], place: number): User[] =>
  planned.flatMap((load) => {
    const cell = (charging.get(load.key)?.cells ?? load.cells).find(({ at }) => at === place);
    return cell === undefined ? [] : [{ load, per: cell.per }];
  });

function add(rows: PlanRow[], on: Map<EvseKey, On[]>, users: readonly User[], limit: readonly number[]): void {
  for (const { load, per } of users) on.get(load.key)!.push({ row: rows.length, per });
  rows.push({ limit });
}

/** What loads count with about whom the plan says nothing. */
function takenByOthers({ circuits, loads, fallback, fixed }: Question, planned: ReadonlySet<EvseKey>) {
  const held = new Float64Array(circuits.length * lines);
  const live = new Float64Array(circuits.length * lines);
  for (const load of loads) {
    const alone = Math.max(fallback.get(load.key) ?? 0, fixed.get(load.key) ?? 0);
    const isPlanned = planned.has(load.key);
    if (isPlanned && load.hold.holding === 'hold') continue;
    for (const cell of load.cells) {
      held[cell.at]! += drawn(cell, alone);
      if (!isPlanned) live[cell.at]! += drawn(cell, alone);
    }
  }
  return { held, live };
}

interface Place {
  readonly circuit: Circuit;
  readonly place: number;
  readonly line: number;
}

/** For each slot, the limit by then less the other load that is to be expected. */
function liveLimits(state: State, { books }: Question, { circuit, place, line }: Place, slots: Slots): number[] {
  const metered = state.bases.metered.get(circuit.id);
  const counted = circuit.limitAmps - books.live[place]!;
  return eachSlot(slots, (from, until) => {
    let least = Infinity;
    for (let at: number = from; at < until; at += quarterMs) {
      const seen = metered === undefined ? undefined : forecastOf(state.plan.history, circuit.id, line, utc(at));
      const expected = seen === undefined ? counted : withReserve(Math.max(0, seen), metered!.reserveAmps, circuit);
      const base = at - slots.startsAt < nowHoldsMs ? Math.max(counted, expected) : expected;
      least = Math.min(least, limitOf(state, circuit, utc(at)) - base);
    }
    return least;
  });
}

function eachSlot({ startsAt, minutes }: Slots, amps: (from: Utc, until: Utc) => number): number[] {
  let from: number = startsAt;
  return minutes.map((length) => {
    const until = from + length * minuteMs;
    const one = amps(utc(from), utc(until));
    from = until;
    return one;
  });
}

/** By the clock, by what somebody set, and by what holds now and nobody knows until when. */
function limitOf(state: State, circuit: Circuit, at: Utc): number {
  const { amps } = state.clock.trusted ? limitAt(circuit, siteOf(state).timezone, at) : leastLimit(circuit);
  const temporary = state.ledger.outside.temporary.get(circuit.id);
  const isOver = temporary?.until !== undefined && temporary.until <= at;
  const set = temporary === undefined || isOver ? Infinity : temporary.amps;
  return Math.min(amps, set, ...limitingOf(state, circuit.id).map(({ limit }) => limit.amps));
}

/** What is ordered now is taken to last: nobody says for how long. Limits of circuits are in their rows already. */
function addCeilings(
  rows: PlanRow[],
  on: Map<EvseKey, On[]>,
  { ceilings }: Question,
  planned: readonly Load[],
  { minutes }: Slots,
): void {
  for (const { amps, stations, reason } of ceilings) {
    if (reason.kind === 'window' || reason.kind === 'temporary') continue;
    for (let line = 0; line < lines; line += 1) {
      const users = planned.flatMap((load) => {
        const cell = cellsOfOne(load).find(({ at }) => at === line);
        const isUnder = stations === undefined || stations.has(load.station.id);
        return cell === undefined || !isUnder ? [] : [{ load, per: cell.per }];
      });
      const limit = typeof amps === 'number' ? amps : (amps[line] ?? 0);
      if (users.length > 0)
        add(
          rows,
          on,
          users,
          minutes.map(() => limit),
        );
    }
  }
}
