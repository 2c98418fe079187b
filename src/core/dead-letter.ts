import type { Fact } from '../model/fact/fact.ts';
import type { Parked } from '../model/fact/uplink.ts';
import { doneThrough } from '../uplink/outbox.ts';
import type { Now } from './ports.ts';
import type { State } from './state.ts';
import { wakeBy } from './state.ts';
import type { UplinkLive } from './uplink-live.ts';

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
