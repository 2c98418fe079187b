// The rows of a plan: what there is for vehicles on each line of each circuit, now and later, and under each ceiling.

import type { Question } from '../../control/allocate.ts';
import type { Load, Room } from '../../control/envelope.ts';
import { cellsOfOne, drawn } from '../../control/envelope.ts';
import type { PlanRow, PlanSession } from '../../control/plan/request.ts';
import type { EvseKey } from '../../model/ids.ts';
import type { Reason } from '../../model/reason.ts';
import type { State } from '../state.ts';
import { limitsLater, momentsOf, roomLater } from './later.ts';
import type { Slots } from './slots.ts';

/** The rows, and for each load that is planned what it takes of which. */
export interface Rows {
  readonly rows: readonly PlanRow[];
  readonly on: ReadonlyMap<EvseKey, PlanSession['on']>;
  /** Those of the grid connection. */
  readonly ofRoot: readonly number[];
}

interface Draft {
  readonly rows: PlanRow[];
  readonly on: ReadonlyMap<EvseKey, PlanSession['on'][number][]>;
  readonly ofRoot: number[];
}

const lines = 3;
/** Of two books that say nearly the same, one is enough. */
const grainAmps = 0.5;

export function rowsOf(state: State, question: Question, planned: readonly Load[], slots: Slots): Rows {
  const draft: Draft = { rows: [], on: new Map(planned.map(({ key }) => [key, []])), ofRoot: [] };
  const { circuits, books } = question;
  const others = takenByOthers(question, new Set(planned.map(({ key }) => key)));
  const usersAt = usersOf(question, planned);
  const moments = momentsOf(slots);
  for (const [at, circuit] of circuits.entries()) {
    const places = [0, 1, 2].map((line) => at * lines + line);
    if (!places.some((place) => usersAt.has(place))) continue;
    const limits = limitsLater(state, circuit, moments);
    for (const [line, place] of places.entries()) {
      const users = usersAt.get(place);
      if (users === undefined) continue;
      const counted = circuit.limitAmps - books.live[place]!;
      const room = roomLater(state, circuit, { line, counted }, limits, slots);
      const alone = drawnAlone(question, users, place);
      // No window is open: what they draw when they are alone is theirs, however full the fuse is counted.
      const live = room.map((amps, slot) =>
        Math.max(amps - others.live[place]!, Math.min(...limits[slot]!) < circuit.limitAmps ? 0 : alone),
      );
      if (circuit.parent === undefined) draft.ofRoot.push(draft.rows.length);
      const reason: Reason = { kind: 'circuit', circuit: circuit.id, line, sharedBy: users.length };
      add(draft, users, live, reason);
      addHeld(draft, users, Math.max(books.held[place]! - others.held[place]!, alone), live, reason);
    }
  }
  addCeilings(draft, question, planned, slots);
  return draft;
}

/** What must suffice without a gateway holds at all times, for those that keep their limits then. */
function addHeld(draft: Draft, users: readonly User[], held: number, live: readonly number[], reason: Reason): void {
  const holding = users.filter(({ load }) => load.hold.holding === 'hold');
  if (holding.length === 0 || !live.some((amps) => amps > held + grainAmps)) return;
  add(draft, holding, Array<number>(live.length).fill(held), reason);
}

/** What these may draw whatever others do, because it counts all the time. */
function drawnAlone({ fallback }: Question, users: readonly User[], place: number): number {
  let amps = 0;
  for (const { load } of users) {
    const cell = load.hold.holding === 'lease' ? undefined : load.cells.find(({ at }) => at === place);
    if (cell !== undefined) amps += drawn(cell, fallback.get(load.key) ?? 0);
  }
  return amps;
}

interface User {
  readonly load: Load;
  readonly per: number;
}

/** Place in a room → who takes of it. */
function usersOf({ charging }: Question, planned: readonly Load[]): Map<number, User[]> {
  const users = new Map<number, User[]>();
  for (const load of planned)
    for (const { at, per } of charging.get(load.key)?.cells ?? load.cells) {
      const there = users.get(at) ?? [];
      there.push({ load, per });
      users.set(at, there);
    }
  return users;
}

function add({ rows, on }: Draft, users: readonly User[], limit: readonly number[], reason: Reason): void {
  for (const { load, per } of users) on.get(load.key)!.push({ row: rows.length, per });
  rows.push({ limit, reason });
}

/** What loads count with about whom the plan says nothing. */
function takenByOthers(
  { circuits, loads, fallback, fixed }: Question,
  planned: ReadonlySet<EvseKey>,
): { held: Room; live: Room } {
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

/** What is ordered now is taken to last: nobody says for how long. Limits of circuits are in their rows already. */
function addCeilings(draft: Draft, { ceilings }: Question, planned: readonly Load[], { minutes }: Slots): void {
  for (const { amps, stations, reason } of ceilings) {
    if (reason.kind === 'window' || reason.kind === 'temporary') continue;
    for (let line = 0; line < lines; line += 1) {
      const users = planned.flatMap((load): User[] => {
        const cell = cellsOfOne(load).find(({ at }) => at === line);
        const isUnder = stations === undefined || stations.has(load.station.id);
        return cell === undefined || !isUnder ? [] : [{ load, per: cell.per }];
      });
      const limit = typeof amps === 'number' ? amps : (amps[line] ?? 0);
      if (users.length > 0) add(draft, users, Array<number>(minutes.length).fill(limit), reason);
    }
  }
}
