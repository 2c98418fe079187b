// IdToken and IdTokenInfo of OCPP 2.x.

import type { AuthorizeRequest, IdTokenInfoType, IdTokenType } from 'typed-ocpp/dist/ocpp20/types.js';
import { aliasOf } from '../../model/alias.ts';
import type { AuthorizationStatus, Verdict, VerdictDetails } from '../../model/status.ts';
import type { Utc } from '../../model/time.ts';
import { noToken } from '../../model/token.ts';
import { isoOf } from '../../model/time.ts';
import type { FromStation, Wording } from '../heard.ts';
import type { Passage } from '../order.ts';
import type { Lose } from '../loss.ts';
import { collectLosses, loseNothing, withLosses } from '../loss.ts';
import { checkOutbound, withoutSurplus } from '../schema.ts';
import { wordsAt } from '../schema-source.ts';
import { cut } from '../text.ts';
import { parseTime } from '../time.ts';
import { typeOf } from '../token-form.ts';
import type { Words } from './words.ts';

/** A token as the site writes it: without its type, which no list of 1.6 has. */
export const readToken = ({ idToken, type }: { idToken: string; type: string }): string =>
  type === noToken && idToken === '' ? noToken : idToken;

/** A token with the type that it has, or that its form says (hex of 4, 7 or 10 bytes is an RFID card). */
export function sayToken(token: string, words: Words, type?: string, lose: Lose = loseNothing): IdTokenType {
  const { longestToken, tokenTypes } = words;
  if (token === noToken) return { idToken: '', type: noToken };
  const known = type !== undefined && (tokenTypes === undefined || tokenTypes.has(type)) ? type : undefined;
  if (type !== known) lose('idToken.type', 'noSuchWord');
  if (token.length > longestToken) lose('idToken', 'tooLong');
  return { idToken: aliasOf(token, longestToken), type: (known ?? typeOf(token)) as IdTokenType['type'] };
}

/** Authorize. */
export function readAuthorize({ idToken, ...said }: AuthorizeRequest): FromStation {
  const { certificate, iso15118CertificateHashData: hashes } = said;
  const contract = {
    ...(certificate !== undefined && { certificate }),
    ...(hashes !== undefined && hashes.length > 0 && { iso15118CertificateHashData: hashes }),
  };
  return {
    kind: 'authorize',
    token: readToken(idToken),
    tokenType: idToken.type,
    ...(Object.keys(contract).length > 0 && { contract }),
  };
}

/** Undefined where the version takes no certificate so long: without it nobody would look at it. */
export const sayAuthorize =
  (words: Words) =>
  (token: string, type?: string, contract?: Passage): Wording | undefined => {
    const { losses, lose } = collectLosses();
    const idToken = sayToken(token, words, type, lose);
    if (contract === undefined) return withLosses({ action: 'Authorize', payload: { idToken } }, losses);
    const payload = withoutSurplus(words.version, 'Authorize', 'call', { idToken, ...contract }, lose);
    if (checkOutbound(words.version, 'Authorize', payload) !== undefined) return undefined;
    return withLosses({ action: 'Authorize', payload }, losses);
  };

const certificateStatuses: ReadonlySet<string> = new Set(wordsAt('2.1', 'Authorize', 'certificateStatus', 'answer'));

/** What cannot be read counts as not verified (C07.FR.17). */
const unverified = 'CertChainError';

export function readCertificateStatus({ certificateStatus: said }: { certificateStatus?: string }): string | undefined {
  return said === undefined || certificateStatuses.has(said) ? said : unverified;
}

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

/** What a station is told of a token. What its central system said for the driver is said as it came. */
export function sayVerdict(verdict: Verdict, words: Words, lose: Lose = loseNothing): IdTokenInfoType {
  const { status, parent, more = {} } = verdict;
  const { groupType, evses, ...said } = more;
  const expiresAt = verdict.expiresAt === undefined ? undefined : parseTime(verdict.expiresAt);
  const isTooLong = parent !== undefined && parent.length > words.longestToken;
  if (isTooLong) lose('groupIdToken', 'tooLong');
  return {
    status,
    ...(said as Partial<IdTokenInfoType>),
    ...(evses !== undefined && { evseId: [...evses] as [number, ...number[]] }),
    ...(parent !== undefined && !isTooLong && { groupIdToken: sayToken(parent, words, groupType, lose) }),
    ...(expiresAt !== undefined && { cacheExpiryDateTime: isoOf(expiresAt as Utc) }),
  };
}

/** The CSMS's word about a token. A status that nobody knows counts as Invalid; a time that is none never comes. */
export function readVerdict({ idTokenInfo }: { idTokenInfo?: IdTokenInfoType }): Verdict | undefined {
  if (idTokenInfo === undefined) return undefined;
  const { status, groupIdToken, cacheExpiryDateTime } = idTokenInfo;
  const expiresAt = cacheExpiryDateTime === undefined ? undefined : parseTime(cacheExpiryDateTime);
  const more = detailsOf(idTokenInfo);
  return {
    status: statuses.has(status) ? status : 'Invalid',
    by: 'csms',
    ...(groupIdToken !== undefined && { parent: groupIdToken.idToken }),
    ...(expiresAt !== undefined && { expiresAt: isoOf(expiresAt as Utc) }),
    ...(Object.keys(more).length > 0 && { more }),
  };
}

function detailsOf(info: IdTokenInfoType): VerdictDetails {
  const { chargingPriority, language1, language2, personalMessage, evseId, groupIdToken } = info;
  const isPlain = groupIdToken === undefined || groupIdToken.type === typeOf(groupIdToken.idToken);
  return {
    ...(chargingPriority !== undefined && { chargingPriority }),
    ...(language1 !== undefined && { language1: cut(language1, 8) }),
    ...(language2 !== undefined && { language2: cut(language2, 8) }),
    ...(personalMessage !== undefined && { personalMessage: messageOf(personalMessage) }),
    ...(evseId !== undefined && evseId.length > 0 && { evses: evseId.slice(0, mostEvses) }),
    ...(!isPlain && { groupType: groupIdToken.type }),
  };
}

/** A central system that lists more EVSEs than a site has lists all of them. */
const mostEvses = 1000;

const messageOf = ({ format, language, content }: NonNullable<IdTokenInfoType['personalMessage']>) => ({
  format,
  ...(language !== undefined && { language: cut(language, 8) }),
  content: cut(content, 512),
});
