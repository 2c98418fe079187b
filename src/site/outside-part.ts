// What lowers limits from outside as it stands: temporary limits, excursions and lockouts, what the control box said, prices.

import type { Site } from '../model/config/site.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { CircuitLimitSet, LockoutCause, OutsideFact } from '../model/fact/outside.ts';
import type { CircuitId } from '../model/ids.ts';
import type { PriceSeries } from '../model/price.ts';
import type { Utc } from '../model/time.ts';
import { utc } from '../model/time.ts';
import type { Part } from './part.ts';
import { unfolded } from './part.ts';

export interface OutsidePart extends Part {
  readonly temporary: Map<CircuitId, TemporaryLimit>;
  readonly excursions: Map<CircuitId, Excursions>;
  /** What the control box said last of the time in which it is not heard. */
  failsafe?: { readonly amps: number; readonly minHours: number };
  prices?: PriceSeries;
  /** The highest quarter of an hour of the last month in which one was counted, kW. */
  peak?: { readonly month: string; readonly kW: number };
}

export type TemporaryLimit = Omit<CircuitLimitSet, 'kind' | 'circuit' | 'happenedAt'> & { readonly since: Utc };

export interface Excursions {
  /** When the last ones began, the oldest first. */
  readonly began: readonly Utc[];
  readonly isOpen: boolean;
  readonly lockedOut?: { readonly because: LockoutCause; readonly since: Utc };
}

/** One more than there may be in a day. */
const excursionsKept = 4;

export const noExcursions: Excursions = { began: [], isOpen: false };

export const newOutsidePart = (): OutsidePart => ({
  through: unfolded,
  temporary: new Map(),
  excursions: new Map(),
});

const kinds: ReadonlySet<string> = new Set<OutsideFact['kind']>([
  'CircuitLimitSet',
  'CircuitLimitCleared',
  'PricesSet',
  'GridFailsafeSet',
  'GridLimitChanged',
  'OrderEffectNoted',
  'ExcursionBegan',
  'ExcursionEnded',
  'OverloadEnded',
  'CircuitLockedOut',
  'LockoutAcknowledged',
  'ImportPeaked',
]);

export const isOutsideFact = (fact: Fact): fact is OutsideFact => kinds.has(fact.kind);

export function foldOutside(part: OutsidePart, fact: Fact): void {
  switch (fact.kind) {
    case 'CircuitLimitSet': {
      const { kind: _, circuit, happenedAt, ...limit } = fact;
      part.temporary.set(circuit, { ...limit, since: happenedAt });
      return;
    }
    case 'CircuitLimitCleared':
      part.temporary.delete(fact.circuit);
      return;
    case 'PricesSet':
      part.prices = fact.series;
      return;
    case 'ImportPeaked':
      part.peak = { month: fact.month, kW: fact.kW };
      return;
    case 'GridFailsafeSet':
      part.failsafe = { amps: fact.amps, minHours: fact.minHours };
      return;
    case 'SiteChanged':
      return forget(part, fact.site);
    case 'ClockStepped':
      return shift(part, fact.byMs);
    case 'ClockTrusted':
      // The count may have stood still while the computer was off: nothing ends the sooner for it.
      return shift(part, Math.max(0, fact.aheadMs));
    default:
      foldExcursion(part, fact);
  }
}

function foldExcursion({ excursions }: OutsidePart, fact: Fact): void {
  switch (fact.kind) {
    case 'ExcursionBegan': {
      const before = excursions.get(fact.circuit) ?? noExcursions;
      const began = [...before.began, fact.happenedAt].slice(-excursionsKept);
      excursions.set(fact.circuit, { ...before, began, isOpen: true });
      return;
    }
    case 'ExcursionEnded': {
      const before = excursions.get(fact.circuit) ?? noExcursions;
      excursions.set(fact.circuit, { ...before, isOpen: false });
      return;
    }
    case 'CircuitLockedOut': {
      const before = excursions.get(fact.circuit) ?? noExcursions;
      excursions.set(fact.circuit, { ...before, lockedOut: { because: fact.because, since: fact.happenedAt } });
      return;
    }
    case 'LockoutAcknowledged':
      excursions.delete(fact.circuit);
      return;
    default:
  }
}

/** Circuits that are not in the file any more; what nobody watches there; and a control box that is gone. */
function forget(part: OutsidePart, site: Site): void {
  const circuits = new Map(site.circuits.map((circuit) => [circuit.id, circuit]));
  for (const id of part.temporary.keys()) if (!circuits.has(id)) part.temporary.delete(id);
  for (const [id, excursions] of part.excursions) {
    const circuit = circuits.get(id);
    if (circuit?.agreedImportAmps !== undefined) continue;
    // A lockout waits for somebody all the same; nobody will see the end of an excursion.
    if (circuit !== undefined && excursions.lockedOut !== undefined)
      part.excursions.set(id, { ...excursions, isOpen: false });
    else part.excursions.delete(id);
  }
  if (site.gridControl === undefined) delete part.failsafe;
}

/** The clock was set: what lasts so and so long lasts as long as before. */
function shift({ temporary }: OutsidePart, byMs: number): void {
  for (const [circuit, limit] of temporary)
    if (limit.lasts === true && limit.until !== undefined)
      temporary.set(circuit, { ...limit, until: utc(limit.until + byMs) });
}
