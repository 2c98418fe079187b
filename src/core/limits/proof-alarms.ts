// What people must know of fallbacks that nobody has seen, or that were seen to fail.

import { declaredMs, fallbackStates, modelOf } from '../../control/fallback-state.ts';
import type { Load } from '../../control/envelope.ts';
import type { EvseKey, StationId } from '../../model/ids.ts';
import { rightMoment } from '../../site/clock.ts';
import type { StationLive } from '../../site/live.ts';
import type { State } from '../state.ts';
import { setAlarms } from './limit-alarms.ts';

/** Once per change of the site, and of what stations showed. */
export function setProofAlarms(state: State): void {
  const { ledger, loads } = state;
  const states = fallbackStates(ledger);
  const ofOcpp = loads.filter(({ station, hold }) => station.modbus === undefined && hold.rung !== 'none');
  const failed = new Set(ofOcpp.flatMap(({ station: { id } }) => (states.get(id) === 'failed' ? [id] : [])));
  state.unfit = failed;
  setAlarms(
    state,
    'BB_FALLBACK_FAILED',
    [...failed],
    (id) =>
      `${id} did not fall back as it should when that was tested: while it cannot be reached it counts at its rating, and without the gateway its circuit is not sure to hold. Change its firmware or its settings, then "busbar stations prove ${id}".`,
  );
  // One alarm a model: sixty of one kind need one test.
  const newest = ledger.gateway.clock.newestUtc;
  const unproved = new Map<string, StationId>();
  for (const { station } of ofOcpp) {
    const part = ledger.stations.get(station.id);
    const model = part === undefined ? undefined : modelOf(part);
    if (part?.modelSince === undefined || model === undefined || states.get(station.id) !== 'declared') continue;
    if (newest - rightMoment(ledger.gateway.clock, part.modelSince) > declaredMs && !unproved.has(model))
      unproved.set(model, station.id);
  }
  setAlarms(state, 'BB_FALLBACK_UNPROVED', [...unproved.values()], (id) => {
    const { vendor, model, firmware } = ledger.stations.get(id)!.booted!;
    return `Nobody has seen yet how ${vendor} ${model} ${firmware ?? ''} falls back when the gateway is gone; that it does is only said. Test one of them: "busbar stations prove ${id}".`;
  });
}

/** It was seen not to fall back, and nobody can tell it anything now. */
export const isUnfit = ({ unfit }: State, { station }: Load, live: StationLive | undefined): boolean =>
  live?.connected !== true && unfit.has(station.id);

/** What these count with: whatever they hold, they may draw all that they can. */
export function unfitOf(state: State): [EvseKey, number][] {
  if (state.unfit.size === 0) return [];
  const unfit = state.loads.filter((load) => isUnfit(state, load, state.live.stations.get(load.station.id)));
  return unfit.map(({ key }) => [key, Infinity]);
}
