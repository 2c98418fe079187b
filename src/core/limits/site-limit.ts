// What limits the whole site besides central systems: windows, temporary limits, the grid operator. Central systems of 2.x are
// told (K12, K14, K24).

import { lineCount } from '../../model/electric.ts';
import type { Reason } from '../../model/reason.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { outsideLimits } from './outside.ts';
import type { SiteLimit } from './site-limit-live.ts';

/** The least of all; undefined where the site has what its file says. */
export function siteLimitOf(state: State, now: Now): SiteLimit | undefined {
  const { circuits, supply } = siteOf(state);
  const { limits, ceilings } = outsideLimits(state, now);
  const grid = circuits.find(({ parent }) => parent === undefined);
  const own = grid === undefined ? undefined : limits.get(grid.id);
  const all = [
    ...(own === undefined ? [] : [own]),
    ...ceilings.flatMap(({ amps, reason, stations }) => (stations === undefined ? [{ amps, reason }] : [])),
  ];
  let least: SiteLimit | undefined;
  for (const { amps, reason } of all) {
    const most = typeof amps === 'number' ? amps : Math.min(...amps.slice(0, lineCount[supply]));
    if (most < (least?.amps ?? Infinity)) least = { amps: Math.max(0, most), ...sourceOf(reason) };
  }
  return least;
}

function sourceOf(reason: Reason): Pick<SiteLimit, 'source' | 'isCritical'> {
  const isOfGrid = reason.kind === 'gridOperator' || reason.kind === 'lpc';
  return { source: isOfGrid ? 'SO' : 'EMS', isCritical: isOfGrid };
}
