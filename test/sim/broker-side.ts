// The brokers of the simulated depot: each takes what its uplink publishes, tells a subscriber, and fails in its own ways.

import { payloadFault } from '../peers/payloads.ts';
import { createStreamReader } from '../peers/stream-reader.ts';
import type { StreamReader } from '../peers/stream-reader.ts';
import type { Driver } from '../../src/core/driver.ts';
import type { Publish } from '../../src/core/ports/feed.ts';
import type { Uplink } from '../../src/model/config/site.ts';
import type { LinkId, UplinkId } from '../../src/model/ids.ts';
import type { Network, Socket } from './network.ts';
import type { Chance, Schedule } from './schedule.ts';

export interface Broker {
  readonly id: UplinkId;
  readonly reader: StreamReader;
  /** Takes so long over each message. */
  slowMs: number;
  busyUntil: number;
  /** In this share of cases it dies in place of taking a message, or after taking it and before saying so. */
  dies: number;
  /** In this share of cases it says twice that it took something, or tells its subscriber twice. */
  doubles: number;
  /** In this share of cases the word that it took something is lost. */
  losesAcks: number;
  /** Whoever keeps the stream is away: what the broker takes is gone. Only where it is he who acknowledges. */
  forgets: boolean;
  up: boolean;
  publishes: number;
}

export interface BrokerSide {
  readonly brokers: ReadonlyMap<UplinkId, Broker>;
  open(id: UplinkId, driver: Driver): void;
  close(id: UplinkId): void;
  closeAll(except: ReadonlySet<UplinkId>): void;
  setUp(id: UplinkId, up: boolean): void;
  /** False when the link is none of theirs. */
  publish(message: Publish): boolean;
  idOf(link: LinkId): UplinkId | undefined;
}

const streamTopic = '/transactions';
const keepsMs = 7000;

export function createBrokerSide(
  uplinks: readonly Uplink[],
  schedule: Schedule,
  chance: Chance,
  network: Network,
  current: () => Driver | undefined,
): BrokerSide {
  const sockets = new Map<UplinkId, Socket>();
  const feeds = new Map(uplinks.flatMap(({ id, feed }) => (feed === undefined ? [] : [[id, feed] as const])));
  const brokers = new Map<UplinkId, Broker>([...feeds.keys()].map((id) => [id, newBroker(id)]));

  function close(id: UplinkId): void {
    const socket = sockets.get(id);
    if (socket?.open !== true) return;
    socket.open = false;
    brokers.get(id)!.busyUntil = 0;
    network.tellClosed(socket);
  }

  function arrived(broker: Broker, socket: Socket, { topic, text, id, retain }: Publish): void {
    broker.publishes += 1;
    const fault = payloadFault(topic, text);
    if (fault !== undefined) broker.reader.findings.push(fault);
    if (chance.happens(broker.dies)) return close(broker.id);
    if (topic.endsWith(streamTopic) && retain !== true) {
      const times = chance.happens(broker.doubles) ? 2 : 1;
      if (!broker.forgets) for (let at = 0; at < times; at += 1) broker.reader.take(text);
    }
    if (chance.happens(broker.dies)) return close(broker.id);
    if (id === undefined || chance.happens(broker.losesAcks)) return;
    const times = chance.happens(broker.doubles) ? 2 : 1;
    for (let at = 0; at < times; at += 1)
      network.deliver(socket, () => current()?.offer({ kind: 'published', link: socket.link, ids: [id] }));
  }

  /** Whoever keeps the stream says now and then how far it has come. */
  function keep(broker: Broker, socket: Socket, topic: string): void {
    if (!socket.open) return;
    const stream = broker.reader.newest();
    if (stream !== undefined && !broker.forgets) {
      const text = JSON.stringify({ gatewayId: stream, through: broker.reader.reach(stream) });
      network.deliver(socket, () =>
        current()?.offer({ kind: 'told', link: socket.link, topic, text, isRetained: false }),
      );
    }
    schedule.after(keepsMs, () => keep(broker, socket, topic));
  }

  return {
    brokers,
    open(id, driver) {
      if (current() !== driver || sockets.get(id)?.open === true) return;
      if (!brokers.get(id)!.up) return void driver.offer({ kind: 'linkFailed', uplink: id, reason: 'refused' });
      const socket = network.open('b');
      sockets.set(id, socket);
      driver.offer({ kind: 'linkUp', link: socket.link, peer: { kind: 'uplink', uplink: id, version: '2.1' } });
      const { acknowledgedBy, topicPrefix } = feeds.get(id)!;
      if (acknowledgedBy === 'application') keep(brokers.get(id)!, socket, `${topicPrefix}/depot${streamTopic}/ack`);
    },
    close,
    closeAll(except) {
      for (const id of sockets.keys()) if (!except.has(id)) close(id);
    },
    setUp(id, up) {
      const broker = brokers.get(id)!;
      broker.up = up;
      if (!up) close(id);
    },
    publish(message) {
      const id = idOf(message.link);
      if (id === undefined) return false;
      const [broker, socket] = [brokers.get(id)!, sockets.get(id)!];
      network.deliver(socket, () => {
        if (broker.slowMs === 0 && broker.busyUntil <= schedule.now()) return arrived(broker, socket, message);
        broker.busyUntil = Math.max(schedule.now(), broker.busyUntil) + broker.slowMs;
        schedule.at(broker.busyUntil, () => socket.open && arrived(broker, socket, message));
      });
      return true;
    },
    idOf,
  };

  function idOf(link: LinkId): UplinkId | undefined {
    return [...sockets].find(([, socket]) => socket.link === link)?.[0];
  }
}

const newBroker = (id: UplinkId): Broker => ({
  id,
  reader: createStreamReader(),
  slowMs: 0,
  busyUntil: 0,
  dies: 0,
  doubles: 0,
  losesAcks: 0,
  forgets: false,
  up: true,
  publishes: 0,
});
