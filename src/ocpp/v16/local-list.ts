import type { LocalListEntry, OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import type { IdTagInfo } from './authorize.ts';
import { readIdTagInfo, toIdTagInfo } from './authorize.ts';

interface SendLocalListReq {
  readonly listVersion: number;
  readonly localAuthorizationList?: readonly { readonly idTag: string; readonly idTagInfo?: IdTagInfo }[];
  readonly updateType: 'Full' | 'Differential';
}

const readEntry = ({ idTag, idTagInfo }: { idTag: string; idTagInfo?: IdTagInfo }): LocalListEntry => ({
  token: idTag,
  ...(idTagInfo !== undefined && { verdict: readIdTagInfo(idTagInfo) }),
});

/** GetLocalListVersion: 0 is an empty list, -1 a station that keeps none. */
export const getLocalListVersion: OrderWords<OrderOf<'getLocalListVersion'>> = {
  action: 'GetLocalListVersion',
  kind: 'getLocalListVersion',
  read: () => ({ kind: 'getLocalListVersion' }),
  answer: ({ listVersion }) => ({ listVersion: listVersion ?? -1 }),
  say: () => ({}),
  readAnswer: ({ listVersion }: { listVersion: number }) => ({ status: 'Accepted', listVersion }),
};

/** SendLocalList. */
export const sendLocalList: OrderWords<OrderOf<'sendLocalList'>> = {
  action: 'SendLocalList',
  kind: 'sendLocalList',
  read: ({ listVersion, localAuthorizationList, updateType }: SendLocalListReq) => ({
    kind: 'sendLocalList',
    version: listVersion,
    update: updateType,
    entries: (localAuthorizationList ?? []).map(readEntry),
  }),
  answer: ({ status }) => ({
    status: oneOf(status, ['Accepted', 'Failed', 'NotSupported', 'VersionMismatch'], 'Failed'),
  }),
  say: ({ version, update, entries }) => ({
    listVersion: version,
    updateType: update,
    ...(entries.length > 0 && {
      localAuthorizationList: entries.map(({ token, verdict }) => ({
        idTag: token,
        ...(verdict !== undefined && { idTagInfo: toIdTagInfo(verdict) }),
      })),
    }),
  }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** ClearCache. */
export const clearCache: OrderWords<OrderOf<'clearCache'>> = {
  action: 'ClearCache',
  kind: 'clearCache',
  read: () => ({ kind: 'clearCache' }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: () => ({}),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};
