// A connection that came while another of the same identity is open.

import type { LinkId } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';
import type { Peer } from './ports.ts';

export type StationPeer = Extract<Peer, { kind: 'station' }>;

/** It waits for the fate of the connection before it. Nothing that it says is heard until then. */
export interface Rival {
  readonly id: LinkId;
  readonly peer: StationPeer;
  /** From here on the old connection counts as dead. */
  readonly until: Mono;
}

/** How often the place of one station changed hands lately. */
export interface Takeovers {
  times: number;
  since: Mono;
}
