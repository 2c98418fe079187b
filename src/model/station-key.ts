// The key by which a station proves who it is: AuthorizationKey of OCPP 1.6, BasicAuthPassword of 2.x. 1.6 writes it as hex
// digits and means the bytes; many stations send the digits themselves (Q32).

import type { Version } from './protocol.ts';

export type KeyEncoding = 'raw' | 'hex' | 'text';

export interface StationKey {
  /** `hex`: it is written in hex digits and stands for their bytes. */
  readonly form: 'hex' | 'text';
  /** One character a byte. */
  readonly bytes: string;
}

/** How a station sends its key when nothing is said about it (ocpp.md §7.2). */
export const usualEncoding = (version: Version): KeyEncoding => (version === '1.6' ? 'raw' : 'text');

/** 1.6 allows 40 digits; so few are more likely a word than a key. */
const fewestDigits = 16;
const mostDigits = 40;

const isHex = (text: string): boolean => /^([0-9a-f]{2})+$/i.test(text);

/** The key that a text stands for; undefined where the encoding wants hex digits and there are none. */
export function keyOf(text: string, encoding?: KeyEncoding): StationKey | undefined {
  if (encoding === 'raw') return isHex(text) ? { form: 'hex', bytes: bytesOfHex(text) } : undefined;
  const looksHex = isHex(text) && text.length >= fewestDigits && text.length <= mostDigits;
  return encoding !== 'text' && looksHex
    ? { form: 'hex', bytes: bytesOfHex(text) }
    : { form: 'text', bytes: String.fromCharCode(...new TextEncoder().encode(text)) };
}

/** The bytes of what a station sent, if that is hex digits. */
export const undigit = (sent: string): string | undefined => (isHex(sent) ? bytesOfHex(sent) : undefined);

const bytesOfHex = (digits: string): string =>
  digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));

/** The encodings under which a station that sent the bytes of a key, or their hex digits, has sent the key. */
export function encodingsOf(form: StationKey['form'], sent: 'bytes' | 'digits'): readonly KeyEncoding[] {
  if (form === 'hex') return sent === 'bytes' ? ['raw'] : ['hex', 'text'];
  return sent === 'bytes' ? ['text', 'raw'] : ['hex'];
}
