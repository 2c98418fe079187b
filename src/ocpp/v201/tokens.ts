// IdToken and IdTokenInfo of OCPP 2.x.

import type { IdTokenInfoType, IdTokenType } from 'typed-ocpp/dist/ocpp20/types.js';
import { aliasOf } from '../../model/alias.ts';
import type { AuthorizationStatus, Verdict } from '../../model/status.ts';
import type { Utc } from '../../model/time.ts';
import { noToken } from '../../model/token.ts';
import { isoOf } from '../../model/time.ts';
import type { FromStation, Wording } from '../heard.ts';
import { parseTime } from '../time.ts';
import type { Words } from './words.ts';

/** A token as the site writes it: without its type, which no list of 1.6 has. */
export const readToken = ({ idToken, type }: { idToken: string; type: string }): string =>
  type === noToken && idToken === '' ? noToken : idToken;

/** A token with the type that it has, or that its form says (hex of 4, 7 or 10 bytes is an RFID card). */
export function sayToken(token: string, { longestToken, tokenTypes }: Words, type?: string): IdTokenType {
  if (token === noToken) return { idToken: '', type: noToken };
  const known = type !== undefined && (tokenTypes === undefined || tokenTypes.has(type)) ? type : undefined;
  return { idToken: aliasOf(token, longestToken), type: (known ?? typeOf(token)) as IdTokenType['type'] };
}

const typeOf = (token: string): string => {
  if (/^(?:[0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})$/i.test(token)) return 'ISO14443';
  if (/^[a-z]{2}-?[a-z0-9]{3}-?c[a-z0-9]{8}(-?[a-z0-9])?$/i.test(token)) return 'eMAID';
  return 'Central';
};

/** Authorize. */
export const readAuthorize = ({ idToken }: { idToken: IdTokenType }): FromStation => ({
  kind: 'authorize',
  token: readToken(idToken),
  tokenType: idToken.type,
});

export const sayAuthorize =
  (words: Words) =>
  (token: string): Wording => ({ action: 'Authorize', payload: { idToken: sayToken(token, words) } });

const statuses: ReadonlySet<string> = new Set<AuthorizationStatus>([
  'Accepted',
  'Blocked',
  'ConcurrentTx',
  'Expired',
  'Invalid',
  'NoCredit',
  'NotAllowedTypeEVSE',
  'NotAtThisLocation',
  'NotAtThisTime',
  'Unknown',
]);

/** What a station is told of a token. */
export function sayVerdict(verdict: Verdict, words: Words): IdTokenInfoType {
  const { status, parent } = verdict;
  const expiresAt = verdict.expiresAt === undefined ? undefined : parseTime(verdict.expiresAt);
  return {
    status,
    ...(parent !== undefined && parent.length <= words.longestToken && { groupIdToken: sayToken(parent, words) }),
    ...(expiresAt !== undefined && { cacheExpiryDateTime: isoOf(expiresAt as Utc) }),
  };
}

/** The CSMS's word about a token. A status that nobody knows counts as Invalid; a time that is none never comes. */
export function readVerdict({ idTokenInfo }: { idTokenInfo?: IdTokenInfoType }): Verdict | undefined {
  if (idTokenInfo === undefined) return undefined;
  const { status, groupIdToken, cacheExpiryDateTime } = idTokenInfo;
  const expiresAt = cacheExpiryDateTime === undefined ? undefined : parseTime(cacheExpiryDateTime);
  return {
    status: statuses.has(status) ? status : 'Invalid',
    by: 'csms',
    ...(groupIdToken !== undefined && { parent: groupIdToken.idToken }),
    ...(expiresAt !== undefined && { expiresAt: isoOf(expiresAt as Utc) }),
  };
}
