// Statuses of the connectors, the newest of each only; first that of the gateway itself.

import { stationOf } from '../../model/config/site.ts';
import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { earliest, never } from '../../model/time.ts';
import { sayStatus } from '../../ocpp/v16/availability.ts';
import type { StatusUpstream } from '../../uplink/aggregate/status.ts';
import { gatewayUpstream, signatureOf, statusUpstream } from '../../uplink/aggregate/status.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf, wakeBy } from '../state.ts';
import type { Teller, Telling } from './telling.ts';
import { tell } from './telling.ts';

export const tellStatus: Teller = (telling) => {
  const { state, uplink, now } = telling;
  const self = gatewayUpstream(state.live.disk === 'ok', now.utc);
  if (uplink.selfTold !== self.status) {
    uplink.selfTold = self.status;
    return tell(telling, sayStatus(0, self), { kind: 'status' });
  }
  let next = never;
  for (const [key, { at, always }] of uplink.statuses) {
    if (now.mono < at) {
      next = earliest(next, at);
      continue;
    }
    uplink.statuses.delete(key);
    if (tellOne(telling, key, always)) return true;
  }
  wakeBy(state, next);
  return false;
};

/** False where there is nothing to tell, or nothing new. */
export function tellOne(telling: Telling, key: EvseKey, always: boolean): boolean {
  const { state, uplink, now } = telling;
  const number = state.ledger.gateway.numbering.get(key);
  const report = reportOf(state, key, now);
  if (number === undefined || report === undefined) return false;
  const signature = signatureOf(report);
  if (!always && uplink.statusesTold.get(key) === signature) return false;
  uplink.statusesTold.set(key, signature);
  return tell(telling, sayStatus(number, report), { kind: 'status' });
}

export function reportOf(state: State, key: EvseKey, now: Now): StatusUpstream | undefined {
  const { station, evse } = evseOf(key);
  const config = stationOf(siteOf(state), station);
  const away = state.away.get(station);
  const statuses = state.ledger.stations.get(station)?.statuses;
  return statusUpstream(
    {
      station,
      isRetired: config === undefined || config.state === 'retired' || !config.evses.some(({ id }) => id === evse),
      goneSince: away?.gone === true ? away.since : undefined,
      own: statuses?.get(evse),
      ofStation: statuses?.get(0),
    },
    now.utc,
  );
}
