// The product on the plant of the depots: its planner each quarter of an hour and whenever a car comes, its allocator in each
// slot. It sees what a gateway sees: who is there, the room beside the building now, and a forecast.

import type { Demand } from '../../../src/control/allocate.ts';
import { allocate } from '../../../src/control/allocate.ts';
import type { Load } from '../../../src/control/envelope.ts';
import { loadsOf } from '../../../src/control/envelope.ts';
import { makePlan } from '../../../src/control/plan/plan.ts';
import type { PlanRequest } from '../../../src/control/plan/request.ts';
import type { Solve } from '../../../src/control/plan/program.ts';
import type { Circuit, Evse, Site } from '../../../src/model/config/site.ts';
import type { CircuitId, EvseKey, StationId, TransactionId } from '../../../src/model/ids.ts';
import type { Utc } from '../../../src/model/time.ts';
import { utc } from '../../../src/model/time.ts';
import { smallDepot } from '../../sim/site.ts';
import type { DepotCar, DepotRoom, DepotRule } from './depot-plant.ts';
import { kWPerAmp, slotsPerHour } from './depot-plant.ts';
import { requestOf } from './depot-request.ts';
import type { Depot, DepotSession } from './depot-set.ts';
import type { Forecast } from './forecast.ts';
import { targetsNow } from '../../../src/control/plan/now.ts';

export interface Product {
  readonly rule: DepotRule;
  /** Plans that were made, and milliseconds of them all. */
  readonly plans: () => { readonly count: number; readonly ms: number };
}

const slotMs = 300_000;
const slotsOfPlan = 3;

export function depotProduct(depot: Depot, forecast: Forecast, margins: PlanRequest['margins'], solve: Solve): Product {
  const site = siteOf(depot);
  const loads = new Map(loadsOf(site).map((load) => [load.station.id, load]));
  const servedMs = new Map<number, number>();
  let targets: ReadonlyMap<string, number> = new Map();
  let known = new Set<number>();
  let count = 0;
  let ms = 0;

  function plan(cars: readonly DepotCar[], room: DepotRoom, slot: number): void {
    const startedAt = performance.now();
    const request = requestOf(cars, room, slot, { forecast, margins, favour: 'ready' });
    targets = targetsNow(request, makePlan(request, solve));
    known = new Set(cars.map(({ at }) => at));
    count += 1;
    ms += performance.now() - startedAt;
  }

  const rule: DepotRule = (cars, room, slot) => {
    if (slot % slotsOfPlan === 0 || cars.some(({ at }) => !known.has(at))) plan(cars, room, slot);
    const demands = cars.map((car): [Load, Demand] => {
      const load = loads.get(stationOf(car.session))!;
      if (car.amps > 0) servedMs.set(car.at, (servedMs.get(car.at) ?? 0) + slotMs);
      return [load, demandOf(car, load, slot, targets.get(String(car.at)), forecast, servedMs.get(car.at) ?? 0)];
    });
    const { allocations } = allocate({
      circuits: site.circuits,
      books: { held: room, live: room },
      loads: demands.map(([load]) => load),
      fallback: new Map(),
      charging: new Map(demands.map(([{ key }, demand]) => [key, demand])),
      fixed: new Map(),
      ceilings: [],
      now: at(slot),
    });
    return allocations.map(({ amps }) => amps);
  };
  return { rule, plans: () => ({ count, ms }) };
}

/** A day on which nothing else happens. */
const at = (slot: number): Utc => utc(Date.UTC(2026, 0, 5) + slot * slotMs);

const circuitOf = (panel: number): CircuitId => `panel-${panel}` as CircuitId;

/** A car on one line and a car on three lines at the same outlet are two loads: what is wired is what the car uses. */
const stationOf = ({ evse, lines }: DepotSession): StationId => `evse-${evse}-${lines.join('')}` as StationId;

function siteOf(depot: Depot): Site {
  const small = smallDepot(1, 0, []);
  const main: Circuit = { ...small.circuits[0]!, limitAmps: 0, worstCaseBaseAmps: 0 };
  const panels = Array.from({ length: depot.panels }, (_, panel): Circuit => ({
    id: circuitOf(panel),
    parent: main.id,
    limitAmps: depot.panelAmps,
    worstCaseBaseAmps: 0,
  }));
  const kinds = new Map(depot.sessions.map((session) => [stationOf(session), session]));
  const stations = [...kinds].map(([id, { panel, lines, minAmps }]) => ({
    ...small.stations[0]!,
    id,
    circuit: circuitOf(panel),
    evses: [{ ...small.stations[0]!.evses[0]!, minAmps, maxAmps: ratingAmps, phases: phasesOf(lines) }],
  }));
  return { ...small, circuits: [main, ...panels], stations };
}

/** Above all cars: what a car can take is told for each. */
const ratingAmps = 216;

const phasesOf = (lines: readonly number[]): Evse['phases'] =>
  lines.length === 3 ? 'L1L2L3' : ((['L1', 'L2', 'L3'] as const)[lines[0]!] ?? 'unknown');

function demandOf(
  car: DepotCar,
  { key }: { readonly key: EvseKey },
  slot: number,
  target: number | undefined,
  forecast: Forecast,
  servedMs: number,
): Demand {
  const { session, sinceSwitch, amps } = car;
  const transaction = session.id as TransactionId;
  const slots = forecast.departure(session, slot) - slot;
  const full = kWPerAmp * session.lines.length * session.maxAmps;
  return {
    key,
    transaction,
    beganAt: at(session.arrival),
    isIdle: false,
    cap: { amps: session.maxAmps, reason: { kind: 'rating' } },
    laxityHours: slots / slotsPerHour - forecast.remainingKWh(car) / full,
    ...(target !== undefined && { target }),
    ...(Number.isFinite(sinceSwitch) && {
      turn: { transaction, on: amps > 0, since: at(slot - sinceSwitch), servedMs },
    }),
  };
}
