// The local authorization list of a simulated charge point (1.6 §3.5.2, §5.10, §5.15).

import type { Body, TokenInfo } from './body.ts';
import { keyIsTrue, keyNumber } from './keys.ts';
import type { Handler, Handlers, Reply } from './reply.ts';
import { done, incomplete, status } from './reply.ts';

interface Item {
  readonly idTag: string;
  readonly idTagInfo?: TokenInfo;
}

const isOn = ({ memory }: Body): boolean => keyIsTrue(memory.keys, 'LocalAuthListEnabled');

/** -1: the list is not in use. */
const getVersion: Handler = (body) => done({ listVersion: isOn(body) ? body.memory.listVersion : -1 });

const sendList: Handler = (body, _live, payload): Reply => {
  const { listVersion, updateType, localAuthorizationList: list } = payload;
  if (!Number.isInteger(listVersion)) return incomplete('listVersion is a whole number');
  if (updateType !== 'Full' && updateType !== 'Differential') return incomplete('updateType is Full or Differential');
  if (list !== undefined && !areItems(list)) return incomplete('localAuthorizationList is not whole');
  if (!isOn(body)) return status('NotSupported');
  return status(take(body, listVersion as number, updateType, list ?? []));
};

const areItems = (list: unknown): list is Item[] =>
  Array.isArray(list) && list.every((one: Partial<Item> | null) => typeof one?.idTag === 'string');

/** The status of SendLocalList.conf; the list changes as a whole or not at all. */
function take({ memory }: Body, version: number, type: 'Full' | 'Differential', items: readonly Item[]): string {
  const keys = new Set(items.map(({ idTag }) => idTag.toLowerCase()));
  if (items.length > keyNumber(memory.keys, 'SendLocalListMaxLength') || keys.size < items.length) return 'Failed';
  if (type === 'Differential' && version <= memory.listVersion) return 'VersionMismatch';
  // Only a difference can take a token out.
  if (type === 'Full' && items.some(({ idTagInfo }) => idTagInfo === undefined)) return 'Failed';
  const next = new Map(type === 'Full' ? [] : memory.list);
  for (const { idTag, idTagInfo } of items) {
    if (idTagInfo === undefined) next.delete(idTag.toLowerCase());
    else next.set(idTag.toLowerCase(), idTagInfo);
  }
  if (next.size > keyNumber(memory.keys, 'LocalAuthListMaxLength')) return 'Failed';
  memory.list = next;
  memory.listVersion = version;
  for (const key of next.keys()) memory.cache.delete(key);
  return 'Accepted';
}

export const listHandlers: Handlers = {
  GetLocalListVersion: ['LocalAuthListManagement', getVersion],
  SendLocalList: ['LocalAuthListManagement', sendList],
};
