// The CA of the site, which signs certificates of stations (security profile 3). Its key stays in its file.

import { Command } from 'commander';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { caFiles, makeCa } from '../../adapters/certificates/site-ca.ts';
import { describe } from '../../adapters/config-file/located.ts';
import { loadSite } from './site-file.ts';

interface InitOptions {
  readonly organization?: string;
  readonly years: number;
}

/** `years` within what a box lives and a clock can say. */
const mostYears = 30;

export const caCommand = (): Command =>
  new Command('ca')
    .description('the CA of the site, which signs certificates of stations')
    .addCommand(
      new Command('init')
        .description('make it, beside the journal; its key stays in its file')
        .argument('<file>', 'site file')
        .option('--organization <name>', 'whose stations they are (O); the name of the site when absent')
        .option('--years <n>', `how long it is good, at most ${mostYears}`, '10')
        .action((file: string, { organization, years }: { organization?: string; years: string }) =>
          initCa(file, { years: Number(years), ...(organization !== undefined && { organization }) }),
        ),
    )
    .addCommand(
      new Command('show').description('its file and its fingerprint').argument('<file>', 'site file').action(showCa),
    );

/** Makes the CA beside the journal of this site; a second one is never made over the first. */
async function initCa(file: string, { organization, years }: InitOptions): Promise<void> {
  if (!(years >= 1 && years <= mostYears)) return fail(`--years is a number from 1 to ${mostYears}.`);
  const loaded = loadSite(file);
  if (!loaded.ok) return fail(loaded.problems.slice(0, 3).map(describe).join('\n'));
  const { data, site } = loaded.config;
  try {
    mkdirSync(data.dir, { recursive: true });
    await makeCa(data.dir, { organization: organization ?? site.name, name: `${site.id} CA`, years }, Date.now());
  } catch (error) {
    return fail(`BB_CA_NOT_MADE: ${(error as Error).message}`);
  }
  say(data.dir);
  console.log(
    'Let a listener with TLS trust it: "clientCa:" with that file. Back its folder up where nobody else reads it.',
  );
}

/** What people compare, and never the key. */
function showCa(file: string): void {
  const loaded = loadSite(file);
  if (!loaded.ok) return fail(loaded.problems.slice(0, 3).map(describe).join('\n'));
  if (!existsSync(caFiles(loaded.config.data.dir).cert))
    return fail(`BB_CA_ABSENT: There is no CA in ${join(loaded.config.data.dir, 'ca')}. Run "busbar ca init ${file}".`);
  say(loaded.config.data.dir);
}

function say(dir: string): void {
  const { cert } = caFiles(dir);
  const { subject, validTo, fingerprint256 } = new X509Certificate(readFileSync(cert));
  console.log(`${cert}\n${subject.replace('\n', ', ')}, until ${validTo}\nSHA-256 ${fingerprint256}`);
}

function fail(text: string): void {
  console.error(text);
  process.exitCode = 1;
}
