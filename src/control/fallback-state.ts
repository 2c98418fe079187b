// What is known of how a station falls back, of its own model and firmware: seen by a person, said in the site file, or seen to
// fail.

import type { FallbackProved, ProvedStep } from '../model/fact/fallback.ts';
import { provedSteps } from '../model/fact/fallback.ts';
import type { StationId } from '../model/ids.ts';
import type { Ledger } from '../site/ledger.ts';
import type { StationPart } from '../site/station-part.ts';

/** `declared` counts for a while, and then people are told; `failed` counts at its rating when it cannot be reached. */
export type FallbackState = 'proved' | 'declared' | 'failed';

/** What is declared is to be proved within this time. */
export const declaredMs = 14 * 86_400_000;

/** That it takes no limit with an end says nothing of its fallback. */
const ofFallback: readonly ProvedStep[] = provedSteps.filter((what) => what !== 'takesLease' && what !== 'leaseEnds');

/** Of every station; one that showed something speaks for all of its model and firmware, and a failure before all. */
export function fallbackStates(ledger: Ledger): Map<StationId, FallbackState> {
  const seen = new Map<string, FallbackProved[]>();
  for (const part of ledger.stations.values()) {
    const model = modelOf(part);
    if (model === undefined || part.proofs.size === 0) continue;
    seen.set(model, [...(seen.get(model) ?? []), ...part.proofs.values()]);
  }
  return new Map([...ledger.stations].map(([id, part]) => [id, stateOf(seen.get(modelOf(part) ?? '') ?? [])]));
}

function stateOf(proofs: readonly FallbackProved[]): FallbackState {
  const relevant = proofs.filter(({ what }) => ofFallback.includes(what));
  if (relevant.some(({ outcome }) => outcome === 'failed')) return 'failed';
  const isWhole = ofFallback.every((what) => relevant.some((one) => one.what === what));
  return isWhole ? 'proved' : 'declared';
}

/** Model and firmware, as they are told apart. */
export const modelOf = ({ booted }: StationPart): string | undefined =>
  booted === undefined ? undefined : JSON.stringify([booted.vendor, booted.model, booted.firmware]);
