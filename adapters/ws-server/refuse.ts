// How somebody is turned away before the upgrade. The body says no more than the status: whoever asks may be anybody.

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const statusTexts = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
} as const;

type Status = keyof typeof statusTexts;

/** The line is cut when that is said: whoever keeps his end open would keep a descriptor. */
export function refuse(socket: Duplex, status: Status): void {
  const challenge = status === 401 ? 'WWW-Authenticate: Basic realm="station"\r\n' : '';
  socket.write(
    `HTTP/1.1 ${status} ${statusTexts[status]}\r\n${challenge}Connection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  (socket as Socket).destroySoon();
}

/** A station sends a dozen; Node.js drops what is beyond. */
export const mostHeaders = 100;
/** There are five versions of OCPP. */
const mostProtocols = 20;

/** What no station sends, and what would only cost time to look at (F059); undefined where all is well. */
export function absurd({ rawHeaders, headers }: IncomingMessage): Status | undefined {
  // Names and values, in turns.
  if (rawHeaders.length > 2 * mostHeaders) return 431;
  const protocols = headers['sec-websocket-protocol'] ?? '';
  const isOdd = /[^\x20-\x7e]/.test(protocols) || protocols.split(',', mostProtocols + 1).length > mostProtocols;
  return isOdd ? 400 : undefined;
}
