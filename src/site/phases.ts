// What EVSEs were switched to, one phase or three. By our word only: what a relay does is seen in the currents.

import type { CommandSettled } from '../model/fact/command.ts';
import type { PhasesCommanded } from '../model/fact/phases.ts';
import type { CommandId } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import { dayOf } from './limits.ts';

export interface PhasesTold {
  /** When a switch was ordered last. */
  readonly orderedAt: Utc;
  /** `unknown` where a switch may have been made or not. While one is under way: what was before it. */
  readonly phases: 1 | 3 | 'unknown';
  /** The one that it uses of three, where a station was told (2.x). */
  readonly phaseToUse?: number;
  /** Why load control ordered it; absent where a person did. */
  readonly why?: PhasesCommanded['why'];
  /** How often on that day (UTC) one was ordered. */
  readonly ofDay: number;
  readonly underWay?: { readonly command: CommandId; readonly phases: 1 | 3; readonly phaseToUse?: number };
}

/** EVSE number → what it was told. */
export type Phases = Map<number, PhasesTold>;

export function foldPhasesCommanded(
  phases: Phases,
  { command, evse, phases: wanted, phaseToUse, why, happenedAt }: PhasesCommanded,
): void {
  const before = phases.get(evse);
  const stands = before === undefined || before.underWay !== undefined ? 'unknown' : before.phases;
  phases.set(evse, {
    orderedAt: happenedAt,
    phases: stands,
    ...(before?.phaseToUse !== undefined && { phaseToUse: before.phaseToUse }),
    ...(why !== undefined && { why }),
    ofDay: 1 + (before === undefined ? 0 : switchesOn(before, happenedAt)),
    underWay: { command, phases: wanted, ...(phaseToUse !== undefined && { phaseToUse }) },
  });
}

export function foldPhasesSettled(phases: Phases, { command, outcome }: CommandSettled): void {
  for (const [evse, told] of phases) {
    const { underWay, ...others } = told;
    if (underWay?.command !== command) continue;
    const stands = outcome === 'accepted' ? underWay.phases : outcome === 'unanswered' ? 'unknown' : told.phases;
    const { phaseToUse: before, ...rest } = others;
    const phaseToUse = outcome === 'accepted' ? underWay.phaseToUse : before;
    phases.set(evse, { ...rest, phases: stands, ...(phaseToUse !== undefined && { phaseToUse }) });
  }
}

/** How often one was ordered on the day of this moment. Snapshots of before do not say it. */
export const switchesOn = (
  { orderedAt, ofDay = 1 }: Pick<PhasesTold, 'orderedAt'> & Partial<PhasesTold>,
  at: Utc,
): number => (dayOf(orderedAt) === dayOf(at) ? ofDay : 0);

/** The gateway came up again: nobody knows what became of a switch under way. */
export function foldPhasesCrash(phases: Phases): void {
  for (const [evse, { underWay, ...others }] of phases)
    if (underWay !== undefined) phases.set(evse, { ...others, phases: 'unknown' });
}
