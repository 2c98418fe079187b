// Where stations of this network get firmware: a server that reads one folder and writes nothing. A file is named by its
// checksum alone, so that no path leads anywhere else.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { pipeline } from 'node:stream/promises';
import type { FirmwareStore } from './store.ts';

export interface FirmwareListener {
  /** Resolves with the port and with the addresses under which stations find files. */
  listen(): Promise<{ readonly port: number; readonly addresses: readonly string[] }>;
  stop(): Promise<void>;
}

/** More stations than fetch firmware at once on any LAN. */
const maxConnections = 256;
const headersTimeoutMs = 10_000;
/** A station that takes nothing for so long has gone. */
const idleMs = 60_000;

export function createFirmwareListener(
  { address, port }: { readonly address?: string; readonly port: number },
  store: FirmwareStore,
): FirmwareListener {
  const server: Server = createServer(
    { maxHeaderSize: 8192, headersTimeout: headersTimeoutMs },
    (request, response) => void serve(store, request, response).catch(() => response.destroy()),
  );
  server.maxConnections = maxConnections;
  server.setTimeout(idleMs);
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, address, () => {
          const bound = (server.address() as AddressInfo).port;
          resolve({ port: bound, addresses: hostsOf(address).map((host) => `http://${host}:${bound}/firmware`) });
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const everywhere = new Set([undefined, '0.0.0.0', '::']);

/** The addresses of this computer that a station may reach; its own loopback where it has no other. */
function hostsOf(address: string | undefined): string[] {
  if (address !== undefined && !everywhere.has(address)) return [address.includes(':') ? `[${address}]` : address];
  const found = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map((one) => one.address);
  return found.length === 0 ? ['127.0.0.1'] : found;
}

/** The checksum, and a name behind it that is there for stations that look at the end of an address. */
const pathPattern = /^\/firmware\/([0-9a-f]{32})(?:\/[A-Za-z0-9._-]{1,64})?(?:\?.*)?$/;

async function serve(store: FirmwareStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return void response.writeHead(405, { allow: 'GET, HEAD', connection: 'close' }).end();
  const checksum = pathPattern.exec(request.url ?? '')?.[1];
  const file = checksum === undefined ? undefined : await store.open(checksum);
  if (file === undefined) return void response.writeHead(404, { 'content-length': 0 }).end();
  try {
    const { size } = await file.stat();
    const range = rangeOf(request.headers.range, size);
    if (range === 'none')
      return void response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    const { start, end } = range ?? { start: 0, end: size - 1 };
    response.writeHead(range === undefined ? 200 : 206, {
      'content-type': 'application/octet-stream',
      'content-length': end - start + 1,
      'accept-ranges': 'bytes',
      etag: `"${checksum}"`,
      ...(range !== undefined && { 'content-range': `bytes ${start}-${end}/${size}` }),
    });
    if (request.method === 'HEAD' || size === 0) return void response.end();
    await pipeline(file.createReadStream({ start, end, autoClose: false }), response);
  } finally {
    await file.close();
  }
}

/** One range, for a fetch that goes on where it broke off; several are as none. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'none' | undefined {
  const found = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '');
  if (found === null) return undefined;
  const start = Number(found[1]);
  const end = found[2] === '' ? size - 1 : Math.min(Number(found[2]), size - 1);
  return start <= end ? { start, end } : 'none';
}
