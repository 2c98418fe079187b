// The door for others on the network: HTTPS, with the same routes as the plain one of this computer.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import { lookEachMs, refuseConnections } from './flood.ts';

export interface Pems {
  readonly cert: string;
  readonly key: string;
}

export interface Lan {
  /** The port. Rejects where it cannot be had. */
  open(host: string, port: number, pems: Pems): Promise<number>;
  /** Shown to whoever connects from now on; nobody is cut off. */
  renew(pems: Pems): void;
  close(): Promise<void>;
}

/** A phone on a bad network still comes in; who says nothing goes. */
const handshakeMs = 10_000;
const headersMs = 10_000;
const requestMs = 60_000;

export function createLan(answer: (request: IncomingMessage, response: ServerResponse) => void): Lan {
  let server: Server | undefined;
  return {
    async open(host, port, pems) {
      const opening = createServer(
        {
          ...pems,
          minVersion: 'TLSv1.2',
          ALPNProtocols: ['http/1.1'],
          handshakeTimeout: handshakeMs,
          headersTimeout: headersMs,
          requestTimeout: requestMs,
          connectionsCheckingInterval: lookEachMs,
        },
        answer,
      );
      refuseConnections(opening);
      await new Promise<void>((resolve, reject) => {
        opening.once('error', reject);
        opening.listen({ host, port }, () => {
          opening.off('error', reject);
          resolve();
        });
      });
      // A peer that breaks off its handshake is nothing that anybody need hear of.
      opening.on('error', () => undefined);
      server = opening;
      const address = opening.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    },
    renew: (pems) => server?.setSecureContext({ ...pems, minVersion: 'TLSv1.2' }),
    async close() {
      const closing = server;
      server = undefined;
      if (closing === undefined) return;
      closing.closeAllConnections();
      await new Promise((resolve) => closing.close(resolve));
    },
  };
}
