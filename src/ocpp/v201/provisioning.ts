import type { BootNotificationRequest, SecurityEventNotificationRequest } from 'typed-ocpp/dist/ocpp20/types.js';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { BootAnswer, ToCsms } from '../dialect.ts';
import type { FromStation, SecurityEventHeard, Wording } from '../heard.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { eventNameIn2 } from '../security-event-names.ts';
import { stampOf } from '../stamp.ts';
import { cut } from '../text.ts';
import type { Words } from './words.ts';

/** The standard says 20 to 50 characters; stations that use more are known by them (Q13, Q14). */
const mostCharacters = 100;

/** BootNotification. */
export function readBoot({ chargingStation, reason }: BootNotificationRequest): FromStation {
  const { vendorName, model, serialNumber, firmwareVersion } = chargingStation;
  return {
    kind: 'boot',
    vendor: cut(vendorName, mostCharacters),
    model: cut(model, mostCharacters),
    reason,
    ...(serialNumber !== undefined && { serial: cut(serialNumber, mostCharacters) }),
    ...(firmwareVersion !== undefined && { firmware: cut(firmwareVersion, mostCharacters) }),
  };
}

/** The gateway's own BootNotification upstream. */
export const sayBoot: ToCsms['boot'] = ({ serial, firmware, reason, device }) => ({
  action: 'BootNotification',
  payload: {
    reason,
    chargingStation: {
      vendorName: (device?.vendor ?? 'Busbar').slice(0, 50),
      model: (device?.model ?? 'Busbar').slice(0, 20),
      serialNumber: serial.slice(0, 25),
      ...(firmware !== undefined && { firmwareVersion: firmware.slice(0, 50) }),
    },
  },
});

/** Its answer. An interval of 0 leaves it to us. */
export const readBootAnswer = ({ status, interval }: { status: string; interval: number }): BootAnswer => ({
  status: status === 'Accepted' || status === 'Pending' ? status : 'Rejected',
  ...(interval > 0 && { intervalSeconds: interval }),
});

export const sayHeartbeat = (): Wording => ({ action: 'Heartbeat', payload: {} });

/** SecurityEventNotification. */
export const readSecurityEvent = (payload: SecurityEventNotificationRequest): SecurityEventHeard => ({
  kind: 'securityEvent',
  type: cut(payload.type, 50),
  ...(payload.techInfo !== undefined && { info: cut(payload.techInfo, 255) }),
  ...stampOf(payload.timestamp),
});

export const saySecurityEvent = (type: string, happenedAt: Utc, techInfo: string | undefined): Wording => ({
  action: 'SecurityEventNotification',
  payload: {
    type: eventNameIn2(type).slice(0, 50),
    timestamp: isoOf(happenedAt),
    ...(techInfo !== undefined && { techInfo: techInfo.slice(0, 255) }),
  },
});

interface ResetReq {
  readonly type: string;
  readonly evseId?: number;
}

/**
 * Reset of the station or of one EVSE. What 1.6 calls Soft stops what charges, as Immediate does. 2.1 may want to go on after
 * it (ImmediateAndResume), which only a station of 2.1 can.
 */
export const reset = ({ version }: Words): OrderWords<OrderOf<'reset'>> => ({
  action: 'Reset',
  kind: 'reset',
  read: ({ type, evseId }: ResetReq) => ({
    kind: 'reset',
    type: type === 'OnIdle' ? 'OnIdle' : 'Immediate',
    ...(type === 'ImmediateAndResume' && { resume: true }),
    ...(evseId !== undefined && { evse: evseId }),
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected', 'Scheduled'], 'Rejected') }),
  say: ({ type, resume, evse }) => ({
    type: type === 'OnIdle' ? 'OnIdle' : resume === true && version === '2.1' ? 'ImmediateAndResume' : 'Immediate',
    ...(evse !== undefined && { evseId: evse }),
  }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
});
