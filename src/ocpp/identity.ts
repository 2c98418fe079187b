// Who a station says it is: the last segment of the path, and the user name of HTTP Basic.

/** OCPP: at most 48 characters, no colon; and nothing that a path, a log or a shell could take for something else. */
const allowed = /^[A-Za-z0-9*_=+|@. -]{1,48}$/;
const forbidden = new Set(['.', '..', '__proto__', 'constructor', 'prototype']);

/** The identity in a request path, or undefined. Tolerates a full URL, a query, doubled and trailing slashes (Q31). */
export function stationIdentity(path: string, paths: readonly string[]): string | undefined {
  if (path.length > 1024) return undefined;
  const plain = path.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  const segments = plain.split('/').filter((segment) => segment !== '');
  const last = segments.pop();
  if (last === undefined || !paths.some((pattern) => isUnder(segments, pattern))) return undefined;
  try {
    const identity = decodeURIComponent(last);
    return allowed.test(identity) && !forbidden.has(identity) ? identity : undefined;
  } catch {
    return undefined;
  }
}

/** `/*` takes every path; `/ocpp/*` takes paths below /ocpp. */
function isUnder(segments: readonly string[], pattern: string): boolean {
  const wanted = pattern.split('/').filter((segment) => segment !== '' && segment !== '*');
  return wanted.every((segment, at) => segments[at] === segment);
}

/** User name and password of an Authorization header, one character a byte; split at the first colon. */
export function basicCredentials(header: string): { username: string; password: string } | undefined {
  const found = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header.trim());
  if (found === null) return undefined;
  try {
    const text = atob(found[1]!);
    const colon = text.indexOf(':');
    return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return undefined;
  }
}
