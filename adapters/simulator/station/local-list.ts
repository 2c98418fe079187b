// The local authorization list of a simulated station (1.6 §3.5.2, 2.x D01).

import type { Body } from './body.ts';
import { keyIsTrue, keyNumber } from './keys.ts';
import type { TokenInfo } from './words.ts';

export interface ListItem {
  readonly token: string;
  readonly info?: TokenInfo;
}

export const isListOn = ({ memory }: Body): boolean => keyIsTrue(memory.keys, 'LocalAuthListEnabled');

/** The status of the answer to SendLocalList; the list changes as a whole or not at all. */
export function takeList(
  { memory }: Body,
  version: number,
  type: 'Full' | 'Differential',
  items: readonly ListItem[],
): string {
  const keys = new Set(items.map(({ token }) => token.toLowerCase()));
  if (items.length > keyNumber(memory.keys, 'SendLocalListMaxLength') || keys.size < items.length) return 'Failed';
  if (type === 'Differential' && version <= memory.listVersion) return 'VersionMismatch';
  // Only a difference can take a token out.
  if (type === 'Full' && items.some(({ info }) => info === undefined)) return 'Failed';
  const next = new Map(type === 'Full' ? [] : memory.list);
  for (const { token, info } of items) {
    if (info === undefined) next.delete(token.toLowerCase());
    else next.set(token.toLowerCase(), info);
  }
  if (next.size > keyNumber(memory.keys, 'LocalAuthListMaxLength')) return 'Failed';
  memory.list = next;
  memory.listVersion = version;
  for (const key of next.keys()) memory.cache.delete(key);
  return 'Accepted';
}
