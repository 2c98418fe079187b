import type { AuthorizationStatus, Verdict } from '../../model/status.ts';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import { parseTime } from '../time.ts';
import type { FromStation, Wording } from '../heard.ts';
import type { Passage } from '../order.ts';
import type { Lose } from '../loss.ts';
import { loseNothing } from '../loss.ts';

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

/** No field of 1.6 takes a certificate. */
export const sayAuthorize = (token: string, _type?: string, contract?: Passage): Wording | undefined =>
  contract === undefined ? { action: 'Authorize', payload: { idTag: token } } : undefined;

/** The longest text that an idTag of 1.6 takes (CiString20). */
export const longestToken = 20;

/** 1.6 knows five statuses; what only 2.x can say becomes Invalid. What does not fit is left out. */
export function toIdTagInfo(verdict: Omit<Verdict, 'by'>, lose: Lose = loseNothing): IdTagInfo {
  const { parent } = verdict;
  if (toStatus(verdict.status) !== verdict.status) lose('idTokenInfo.status', 'noSuchWord');
  if (parent !== undefined && parent.length > longestToken) lose('groupIdToken', 'tooLong');
  for (const name of Object.keys(verdict.more ?? {})) lose(`idTokenInfo.${name}`, 'noSuchField');
  const expiresAt = verdict.expiresAt === undefined ? undefined : parseTime(verdict.expiresAt);
  return {
    status: toStatus(verdict.status),
    ...(parent !== undefined && parent.length <= longestToken && { parentIdTag: parent }),
    ...(expiresAt !== undefined && { expiryDate: isoOf(expiresAt as Utc) }),
  };
}

/** The CSMS's word about a token. A status that 1.6 does not know counts as Invalid; a time that is none never comes. */
export function readIdTagInfo(info: IdTagInfo): Verdict {
  const known = (['Accepted', 'Blocked', 'ConcurrentTx', 'Expired', 'Invalid'] as const).find(
    (status) => status === info.status,
  );
  const expiresAt = info.expiryDate === undefined ? undefined : parseTime(info.expiryDate);
  return {
    status: known ?? 'Invalid',
    by: 'csms',
    ...(info.parentIdTag !== undefined && { parent: info.parentIdTag }),
    ...(expiresAt !== undefined && { expiresAt: isoOf(expiresAt as Utc) }),
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
