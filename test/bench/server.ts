// The server under load, in a process of its own: the gateway with its journal, or a bare ws server that sends each frame
// back unparsed. Tells what it used when it is asked.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { WebSocketServer } from 'ws';
import type { AddressInfo } from 'node:net';
import { createLog } from '../../adapters/log/log.ts';
import { compose } from '../../src/cli/compose.ts';
import type { Site, Uplink } from '../../src/model/config/site.ts';
import { smallDepot, uplink } from '../sim/site.ts';

const [kind, stations, meterPort] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const dir = mkdtempSync(join(tmpdir(), 'busbar-bench-'));

/**
 * Every station may have its rating, as long as hardly anything else draws. Half an amp is left over: the last digits of the
 * meter move nobody's limit.
 */
function metered(count: number, away: Uplink): Site {
  const depot = smallDepot(count, 32 * count + 10.5, [away]);
  const source = { kind: 'http', url: `http://127.0.0.1:${meterPort}/` } as const;
  return {
    ...depot,
    circuits: [{ ...depot.circuits[0]!, worstCaseBaseAmps: 10, meter: 'grid' }],
    meters: [{ id: 'grid', source, ctRatio: 1, invert: false, phaseMap: 'L1L2L3', periodMs: 1000 }],
    stations: depot.stations.map((station) => ({
      ...station,
      circuit: depot.circuits[0]!.id,
      evses: [{ ...station.evses[0]!, phases: 'L1L2L3' }],
      sampleSeconds: 5,
    })),
  };
}

let apiPort = 0;
/** How late a step was that came due each ten milliseconds, since it was asked for last. */
let late: number[] = [];
const probeMs = 10;

/** Only where somebody asks for it: what else is measured here is not to be disturbed. */
function probe(): void {
  let due = performance.now() + probeMs;
  const look = (): void => {
    const now = performance.now();
    // Each of those that a long step kept waiting was late.
    for (; due <= now; due += probeMs) late.push(now - due);
    setTimeout(look, Math.ceil(due - now));
  };
  setTimeout(look, probeMs);
}
let isProbing = false;

async function listen(): Promise<number> {
  if (kind === 'echo') {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    server.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
    return new Promise((resolve) => server.on('listening', () => resolve((server.address() as AddressInfo).port)));
  }
  // The central system is away, so that everything is kept, as in an outage.
  const away = uplink('csms', 'control', { url: 'ws://127.0.0.1:9/ocpp' });
  const site = kind === 'metered' ? metered(stations, away) : smallDepot(stations, 32 * stations + 100, [away]);
  const running = await compose(
    {
      site: { ...site, authorization: { ...site.authorization, mode: 'free' } },
      data: { dir, maxBytes: 1e9 },
      listeners: [{ port: 0, address: '127.0.0.1', paths: ['/*'] }],
      api: { host: '127.0.0.1', port: 0, access: 'open' },
    },
    { log: createLog({ level: 'error' }), onFailure: () => process.exit(1) },
  );
  apiPort = running.apiPort;
  return running.stationPorts[0]!;
}

/** How many limits were told since then, by the reason that each was told with. */
function reasonsSince(since: number): Record<string, number> {
  const history = new Database(join(dir, 'history.db'), { readonly: true });
  const rows = history
    .prepare(
      `SELECT json_extract(reason, '$.kind') AS kind, sum(1 + repeats) AS count FROM limitLog
       WHERE what = 'limit' AND at >= ? GROUP BY kind`,
    )
    .all(since) as { kind: string; count: number }[];
  history.close();
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
}

const port = await listen();
process.on('message', (question: string) => {
  if (question === 'stop') {
    rmSync(dir, { recursive: true, force: true });
    process.exit(0);
  }
  if (question.startsWith('reasons ')) return process.send!(reasonsSince(Number(question.split(' ')[1])));
  if (question === 'late') {
    if (!isProbing) probe();
    isProbing = true;
    process.send!(late);
    late = [];
    return undefined;
  }
  if (question === 'cpu') return process.send!(process.cpuUsage());
  // What is collected for this figure alone is no work of the server: nobody asks for it while CPU time is measured.
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return process.send!(heapUsed + external);
});
process.send!({ port, apiPort });
