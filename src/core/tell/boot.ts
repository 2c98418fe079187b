// Registration and heartbeat: nothing else is said before the CSMS has accepted us.

import { after } from '../../model/time.ts';
import type { BootReason } from '../../ocpp/dialect.ts';
import { dialectOfLink } from '../links.ts';
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
  const { uplink, state } = telling;
  const reason = reasonOf(telling);
  uplink.bootedAs = id;
  const wording = dialectOfLink(telling.link).toCsms.boot({ serial: id, firmware: state.firmware, reason });
  return tell(telling, wording, { kind: 'boot' }, 0);
}

/** A first boot of this process is one; later ones are what the CSMS wanted, or another name. */
const reasonOf = ({ uplink }: Telling): BootReason => (uplink.bootedAs === '' ? 'PowerUp' : 'Triggered');

/** A site that is called otherwise now is another charge point, which has to introduce itself. */
export const isRenamed = ({ state, uplink }: Telling): boolean => uplink.bootedAs !== siteOf(state).id;

export const tellHeartbeat: Teller = (telling) => {
  const { state, uplink, now } = telling;
  if (now.mono < uplink.heartbeatAt) return false;
  uplink.heartbeatAt = after(now.mono, uplink.heartbeatMs);
  wakeBy(state, uplink.heartbeatAt);
  return tell(telling, dialectOfLink(telling.link).toCsms.heartbeat(), { kind: 'heartbeat' });
};
