// A central system behind TLS that speaks any version, and tells who showed which certificate.

import { createServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';

export interface TlsPeer {
  readonly port: number;
  /** Common name and serial number of the certificate of each connection that got through. */
  readonly shown: readonly { readonly name: string | undefined; readonly serial: string | undefined }[];
  close(): Promise<void>;
}

export async function serveTlsPeer(options: ServerOptions): Promise<TlsPeer> {
  const shown: { name: string | undefined; serial: string | undefined }[] = [];
  const server = createServer(options);
  server.on('tlsClientError', () => undefined);
  const sockets = new WebSocketServer({ server, handleProtocols: (names) => [...names][0]! });
  sockets.on('connection', (_socket, request) => {
    const certificate = (request.socket as TLSSocket).getPeerCertificate() as {
      subject?: { CN?: string };
      serialNumber?: string;
    };
    shown.push({ name: certificate.subject?.CN, serial: certificate.serialNumber });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    shown,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
