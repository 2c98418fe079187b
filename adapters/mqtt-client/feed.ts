// The connection of an MQTT uplink: messages with topics both ways. Nothing is stored here, and nothing is sent anew: what the
// broker did not take, the core sends again over the next connection.

import type { Socket } from 'node:net';
import type { IPublishPacket } from 'mqtt';
import { MqttClient } from 'mqtt';
import type { FeedInput, Publish } from '../../src/core/ports/feed.ts';
import type { WantedLink } from '../../src/core/ports/wanted-link.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { Trouble } from '../../src/model/network-trouble.ts';
import { CaFileError } from '../certificates/ca-file.ts';
import { limitPackets, meaningOf } from './connection.ts';
import type { BrokerTls } from './socket.ts';
import { socketTo } from './socket.ts';

export interface FeedEvents {
  up(): void;
  /** It was open and is no more. */
  down(code: number, reason: string): void;
  /** It was never open. */
  failed(trouble: Trouble): void;
  input(input: FeedInput): void;
}

export interface FeedConnection {
  publish(message: Publish): void;
  /** Tells that we are gone, and takes leave; without a word where `drop`. */
  close(code: number, reason: string): void;
  drop(): void;
}

/** For name, TCP, TLS and MQTT together. */
const openWithinMs = 20_000;
/** A broker that does not take the last words is left without them. */
const farewellMs = 3000;
/** A broker that is gone without a word is noticed within one and a half of it. */
const keepaliveSeconds = 15;
/** A command is a few hundred bytes; a frame for a station is as long as a station may take at the most. */
const mostTextBytes = 256 * 1024;
/** A broker that does not say how many it takes at once takes all that MQTT can name (MQTT 5, 3.2.2.3.3). */
const mostAtOnce = 65_535;
/** What waits because the broker is slow may fill no more than this; then the connection is given up and begun anew. */
const mostUnsentBytes = 8 * 1024 * 1024;

/** Messages that come with the answer to our subscriptions; a broker has a few that are retained, and what is sent just then. */
const mostEarly = 200;

/** Never throws; one of `down` and `failed` is called at the end, and not before this returns. */
export function connectFeed(
  wanted: WantedLink,
  link: LinkId,
  events: FeedEvents,
  tls: () => BrokerTls,
): FeedConnection {
  let socket: Socket;
  try {
    socket = socketTo(wanted.url, tls);
  } catch (error) {
    const trouble = error instanceof CaFileError ? ('caFile' as const) : ('other' as const);
    setImmediate(() => events.failed({ trouble, detail: (error as Error).message }));
    return { publish: () => undefined, close: () => undefined, drop: () => undefined };
  }
  return follow(socket, clientOn(socket, wanted), wanted, link, events);
}

function clientOn(socket: Socket, { feed }: WantedLink): MqttClient {
  const { protocol, clientId, username, password, will } = feed!;
  return new MqttClient(() => socket, {
    clientId,
    protocolVersion: protocol === '5' ? 5 : 4,
    clean: true,
    keepalive: keepaliveSeconds,
    connectTimeout: openWithinMs,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    ...(will !== undefined && {
      will: { topic: will.topic, payload: Buffer.from(will.text), qos: 1 as const, retain: true },
    }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  });
}

function follow(
  socket: Socket,
  client: MqttClient,
  wanted: WantedLink,
  link: LinkId,
  events: FeedEvents,
): FeedConnection {
  let trouble: Trouble | undefined;
  let end: { code: number; reason: string } | undefined;
  let isOpen = false;
  // The broker has our word that these came: they wait until the core knows of the connection.
  const early: FeedInput[] = [];
  const fail = (error: Error): void => void (trouble ??= meaningOf(error));
  const sender = senderFor({ client, gather: gatherOn(socket) }, link, events, () => drop('the broker takes nothing'));
  const drop = (reason: string): void => {
    end ??= { code: 1001, reason };
    client.end(true);
  };
  limitPackets(socket, client, fail);
  socket.on('error', fail);
  client.on('error', fail);
  client.on('connect', ({ properties }: { properties?: { receiveMaximum?: number } }) => {
    sender.open(properties?.receiveMaximum ?? mostAtOnce);
    const wants = subscribeAll(client, wanted, fail);
    wants.then(
      () => {
        if (end !== undefined) return;
        isOpen = true;
        events.up();
        for (const input of early.splice(0)) events.input(input);
      },
      () => drop('a topic is not ours to hear'),
    );
  });
  client.on('message', (topic, payload, packet) => {
    if (end !== undefined) return;
    const input = toldBy(link, topic, payload, packet);
    if (isOpen) events.input(input);
    else if (early.length < mostEarly) early.push(input);
    else drop('too much came at once');
  });
  client.on('disconnect', (packet: { reasonCode?: number }) =>
    fail(new Error(`the broker ends the connection (code ${packet.reasonCode ?? 0})`)),
  );
  client.on('close', () => {
    if (isOpen) events.down(end?.code ?? 1006, end?.reason ?? trouble?.detail ?? '');
    else events.failed(trouble ?? { trouble: 'other', detail: end?.reason ?? 'the connection was closed' });
  });
  return {
    publish: sender.publish,
    close(code, reason) {
      end ??= { code, reason };
      // The broker keeps the will to itself when somebody takes leave.
      const { will } = wanted.feed!;
      if (isOpen && will !== undefined) client.publish(will.topic, will.text, { qos: 1, retain: true });
      client.end(false);
      setTimeout(() => client.end(true), farewellMs).unref();
    },
    drop: () => drop('given up'),
  };
}

/** Fails where the broker does not let us hear one of them. */
async function subscribeAll(client: MqttClient, { feed }: WantedLink, fail: (error: Error) => void): Promise<void> {
  const { subscriptions, mayLack = [] } = feed!;
  const musts = subscriptions.filter((one) => !mayLack.includes(one));
  // One by one, so that what it denies is known by its name; what it need not give it may deny.
  const asked = mayLack.map((one) => client.subscribeAsync(one, { qos: 1 }).catch(() => undefined));
  try {
    if (musts.length > 0) await client.subscribeAsync([...musts], { qos: 1 });
    await Promise.all(asked);
  } catch (error) {
    fail(new Error(`it does not let us hear ${musts.join(', ')}: ${(error as Error).message}`));
    throw error;
  }
}

interface Sender {
  open(atOnce: number): void;
  publish(message: Publish): void;
}

/** What is written until the loop comes round leaves in one go, and not in a system call for each message. */
function gatherOn(socket: Socket): () => void {
  let isGathering = false;
  return () => {
    if (isGathering) return;
    isGathering = true;
    socket.cork();
    setImmediate(() => {
      isGathering = false;
      socket.uncork();
    });
  };
}

interface Wire {
  readonly client: MqttClient;
  gather(): void;
}

/** No more at once than the broker takes; what it took is told in one go. */
function senderFor({ client, gather }: Wire, link: LinkId, events: FeedEvents, giveUp: () => void): Sender {
  const waiting: Publish[] = [];
  let taken: number[] = [];
  let [atOnce, underWay, unsentBytes] = [mostAtOnce, 0, 0];

  function send(message: Publish): void {
    const { topic, text, retain, id, correlation } = message;
    const qos = id === undefined ? 0 : 1;
    const options = {
      qos,
      retain: retain === true,
      ...(correlation !== undefined && { properties: { correlationData: Buffer.from(correlation, 'latin1') } }),
    } as const;
    gather();
    if (id === undefined) return void client.publish(topic, text, options);
    underWay += 1;
    client.publish(topic, text, options, (error) => {
      underWay -= 1;
      if (error === undefined || error === null) noteTaken(id);
      sendWaiting();
    });
  }

  function sendWaiting(): void {
    while (waiting.length > 0 && underWay < atOnce) {
      const next = waiting.shift()!;
      unsentBytes -= next.text.length;
      send(next);
    }
  }

  function noteTaken(id: number): void {
    taken.push(id);
    if (taken.length > 1) return;
    setImmediate(() => {
      const ids = taken;
      taken = [];
      events.input({ kind: 'published', link, ids });
    });
  }

  return {
    open: (most) => void (atOnce = most),
    publish(message) {
      if (waiting.length === 0 && underWay < atOnce) return send(message);
      waiting.push(message);
      unsentBytes += message.text.length;
      if (unsentBytes > mostUnsentBytes) giveUp();
    },
  };
}

function toldBy(link: LinkId, topic: string, payload: Buffer, packet: IPublishPacket): FeedInput {
  const { responseTopic, correlationData, messageExpiryInterval } = packet.properties ?? {};
  return {
    kind: 'told',
    link,
    topic,
    ...(payload.length <= mostTextBytes && { text: payload.toString('utf8') }),
    isRetained: packet.retain,
    ...(messageExpiryInterval !== undefined && { expiresInSeconds: messageExpiryInterval }),
    ...(responseTopic !== undefined && { responseTopic }),
    ...(correlationData !== undefined && { correlation: correlationData.toString('latin1') }),
  };
}
