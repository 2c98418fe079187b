import type { StatusNotificationRequest } from 'typed-ocpp/dist/ocpp20/types.js';
import { isoOf } from '../../model/time.ts';
import type { Place, StatusUpstream } from '../dialect.ts';
import type { StatusHeard, Wording } from '../heard.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { stampOf } from '../stamp.ts';

/** StatusNotification. What an occupied plug does is said by the events of its transaction. */
export const readStatus = (payload: StatusNotificationRequest): StatusHeard => ({
  kind: 'status',
  evse: payload.evseId,
  status: payload.connectorStatus,
  native: payload.connectorStatus,
  ...stampOf(payload.timestamp),
});

/** The site itself has no connector to speak of: what is wrong with it is an event of its device model. */
export function sayStatus({ number, connector }: Place, report: StatusUpstream): readonly Wording[] {
  if (number === 0) return [];
  return [
    {
      action: 'StatusNotification',
      payload: {
        timestamp: isoOf(report.happenedAt),
        connectorStatus: report.status,
        evseId: number,
        connectorId: connector ?? 1,
      },
    },
  ];
}

interface ChangeReq {
  readonly operationalStatus: 'Operative' | 'Inoperative';
  readonly evse?: { readonly id: number; readonly connectorId?: number };
}

/** ChangeAvailability; without an EVSE it is the station itself. */
export const changeAvailability: OrderWords<OrderOf<'changeAvailability'>> = {
  action: 'ChangeAvailability',
  kind: 'changeAvailability',
  read: ({ operationalStatus, evse }: ChangeReq) => ({
    kind: 'changeAvailability',
    evse: evse?.id ?? 0,
    ...(evse?.connectorId !== undefined && { connector: evse.connectorId }),
    operative: operationalStatus === 'Operative',
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected', 'Scheduled'], 'Rejected') }),
  say: ({ evse, connector, operative }) => ({
    operationalStatus: operative ? 'Operative' : 'Inoperative',
    ...(evse !== 0 && { evse: { id: evse, ...(connector !== undefined && { connectorId: connector }) } }),
  }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};
