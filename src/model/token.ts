// Tokens: the ids of cards and people. How readers write them, when two of them are one, and how much of them is shown.

import type { Branded } from './ids.ts';

/** What the journal keeps of a token where it only has to be known again: a keyed hash of it in lower case. */
export type TokenKey = Branded<string, 'TokenKey'>;

/** How a reader writes the UID of a card, next to how the site and its CSMS write it. */
export interface TokenFormat {
  readonly byteOrder: 'normal' | 'reversed';
  readonly leadingZeros: 'kept' | 'dropped';
}

export const usualFormat: TokenFormat = { byteOrder: 'normal', leadingZeros: 'kept' };

const allFormats: readonly TokenFormat[] = (['normal', 'reversed'] as const).flatMap((byteOrder) =>
  (['kept', 'dropped'] as const).map((leadingZeros) => ({ byteOrder, leadingZeros })),
);

/** A reader that drops zeros drops no more than this, but for one card in 65 536: a shorter text is no UID. */
const mostZerosDropped = 3;
/** UIDs of ISO 14443 have 4, 7 or 10 bytes. */
const uidDigits = [8, 14, 20];

/** CiString20 compares without case; what is sent keeps its case. */
export const sameToken = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The token as the site and its CSMS write it. What is no UID of a card stays as it is. */
export function fromReader(said: string, format: TokenFormat): string {
  const whole = format.leadingZeros === 'dropped' ? padded(said) : said;
  return format.byteOrder === 'reversed' ? reversed(whole) : whole;
}

/** The token as this reader would write it: what a list that the station keeps must hold. */
export function toReader(token: string, format: TokenFormat): string {
  const ordered = format.byteOrder === 'reversed' ? reversed(token) : token;
  return format.leadingZeros === 'dropped' && isUid(ordered) ? ordered.replace(/^0+(?=.)/, '') : ordered;
}

/** What the token would be if its reader wrote in another format than we think: each other reading once, with its format. */
export function otherReadings(said: string, format: TokenFormat): { token: string; format: TokenFormat }[] {
  const known = new Set([fromReader(said, format).toLowerCase()]);
  return allFormats.flatMap((other) => {
    const token = fromReader(said, other);
    if (known.has(token.toLowerCase())) return [];
    known.add(token.toLowerCase());
    return [{ token, format: other }];
  });
}

/** Enough of a token to know it again, too little to use it. */
export const tokenEnd = (token: string): string => `…${token.length > 4 ? token.slice(-4) : ''}`;

const isUid = (token: string): boolean => uidDigits.includes(token.length) && /^[0-9a-f]+$/i.test(token);

function padded(said: string): string {
  const digits = uidDigits.find((most) => said.length < most && most - said.length <= mostZerosDropped);
  const whole = digits === undefined ? said : said.padStart(digits, '0');
  return isUid(whole) ? whole : said;
}

const reversed = (token: string): string => (isUid(token) ? (token.match(/../g) ?? []).reverse().join('') : token);

/** What stands for nobody's token, by its type in OCPP 2.x: a start button, a station that asks nobody (C02). */
export const noToken = 'NoAuthorization';
