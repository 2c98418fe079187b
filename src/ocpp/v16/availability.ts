import type { StatusReported } from '../../model/fact/availability.ts';
import type { ChargingState, ConnectorStatus } from '../../model/status.ts';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { FromStation, Wording } from '../heard.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { parseTime } from '../time.ts';

interface StatusNotificationReq {
  readonly connectorId: number;
  readonly status: string;
  readonly errorCode: string;
  readonly info?: string;
  readonly vendorErrorCode?: string;
  readonly timestamp?: string;
}

/** Status of OCPP 1.6 in the words of 2.0.1 (a 2.x station says Occupied and refines it by the charging state). */
const meanings: Readonly<Record<string, readonly [ConnectorStatus, ChargingState?]>> = {
  Available: ['Available'],
  Preparing: ['Occupied', 'EVConnected'],
  Charging: ['Occupied', 'Charging'],
  SuspendedEV: ['Occupied', 'SuspendedEV'],
  SuspendedEVSE: ['Occupied', 'SuspendedEVSE'],
  Finishing: ['Occupied', 'EVConnected'],
  Reserved: ['Reserved'],
  Unavailable: ['Unavailable'],
  Faulted: ['Faulted'],
};

/** StatusNotification.req. */
export function readStatus(payload: StatusNotificationReq): FromStation {
  const [status, chargingState] = meanings[payload.status] ?? ['Faulted'];
  const at = payload.timestamp === undefined ? undefined : parseTime(payload.timestamp);
  return {
    kind: 'status',
    evse: payload.connectorId,
    status,
    native: payload.status,
    ...(chargingState !== undefined && { chargingState }),
    ...(payload.errorCode !== 'NoError' && { errorCode: payload.errorCode }),
    ...(payload.info !== undefined && { info: payload.info }),
    ...(payload.vendorErrorCode !== undefined && { vendorErrorCode: payload.vendorErrorCode }),
    ...(at !== undefined && { at: at as Utc }),
  };
}

/** StatusNotification.req upstream; `native` of a 1.6 station passes as it is. */
export function sayStatus(connectorId: number, report: Omit<StatusReported, 'kind' | 'station' | 'evse'>): Wording {
  return {
    action: 'StatusNotification',
    payload: {
      connectorId,
      status: report.native in meanings ? report.native : to16(report),
      errorCode: report.errorCode ?? 'NoError',
      ...(report.info !== undefined && { info: report.info.slice(0, 50) }),
      ...(report.vendorErrorCode !== undefined && { vendorErrorCode: report.vendorErrorCode.slice(0, 50) }),
      timestamp: isoOf(report.happenedAt),
    },
  };
}

function to16(report: { status: ConnectorStatus; chargingState?: ChargingState }): string {
  if (report.status !== 'Occupied') return report.status;
  switch (report.chargingState) {
    case 'Charging':
    case 'SuspendedEV':
    case 'SuspendedEVSE':
      return report.chargingState;
    default:
      return 'Preparing';
  }
}

/** ChangeAvailability. */
export const changeAvailability: OrderWords<OrderOf<'changeAvailability'>> = {
  action: 'ChangeAvailability',
  kind: 'changeAvailability',
  read: ({ connectorId, type }: { connectorId: number; type: 'Operative' | 'Inoperative' }) => ({
    kind: 'changeAvailability',
    evse: connectorId,
    operative: type === 'Operative',
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected', 'Scheduled'], 'Rejected') }),
  say: ({ evse, operative }) => ({ connectorId: evse, type: operative ? 'Operative' : 'Inoperative' }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};
