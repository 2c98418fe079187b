// A gateway in a process of its own, to be killed: data directory, station port, port and version of the central system,
// stations.

import { flushCompileCache } from 'node:module';
import { createLog } from '../../adapters/log/log.ts';
import { compose } from '../../src/cli/compose.ts';
import type { Version } from '../../src/model/protocol.ts';
import { smallDepot, uplink } from '../sim/site.ts';

const [dir = '', port, csmsPort, count, version] = process.argv.slice(2);
const csms = uplink('csms', 'control', {
  version: (version ?? '1.6') as Version,
  url: `ws://127.0.0.1:${csmsPort}/ocpp`,
  attempts: 6,
  retryIntervalSeconds: 1,
  backoff: { minSeconds: 0.1, randomSeconds: 0.1, repeatTimes: 2 },
});

const running = await compose(
  {
    site: smallDepot(Number(count), 20 * Number(count), [csms]),
    data: { dir, maxBytes: 1e9 },
    listeners: [{ port: Number(port), address: '127.0.0.1', paths: ['/*'] }],
    api: { host: '127.0.0.1', port: 0, access: 'open' },
  },
  {
    log: createLog({ level: 'error' }),
    onFailure(failure) {
      console.error(failure);
      process.exit(1);
    },
    // What is killed over and over is no crash loop.
    countStarts: false,
  },
);
process.once('disconnect', () => process.exit(0));
process.send?.({ pid: process.pid, apiPort: running.apiPort }, undefined, undefined, (error) => {
  // Whoever started it is gone already.
  if (error !== null) process.exit(0);
});
process.once('SIGTERM', () => void running.stop().then(() => process.exit(0)));
// It may never end in a way in which Node.js writes down what it compiled for the next one.
flushCompileCache();
