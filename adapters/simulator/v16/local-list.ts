// The local authorization list (1.6 §5.10, §5.15).

import { isListOn, takeList } from '../station/local-list.ts';
import type { Handler, Handlers, Reply } from '../station/reply.ts';
import { done, incomplete, status } from '../station/reply.ts';
import type { TokenInfo } from '../station/words.ts';

interface Item {
  readonly idTag: string;
  readonly idTagInfo?: TokenInfo;
}

/** -1: the list is not in use. */
const getVersion: Handler = (body) => done({ listVersion: isListOn(body) ? body.memory.listVersion : -1 });

const sendList: Handler = (body, _live, payload): Reply => {
  const { listVersion, updateType, localAuthorizationList: list } = payload;
  if (!Number.isInteger(listVersion)) return incomplete('listVersion is a whole number');
  if (updateType !== 'Full' && updateType !== 'Differential') return incomplete('updateType is Full or Differential');
  if (list !== undefined && !areItems(list)) return incomplete('localAuthorizationList is not whole');
  if (!isListOn(body)) return status('NotSupported');
  const items = (list ?? []).map(({ idTag: token, idTagInfo }) => ({
    token,
    ...(idTagInfo !== undefined && { info: idTagInfo }),
  }));
  return status(takeList(body, listVersion as number, updateType, items));
};

const areItems = (list: unknown): list is Item[] =>
  Array.isArray(list) && list.every((one: Partial<Item> | null) => typeof one?.idTag === 'string');

export const listHandlers: Handlers = {
  GetLocalListVersion: ['LocalAuthListManagement', getVersion],
  SendLocalList: ['LocalAuthListManagement', sendList],
};
