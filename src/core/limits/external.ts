// What limits a station besides us, as it says itself: others may have what it cannot draw. It only ever lowers.

import type { Cap } from '../../control/allocate.ts';
import type { Load } from '../../control/envelope.ts';
import type { Level } from '../../control/schedule.ts';
import { profileLevel } from '../../control/schedule.ts';
import { evseKey } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { Charging } from './csms-limits.ts';
import { placeOf } from './csms-limits.ts';

/** Of the whole station no EVSE can have more than it has. */
function levelsOf(state: State, { station, evses }: Load, charging: Charging, at: Utc): (Level & { source: string })[] {
  const external = state.ledger.stations.get(station.id)?.external;
  if (external === undefined || external.size === 0) return [];
  const site = siteOf(state);
  return [0, ...evses.map(({ id }) => id)].flatMap((id) => {
    const one = external.get(id);
    if (one?.profile === undefined) return [];
    const place = placeOf(site, evseKey(station.id, id === 0 ? evses[0]!.id : id), charging);
    return [{ ...profileLevel(one.profile, { ...place, beganAt: one.happenedAt }, at), source: one.source }];
  });
}

export const capOfExternal = (state: State, load: Load, charging: Charging, at: Utc): Cap[] =>
  levelsOf(state, load, charging, at).flatMap(({ amps, source }) =>
    amps === undefined ? [] : [{ amps, reason: { kind: 'stationLimit', source } }],
  );

export const externalChangesAt = (state: State, load: Load, charging: Charging, at: Utc): number =>
  Math.min(...levelsOf(state, load, charging, at).map(({ changesAt }) => changesAt));
