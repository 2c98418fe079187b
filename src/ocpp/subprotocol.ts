// The version of a connection is chosen by WebSocket subprotocol, never by path (2.1 Part 4 §3.3).

import type { Version } from '../model/protocol.ts';

export const subprotocolOf = (version: Version): string => `ocpp${version}`;

/** The version that we like best among those offered; undefined when there is none in common. */
export const chooseSubprotocol = (
  offered: readonly string[],
  spoken: readonly Version[],
): Version | undefined => spoken.find((version) => offered.includes(subprotocolOf(version)));
