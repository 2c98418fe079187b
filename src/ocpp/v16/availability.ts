import type { StatusReported } from '../../model/fact/availability.ts';
import type { ChargingState, ConnectorStatus } from '../../model/status.ts';
import { isoOf } from '../../model/time.ts';
import type { StatusHeard, Wording } from '../heard.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { cut } from '../text.ts';
import { stampOf } from '../stamp.ts';

interface StatusNotificationReq {
  readonly connectorId: number;
  readonly status: string;
  readonly errorCode: string;
  readonly info?: string;
  readonly vendorErrorCode?: string;
  readonly timestamp?: string;
}

/** Status of OCPP 1.6 in the words of 2.0.1 (a 2.x station says Occupied and refines it by the charging state). */
const meanings = new Map<string, readonly [ConnectorStatus, ChargingState?]>([
  ['Available', ['Available']],
  ['Preparing', ['Occupied', 'EVConnected']],
  ['Charging', ['Occupied', 'Charging']],
  ['SuspendedEV', ['Occupied', 'SuspendedEV']],
  ['SuspendedEVSE', ['Occupied', 'SuspendedEVSE']],
  ['Finishing', ['Occupied', 'EVConnected']],
  ['Reserved', ['Reserved']],
  ['Unavailable', ['Unavailable']],
  ['Faulted', ['Faulted']],
]);

/** What a station says beyond the standard's 50 characters is kept up to here. */
const mostCharacters = 255;

/** StatusNotification.req. */
export function readStatus(payload: StatusNotificationReq): StatusHeard {
  const [status, chargingState] = meanings.get(payload.status) ?? ['Unavailable'];
  return {
    kind: 'status',
    evse: payload.connectorId,
    status,
    native: payload.status,
    ...(chargingState !== undefined && { chargingState }),
    ...(payload.errorCode !== 'NoError' && { errorCode: payload.errorCode }),
    ...(payload.info !== undefined && { info: cut(payload.info, mostCharacters) }),
    ...(payload.vendorErrorCode !== undefined && { vendorErrorCode: cut(payload.vendorErrorCode, mostCharacters) }),
    ...stampOf(payload.timestamp),
  };
}

/** StatusNotification.req upstream; `native` of a 1.6 station passes as it is. */
export function sayStatus(connectorId: number, report: Omit<StatusReported, 'kind' | 'station' | 'evse'>): Wording {
  return {
    action: 'StatusNotification',
    payload: {
      connectorId,
      status: meanings.has(report.native) ? report.native : to16(report),
      errorCode: report.errorCode ?? 'NoError',
      ...(report.info !== undefined && { info: cut(report.info, 50) }),
      ...(report.vendorErrorCode !== undefined && { vendorErrorCode: cut(report.vendorErrorCode, 50) }),
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
