// What the allocator is asked, as things are or as if an EVSE began to charge now.

import type { Demand, Question } from '../../control/allocate.ts';
import { allocate } from '../../control/allocate.ts';
import type { Books } from '../../control/books.ts';
import type { Load } from '../../control/envelope.ts';
import { leastAmpsOf } from '../../control/envelope.ts';
import type { EvseKey, TransactionId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import { stoppedBy } from '../inputs/orders.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { books } from './base-loads.ts';
import { capOf, ceilingsOf } from './csms-limits.ts';
import { demandsOf, fixedOf } from './demands.ts';
import { besideIgnored, countExcess } from './obedience.ts';
import { outsideCeilings } from './outside.ts';

/** What the allocator is asked; and when a profile of a central system changes it. */
export function questionOf(
  state: State,
  now: Now,
  unanswered: ReadonlyMap<EvseKey, number> = new Map(),
): { question: Question; changesAt: Utc } {
  const { demands: charging, changesAt: demandsChangeAt } = demandsOf(state, now);
  const { ceilings: ofCsms, changesAt: ceilingsChangeAt } = ceilingsOf(state, now.utc);
  const outside = outsideCeilings(state, now);
  const ceilings = [...ofCsms, ...outside.ceilings].map((one) => besideIgnored(state, one, unanswered));
  const { loads } = state;
  const { circuits } = siteOf(state);
  const stop = stoppedBy(state);
  const fallback = stop === undefined ? state.fallback : new Map(loads.map((load) => [load.key, leastAmpsOf(load)]));
  const order = stop === undefined ? {} : { stop };
  return {
    question: {
      circuits,
      books: roomNow(state, now),
      loads,
      fallback,
      charging,
      fixed: fixedOf(state, now),
      ceilings,
      ...order,
      now: now.utc,
    },
    changesAt: Math.min(demandsChangeAt, ceilingsChangeAt, outside.changesAt) as Utc,
  };
}

/** Beside other load, and beside what is drawn although nothing allows it. */
function roomNow(state: State, now: Now): Books {
  const both = books(state, now);
  countExcess(state, both);
  return both;
}

/** What the site gives an EVSE now, whatever central systems say of it; one that does not charge, if it began now. */
export function siteShare(state: State, evse: EvseKey, now: Now): { amps: number; minAmps: number } {
  const load = loadOf(state, evse);
  if (load === undefined) return { amps: 0, minAmps: 0 };
  const { question } = questionOf(state, now);
  const { cap: _, ...demand } = question.charging.get(load.key) ?? beginning(load.key, now);
  const charging = new Map([...question.charging, [load.key, demand]]);
  const { allocations } = allocate({ ...question, charging, ceilings: outsideCeilings(state, now).ceilings });
  const amps = allocations.find((one) => one.load === load)?.amps ?? 0;
  return { amps, minAmps: load.minAmps };
}

/** Whether a vehicle that began here now would be given anything, by the site and by central systems. */
export function wouldCharge(state: State, evse: EvseKey, now: Now): boolean {
  const load = loadOf(state, evse);
  if (load === undefined) return false;
  const { question } = questionOf(state, now);
  const { cap } = capOf(state, evse, { transaction: noneYet, startedAt: now.utc }, now.utc);
  const demand = { ...beginning(load.key, now), ...(cap !== undefined && { cap }) };
  const charging = new Map([...question.charging, [load.key, demand]]);
  const one = allocate({ ...question, charging }).allocations.find((other) => other.load === load);
  return one !== undefined && one.amps >= load.minAmps && one.reason.kind !== 'refusesZero';
}

const noneYet = 'none yet' as TransactionId;

const beginning = (key: EvseKey, now: Now): Demand => ({ key, transaction: noneYet, beganAt: now.utc, isIdle: false });

function loadOf(state: State, evse: EvseKey): Load | undefined {
  const { station, evse: number } = evseOf(evse);
  return state.loads.find((one) => one.station.id === station && one.evses.some(({ id }) => id === number));
}
