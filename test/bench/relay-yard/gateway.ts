// The gateway in a process of its own, with so many stations: each under its own identity, or all as one.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../../adapters/log/log.ts';
import { compose } from '../../../src/cli/compose.ts';
import type { Uplink } from '../../../src/model/config/site.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import { versionOf } from './messages.ts';
import { answerQuestions } from './process.ts';

const [mode, stations, csms] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const dir = mkdtempSync(join(tmpdir(), 'busbar-bench-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

const relayOf = (station: StationId, at: number): Uplink => {
  const version = versionOf(at);
  const entry = version === '1.6' ? 'first' : 'second';
  return uplink(`${entry}/${station}`, 'control', {
    mode: 'relay',
    version,
    url: `ws://127.0.0.1:${csms}/relay`,
    identity: station,
    speaksFor: station,
    stations: [station],
  });
};

const startedAt = performance.now();
const whole = uplink('csms', 'control', { url: `ws://127.0.0.1:${csms}/aggregate`, version: '2.0.1' });
const depot = smallDepot(stations, 32 * stations + 100, []);
const uplinks = mode === 'relay' ? depot.stations.map(({ id }, at) => relayOf(id, at)) : [whole];
const running = await compose(
  {
    site: { ...depot, uplinks },
    data: { dir, maxBytes: 1e9 },
    listeners: [{ port: 0, address: '127.0.0.1', paths: ['/*'] }],
    api: { host: '127.0.0.1', port: 0, access: 'open' },
  },
  { log: createLog({ level: 'error' }), onFailure: () => process.exit(1) },
);
const { state } = running.gateway;
answerQuestions({ port: running.stationPorts[0]!, readyMs: performance.now() - startedAt }, () => ({
  through: [...state.relays.values()].filter(({ phase }) => phase === 'through').length,
  connected: [...state.uplinks.values()].filter(({ link }) => link !== undefined).length,
  rows: state.ledger.head,
}));
