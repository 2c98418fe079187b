// What could not be carried from one version to another, counted by field and reason.

import type { Version } from '../model/protocol.ts';
import type { Loss, LossCount } from '../ocpp/loss.ts';
import type { State } from './state.ts';

/** Once a message that leaves: whoever repeats one does not count it again. Fields and reasons are ours, so they are few. */
export function lose(state: State, from: LossCount['from'], to: Version, losses: readonly Loss[] = []): void {
  for (const { field, reason } of losses) {
    const key = `${from} ${to} ${field} ${reason}`;
    const known = state.losses.get(key);
    if (known === undefined) state.losses.set(key, { from, to, field, reason, count: 1 });
    else known.count += 1;
  }
}
