// The links upstream. It opens what the core wants and closes what it no longer wants; when to try again is the core's
// decision, not this one's.

import type { Door } from '../../src/core/ports.ts';
import type { TraceWriter, WriteTrace } from '../../src/core/ports/trace.ts';
import type { WantedLink } from '../../src/core/ports/wanted-link.ts';
import type { LinkId, UplinkId } from '../../src/model/ids.ts';
import type { LinkTrouble } from '../../src/model/link-trouble.ts';
import type { FeedInput, Publish } from '../../src/core/ports/feed.ts';
import type { Connection } from './connection.ts';
import type { Events } from './connection.ts';
import { connect } from './connection.ts';
import type { Trust } from './trust.ts';
import { plainTrust } from './trust.ts';

export interface UplinkClient {
  want(links: readonly WantedLink[]): void;
  /** False when the link is none of ours. */
  send(link: LinkId, text: string): boolean;
  publish(message: Publish): void;
  close(link: LinkId, code: number, reason: string): boolean;
  stop(): void;
}

interface Opened {
  readonly link: LinkId;
  readonly connection: Either;
  readonly wanted: WantedLink;
}

/** A connection to an MQTT broker, as whoever knows MQTT opens one. */
export type ConnectFeed = (
  wanted: WantedLink,
  link: LinkId,
  events: Pick<Events, 'up' | 'down' | 'failed'> & { input(input: FeedInput): void },
  tls: ReturnType<Trust['of']>['tls'],
) => Pick<Connection, 'close' | 'drop'> & { publish(message: Publish): void };

/** To a central system of OCPP, or to a broker. */
type Either = Pick<Connection, 'close' | 'drop'> & Partial<Connection & ReturnType<ConnectFeed>>;

export function createUplinkClient(
  door: Pick<Door, 'offer'>,
  trust: Trust = plainTrust,
  connectFeed?: ConnectFeed,
  trace?: TraceWriter,
): UplinkClient {
  const opened = new Map<UplinkId, Opened>();
  const byLink = new Map<
    LinkId,
    { readonly uplink: UplinkId; readonly connection: Either; readonly write: WriteTrace | undefined }
  >();
  let last: ReadonlyMap<UplinkId, WantedLink> = new Map();
  let links = 0;

  function open(wanted: WantedLink): void {
    const { uplink, version } = wanted;
    const link = `u${(links += 1).toString(36)}` as LinkId;
    const gone = (): void => {
      byLink.delete(link);
      if (opened.get(uplink)?.link === link) opened.delete(uplink);
    };
    const tried = trust.of(wanted);
    const write = wanted.feed === undefined ? trace?.open(`uplink/${uplink}`, version) : undefined;
    const events: Events & Parameters<ConnectFeed>[2] = {
      up() {
        settle(tried.outcome('opened'), uplink);
        write?.('out', 'It is connected.', undefined, true);
        door.offer({ kind: 'linkUp', link, peer: { kind: 'uplink', uplink, version } });
      },
      frame(text) {
        write?.('in', text);
        door.offer({ kind: 'frame', link, text });
      },
      input: (input) => void door.offer(input),
      down(code, reason) {
        gone();
        write?.('in', `The connection is over (${code}${reason === '' ? '' : `: ${reason}`}).`, undefined, true);
        door.offer({ kind: 'linkDown', link, code, reason });
      },
      failed({ trouble, detail, ...more }) {
        gone();
        write?.('in', `It could not be reached: ${detail}.`, undefined, true);
        if (isRefusal.has(trouble)) settle(tried.outcome('refused'), uplink);
        door.offer({ kind: 'linkFailed', uplink, reason: detail, trouble, ...more });
      },
    };
    const connection: Either =
      wanted.feed === undefined || connectFeed === undefined
        ? connect(wanted, events, tried)
        : connectFeed(wanted, link, events, () => tried.tls());
    opened.set(uplink, { link, connection, wanted });
    byLink.set(link, { uplink, connection, write });
  }

  /** A new certificate that is not taken, while the old one is, is heard of. */
  function settle(isDiscarded: boolean, uplink: UplinkId): void {
    if (!isDiscarded) return;
    const techInfo = `${uplink}: the new certificate was refused, and the one before is in use again`;
    door.offer({ kind: 'security', type: 'DiscardedRenewedClientCertificate', techInfo });
  }

  /** One that the core closed and wants all the same is opened anew at once: it does not wait for the farewell of the old one. */
  function openAgain(uplink: UplinkId): void {
    const wanted = last.get(uplink);
    if (wanted !== undefined && !opened.has(uplink)) open(wanted);
  }

  return {
    want(wanted) {
      const named = new Map(wanted.map((one) => [one.uplink, one]));
      last = named;
      for (const [uplink, { connection }] of opened) if (!named.has(uplink)) connection.close(1000, 'not wanted');
      for (const one of wanted) {
        const known = opened.get(one.uplink);
        // The same object is the same wish: of a thousand, one has changed.
        if (known?.wanted === one) continue;
        if (known === undefined) open(one);
        else if (settingsOf(known.wanted) !== settingsOf(one)) known.connection.close(1000, 'other settings');
        else {
          opened.set(one.uplink, { ...known, wanted: one });
          known.connection.setPing?.(one.pingSeconds);
        }
      }
    },
    send(link, text) {
      const found = byLink.get(link);
      found?.write?.('out', text);
      found?.connection.send?.(text);
      return found !== undefined;
    },
    publish: (message) => byLink.get(message.link)?.connection.publish?.(message),
    close(link, code, reason) {
      const found = byLink.get(link);
      if (found === undefined) return false;
      const { uplink, connection } = found;
      // A CSMS that does not answer will not answer a close either.
      if (code === 1001) connection.drop();
      else connection.close(code, reason);
      if (opened.get(uplink)?.link === link) opened.delete(uplink);
      // What the core wants now it says in this very turn.
      queueMicrotask(() => openAgain(uplink));
      return true;
    },
    stop() {
      last = new Map();
      for (const { connection } of opened.values()) connection.close(1001, 'the gateway stops');
    },
  };
}

/** What a server says that does not like a certificate; many just end the connection. */
const isRefusal: ReadonlySet<LinkTrouble> = new Set<LinkTrouble>(['unauthorized', 'forbidden', 'tls', 'other']);

/** What it was opened with, but for what can be changed while it is open. */
const settingsOf = ({ pingSeconds: _, ...rest }: WantedLink): string => JSON.stringify(rest);
