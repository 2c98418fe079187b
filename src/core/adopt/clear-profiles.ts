import { slotsOf } from '../../site/limits.ts';
import type { StationPart } from '../../site/station-part.ts';
import type { Step } from './step.ts';

/**
 * Takes out what other systems left in a station, before it is told anything: a foreign profile of a higher level would
 * win. The station counts at its rating until it took ours. One that holds ours is never cleared: it would be unlimited
 * in between. Without the journal nobody knows what is ours: then only the profiles of transactions go, which leaves what
 * the station falls back to. Silence is asked again: what may still stand there would count above ours, unseen.
 */
export const clearProfiles: Step = {
  name: 'clear profiles',
  next: ({ state, part, live }) => {
    if (live.adoption.asked.has(answered) || holdsOurs(part)) return undefined;
    return { kind: 'clearChargingProfile', ...(state.safeMode !== undefined && { purpose: 'TxProfile' as const }) };
  },
  heard: ({ live }, _order, { status }) => {
    if (status === 'Unanswered' || status === 'Offline') return [];
    live.adoption.asked.add(answered);
    live.breaksOnClear = 0;
    return [];
  },
};

const answered = 'profiles cleared';

const holdsOurs = ({ limits }: StationPart): boolean =>
  (['tx', 'default', 'max'] as const).some((rung) => slotsOf(limits, rung).size > 0);
