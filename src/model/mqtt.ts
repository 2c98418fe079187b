// What is said between the core and whoever holds the connections to MQTT brokers.

import type { LinkTrouble } from './link-trouble.ts';

/** A broker that the core wants to be connected with now. */
export interface WantedBroker {
  readonly broker: string;
  /** mqtt://host:port or mqtts://host:port. */
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  /** File of the CA whose certificates count; those of the computer when absent. */
  readonly ca?: string;
  readonly subscriptions: readonly Subscription[];
}

export interface Subscription {
  /** A name without wildcards. */
  readonly topic: string;
  /** Only the newest message counts, and at most one in so many milliseconds is passed on; every one when absent. */
  readonly everyMs?: number;
}

export type BrokerEvent =
  /** Connected; what was subscribed to before has to be subscribed to again, which is done already. */
  | { readonly kind: 'brokerUp'; readonly broker: string }
  /** It was connected and is no more, or could not be connected. `reason` is in the words of the network. */
  | {
      readonly kind: 'brokerDown';
      readonly broker: string;
      readonly trouble: LinkTrouble;
      readonly reason: string;
    }
  /** The broker does not let us hear this topic. */
  | { readonly kind: 'topicRefused'; readonly broker: string; readonly topic: string }
  | {
      readonly kind: 'message';
      readonly broker: string;
      readonly topic: string;
      /** Absent where it is longer than anybody reads. */
      readonly text?: string;
      readonly bytes: number;
      /** It lay at the broker before we came, nobody knows how long. */
      readonly isRetained: boolean;
    };
