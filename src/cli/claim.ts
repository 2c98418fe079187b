// `busbar claim`: the one-time code of a gateway that nobody owns yet, for the first visit; or the whole claim from here. On
// one that is claimed, a new password for whoever forgot it: who may read the gateway's data on its computer owns it.

import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { accessFiles } from '../../adapters/access/access-files.ts';
import { askGateway, tellProblem } from './ask-gateway.ts';
import { dirsOf } from './gateway-fetch.ts';
import { loadSite } from './site-file.ts';
import { apiUrlOf, usualApi } from './stations-client.ts';

export interface ClaimArguments {
  readonly config?: string;
  readonly data?: string;
  readonly api?: string;
  readonly user?: string;
}

/** Exit code 1 where there is no code, or it was not taken. */
export async function claim({ config, data, api, user }: ClaimArguments): Promise<void> {
  process.exitCode = 1;
  const dir = data ?? dirsOf({ config })[0];
  if (dir === undefined)
    return console.error(`BB_SITE_FILE_WRONG\n  ${config} cannot be used. "busbar check ${config}" says why.`);
  const url = api ?? apiIn(config) ?? usualApi;
  const { code: codeFile, accounts } = accessFiles(dir);
  if (user !== undefined && !existsSync(codeFile) && existsSync(accounts)) return newPassword(url, dir, user);
  const code = codeIn(dir);
  if (code === undefined) return;
  if (user === undefined) {
    process.exitCode = 0;
    return console.log(
      `Code for the first visit: ${code}\nOpen ${url} in a browser on this computer (from another one: ssh -L 8080:${new URL(url).host} …), enter it, and choose a name and a password. It counts for a day, and once.\nOr claim it from here: busbar claim --user NAME`,
    );
  }
  await claimAs({ url, code, name: user, password: await passwordFrom() });
}

function apiIn(config: string | undefined): string | undefined {
  if (config === undefined) return undefined;
  const loaded = loadSite(config);
  return loaded.ok ? apiUrlOf(loaded.config) : undefined;
}

/** Says why where there is none. */
function codeIn(dir: string): string | undefined {
  const files = accessFiles(dir);
  try {
    return readFileSync(files.code, 'utf8').trim();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT')
      console.error(
        `BB_CLAIM_CODE\n  ${files.code} cannot be read (${message}).\n  Run this as root or as the user of the gateway.`,
      );
    else if (existsSync(files.accounts))
      console.error(
        'BB_ACCESS_CLAIMED\n  This gateway is claimed already. Sign in, or ask its admin for an account. Who forgot the password gets a new one by: busbar claim --user NAME',
      );
    else
      console.error(
        `BB_CLAIM_CODE\n  There is no code in ${dir}.\n  Start the gateway first; where its data are elsewhere, name them with --data or its site file with --config.`,
      );
    return undefined;
  }
}

interface Claiming {
  readonly url: string;
  readonly code: string;
  readonly name: string;
  readonly password: string;
}

async function claimAs({ url, ...body }: Claiming): Promise<void> {
  const answer = await askGateway(`${url}/api/v1/claim`, { method: 'POST', body });
  if (!answer.ok) return tellProblem(answer.problem);
  console.log(`${body.name} is the admin of this gateway now. Its log says where others reach it (BB_API_LAN_OPEN).`);
  process.exitCode = 0;
}

async function newPassword(url: string, dir: string, name: string): Promise<void> {
  console.log(`This gateway is claimed already. ${name} gets a new password.`);
  const asked = { method: 'POST', body: { password: await passwordFrom() }, dir } as const;
  const answer = await askGateway(`${url}/api/v1/users/${encodeURIComponent(name)}/password`, asked);
  if (!answer.ok) return tellProblem(answer.problem);
  console.log(`${name} has a new password. Whoever was signed in as ${name} is signed out.`);
  process.exitCode = 0;
}

/** Typed without showing it; or the first line of what is piped in. */
async function passwordFrom(): Promise<string> {
  const isTerminal = process.stdin.isTTY;
  if (isTerminal) process.stdout.write('Password (12 characters and more): ');
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: isTerminal });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (isTerminal) process.stdout.write('\n');
  }
}
