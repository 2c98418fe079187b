// A small depot by hand: three-phase EVSEs on one circuit (or in rows below it), vehicles that charge, and their turns as the
// ledger folds them.

import { allocate } from '../../../../src/control/allocate.ts';
import type { Allocation, Demand, Question } from '../../../../src/control/allocate.ts';
import { loadsOf, roomOf } from '../../../../src/control/envelope.ts';
import type { Load } from '../../../../src/control/envelope.ts';
import type { Hold } from '../../../../src/control/ladder.ts';
import { firstHold } from '../../../../src/control/ladder.ts';
import type { Evse, Site } from '../../../../src/model/config/site.ts';
import type { EvseKey, StationId, TransactionId } from '../../../../src/model/ids.ts';
import { evseKey } from '../../../../src/model/ids.ts';
import type { Utc } from '../../../../src/model/time.ts';
import { foldLimitCommanded, newLimits } from '../../../../src/site/limits.ts';

export interface Wanted {
  readonly limitAmps: number;
  readonly evses: number;
  /** Limits of circuits below the main one; EVSEs stand there in turn. */
  readonly rows?: readonly number[];
  readonly evse?: Partial<Evse>;
  readonly hold?: Partial<Hold>;
  readonly fallbackAmps?: number;
}

export interface Vehicle {
  starts: number;
  longestPauseMs: number;
  offSince: number | undefined;
}

export function depot(wanted: Wanted) {
  const rows = wanted.rows ?? [];
  const site = {
    supply: 'tn400',
    circuits: [
      { id: 'main', limitAmps: wanted.limitAmps, worstCaseBaseAmps: 0 },
      ...rows.map((limitAmps, at) => ({ id: `row-${at}`, parent: 'main', limitAmps, worstCaseBaseAmps: 0 })),
    ],
    stations: Array.from({ length: wanted.evses }, (_, at) => ({
      id: `P${at}`,
      circuit: rows.length === 0 ? 'main' : `row-${at % rows.length}`,
      state: 'installed',
      fallbackAmps: wanted.fallbackAmps ?? 0,
      evses: [{ id: 1, maxAmps: 32, minAmps: 6, phases: 'L1L2L3', ...wanted.evse }],
    })),
  } as unknown as Site;
  const holds = new Map<StationId, Hold>(site.stations.map(({ id }) => [id, { ...firstHold, ...wanted.hold }]));
  const loads = loadsOf(site, holds);
  const limits = newLimits();
  const seen = new Map<EvseKey, Vehicle>();
  const beganAt = loads.map(() => undefined as Utc | undefined);

  function asks(now: Utc, change: Partial<Question> = {}, each: Partial<Demand> = {}): Question {
    const charging = new Map<EvseKey, Demand>();
    for (const [at, { key }] of loads.entries()) {
      const turn = limits.turns.get(at + 1);
      beganAt[at] ??= now;
      const transaction = `T${at}` as TransactionId;
      const own = { key, transaction, beganAt: beganAt[at], isIdle: false, ...(turn !== undefined && { turn }) };
      charging.set(key, { ...own, ...each });
    }
    const fallback = new Map(loads.map(({ key }) => [key, wanted.fallbackAmps ?? 0]));
    const books = { held: roomOf(site.circuits), live: roomOf(site.circuits) };
    return {
      circuits: site.circuits,
      books,
      loads,
      fallback,
      charging,
      fixed: new Map(),
      ceilings: [],
      now,
      ...change,
    };
  }

  const named = (question: Question): Map<string, Allocation> =>
    new Map(allocate(question).allocations.map((one) => [one.load.station.id, one]));

  return {
    site,
    loads: loads as readonly Load[],
    asks,
    named,
    given: (now: Utc, change: Partial<Question> = {}, each: Partial<Demand> = {}) => named(asks(now, change, each)),
    vehicles: () => [...seen.values()],
    /** A moment passes with so much on the main circuit; what is decided is told, and becomes a fact. */
    pass(now: Utc, limitAmps: number): Map<string, Allocation> {
      const room = roomOf(site.circuits.map((circuit, at) => (at === 0 ? { ...circuit, limitAmps } : circuit)));
      const all = named(asks(now, { books: { held: room, live: room } }));
      for (const [at, { key, station }] of loads.entries()) {
        const { amps, reason } = all.get(station.id)!;
        const evse = evseKey(station.id, at + 1);
        const told = { kind: 'LimitCommanded', command: `c${now}`, station: station.id, evse, amps, reason };
        const transaction = `T${at}`;
        const before = limits.turns.get(at + 1)?.on === true;
        foldLimitCommanded(limits, { ...told, rung: 'tx', transaction, happenedAt: now } as never);
        note(seen, key, before, amps > 0, now);
      }
      return all;
    },
  };
}

function note(seen: Map<EvseKey, Vehicle>, key: EvseKey, before: boolean, isOn: boolean, now: Utc): void {
  const vehicle = seen.get(key) ?? { starts: 0, longestPauseMs: 0, offSince: now };
  seen.set(key, vehicle);
  if (isOn && !before) vehicle.starts += 1;
  if (vehicle.offSince !== undefined) vehicle.longestPauseMs = Math.max(vehicle.longestPauseMs, now - vehicle.offSince);
  vehicle.offSince = isOn ? undefined : (vehicle.offSince ?? now);
}
