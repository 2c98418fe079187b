// Where the storm comes in, in a process of its own: the gateway behind TLS with its journal and a central system, or a bare
// TLS server that only shakes hands for a WebSocket. Tells what it used when it is asked.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { serverTls } from '../../adapters/certificates/server-tls.ts';
import { createLog } from '../../adapters/log/log.ts';
import { compose } from '../../src/cli/compose.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { StationId } from '../../src/model/ids.ts';
import { keyOf } from '../../src/model/station-key.ts';
import { smallDepot, stationIds, uplink } from '../sim/site.ts';
import { stormKey } from './storm-stations.ts';

const [kind, count, csmsPort, certificates = ''] = [
  process.argv[2],
  Number(process.argv[3]),
  process.argv[4],
  process.argv[5],
];
const dir = mkdtempSync(join(tmpdir(), 'busbar-storm-'));
const tls = {
  certs: ['rsa', 'ec'].map((one) => ({ cert: `${certificates}/${one}.pem`, key: `${certificates}/${one}.key` })),
  requireForwardSecrecy: false,
};
/** As many handshakes as come at once wait in the kernel, here as in the gateway. */
const backlog = 4096;

function site(): Site {
  const depot = smallDepot(count, 32 * count + 100, [
    uplink('csms', 'control', { url: `ws://127.0.0.1:${csmsPort}/ocpp` }),
  ]);
  return {
    ...depot,
    stations: depot.stations.map((station) => ({ ...station, security: { profile: 2 } as const })),
    authorization: { ...depot.authorization, mode: 'free' },
  };
}

async function gateway(): Promise<{ port: number; apiPort: number }> {
  const keys = stationIds(count).map((id): [StationId, NonNullable<ReturnType<typeof keyOf>>] => [
    id,
    keyOf(stormKey(id))!,
  ]);
  const running = await compose(
    {
      site: site(),
      stationKeys: new Map(keys),
      data: { dir, maxBytes: 1e9 },
      listeners: [{ port: 0, address: '127.0.0.1', paths: ['/*'], tls }],
      api: { host: '127.0.0.1', port: 0, access: 'open' },
    },
    {
      log: createLog({ level: 'error' }),
      onFailure(failure) {
        console.error(failure);
        process.exit(1);
      },
    },
  );
  return { port: running.stationPorts[0]!, apiPort: running.apiPort };
}

/** TLS and the handshake of a WebSocket, and nothing else. */
async function bare(): Promise<{ port: number; apiPort: number }> {
  const read = (path: string): string => readFileSync(path, 'utf8');
  const pems = { certs: tls.certs.map(({ cert }) => read(cert)), keys: tls.certs.map(({ key }) => read(key)) };
  const server = createServer(serverTls(tls, pems));
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (open) => open.on('error', () => undefined)),
  );
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog }, resolve));
  return { port: (server.address() as AddressInfo).port, apiPort: 0 };
}

let peakBytes = 0;
const look = (): void => void (peakBytes = Math.max(peakBytes, process.memoryUsage.rss()));
const ports = await (kind === 'bare' ? bare() : gateway());
setInterval(look, 20);
process.on('disconnect', () => process.exit(0));
process.on('message', (question: string) => {
  if (question === 'stop') {
    rmSync(dir, { recursive: true, force: true });
    process.exit(0);
  }
  look();
  const { user, system } = process.cpuUsage();
  const { VmHWM } = status();
  process.send!({ cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss(), peakBytes, VmHWM });
});
process.send!(ports);

/** What the kernel says was the most, between our looks too. */
function status(): { VmHWM: number } {
  const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return { VmHWM: Number(kib ?? 0) * 1024 };
}
