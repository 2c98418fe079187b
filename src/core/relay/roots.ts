// Roots of central systems at a relayed station that knows the gateway by TLS: one of the central system is for the gateway,
// which is connected to it, and none by which the station knows the gateway is taken from it (ocpp.md §2).

import { stationOf } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import type { CallFrame } from '../hear/context.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

const csmsRoots: ReadonlySet<unknown> = new Set(['CSMSRootCertificate', 'CentralSystemRootCertificate']);

/** Whether the gateway serves this message itself, as it does where it is the only station of a central system. */
export function concernsRoots(state: State, station: StationId, { action, payload }: CallFrame): boolean {
  const profile = stationOf(siteOf(state), station)?.security.profile ?? 0;
  if (profile < 2) return false;
  if (action === 'DeleteCertificate' || action === 'GetInstalledCertificateIds') return true;
  return (
    action === 'InstallCertificate' && csmsRoots.has((payload as { certificateType?: unknown } | null)?.certificateType)
  );
}
