// Registration and heartbeat: nothing else is said before the CSMS has accepted us.

import { after } from '../../model/time.ts';
import type { BootReason } from '../../ocpp/dialect.ts';
import { dialectOfLink } from '../links.ts';
import type { State } from '../state.ts';
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
  uplink.bootReason = undefined;
  const wording = dialectOfLink(telling.link).toCsms.boot({ serial: id, firmware: state.firmware, reason });
  return tell(telling, wording, { kind: 'boot' }, 0);
}

/** A first boot of this process is one, perhaps with other software; later ones have the reason that led to them. */
function reasonOf({ state, uplink }: Telling): BootReason {
  if (uplink.bootedAs === '') return state.isUpdated ? 'FirmwareUpdate' : 'PowerUp';
  return uplink.bootReason ?? (isOther(uplink.bootedAs, state) ? 'ApplicationReset' : 'Unknown');
}

const isOther = (bootedAs: string, state: State): boolean => bootedAs !== siteOf(state).id;

/** A site that is called otherwise now is another charge point, which has to introduce itself. */
export const isRenamed = ({ state, uplink }: Telling): boolean => isOther(uplink.bootedAs, state);

export const tellHeartbeat: Teller = (telling) => {
  const { state, uplink, now } = telling;
  if (now.mono < uplink.heartbeatAt) return false;
  uplink.heartbeatAt = after(now.mono, uplink.heartbeatMs);
  wakeBy(state, uplink.heartbeatAt);
  return tell(telling, dialectOfLink(telling.link).toCsms.heartbeat(), { kind: 'heartbeat' });
};
