import type { ExternalLimitCleared, ExternalLimitReported } from '../model/fact/external-limit.ts';

/** EVSE number (0: the station) → what limits it besides us, as it says. */
export type ExternalLimits = Map<number, ExternalLimitReported>;

/** More EVSEs than a station has. */
const mostPlaces = 65;

/** What says more than a station can have is not kept: it only ever lowers. */
export function foldExternalLimit(limits: ExternalLimits, fact: ExternalLimitReported | ExternalLimitCleared): void {
  const { evse } = fact;
  if (fact.kind === 'ExternalLimitReported') {
    if (limits.size < mostPlaces || limits.has(evse)) limits.set(evse, fact);
    return;
  }
  limits.delete(evse);
  if (evse === 0) limits.clear();
}
