// What is kept of who may use the API, in the data directory, for the owner of the gateway alone: accounts, the one-time code
// of a gateway that nobody claimed, and what commands on this computer prove themselves with.

import { randomBytes, randomInt } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Accounts } from '../../src/local/access/accounts.ts';
import { readAccounts, writeAccounts } from '../../src/local/access/accounts.ts';
import { replaceFile } from '../files/replace-file.ts';

export const accessFiles = (dir: string) => ({
  accounts: join(dir, 'access.json'),
  damaged: join(dir, 'access.damaged.json'),
  code: join(dir, 'setup-code'),
  localToken: join(dir, 'cli-token'),
});

export type KeptAccounts =
  { readonly is: 'none' } | { readonly is: 'damaged' } | { readonly is: 'kept'; readonly accounts: Accounts };

/** Throws where the file is there and may not be read: whoever takes that for none would let somebody claim the gateway again. */
export function keptAccounts(dir: string): KeptAccounts {
  const files = accessFiles(dir);
  if (!existsSync(files.accounts)) return { is: 'none' };
  const accounts = readAccounts(readFileSync(files.accounts, 'utf8'));
  if (accounts !== undefined) return { is: 'kept', accounts };
  copyFileSync(files.accounts, files.damaged);
  return { is: 'damaged' };
}

export const keepAccounts = (dir: string, accounts: Accounts): Promise<void> =>
  replaceFile(accessFiles(dir).accounts, writeAccounts(accounts));

/** Without signs that look like others; twelve of them are 58 bits. */
const signs = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'.replace(/[IO]/g, '');

export function newCode(): string {
  const all = Array.from({ length: 12 }, () => signs[randomInt(signs.length)]!).join('');
  return all.replace(/(.{4})(?=.)/g, '$1-');
}

/** What somebody typed, as it was printed. */
export const codeFrom = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '');

export const keepCode = (dir: string, code: string): Promise<void> => replaceFile(accessFiles(dir).code, `${code}\n`);

export const dropCode = (dir: string): Promise<void> => rm(accessFiles(dir).code, { force: true });

export const newSecret = (): string => randomBytes(32).toString('base64url');

export const keepLocalToken = (dir: string, token: string): Promise<void> =>
  replaceFile(accessFiles(dir).localToken, `${token}\n`);
