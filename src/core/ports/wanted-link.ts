// A connection upstream that is wanted.

import type { UplinkId } from '../../model/ids.ts';
import type { Version } from '../../model/protocol.ts';
import type { WantedFeed } from './feed.ts';

/** A link that the core wants open now. Adapters open it, and close what is not wanted. */
export interface WantedLink {
  readonly uplink: UplinkId;
  readonly url: string;
  readonly identity: string;
  /** Value of the Authorization header. */
  readonly authorization?: string;
  /** File of the CA whose certificates count; those of the computer when absent. */
  readonly ca?: string;
  /** Files of our own certificate and its key (security profile 3), as the site file names them. */
  readonly cert?: string;
  readonly key?: string;
  readonly version: Version;
  /** How often it is pinged (WebSocketPingInterval); 0 for never. */
  readonly pingSeconds: number;
  /** It is a connection to an MQTT broker. */
  readonly feed?: WantedFeed;
}
