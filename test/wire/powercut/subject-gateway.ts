// The whole gateway as the subject of the power-cut replay: stations over real sockets, and an ACK for each answer that a
// station received. The central system is away, so that every row stays in the journal.

import { createStation } from '../../peers/station.ts';
import { runStations } from '../../peers/run-stations.ts';
import { systemRandom } from '../../../adapters/clock/clock.ts';
import { createLog } from '../../../adapters/log/log.ts';
import type { JournalOptions } from '../../../adapters/sqlite-journal/options.ts';
import { compose } from '../../../src/cli/compose.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import { writeSync } from 'node:fs';

const [dir = '', json = '{}'] = process.argv.slice(2);
const options = JSON.parse(json) as { rows: number } & JournalOptions;
const count = 8;
const answers = Math.max(60, options.rows);

const away = uplink('csms', 'control', { url: 'ws://127.0.0.1:9/ocpp' });
const site = smallDepot(count, 300, [away]);
const running = await compose(
  {
    site: { ...site, authorization: { ...site.authorization, mode: 'free' } },
    data: { dir, maxBytes: 1e9 },
    listeners: [{ port: 0, address: '127.0.0.1', paths: ['/*'] }],
    api: { host: '127.0.0.1', port: 0, access: 'open' },
  },
  { log: createLog({ level: 'fatal' }), onFailure: () => process.exit(1), journal: options, countStarts: false },
);
writeSync(2, 'ACK 0\n');

let told = 0;
const stations = site.stations.map(({ id }) =>
  createStation({
    id,
    evses: 1,
    ratingAmps: 32,
    sampleSeconds: 0.02,
    random: systemRandom,
    reconnectMs: 10,
    onAcknowledged({ messageId }) {
      writeSync(2, `ACK ${id} ${messageId}\n`);
      told += 1;
      if (told === answers) void stop();
    },
  }),
);
const depot = runStations(stations, `ws://127.0.0.1:${running.stationPorts[0]}`, (fault) => {
  throw new Error(fault);
});
for (const station of stations) {
  const vehicle = { name: 'van', token: station.id, phases: 3, maxAmps: 32, wantedWh: 1e9 } as const;
  depot.event(station, { kind: 'plug', evse: 1, vehicle: { ...vehicle } });
}

async function stop(): Promise<void> {
  depot.stop();
  await running.stop();
  process.exit(0);
}
