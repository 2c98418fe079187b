import type { EvseKey } from '../model/ids.ts';
import type { Allocation } from './allocate.ts';

/** The stage behind the allocator: whoever is not authorized to draw gets nothing. */
export const withhold = (allocations: readonly Allocation[], unauthorized: ReadonlySet<EvseKey>): Allocation[] =>
  allocations.map((one) =>
    unauthorized.has(one.load.key) ? { ...one, amps: 0, reason: { kind: 'notAuthorized' } } : one,
  );
