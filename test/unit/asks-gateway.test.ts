// Which gateway a command asks: the one that is named, else that of its site file.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { asksGateway } from '../../src/cli/asks-gateway.ts';
import { tempDir } from '../peers/temp-dir.ts';

const site = `
site: { id: d, name: D, timezone: UTC }
listeners: [ { address: 127.0.0.1, port: 9100 } ]
api: { listen: '127.0.0.1:8181' }
circuits: [ { id: main, limitAmps: 100 } ]
stations: [ { id: CP, circuit: main, security: { profile: 1, password: managed }, evses: [ { id: 1, maxAmps: 16 } ] } ]
authorization: { mode: free }
`;

async function apiFor(text: string, ...args: string[]): Promise<unknown> {
  const dir = tempDir('asks');
  const file = join(dir, 'site.yaml');
  writeFileSync(file, text);
  let api: unknown;
  const command = asksGateway(new Command('why <evse>').exitOverride().configureOutput({ writeErr: () => undefined }));
  await command
    .argument('<evse>')
    .action((_, given: { api: string }) => void (api = given.api))
    .parseAsync(['CP/1', ...args.map((one) => (one === 'FILE' ? file : one))], { from: 'user' });
  return api;
}

it('is said by --api, else by the site file, else usual; a file that is wrong is said to be', async () => {
  expect(await apiFor(site)).toBe('http://127.0.0.1:8080');
  expect(await apiFor(site, '--config', 'FILE')).toBe('http://127.0.0.1:8181');
  expect(await apiFor(site, '--config', 'FILE', '--api', 'http://127.0.0.1:1')).toBe('http://127.0.0.1:1');
  await expect(apiFor('site: 1', '--config', 'FILE')).rejects.toThrow('BB_SITE_FILE_WRONG');
});
