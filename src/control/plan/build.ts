// The linear program of a plan: a column for the amps of each session in each slot, rows for limits and energies.

import { addMarket } from './build-market.ts';
import type { Frame } from './frame.ts';
import type { Draft, LinearProgram } from './program.ts';
import { draftProgram } from './program.ts';
import type { PlanRequest } from './request.ts';
import type { Task } from './task.ts';

export interface Model {
  readonly program: LinearProgram;
  /** For each task, the column of its first slot; the others follow. */
  readonly columnOf: readonly number[];
  /** For each task, the row that bounds its energy. */
  readonly energyRowOf: readonly number[];
}

/** Sooner is better by so much, over the whole time that it stays: others will come, of whom nobody knows yet. */
const impatience = 0.1;
/** A kWh now of a vehicle that charges, above one that would have to start: contactors wear. */
const stickiness = 0.003;
/** Both where energy has its price, which must not be outweighed by them: 7 and 5 % of the usual one, for every vehicle. */
const besidePrices = { impatience: 0.02, stickiness: 0.015 };

export function buildModel(request: PlanRequest, tasks: readonly Task[]): Model {
  const draft = draftProgram();
  const hours = request.slotMinutes.map((minutes) => minutes / 60);
  const rowOf = limitRows(request, tasks, draft);
  const frame: Frame = { draft, rowOf, hours };
  const solarRows = solarRowsOf(request, tasks, draft);
  const powerRows = request.market === undefined ? [] : addMarket(request.market, request, frame);
  const placesOf = groupsOf(tasks, frame);
  // With one part: energy ≤ it; with several: energy = what each part has.
  const energyRowOf = tasks.map(({ parts, mostKWh }) =>
    parts.length === 1 ? draft.row(-Infinity, mostKWh) : draft.row(0, 0),
  );
  const columnOf = tasks.map((task, at) =>
    addTask(task, energyRowOf[at]!, placesOf(task), frame, solarRows, powerRows),
  );
  return { program: draft.done(), columnOf, energyRowOf };
}

function limitRows({ rows }: PlanRequest, tasks: readonly Task[], draft: Draft): number[][] {
  const until = rows.map(() => 0);
  for (const { session, presence } of tasks)
    for (const { row } of session.on) until[row] = Math.max(until[row]!, presence.length);
  return rows.map(({ limit }, row) =>
    Array.from({ length: until[row]! }, (_, slot) => {
      const most = limit[slot] ?? 0;
      return most === Infinity ? noLimit : draft.row(-Infinity, Math.max(0, most));
    }),
  );
}

/** A slot in which a row of the request is no limit has none in the program. */
const noLimit = -1;

interface Place {
  /** A row of the program for each slot. */
  readonly rows: readonly number[];
  readonly per: number;
}

/** Of two or more that stand on the same rows, each with more than so many, the sum is one column: fewer numbers to move. */
const leastShared = 12;

/** Where a task stands: on the rows of the request, or on one that sums up those that stand where it does. */
function groupsOf(tasks: readonly Task[], { draft, rowOf }: Frame): (task: Task) => readonly Place[] {
  const keyOf = ({ session }: Task): string => session.on.map(({ row, per }) => `${row}:${per}`).join(' ');
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const key = keyOf(task);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [task]);
    else group.push(task);
  }
  const places = new Map<string, readonly Place[]>();
  for (const [key, group] of groups) {
    const { on } = group[0]!.session;
    const own = on.map(({ row, per }): Place => ({ rows: rowOf[row]!, per }));
    places.set(key, group.length < 2 || on.length < leastShared ? own : [{ rows: shared(group, own), per: 1 }]);
  }
  return (task) => places.get(keyOf(task))!;

  function shared(group: readonly Task[], own: readonly Place[]): number[] {
    const slots = Math.max(...group.map(({ presence }) => presence.length));
    return Array.from({ length: slots }, (_, slot) => {
      const row = draft.row(0, 0);
      draft.column(0, Infinity, 0);
      draft.put(row, -1);
      putOn(own, slot, draft);
      return row;
    });
  }
}

function putOn(places: readonly Place[], slot: number, draft: Draft): void {
  for (const { rows, per } of places) {
    const row = rows[slot]!;
    if (row !== noLimit) draft.put(row, per);
  }
}

/** What those that wait for the sun draw together: the surplus, beside the minimum of those that always get it. */
function solarRowsOf({ baseKW, pvKW, slotMinutes }: PlanRequest, tasks: readonly Task[], draft: Draft): number[] {
  if (!tasks.some(({ session }) => session.solar !== undefined)) return [];
  return slotMinutes.map((_, slot) => {
    let kW = Math.max(0, (pvKW?.[slot] ?? 0) - (baseKW?.[slot] ?? 0));
    for (const { session, presence } of tasks)
      if (session.solar === 'minimum' && slot < presence.length) kW += session.minAmps * session.kWPerAmp;
    return draft.row(-Infinity, kW);
  });
}

function addTask(
  task: Task,
  energyRow: number,
  places: readonly Place[],
  frame: Frame,
  solarRows: readonly number[],
  powerRows: readonly number[],
): number {
  const { session, presence, lateFrom, lateShare, parts } = task;
  const { draft, hours } = frame;
  const single = parts.length === 1 ? parts[0]! : undefined;
  const first = parts[0]?.worth ?? 0;
  const hasPrice = powerRows.length > 0;
  const haste = hasPrice ? besidePrices.impatience : impatience * first;
  const goesOn = hasPrice ? besidePrices.stickiness : stickiness * first;
  const stay = presence.reduce((sum, share, slot) => sum + share * hours[slot]!, 0);
  let passed = 0;
  let column = -1;
  for (let slot = 0; slot < presence.length; slot += 1) {
    const kWh = session.kWPerAmp * hours[slot]! * presence[slot]!;
    const soon = haste * (1 - passed / stay) + (slot === 0 && session.isOn ? goesOn : 0);
    const late = slot >= lateFrom ? first * (lateShare - 1) : 0;
    const worth = (single?.worth ?? 0) + soon + late;
    const at = draft.column(0, session.maxAmps, worth * kWh);
    if (slot === 0) column = at;
    putOn(places, slot, draft);
    draft.put(energyRow, kWh);
    if (session.solar !== undefined && solarRows.length > 0) draft.put(solarRows[slot]!, session.kWPerAmp);
    if (hasPrice) draft.put(powerRows[slot]!, session.kWPerAmp);
    passed += hours[slot]! * presence[slot]!;
  }
  if (single === undefined)
    for (const { kWh, worth } of parts) {
      draft.column(0, kWh, worth);
      draft.put(energyRow, -1);
    }
  return column;
}
