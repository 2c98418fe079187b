// Whoever comes to the door of a gateway with bytes of his own: what no client library would send.

import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export const upgradeHeaders = [
  'Host: depot',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

export const basicHeader = (name: string, password: string): string =>
  `Authorization: Basic ${Buffer.from(`${name}:${password}`, 'latin1').toString('base64')}`;

export interface Visit {
  /** Everything that was answered, until the end or the handshake was made. */
  readonly answer: Promise<string>;
  readonly socket: Socket;
  /** All that came so far, one character a byte. */
  readonly heard: () => string;
}

/** Opens a connection and writes this, as it is. `from`: another address of the loopback. Closed with the test. */
export function visit(port: number, bytes: string | Buffer, from = '127.0.0.1'): Visit {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  // As long as nobody listens there, the kernel may connect a socket with itself: it would hear its own words, and keep the port.
  socket.once('connect', () => socket.localPort === port && socket.destroy());
  if (bytes.length > 0) socket.write(bytes);
  let answer = '';
  return {
    socket,
    heard: () => answer,
    answer: new Promise((resolve) => {
      socket.on('data', (data: Buffer) => {
        answer += data.toString('latin1');
        if (answer.startsWith('HTTP/1.1 101')) resolve(answer);
      });
      socket.on('end', () => resolve(answer));
      socket.on('close', () => resolve(answer));
      socket.on('error', () => resolve(answer));
    }),
  };
}

/** A handshake for this path, with more headers. */
export const knockText = (path: string, headers: readonly string[] = [], protocol = 'ocpp1.6'): string =>
  `GET ${path} HTTP/1.1\r\n${[...upgradeHeaders, `Sec-WebSocket-Protocol: ${protocol}`, ...headers].join('\r\n')}\r\n\r\n`;

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);

/** Knocks and resolves with the status; 0 where the line was cut without a word. */
export const knockFor = async (
  port: number,
  path: string,
  headers: readonly string[] = [],
  from?: string,
): Promise<number> => statusOf(await visit(port, knockText(path, headers), from).answer);
