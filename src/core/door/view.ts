// The door as people see it.

import type { WarningView } from '../../local/site-view.ts';
import type { PendingView, StandingView } from '../../local/stations-view.ts';
import type { Site } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { isoOf } from '../../model/time.ts';
import { openOnes } from '../../site/transaction.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { stationAt } from './door.ts';

/** Whoever knocked last comes first. */
export const knocksView = (state: State): PendingView[] =>
  [...state.door.knocks.values()].reverse().map((one) => ({
    identity: one.identity,
    isKnown: stationAt(state.door, siteOf(state), one.identity) !== undefined,
    code: one.code,
    text: one.what,
    remedy: one.remedy,
    firstAt: isoOf(one.firstAt),
    lastAt: isoOf(one.lastAt),
    times: one.times,
    remoteAddress: one.remoteAddress,
    subprotocols: one.subprotocols,
  }));

export function standingView(state: State, station: StationId): StandingView {
  const known = stationAt(state.door, siteOf(state), station);
  const transactions = state.ledger.stations.get(station)?.transactions;
  return {
    station,
    isKnown: known !== undefined,
    isEnrolled: known?.enrolled === true,
    connected: state.stationLinks.has(station),
    numbers: [...state.ledger.gateway.numbering].filter(([key]) => evseOf(key).station === station),
    charging: transactions === undefined ? [] : [...openOnes(transactions)].map(({ evse }) => evse),
  };
}

/** So many are named; the rest is counted. */
const mostNamed = 5;

/** Whoever reaches the network can come in under the name of a station without a key: that stays to be seen. */
export function openStations({ stations }: Site): WarningView[] {
  // Nobody comes in under the name of a station that the gateway drives itself.
  const open = stations.filter(
    ({ state, security, modbus }) => security.profile === 0 && state !== 'retired' && modbus === undefined,
  );
  if (open.length === 0) return [];
  const names = open.slice(0, mostNamed).map(({ id }) => id);
  const more = open.length > mostNamed ? ` and ${open.length - mostNamed} more` : '';
  const text = `${names.join(', ')}${more} come in without a password (security profile 0): whoever reaches the network can use their names. Give them "security: { profile: 1, password: managed }", or keep that network to them alone.`;
  return [{ code: 'BB_STATIONS_OPEN', text }];
}
