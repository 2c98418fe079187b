// The leases that an EVSE of a station may have in store, by what one process told it.

import type { CommandId } from '../model/ids.ts';
import type { Held } from './limits.ts';
import { mostOf } from './limits.ts';

export interface Leased {
  /** The highest since it last took one: that replaced what was there. */
  readonly mostAmps: number;
  /** A clock was set: one that has ended may come back. */
  readonly mayComeBack: boolean;
}

/** By the number of the EVSE. */
export type LeasedEvses = Map<number, Leased>;

export const noLease: Leased = { mostAmps: 0, mayComeBack: false };

export function noteLease(leased: LeasedEvses, evse: number, amps: number): void {
  const { mostAmps, mayComeBack } = leased.get(evse) ?? noLease;
  leased.set(evse, { mostAmps: Math.max(mostAmps, amps), mayComeBack });
}

/** It took this one: what was there before is gone, and what was told since then may come. */
export function leaseTaken(
  leased: LeasedEvses,
  evse: number,
  held: readonly Held[] = [],
  { command, amps }: { readonly command: CommandId; readonly amps: number },
): void {
  const later = held.slice(held.findIndex((one) => one.command === command) + 1);
  leased.set(evse, { mostAmps: Math.max(amps, mostOf(later)), mayComeBack: false });
}

/** A clock was set. */
export function leasesMayComeBack(leased: LeasedEvses): void {
  for (const [evse, one] of leased) leased.set(evse, { ...one, mayComeBack: true });
}
