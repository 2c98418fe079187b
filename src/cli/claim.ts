// `busbar claim`: the one-time code of a gateway that nobody owns yet, for the first visit; or the whole claim from here. On
// one that is claimed, a new password for whoever forgot it: who may read the gateway's data on its computer owns it.

import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { accessFiles } from '../../adapters/access/access-files.ts';
import { dirsOf } from './gateway-fetch.ts';
import { loadSite } from './site-file.ts';
import { apiUrlOf, usualApi } from './stations-client.ts';

export interface ClaimArguments {
  readonly config?: string;
  readonly data?: string;
  readonly api?: string;
  readonly user?: string;
}

const answerWithinMs = 20_000;

/** Exit code 1 where there is no code, or it was not taken. */
export async function claim({ config, data, api, user }: ClaimArguments): Promise<void> {
  process.exitCode = 1;
  const dir = data ?? dirsOf(config)[0];
  if (dir === undefined)
    return console.error(`BB_SITE_FILE_WRONG\n  ${config} cannot be used. "busbar check ${config}" says why.`);
  const url = api ?? apiIn(config) ?? usualApi;
  const { code: codeFile, accounts, localToken } = accessFiles(dir);
  if (user !== undefined && !existsSync(codeFile) && existsSync(accounts)) return newPassword(url, localToken, user);
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

const claimAs = ({ url, ...body }: Claiming): Promise<void> =>
  post(
    `${url}/api/v1/claim`,
    {},
    body,
    `${body.name} is the admin of this gateway now. Its log says where others reach it (BB_API_LAN_OPEN).`,
  );

async function newPassword(url: string, tokenFile: string, name: string): Promise<void> {
  let token: string;
  try {
    token = readFileSync(tokenFile, 'utf8').trim();
  } catch (error) {
    return console.error(
      `BB_CLAIM_TOKEN\n  ${tokenFile} cannot be read (${(error as Error).message}).\n  Start the gateway, and run this as root or as its user.`,
    );
  }
  console.log(`This gateway is claimed already. ${name} gets a new password.`);
  await post(
    `${url}/api/v1/users/${encodeURIComponent(name)}/password`,
    { authorization: `Bearer ${token}` },
    { password: await passwordFrom() },
    `${name} has a new password. Whoever was signed in as ${name} is signed out.`,
  );
}

async function post(url: string, headers: Record<string, string>, body: object, done: string): Promise<void> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      signal: AbortSignal.timeout(answerWithinMs),
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) {
      const said = (await answer.json()) as { code?: string; detail?: string };
      return console.error(`${said.code ?? 'BB_API'}\n  ${said.detail ?? 'The gateway refused.'}`);
    }
    console.log(done);
    process.exitCode = 0;
  } catch {
    console.error(
      `BB_API_AWAY\n  No gateway answers at ${new URL(url).origin}. Start it, or name its address with --api.`,
    );
  }
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
