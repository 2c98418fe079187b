import type { AlarmKey } from '../../model/alarm.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { Parked } from '../../model/fact/uplink.ts';
import type { UplinkId } from '../../model/ids.ts';
import { lettersKept } from '../../site/dead-letters.ts';
import { doneThrough } from '../../uplink/outbox.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import type { UplinkLive } from './live.ts';

/** A dead letter that was sent once more was refused once more. */
export function parkAgain(
  { state, uplink, facts, now }: { state: State; uplink: UplinkLive; facts: Fact[]; now: Now },
  letter: Parked,
  code: string,
  description: string,
): void {
  facts.push({ ...letter, code, description, through: doneThrough(uplink.outbox), happenedAt: now.utc });
  wakeBy(state, now.mono);
}

/** Dead letters are an alarm until nobody has to look at one any more. */
export function followLetters(state: State, id: UplinkId): void {
  const alarm: AlarmKey = `BB_UPLINK_PARKED:${id}`;
  const parked = state.ledger.uplinks.get(id)?.parked ?? [];
  const last = parked.at(-1);
  if (last === undefined) return void state.alarms.delete(alarm);
  const full =
    parked.length < lettersKept ? '' : ' No more are kept: for each new one the oldest meter values are forgotten.';
  state.alarms.set(
    alarm,
    `${id} refused ${parked.length} messages for good, the last a ${last.action} (${last.code}). Look at them with "busbar dead-letters list ${id}", and replay or discard them.${full}`,
  );
}
