// Registration and heartbeat: nothing else is said before the CSMS has accepted us.

import { after } from '../../model/time.ts';
import { sayBoot, sayHeartbeat } from '../../ocpp/v16/provisioning.ts';
import { siteOf, wakeBy } from '../state.ts';
import type { Teller, Telling } from './telling.ts';
import { tell } from './telling.ts';

export const tellBoot: Teller = (telling) => {
  const { state, uplink, now } = telling;
  if (now.mono >= uplink.bootAt) return bootNow(telling);
  wakeBy(state, uplink.bootAt);
  return false;
};

export function bootNow(telling: Telling): true {
  const { id } = siteOf(telling.state);
  telling.uplink.bootedAs = id;
  return tell(telling, sayBoot(id, telling.state.firmware), { kind: 'boot' }, 0);
}

/** A site that is called otherwise now is another charge point, which has to introduce itself. */
export const isRenamed = ({ state, uplink }: Telling): boolean => uplink.bootedAs !== siteOf(state).id;

export const tellHeartbeat: Teller = (telling) => {
  const { state, uplink, now } = telling;
  if (now.mono < uplink.heartbeatAt) return false;
  uplink.heartbeatAt = after(now.mono, uplink.heartbeatMs);
  wakeBy(state, uplink.heartbeatAt);
  return tell(telling, sayHeartbeat(), { kind: 'heartbeat' });
};
