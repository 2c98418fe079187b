import type { ProfilePurpose } from '../../model/charging-profile.ts';
import type { StationId } from '../../model/ids.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { slotsOf } from '../../site/limits.ts';
import type { StationPart } from '../../site/station-part.ts';
import type { State } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { Step } from './step.ts';

/**
 * Takes out what other systems left in a station, before it is told anything: a foreign profile of a higher level would
 * win. The station counts at its rating until it took ours. One that holds ours is never cleared: it would be unlimited
 * in between. Without the journal nobody knows what is ours: then only the profiles of transactions go, which leaves what
 * the station falls back to. Silence is asked again: what may still stand there would count above ours, unseen.
 */
export const clearProfiles: Step = {
  name: 'clear profiles',
  next: (context) => {
    const { asked } = context.live.adoption;
    if (holdsOurs(context.part) && !asked.has(begun)) return undefined;
    const { state, station } = context;
    const due = purposesToClear(state, station.id).find((purpose) => !asked.has(nameOf(purpose)));
    if (due === undefined) return undefined;
    asked.add(begun);
    return clearOf(due);
  },
  heard: ({ live }, order, { status }) => {
    if (status === 'Unanswered' || status === 'Offline') return [];
    live.adoption.asked.add(nameOf((order as OrderOf<'clearChargingProfile'>).purpose ?? 'all'));
    live.breaksOnClear = 0;
    return [];
  },
};

const begun = 'profiles are cleared';
const nameOf = (purpose: ProfilePurpose | 'all'): string => `profiles cleared ${purpose}`;

/** Stations of 2.x refuse to clear without a word of what (K10.FR.02). */
export function purposesToClear(state: State, station: StationId): readonly (ProfilePurpose | 'all')[] {
  if (state.safeMode !== undefined) return ['TxProfile'];
  if (dialectOfStation(state, station).version === '1.6') return ['all'];
  return ['TxProfile', 'TxDefaultProfile', 'ChargingStationMaxProfile'];
}

export const clearOf = (purpose: ProfilePurpose | 'all'): OrderOf<'clearChargingProfile'> => ({
  kind: 'clearChargingProfile',
  ...(purpose !== 'all' && { purpose }),
});

const holdsOurs = ({ limits }: StationPart): boolean =>
  (['tx', 'default', 'max'] as const).some((rung) => slotsOf(limits, rung).size > 0);
