// One try to reach an MQTT broker, and the connection that comes of it. MQTT 3.1.1, a clean session: nothing that the broker
// kept while nobody listened is ever taken for news.

import type { Socket } from 'node:net';
import { MqttClient } from 'mqtt';
import type { LinkTrouble } from '../../src/model/link-trouble.ts';
import type { WantedBroker } from '../../src/model/mqtt.ts';
import type { Trouble } from '../../src/model/network-trouble.ts';
import { troubleOf } from '../../src/model/network-trouble.ts';
import { CaFileError, certificateIn } from '../certificates/ca-file.ts';
import { socketTo } from './socket.ts';

export interface Message {
  readonly topic: string;
  readonly payload: Buffer;
  readonly isRetained: boolean;
}

export interface Events {
  up(): void;
  message(message: Message): void;
  /** It is over, or never came about; called once, and never before `connect` returns. Nothing is called after it. */
  down(trouble: Trouble): void;
}

export interface Connection {
  /** `refused` is called where the broker does not let us. */
  subscribe(topic: string, refused: () => void): void;
  unsubscribe(topic: string): void;
  /** Says goodbye where it can; `down` is not called any more. */
  close(): void;
}

/** For name, TCP, TLS and MQTT together. */
const openWithinMs = 20_000;
/** A broker that is gone without a word is noticed within one and a half of it. */
const keepaliveSeconds = 15;
/** One message that is longer ends the connection: a gateway has no room for what somebody else may publish. */
export const mostPacketBytes = 4 * 1024 * 1024;

export function connect(wanted: WantedBroker, events: Events): Connection {
  let socket: Socket;
  try {
    socket = socketTo(wanted.url, () => (wanted.ca === undefined ? {} : { ca: certificateIn(wanted.ca) }));
  } catch (error) {
    const trouble = error instanceof CaFileError ? 'caFile' : 'other';
    let isOver = false;
    setImmediate(() => isOver || events.down({ trouble, detail: (error as Error).message }));
    return { subscribe: () => undefined, unsubscribe: () => undefined, close: () => void (isOver = true) };
  }
  return follow(socket, clientOn(socket, wanted), events);
}

/** Reconnecting, queueing and subscribing again are the core's business, and nothing is stored here. */
const clientOn = (socket: Socket, { clientId, username, password }: WantedBroker): MqttClient =>
  new MqttClient(() => socket, {
    clientId,
    protocolVersion: 4,
    clean: true,
    keepalive: keepaliveSeconds,
    connectTimeout: openWithinMs,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  });

function follow(socket: Socket, client: MqttClient, events: Events): Connection {
  let trouble: Trouble | undefined;
  let isOver = false;
  const fail = (error: Error): void => void (trouble ??= meaningOf(error));
  limitPackets(socket, client, fail);
  // Errors of TLS have no code that the client would pass on.
  socket.on('error', fail);
  client.on('error', fail);
  client.on('connect', () => isOver || events.up());
  client.on('message', (topic, payload, { retain }) => {
    if (!isOver) events.message({ topic, payload, isRetained: retain });
  });
  client.on('close', () => {
    if (isOver) return;
    isOver = true;
    events.down(trouble ?? { trouble: 'other', detail: 'the connection was closed' });
  });
  return {
    subscribe(topic, refused) {
      client.subscribe(topic, { qos: 0 }, (error) => {
        // One that is lost with its connection was not refused.
        if (error !== null && client.connected && !isOver) refused();
      });
    },
    unsubscribe: (topic) => void client.unsubscribe(topic),
    close() {
      isOver = true;
      client.end(!client.connected);
    },
  };
}

/** The parser would gather a packet of up to 256 MB. */
export function limitPackets(socket: Socket, client: MqttClient, fail: (error: Error) => void): void {
  let bytes = 0;
  socket.on('data', (data: Buffer) => {
    bytes += data.length;
    if (bytes <= mostPacketBytes + data.length) return;
    fail(new Error(`a message of more than ${mostPacketBytes} bytes came`));
    socket.destroy();
  });
  client.on('packetreceive', () => (bytes = 0));
}

/** Return codes of CONNACK (MQTT 3.1.1, 3.2.2.3). */
const byReturnCode: Readonly<Record<number, LinkTrouble>> = {
  2: 'forbidden',
  3: 'busy',
  4: 'unauthorized',
  5: 'unauthorized',
  133: 'forbidden',
  134: 'unauthorized',
  135: 'unauthorized',
  136: 'busy',
  137: 'busy',
  138: 'forbidden',
  151: 'busy',
};

/** Codes of MQTT 3.1.1 and 5 (3.2.2.2), and of the network. */
export function meaningOf(error: Error): Trouble {
  const { code } = error as { code?: unknown };
  if (typeof code === 'number') return { trouble: byReturnCode[code] ?? 'other', detail: error.message };
  if (/connack timeout/i.test(error.message))
    return { trouble: 'timeout', detail: `not open within ${openWithinMs / 1000} s` };
  return troubleOf(error);
}
