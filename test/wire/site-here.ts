// A gateway of the test's own process on a site file that lies on the disk: for what changes the file.

import { readFileSync, writeFileSync } from 'node:fs';
import { createLog } from '../../adapters/log/log.ts';
import type { RunningGateway } from '../../src/cli/compose.ts';
import { compose } from '../../src/cli/compose.ts';
import { loadSite } from '../../src/cli/site-file.ts';
import { until } from '../peers/until.ts';

/** On ports that are free, with all that it writes at once written. */
export async function startSiteHere(path: string, text: string): Promise<RunningGateway> {
  writeFileSync(path, text);
  const loaded = loadSite(path);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const running = await compose(
    { ...config, listeners: [{ ...config.listeners[0]!, port: 0 }], api: { ...config.api, port: 0 } },
    {
      log: createLog({ level: 'fatal' }),
      onFailure: ({ kind }) => {
        throw new Error(`the gateway failed: ${kind}`);
      },
      siteFile: { path, loaded },
      countStarts: false,
      journal: { ballastBytes: 0 },
    },
  );
  // The gateway writes the numbers of its EVSEs at once.
  await until(() => readFileSync(path, 'utf8') !== text, 'numbers are written', 30_000);
  await running.keeper!.settled();
  return running;
}
