import type { FromCsms, Wording } from '../heard.ts';

/** RemoteStartTransaction.req from the CSMS. A charging profile in it is the site's affair and not passed on. */
export const readRemoteStart = (payload: { connectorId?: number; idTag: string }): FromCsms => ({
  kind: 'remoteStart',
  token: payload.idTag,
  ...(payload.connectorId !== undefined && { evse: payload.connectorId }),
});

/** RemoteStopTransaction.req from the CSMS. */
export const readRemoteStop = (payload: { transactionId: number }): FromCsms => ({
  kind: 'remoteStop',
  upstreamId: payload.transactionId,
});

export const sayRemoteStart = (connectorId: number, token: string): Wording => ({
  action: 'RemoteStartTransaction',
  payload: { connectorId, idTag: token },
});

export const sayRemoteStop = (number: number): Wording => ({
  action: 'RemoteStopTransaction',
  payload: { transactionId: number },
});
