import type { StationId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { earliest, mono } from '../../model/time.ts';
import type { Validity } from '../ports/certificates.ts';
import type { State } from '../state.ts';

/** "Look at the certificates at this moment." */
export function lookBy(state: State, at: Mono): void {
  state.certificates.dueAt = earliest(state.certificates.dueAt, at);
}

/** A station came in with this certificate. Whether it is told to renew it stays as it is while it is the same. */
export function noteShown(state: State, station: StationId, validity: Validity): void {
  const { shown } = state.certificates;
  if (shown.get(station)?.validity.until === validity.until) return;
  shown.set(station, { validity });
  lookBy(state, mono(0));
}
