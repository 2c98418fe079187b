// Registration and heartbeat: nothing else is said before the CSMS has accepted us.

import { after } from '../../model/time.ts';
import type { BootReason } from '../../ocpp/dialect.ts';
import { dialectOfLink } from '../links.ts';
import type { State } from '../state.ts';
import { siteOf, wakeBy } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { Teller, Telling } from './telling.ts';
import { tell } from './telling.ts';

export const tellBoot: Teller = (telling) => {
  const { state, uplink, now } = telling;
  const { speaksFor } = uplink.config;
  // Nobody knows yet what it is.
  if (speaksFor !== undefined && state.ledger.stations.get(speaksFor)?.booted === undefined) return false;
  if (now.mono >= uplink.bootAt) return bootNow(telling);
  wakeBy(state, uplink.bootAt);
  return false;
};

export function bootNow(telling: Telling): true {
  const { uplink, state } = telling;
  const reason = reasonOf(telling);
  const who = whoOf(state, uplink);
  uplink.bootedAs = JSON.stringify(who);
  uplink.bootReason = undefined;
  const wording = dialectOfLink(telling.link).toCsms.boot({ ...who, reason });
  return tell(telling, wording, { kind: 'boot' }, 0);
}

/** The gateway, or the device that it stands for. */
function whoOf(state: State, { config }: UplinkLive) {
  const { speaksFor } = config;
  if (speaksFor === undefined) return { serial: siteOf(state).id, firmware: state.firmware };
  const { vendor, model, serial = speaksFor, firmware } = state.ledger.stations.get(speaksFor)?.booted ?? {};
  return {
    serial,
    ...(firmware !== undefined && { firmware }),
    ...(vendor !== undefined && model !== undefined && { device: { vendor, model } }),
  };
}

/** A first boot of this process is one, perhaps with other software; later ones have the reason that led to them. */
function reasonOf(telling: Telling): BootReason {
  const { state, uplink } = telling;
  if (uplink.bootedAs === '') return state.isUpdated ? 'FirmwareUpdate' : 'PowerUp';
  return uplink.bootReason ?? (isRenamed(telling) ? 'ApplicationReset' : 'Unknown');
}

/** Who is somebody else now is another charge point, which has to introduce itself. */
export const isRenamed = ({ state, uplink }: Telling): boolean =>
  uplink.bootedAs !== JSON.stringify(whoOf(state, uplink));

export const tellHeartbeat: Teller = (telling) => {
  const { state, uplink, now } = telling;
  if (now.mono < uplink.heartbeatAt) return false;
  uplink.heartbeatAt = after(now.mono, uplink.heartbeatMs);
  wakeBy(state, uplink.heartbeatAt);
  return tell(telling, dialectOfLink(telling.link).toCsms.heartbeat(), { kind: 'heartbeat' });
};
