// Who a station says it is: the last segment of the path, and the user name of HTTP Basic.

/** At most 48 characters, no colon; nothing that a path, a log or a shell takes for something else. */
const allowed = /^[A-Za-z0-9*_=+|@. -]{1,48}$/;

/** Longer than any endpoint with an identity, percent-encoded throughout. */
const maxPathLength = 1024;

/**
 * The identity in a request path, percent-decoded; undefined for what is no identity or stands under none of `paths`.
 * Tolerates a full URL, a query, doubled and trailing slashes (Q31). Case matters.
 */
export function stationIdentity(urlPath: string, paths: readonly string[]): string | undefined {
  if (urlPath.length > maxPathLength) return undefined;
  const plain = urlPath.replace(/^\/*(?:wss?|https?):\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  const segments = plain.split('/').filter((segment) => segment !== '');
  if (segments.some(isDots)) return undefined;
  const last = segments.pop();
  if (last === undefined || !paths.some((pattern) => isUnder(segments, pattern))) return undefined;
  const identity = decode(last);
  return identity !== undefined && isIdentity(identity) ? identity : undefined;
}

/** Names that every object inherits are refused too, for the day that an id becomes a key. */
const isIdentity = (text: string): boolean =>
  allowed.test(text) && text === text.trim() && !isDots(text) && !(text in {}) && text !== 'prototype';

const isDots = (segment: string): boolean => segment === '.' || segment === '..';

/** `/*` takes every path; `/ocpp/*` takes paths below /ocpp. */
function isUnder(segments: readonly string[], pattern: string): boolean {
  const wanted = pattern.split('/').filter((segment) => segment !== '' && segment !== '*');
  return wanted.every((segment, at) => segments[at] === segment);
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** User name and password of an Authorization header, one character a byte, because a 1.6 key is raw bytes. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Room for a name of 48 and a password of several hundred bytes. */
const maxHeaderLength = 1024;

/** Splits at the first colon: a name has none, a password may. Undefined for any other scheme, or no base64. */
export function basicCredentials(header: string): Credentials | undefined {
  if (header.length > maxHeaderLength) return undefined;
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header.trim())?.[1];
  // One character left over after groups of four carries no whole byte.
  if (encoded === undefined || encoded.replace(/=+$/, '').length % 4 === 1) return undefined;
  const text = atobOrNothing(encoded);
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function atobOrNothing(encoded: string): string {
  try {
    return atob(encoded);
  } catch {
    return '';
  }
}
