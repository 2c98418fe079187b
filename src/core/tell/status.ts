// Statuses of the connectors, the newest of each only; first that of the gateway itself.

import { stationOf } from '../../model/config/site.ts';
import type { EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { earliest, never } from '../../model/time.ts';
import { openOnes } from '../../site/transaction.ts';
import type { StatusUpstream } from '../../ocpp/dialect.ts';
import { dialectOfLink } from '../links.ts';
import { gatewayUpstream, signatureOf, statusUpstream } from '../../uplink/aggregate/status.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf, wakeBy } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { serves } from '../uplink/live.ts';
import { numbersFor } from '../uplink/numbers.ts';
import { noteProblem, noteSelf, tellEvents } from './events.ts';
import { mustPause } from './pause.ts';
import type { Teller, Telling } from './telling.ts';
import { tellAll } from './telling.ts';

export const tellStatus: Teller = (telling) => {
  const { state, uplink, now } = telling;
  const self = selfOf(telling);
  if (uplink.selfTold !== self.status) {
    // Who hears of us for the first time takes us to be in service.
    if (self.status !== 'Available' || uplink.problemsTold.has('') || uplink.selfTold !== undefined)
      noteSelf(telling, self);
    uplink.selfTold = self.status;
    if (tellAll(telling, dialectOfLink(telling.link).toCsms.status({ number: 0 }, self)) || tellEvents(telling))
      return true;
  }
  let next = never;
  for (const [key, { at, always }] of uplink.statuses) {
    if (now.mono < at) {
      next = earliest(next, at);
      continue;
    }
    // A whole depot that comes back has as many as EVSEs (F062).
    if (mustPause(telling)) return false;
    uplink.statuses.delete(key);
    if (tellOne(telling, key, always)) return true;
  }
  wakeBy(state, next);
  return false;
};

/** False where there is nothing to tell, or nothing new. */
export function tellOne(telling: Telling, key: EvseKey, always: boolean): boolean {
  const { state, uplink, now } = telling;
  const number = numbersFor(state, uplink).get(key);
  if (number === undefined) return false;
  const report = reportOf(state, key, now);
  const signature = signatureOf(report);
  if (!always && uplink.statusesTold.get(key) === signature) return false;
  uplink.statusesTold.set(key, signature);
  noteProblem(telling, key, number, report);
  return tellAll(telling, dialectOfLink(telling.link).toCsms.status({ number }, report));
}

/** Connector 0. What is taken out of service is so when the last transaction has ended. */
export function selfOf({ state, id, uplink, now }: Pick<Telling, 'state' | 'id' | 'uplink' | 'now'>): StatusUpstream {
  const isOut = state.ledger.uplinks.get(id)?.operative === false && !isCharging(state, uplink);
  return gatewayUpstream(state.live.disk === 'ok', !isOut, now.utc);
}

function isCharging(state: State, uplink: UplinkLive): boolean {
  for (const [station, { transactions }] of state.ledger.stations)
    if (serves(uplink, station) && openOnes(transactions).length > 0) return true;
  return false;
}

/** What is told of an EVSE. */
export function reportOf(state: State, key: EvseKey, now: Now): StatusUpstream {
  const { station, evse } = evseOf(key);
  const config = stationOf(siteOf(state), station);
  const statuses = state.ledger.stations.get(station)?.statuses;
  return statusUpstream(
    {
      station,
      isRetired: config === undefined || config.state === 'retired' || !config.evses.some(({ id }) => id === evse),
      away: state.away.get(station),
      own: statuses?.get(evse),
      ofStation: statuses?.get(0),
    },
    now.utc,
  );
}
