// Files that describe devices have changed: what is described otherwise is driven anew, and what cannot be used is an alarm.

import { followSite } from '../know.ts';
import type { Input, Now } from '../ports.ts';
import type { State } from '../state.ts';

const alarm = 'BB_DRIVER_LAST_GOOD:';

export function hearDevices(state: State, { wrong }: Extract<Input, { kind: 'devices' }>, now: Now): void {
  for (const key of state.alarms.keys()) if (key.startsWith(alarm)) state.alarms.delete(key);
  for (const { device, why } of wrong)
    state.alarms.set(
      `${alarm}${device}`,
      `${why} The description of "${device}" of before stays in force. Correct the file; "busbar check" of it says everything.`,
    );
  followSite(state, now);
}
