// HTTP Basic as we send it upstream (1.6 security whitepaper, A00.FR.205): an AuthorizationKey is written in hex, and sent as
// the bytes that it means.

/** raw: the bytes that the hex digits mean. hex: the digits themselves. text: as it is written. */
export type KeyEncoding = 'raw' | 'hex' | 'text';

/** 16 to 20 bytes, as 1.6 wants a key; anything else is a password. */
const key16 = /^(?:[0-9a-f]{2}){16,20}$/i;

/** The bytes of a key as 1.6 has it, 32 to 40 hex digits; undefined where it is another password. */
export const keyBytes = (text: string): Uint8Array | undefined =>
  key16.test(text) ? Uint8Array.from(unhex(text), (byte) => byte.charCodeAt(0)) : undefined;

export const isHex = (text: string): boolean => /^(?:[0-9a-f]{2})+$/i.test(text);

/** The value of the Authorization header. A key that is no hex goes as text, whatever `encoding` says. */
export function basicAuthorization(identity: string, key: string, encoding?: KeyEncoding): string {
  const isRaw = encoding === 'raw' ? isHex(key) : encoding === undefined && key16.test(key);
  return `Basic ${btoa(`${bytesOf(`${identity}:`)}${isRaw ? unhex(key) : bytesOf(key)}`)}`;
}

/** One character a byte. */
const bytesOf = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

const unhex = (text: string): string =>
  text.replace(/../g, (digits) => String.fromCharCode(Number.parseInt(digits, 16)));
