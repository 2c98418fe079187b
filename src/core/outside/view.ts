// A circuit as it is limited now, for the site view and answers.

import type { CircuitView, TemporaryLimitView } from '../../local/site-view.ts';
import type { CircuitId } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import type { TemporaryLimit } from '../../site/outside-part.ts';
import type { Outside } from '../limits/outside.ts';
import type { State } from '../state.ts';

type Shown = Pick<CircuitView, 'limitNowAmps' | 'reason' | 'temporary' | 'lockedOut'>;

export function circuitNow({ ledger }: State, circuit: CircuitId, { limits }: Outside): Shown {
  const limit = limits.get(circuit);
  const temporary = ledger.outside.temporary.get(circuit);
  const lockedOut = ledger.outside.excursions.get(circuit)?.lockedOut;
  return {
    ...(limit !== undefined && { limitNowAmps: Math.min(...limit.amps), reason: limit.reason }),
    ...(temporary !== undefined && { temporary: temporaryView(temporary) }),
    ...(lockedOut !== undefined && { lockedOut: { because: lockedOut.because, since: isoOf(lockedOut.since) } }),
  };
}

export const temporaryView = ({ amps, since, until, reason }: TemporaryLimit): TemporaryLimitView => ({
  amps,
  since: isoOf(since),
  ...(until !== undefined && { until: isoOf(until) }),
  ...(reason !== undefined && { reason }),
});
