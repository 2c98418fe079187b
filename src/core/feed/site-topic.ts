// The topic of the site as a whole, as one uplink sees it: how many of its stations are there, what they draw together, what
// limits all of them.

import { isoOf } from '../../model/time.ts';
import type { Deadband, Shown } from '../../uplink/mqtt/change.ts';
import { ceilingsOf } from '../limits/csms-limits.ts';
import { outsideLimits } from '../limits/outside.ts';
import { gridView } from '../outside/grid.ts';
import { siteOf } from '../state.ts';
import { serves } from '../uplink/live.ts';
import { economyView } from './economy.ts';
import type { Feeding } from './feeding.ts';
import type { Seen } from './seen.ts';

const each: Deadband = { least: 0, share: 0, when: 'soon' };
const ofSite: readonly Deadband[] = [each, each, each, { least: 1000, share: 0.05, when: 'soon' }];

export function siteTopic(feeding: Feeding, seen: Seen): { readonly shown: Shown; readonly body: () => object } {
  const { state, uplink, feed, now } = feeding;
  const site = siteOf(state);
  const { disk } = state.live;
  const counts = countsOf(feeding, seen);
  const grid = gridView(state, now);
  const economy = economyView(uplink.config, feed);
  return {
    shown: {
      now: [site.name, disk, state.safeMode, state.clock.trusted, grid?.state, grid?.limitAmps, economy?.level].join(
        '|',
      ),
      figures: [counts.connected, counts.stations, counts.charging, counts.powerW],
      deadbands: ofSite,
    },
    body: () => ({
      gatewayId: feeding.gatewayId,
      at: isoOf(now.utc),
      id: site.id,
      name: site.name,
      timezone: site.timezone,
      supply: site.supply,
      version: state.firmware,
      epoch: state.ledger.gateway.epoch,
      disk,
      ...(state.safeMode !== undefined && { safeMode: state.safeMode }),
      clockTrusted: state.clock.trusted,
      stations: { total: counts.stations, connected: counts.connected },
      evses: { total: counts.evses, charging: counts.charging },
      powerW: Math.round(counts.powerW),
      ...(grid !== undefined && { grid }),
      ceilings: [...outsideLimits(state, now).ceilings, ...ceilingsOf(state, now.utc).ceilings].map(
        ({ reason, amps, stations }) => ({
          reason,
          amps,
          ...(stations !== undefined && { stations: [...stations].filter((id) => serves(uplink, id)).length }),
        }),
      ),
      ...(economy !== undefined && { economy }),
    }),
  };
}

function countsOf({ uplink }: Feeding, seen: Seen) {
  let [stations, connected, evses, charging, powerW] = [0, 0, 0, 0, 0];
  for (const { of, isHere } of seen.topics) {
    if (!('station' in of) || 'evse' in of || !serves(uplink, of.station)) continue;
    stations += 1;
    if (isHere === true) connected += 1;
  }
  for (const one of seen.evses) {
    if (!serves(uplink, one.station)) continue;
    evses += 1;
    if (one.isCharging) charging += 1;
    powerW += one.powerW ?? 0;
  }
  return { stations, connected, evses, charging, powerW };
}
