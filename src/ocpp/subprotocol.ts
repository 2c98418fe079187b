// The version of a connection is chosen by WebSocket subprotocol, never by path (2.1 Part 4 §3.3).

import type { Version } from '../model/protocol.ts';

export const subprotocolOf = (version: Version): string => `ocpp${version}`;

/**
 * The version that we like best among those offered; undefined when there is none in common: then the handshake completes
 * without the header and the connection closes. `spoken` is in our order of preference. `assume` counts for a station
 * that offers nothing at all (Q24).
 */
export function chooseSubprotocol(
  offered: readonly string[],
  spoken: readonly Version[],
  assume?: Version,
): Version | undefined {
  if (offered.length === 0) return assume !== undefined && spoken.includes(assume) ? assume : undefined;
  return spoken.find((version) => offered.includes(subprotocolOf(version)));
}
