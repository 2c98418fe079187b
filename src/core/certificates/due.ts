import type { StationId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { earliest, mono } from '../../model/time.ts';
import type { ShownCertificate } from '../ports/door.ts';
import type { State } from '../state.ts';

/** "Look at the certificates at this moment." */
export function lookBy(state: State, at: Mono): void {
  state.certificates.dueAt = earliest(state.certificates.dueAt, at);
}

/** A station came in with this certificate. Whether it is told to renew it stays as it is while it is the same. */
export function noteShown(state: State, station: StationId, certificate: ShownCertificate | undefined): void {
  const { validFrom: from, validTo: until } = certificate ?? {};
  if (from === undefined || until === undefined) return;
  const { shown } = state.certificates;
  if (shown.get(station)?.validity.until === until) return;
  shown.set(station, { validity: { from, until } });
  lookBy(state, mono(0));
}
