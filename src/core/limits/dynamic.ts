// Limits as Dynamic profiles, where a station of OCPP 2.1 takes them: each further one is a single figure (K28).

import type { SetLimit } from '../../control/writes.ts';
import type { LimitWords } from '../../ocpp/dialect.ts';
import type { SlotLive } from '../../site/live.ts';
import type { LimitPurpose } from '../links.ts';

/** How a limit is told: as a new Dynamic profile, as the next figure of the one that it holds, or as any other. */
export function dynamicWay(
  { dynamic, transaction, level, offline }: SetLimit,
  slot: SlotLive,
  onOne: LimitWords['onOne'],
): LimitPurpose['dynamic'] {
  if (dynamic !== true || transaction === undefined || slot.refusesDynamic) return undefined;
  // An update says an amount only: other phases are another profile.
  const phases = onOne === undefined ? 3 : `1/${onOne.phaseToUse ?? '-'}`;
  const mark = `${transaction} ${level} ${offline?.seconds ?? '-'} ${phases}`;
  return { mark, isUpdate: slot.dynamic === mark };
}

export function dynamicTaken({ dynamic }: LimitPurpose, slot: SlotLive): void {
  slot.dynamic = dynamic?.mark;
}

/** True where the refusal is of the way and not of the limit: it is told in another one at once. */
export function dynamicRefused({ dynamic }: LimitPurpose, slot: SlotLive): boolean {
  if (dynamic === undefined) return false;
  slot.dynamic = undefined;
  if (!dynamic.isUpdate) slot.refusesDynamic = true;
  return true;
}
