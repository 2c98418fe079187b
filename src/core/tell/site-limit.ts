// A limit of the site that is not the central system's: told when it comes, changes or goes (K12, K13, K14.FR.02).

import type { ChargingSchedule } from '../../model/charging-profile.ts';
import { dialectOfLink } from '../links.ts';
import type { SiteLimit } from '../limits/site-limit-live.ts';
import { significanceOf } from './significance.ts';
import type { Teller } from './telling.ts';
import { tell } from './telling.ts';

export const tellSiteLimit: Teller = (telling) => {
  const { state, id, uplink, now } = telling;
  const { charging } = dialectOfLink(telling.link).toCsms;
  // A station of a relay has no site: the controller tells of it.
  if (charging === undefined || uplink.config.speaksFor !== undefined) return false;
  const limit = state.siteLimit;
  const told = uplink.siteLimitTold;
  if (limit !== undefined && isNews(told, limit, significanceOf(state, id))) {
    uplink.siteLimitTold = limit;
    const { source, isCritical } = limit;
    const wording = charging.limit({ source, isCritical, schedule: scheduleOf(limit), from: now.utc });
    return tell(telling, wording, { kind: 'notice', wording });
  }
  if (limit !== undefined || told === undefined) return false;
  uplink.siteLimitTold = undefined;
  const wording = charging.cleared(told.source);
  return tell(telling, wording, { kind: 'notice', wording });
};

/** On each line, until it is told anew. */
export const scheduleOf = ({ amps }: SiteLimit): ChargingSchedule => ({
  unit: 'A',
  periods: [{ startSeconds: 0, limit: amps }],
});

function isNews(told: SiteLimit | undefined, { amps, source }: SiteLimit, significance: number): boolean {
  if (told?.source !== source) return true;
  return Math.abs(amps - told.amps) > significance * told.amps;
}
