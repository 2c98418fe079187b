import type { IdTokenInfoType, IdTokenType } from 'typed-ocpp/dist/ocpp20/types.js';
import type { LocalListEntry, OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { readToken, readVerdict, sayToken, sayVerdict } from './tokens.ts';
import type { Words } from './words.ts';

interface ListedToken {
  readonly idToken: IdTokenType;
  readonly idTokenInfo?: IdTokenInfoType;
}

interface SendLocalListReq {
  readonly versionNumber: number;
  readonly localAuthorizationList?: readonly ListedToken[];
  readonly updateType: 'Full' | 'Differential';
}

function readEntry({ idToken, idTokenInfo }: ListedToken): LocalListEntry {
  const verdict = idTokenInfo === undefined ? undefined : readVerdict({ idTokenInfo });
  return { token: readToken(idToken), ...(verdict !== undefined && { verdict }) };
}

/** GetLocalListVersion. 0 is an empty list, and a station that keeps none (D02.FR.01). */
export const getLocalListVersion: OrderWords<OrderOf<'getLocalListVersion'>> = {
  action: 'GetLocalListVersion',
  kind: 'getLocalListVersion',
  read: () => ({ kind: 'getLocalListVersion' }),
  answer: ({ listVersion = 0 }) => ({ versionNumber: Math.max(listVersion, 0) }),
  say: () => ({}),
  readAnswer: ({ versionNumber }: { versionNumber: number }) => ({ status: 'Accepted', listVersion: versionNumber }),
};

/** SendLocalList. That it is not supported has no word here: it is a CALLERROR. */
export const sendLocalList = (words: Words): OrderWords<OrderOf<'sendLocalList'>> => ({
  action: 'SendLocalList',
  kind: 'sendLocalList',
  read: ({ versionNumber, localAuthorizationList, updateType }: SendLocalListReq) => ({
    kind: 'sendLocalList',
    version: versionNumber,
    update: updateType,
    entries: (localAuthorizationList ?? []).map(readEntry),
  }),
  answer: ({ status }) =>
    status === 'NotSupported'
      ? undefined
      : { status: oneOf(status, ['Accepted', 'Failed', 'VersionMismatch'], 'Failed') },
  say: ({ version, update, entries }) => ({
    versionNumber: version,
    updateType: update,
    ...(entries.length > 0 && {
      localAuthorizationList: entries.map(({ token, verdict }) => ({
        idToken: sayToken(token, words),
        ...(verdict !== undefined && { idTokenInfo: sayVerdict(verdict, words) }),
      })),
    }),
  }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
});

/** ClearCache. */
export const clearCache: OrderWords<OrderOf<'clearCache'>> = {
  action: 'ClearCache',
  kind: 'clearCache',
  read: () => ({ kind: 'clearCache' }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: () => ({}),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};
