// The options of every command that asks the running gateway: where it listens, and its site file, which says so too.

import type { Command } from 'commander';
import { loadSite } from './site-file.ts';
import { apiUrlOf, usualApi } from './stations-client.ts';

/** Its action gets `api` in any case: as named, else as the site file has it, else the usual address. */
export const asksGateway = (command: Command): Command =>
  command
    .option('--api <url>', `where the gateway listens (as its site file says; ${usualApi} without one)`)
    .option(
      '--config <file>',
      'its site file, which says where it listens, where its data are, and with them the right to ask',
    )
    .hook('preAction', (_, asking) => {
      const { api, config } = asking.opts<{ api?: string; config?: string }>();
      asking.setOptionValue('api', api ?? apiIn(config, asking) ?? usualApi);
    });

function apiIn(config: string | undefined, asking: Command): string | undefined {
  if (config === undefined) return undefined;
  const loaded = loadSite(config);
  if (loaded.ok) return apiUrlOf(loaded.config);
  return asking.error(
    `BB_SITE_FILE_WRONG\n  ${config} cannot be used: "busbar check ${config}" says why.\n  The running gateway is asked without it too: name its address with --api, and its data with BUSBAR_DATA_DIR.`,
  );
}
