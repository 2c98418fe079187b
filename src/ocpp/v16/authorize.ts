import type { AuthorizationStatus, Verdict } from '../../model/status.ts';
import type { FromStation, Wording } from '../heard.ts';

/** IdTagInfo of OCPP 1.6. */
export interface IdTagInfo {
  readonly status: string;
  readonly parentIdTag?: string;
  readonly expiryDate?: string;
}

/** Authorize.req. */
export const readAuthorize = (payload: { idTag: string }): FromStation => ({
  kind: 'authorize',
  token: payload.idTag,
});

export const sayAuthorize = (token: string): Wording => ({ action: 'Authorize', payload: { idTag: token } });

/** 1.6 knows five statuses; what only 2.x can say becomes Invalid. */
export function toIdTagInfo(verdict: Verdict): IdTagInfo {
  return {
    status: toStatus(verdict.status),
    ...(verdict.parent !== undefined && { parentIdTag: verdict.parent }),
    ...(verdict.expiresAt !== undefined && { expiryDate: verdict.expiresAt }),
  };
}

/** The CSMS's word about a token. A status that 1.6 does not know counts as Invalid. */
export function readIdTagInfo(info: IdTagInfo): Verdict {
  const known = (['Accepted', 'Blocked', 'ConcurrentTx', 'Expired', 'Invalid'] as const).find(
    (status) => status === info.status,
  );
  return {
    status: known ?? 'Invalid',
    by: 'csms',
    ...(info.parentIdTag !== undefined && { parent: info.parentIdTag }),
    ...(info.expiryDate !== undefined && { expiresAt: info.expiryDate }),
  };
}

function toStatus(status: AuthorizationStatus): string {
  switch (status) {
    case 'Accepted':
    case 'Blocked':
    case 'ConcurrentTx':
    case 'Expired':
    case 'Invalid':
      return status;
    default:
      return 'Invalid';
  }
}
