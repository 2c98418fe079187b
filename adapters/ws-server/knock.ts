import type { IncomingMessage } from 'node:http';
import type { Knock } from '../../src/core/ports/door.ts';

/** What a handshake says of who is at the door. */
export const knockOf = (request: IncomingMessage, paths: readonly string[]): Knock => ({
  path: request.url ?? '/',
  subprotocols: (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
  ...(request.headers.authorization !== undefined && { authorization: request.headers.authorization }),
  remoteAddress: request.socket.remoteAddress ?? '',
  paths,
  secure: false,
});
