// The commands of whoever keeps a gateway up: a first site file, backups, and what is sent to those who help.

import type { Command } from 'commander';
import { backup } from './backup.ts';
import { init, initOptions } from './init.ts';
import { restore } from './restore.ts';
import { supportBundle } from './support-bundle.ts';

export function addUpkeepCommands(busbar: Command): void {
  const first = busbar
    .command('init')
    .argument('[file]', 'where it is written; never over a file that is there', 'depot.yaml')
    .description('ask about the site and write its first site file');
  for (const [flag, what] of initOptions) first.option(flag, what);
  first.option('--yes', 'ask nothing: what is not given is as usual').action(init);
  busbar
    .command('backup')
    .description('everything that makes this gateway this gateway, in one file; it may run meanwhile')
    .requiredOption('--to <file>', 'where the backup goes')
    .requiredOption('--config <file>', 'site file of the gateway')
    .option('--passphrase-file <file>', 'encrypt it under the first line of this file')
    .action(backup);
  busbar
    .command('restore <file>')
    .description('make a data directory of a backup')
    .requiredOption('--to <dir>', 'the data directory')
    .option('--site <dir>', 'where the site file goes ("site" in the data directory)')
    .option('--passphrase-file <file>', 'of an encrypted backup')
    .option('--force', 'although something is there: it is moved aside')
    .action(restore);
  busbar
    .command('support-bundle')
    .description('what whoever helps from afar needs to see, without keys, passwords and tokens')
    .requiredOption('--config <file>', 'site file of the gateway')
    .option('--to <file>', 'where it goes')
    .option('--api <url>', 'where the gateway listens; the site file says it otherwise')
    .action(supportBundle);
}
