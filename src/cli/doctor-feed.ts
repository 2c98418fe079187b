// The way to the broker of an MQTT uplink: one connection as the gateway makes it, under another client id, closed at once.
// Nothing is told and nothing is heard.

import type { FeedConnection } from '../../adapters/mqtt-client/feed.ts';
import { connectFeed } from '../../adapters/mqtt-client/feed.ts';
import type { Trust } from '../../adapters/ws-client/trust.ts';
import type { WantedLink } from '../core/ports/wanted-link.ts';
import type { Uplink } from '../model/config/site.ts';
import type { LinkId } from '../model/ids.ts';
import { utc } from '../model/time.ts';
import type { Advice } from '../modbus/advice.ts';
import { topicsOf } from '../uplink/mqtt/topics.ts';
import { meaningOf } from '../uplink/trouble.ts';

export async function feedHandshake(uplink: Uplink, trust: Trust): Promise<Advice> {
  const { id, url, identity } = uplink;
  const { protocol } = uplink.feed!;
  const about = 'handshake';
  const wanted = wantedOf(uplink);
  return new Promise((resolve) => {
    const since = performance.now();
    const connection: FeedConnection = connectFeed(
      wanted,
      'doctor' as LinkId,
      {
        up() {
          const ms = Math.round(performance.now() - since);
          connection.close(1000, 'looked only');
          resolve({ level: 'ok', about, text: `it lets us in with MQTT ${protocol}, after ${ms} ms` });
        },
        down: () => undefined,
        input: () => undefined,
        failed({ trouble, detail }) {
          const { code, text } = meaningOf(trouble);
          const told = text({ uplink: id, url, identity, detail, now: utc(Date.now()) });
          resolve({ level: 'wrong', about, code, text: told });
        },
      },
      () => trust.of(wanted).tls(),
    );
  });
}

/** The topics are asked for as well: a broker that denies one would turn the gateway away. */
function wantedOf({ id, url, identity, version, password, ca, cert, key, role, feed }: Uplink): WantedLink {
  const { protocol, clientId, username, topicPrefix } = feed!;
  const topics = topicsOf(topicPrefix, identity);
  return {
    uplink: id,
    url,
    identity,
    version,
    pingSeconds: 0,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    feed: {
      protocol,
      clientId: `${clientId}-doctor`,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      subscriptions: role === 'control' ? [topics.commands] : [],
    },
  };
}
