// The site file that was in force last, and its list of tokens. When a file is garbage at the next start, these hold.

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const siteName = 'site.last-good.yaml';
const tokensName = 'tokens.last-good.yaml';

export type Saved =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'BB_CONFIG_LAST_GOOD_UNSAVED'; readonly message: string };

/**
 * Old or new after a power cut, never empty (F005): temporary file, fsync, rename, fsync of the directory. Never throws:
 * a full disk is no reason to end a gateway, but whoever asked has to say so.
 */
export function saveLastGood(dir: string, text: string, tokens?: string): Saved {
  try {
    // A list of tokens is there before the site file that names it.
    if (tokens !== undefined) replace(dir, tokensName, tokens);
    replace(dir, siteName, text);
    return { ok: true };
  } catch (error) {
    return {
      ok: false,
      code: 'BB_CONFIG_LAST_GOOD_UNSAVED',
      message: `The site file is in force, but its copy in ${dir} could not be written (${(error as Error).message}). Free some space or correct the rights: after a restart with a bad file, the copy of before would hold.`,
    };
  }
}

function replace(dir: string, name: string, text: string): void {
  if (read(dir, name) === text) return;
  const temporary = join(dir, `${name}.new`);
  synced(temporary, 'w', (file) => writeFileSync(file, text));
  renameSync(temporary, join(dir, name));
  synced(dir, 'r', () => {});
}

/** Only the owner reads it, because a password may stand in it. */
function synced(path: string, flags: 'w' | 'r', write: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  try {
    write(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

export const loadLastGood = (dir: string): string | undefined => read(dir, siteName);

/** The list of tokens that was in force with it. */
export const loadLastGoodTokens = (dir: string): string | undefined => read(dir, tokensName);

function read(dir: string, name: string): string | undefined {
  try {
    return readFileSync(join(dir, name), 'utf8');
  } catch {
    return undefined;
  }
}
