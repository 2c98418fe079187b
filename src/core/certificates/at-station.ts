// What a person does with the certificates of one station.

import type { AskId } from '../../model/ids.ts';
import { dialectOfStation } from '../station-dialect.ts';
import { deleteAt } from '../orders/certificates.ts';
import { passOn } from '../orders/context.ts';
import type { Decided } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { CertificatesQuestion } from '../ports/certificates.ts';
import type { State } from '../state.ts';

/** What the station says is the answer; the last root by which it knows us is not deleted. */
export function serveStationCertificates(
  state: State,
  ask: AskId,
  { station, order }: CertificatesQuestion,
  decided: Decided,
  now: Now,
): void {
  const context = { state, decided, from: { kind: 'ask', ask }, now } as const;
  if (order.kind === 'deleteCertificate') return deleteAt(context, order, [station], 'last');
  if (order.kind !== 'renew') return passOn(context, order, [{ station, order }]);
  const is16 = dialectOfStation(state, station).version === '1.6';
  const trigger = {
    kind: is16 ? 'extendedTrigger' : 'trigger',
    message: order.use === 'V2G' ? 'SignV2GCertificate' : 'SignChargingStationCertificate',
  } as const;
  passOn(context, trigger, [{ station, order: trigger }]);
}
