// One station with all that was learned of it.

import { fallbackStates } from '../../control/fallback-state.ts';
import type { StationDetailView } from '../../local/station-detail.ts';
import { capabilitiesView, quirksView, settingsView } from '../../local/station-detail.ts';
import { stationOf } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import { isoOf, utc } from '../../model/time.ts';
import { knocksView } from '../door/view.ts';
import { problem } from '../outside/problem.ts';
import type { Now, Problem } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { stationView } from '../view.ts';
import { momentOf } from './moment.ts';

export function stationDetail(state: State, id: StationId, now: Now): StationDetailView | Problem {
  const station = stationOf(siteOf(state), id);
  if (station === undefined)
    return problem(
      404,
      'BB_STATION_UNKNOWN',
      `There is no station ${id} in the site file. GET /api/v1/site lists them.`,
    );
  const part = state.ledger.stations.get(id);
  const live = state.live.stations.get(id);
  const link = state.stationLinks.get(id);
  const loads = state.loadsOfStation.get(id) ?? [];
  const capabilities = part?.capabilities ?? {};
  const turnedAway = knocksView(state).find(({ identity }) => identity === (id as string));
  return {
    ...stationView(momentOf(state, now), station),
    at: isoOf(now.utc),
    ...{ state: station.state, securityProfile: station.security.profile },
    ...(link !== undefined && { version: link.peer.version }),
    ...(live?.connected === true && { connectedSince: isoOf(utc(now.utc - (now.mono - live.connectedAt))) }),
    ...(part?.booted?.serial !== undefined && { serial: part.booted.serial }),
    ...(part?.modelSince !== undefined && { modelSince: isoOf(part.modelSince) }),
    capabilities: capabilitiesView(capabilities),
    quirks: quirksView(
      capabilities,
      live?.mended ?? new Map(),
      loads.some(({ hold }) => hold.rung === 'none' && station.state === 'installed' && part?.booted !== undefined),
    ),
    settings: settingsView(capabilities),
    holding: loads.flatMap(({ evses, hold }) =>
      evses.map((evse) => ({ evse: evse.id, holding: hold.holding, takesLimits: hold.rung })),
    ),
    fallback: {
      state: fallbackStates(state.ledger).get(id) ?? 'declared',
      evses: loads.flatMap(({ key, evses }) =>
        evses.map((evse) => ({ evse: evse.id, amps: state.fallback.get(key) ?? 0 })),
      ),
    },
    lastRefusals: [...(live?.slots ?? [])].flatMap(([place, { refusals, refusedAmps }]) =>
      refusals === 0 ? [] : [{ place, times: refusals, ...(refusedAmps !== undefined && { amps: refusedAmps }) }],
    ),
    problems: [...(live?.problems.values() ?? [])].map(({ evse, info, errorCode, vendorErrorCode }) => ({
      evse,
      text: [errorCode, info, vendorErrorCode].filter((one) => one !== undefined && one !== '').join(': '),
    })),
    ...(turnedAway !== undefined && { turnedAway }),
    deviceModel: {
      settings: Object.keys(capabilities.settings ?? {}).length,
      ...(capabilities.inventory !== undefined && { inventory: capabilities.inventory }),
    },
  };
}
