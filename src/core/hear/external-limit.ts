// NotifyChargingLimit and ClearedChargingLimit of a station of OCPP 2.x (K11, K12, K13): somebody else limits it. What it cannot
// draw others may have, and central systems are told.

import type { ChargingProfile } from '../../model/charging-profile.ts';
import { evseKey } from '../../model/ids.ts';
import { stationOf } from '../../model/config/site.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { ChargingToCsms } from '../../ocpp/dialect.ts';
import type { ChargingHeard, ChargingLimitHeard, ProfilesHeard } from '../../ocpp/heard-charging.ts';
import type { Wording } from '../../ocpp/heard.ts';
import { siteOf } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { addNotice, serves } from '../uplink/live.ts';
import type { Context } from './context.ts';
import { answer, record } from './context.ts';
import { numberFor } from '../uplink/numbers.ts';
import { uplinksOf } from '../uplink/work.ts';

type Heard = Extract<ChargingHeard, { kind: 'chargingLimit' | 'limitCleared' }>;

/** The same once more is no news, and what is gone already neither; central systems hear of it all the same. */
export function hearExternalLimit(context: Context, said: Heard): void {
  const { part, station, now } = context;
  const { evse } = said;
  const known = part.external.get(evse);
  const place = { station, evse, happenedAt: now.utc };
  if (said.kind === 'limitCleared') {
    if (known !== undefined || (evse === 0 && part.external.size > 0))
      record(context, { kind: 'ExternalLimitCleared', ...place });
  } else {
    const profile = profileOf(said);
    const about = { source: said.source, ...(profile !== undefined && { profile }) };
    if (known?.source !== about.source || JSON.stringify(known.profile) !== JSON.stringify(profile))
      record(context, { kind: 'ExternalLimitReported', ...place, ...about });
  }
  answer(context, { kind: 'empty' });
  tellUplinks(context, said);
}

/** What limits it since before it came: known only where it did not say so itself, which counts more. */
export function learnExternalLimit(context: Context, { evse, source, profiles }: ProfilesHeard): void {
  const profile = profiles.find(({ purpose }) => purpose === 'ChargingStationExternalConstraints');
  const { part, station, now } = context;
  if (profile === undefined || part.external.has(evse)) return;
  record(context, { kind: 'ExternalLimitReported', station, evse, source, profile, happenedAt: now.utc });
  tellUplinks(context, { kind: 'chargingLimit', evse, source, schedule: profile.schedule });
}

/** A station that starts anew says once more who limits it. */
export function forgetExternalLimits(context: Context): void {
  const { part, station, now } = context;
  if (part.external.size > 0) record(context, { kind: 'ExternalLimitCleared', station, evse: 0, happenedAt: now.utc });
}

const profileOf = ({ schedule }: ChargingLimitHeard): ChargingProfile | undefined =>
  schedule === undefined || schedule.periods.length === 0
    ? undefined
    : { id: 0, stackLevel: 0, purpose: 'ChargingStationExternalConstraints', kind: 'Absolute', schedule };

/** Each EVSE by its number; of a whole station all of them. */
function tellUplinks(context: Context, said: Heard): void {
  const { state, station, now } = context;
  const evses = stationOf(siteOf(state), station)?.evses.map(({ id }) => id) ?? [];
  const meant = said.evse === 0 ? evses : evses.filter((id) => id === said.evse);
  const word = (charging: ChargingToCsms, evse: number): Wording =>
    said.kind === 'limitCleared'
      ? charging.cleared(said.source, evse)
      : charging.limit({
          source: said.source,
          isCritical: false,
          evse,
          ...(said.schedule !== undefined && { schedule: said.schedule }),
          from: said.schedule?.startAt ?? now.utc,
        });
  for (const uplink of uplinksOf(state, station)) {
    const { charging } = dialectOf(uplink.config.version).toCsms;
    if (charging === undefined || !isTold(uplink, context)) continue;
    for (const id of meant) {
      const number = numberFor(state, uplink, evseKey(station, id));
      if (number !== undefined) addNotice(uplink, word(charging, number));
    }
  }
}

/**
 * Who has the say over the station and is there to hear of it. What a relay hears it passes on by itself, and
 * over MQTT nothing is told in the words of OCPP.
 */
export const isTold = (uplink: UplinkLive, { station }: Pick<Context, 'station'>): boolean =>
  uplink.config.role === 'control' &&
  uplink.config.mode !== 'relay' &&
  uplink.feed === undefined &&
  uplink.accepted &&
  serves(uplink, station);
