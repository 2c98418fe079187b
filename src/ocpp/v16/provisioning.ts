import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { BootAnswer, ToCsms } from '../dialect.ts';
import type { FromStation, Wording } from '../heard.ts';
import { cut } from '../text.ts';

interface BootNotificationReq {
  readonly chargePointVendor: string;
  readonly chargePointModel: string;
  readonly chargePointSerialNumber?: string;
  readonly chargeBoxSerialNumber?: string;
  readonly firmwareVersion?: string;
}

/** The standard says 20 to 50 characters; stations that use more are known by them (Q13, Q14). */
const mostCharacters = 100;

/** BootNotification.req. Where both serial numbers are given, the charge point's own counts. */
export function readBoot(payload: BootNotificationReq): FromStation {
  const serial = payload.chargePointSerialNumber ?? payload.chargeBoxSerialNumber;
  return {
    kind: 'boot',
    vendor: cut(payload.chargePointVendor, mostCharacters),
    model: cut(payload.chargePointModel, mostCharacters),
    ...(serial !== undefined && { serial: cut(serial, mostCharacters) }),
    ...(payload.firmwareVersion !== undefined && { firmware: cut(payload.firmwareVersion, mostCharacters) }),
  };
}

/** The gateway's own BootNotification upstream. */
export const sayBoot: ToCsms['boot'] = ({ serial, firmware, device }) => ({
  action: 'BootNotification',
  payload: {
    chargePointVendor: (device?.vendor ?? 'Busbar').slice(0, 20),
    chargePointModel: (device?.model ?? 'Busbar').slice(0, 20),
    chargePointSerialNumber: serial.slice(0, 25),
    ...(firmware !== undefined && { firmwareVersion: firmware.slice(0, 50) }),
  },
});

export const sayHeartbeat = (): Wording => ({ action: 'Heartbeat', payload: {} });

/** BootNotification.conf towards a station. */
export const answerBoot = (status: 'Accepted' | 'Pending' | 'Rejected', intervalSeconds: number, at: Utc): object => ({
  currentTime: isoOf(at),
  interval: intervalSeconds,
  status,
});

/** BootNotification.conf from the CSMS. An interval of 0 leaves it to us. */
export function readBootAnswer(payload: { status: string; interval: number }): BootAnswer {
  const { status, interval } = payload;
  return {
    status: status === 'Accepted' || status === 'Pending' ? status : 'Rejected',
    ...(interval > 0 && { intervalSeconds: interval }),
  };
}
