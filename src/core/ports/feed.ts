// What is said between the core and whoever holds the connections of MQTT uplinks. A link of one is a link like that of any
// other uplink, over which messages with topics go instead of frames.

import type { LinkId } from '../../model/ids.ts';

/** What an MQTT connection needs beside an address. */
export interface WantedFeed {
  readonly protocol: '5' | '3.1.1';
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  /** What the broker tells others when we are gone without a word; retained. Absent for who is only looking. */
  readonly will?: { readonly topic: string; readonly text: string };
  /** Filters of what we are told. */
  readonly subscriptions: readonly string[];
  /** Those of them that the broker may deny us. */
  readonly mayLack?: readonly string[];
}

/** A message for a broker. */
export interface Publish {
  readonly kind: 'publish';
  readonly link: LinkId;
  readonly topic: string;
  readonly text: string;
  readonly retain?: true;
  /** The broker is to say that it took it (QoS 1): a `published` names this number. Without it nobody asks (QoS 0). */
  readonly id?: number;
  /** MQTT 5: what it answers: bytes, a character each. */
  readonly correlation?: string;
}

export type FeedInput =
  /** The broker took these. */
  | { readonly kind: 'published'; readonly link: LinkId; readonly ids: readonly number[] }
  | {
      readonly kind: 'told';
      readonly link: LinkId;
      readonly topic: string;
      /** Absent where it is longer than anybody reads. */
      readonly text?: string;
      /** It lay at the broker before we came, nobody knows how long. */
      readonly isRetained: boolean;
      /** MQTT 5: for how long it counts still. */
      readonly expiresInSeconds?: number;
      /** MQTT 5: where the answer is to go, and what it is to name: bytes, a character each. */
      readonly responseTopic?: string;
      readonly correlation?: string;
    };
