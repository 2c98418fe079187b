// The whole gateway in the process of the test, over real sockets, with a journal in a temporary directory.

import { onTestFinished } from 'vitest';
import { createLog } from '../../adapters/log/log.ts';
import type { ComposeOptions, RunningGateway } from '../../src/cli/compose.ts';
import { compose } from '../../src/cli/compose.ts';
import type { Failure } from '../../src/core/driver.ts';
import type { Site } from '../../src/model/config/site.ts';
import { tempDir } from '../peers/temp-dir.ts';

export interface GatewayHere {
  readonly running: RunningGateway;
  /** Where stations connect, without their identity. */
  readonly url: string;
  /** Why it had to end; none when all is well. */
  readonly failures: readonly Failure[];
}

/** It is stopped with the test. */
export async function startGatewayHere(site: Site, options: Partial<ComposeOptions> = {}): Promise<GatewayHere> {
  const dir = tempDir('here');
  const failures: Failure[] = [];
  const running = await compose(
    {
      site,
      data: { dir, maxBytes: 1e9 },
      listeners: [{ port: 0, address: '127.0.0.1', paths: ['/*'] }],
      api: { host: '127.0.0.1', port: 0, access: 'open' },
    },
    {
      log: createLog({ level: 'fatal' }),
      onFailure: (failure) => failures.push(failure),
      countStarts: false,
      // Nobody fills this disk.
      journal: { ballastBytes: 0 },
      ...options,
    },
  );
  onTestFinished(() => running.stop());
  return { running, url: `ws://127.0.0.1:${running.stationPorts[0]}`, failures };
}
