// The small file that outlives the journal. It is replaced whole: after a power cut the old or the new one is there.

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Identity } from '../../src/core/ports/journal.ts';

const name = 'identity.json';

/** What the file holds. */
export interface KeptIdentity {
  readonly identity: Identity;
  /** A row that was durable when the file was written: a journal that ends before it is not the one of this file. */
  readonly head: number;
}

export interface IdentityFile {
  /** Durable when it returns; does nothing where the identity has not changed. Throws errors of the file system. */
  write(identity: Identity, head: number): void;
}

export const writeIdentity = (dir: string, kept: KeptIdentity): void =>
  replaceFile(dir, name, `${JSON.stringify({ version: 1, ...kept })}\n`);

export function identityFile(dir: string): IdentityFile {
  let last = '';
  return {
    write(identity, head) {
      const text = JSON.stringify(identity);
      if (text === last) return;
      writeIdentity(dir, { head, identity });
      last = text;
    },
  };
}

/** Undefined where there is no file. Throws a SyntaxError where there is one that cannot be read. */
export function readIdentity(dir: string): KeptIdentity | undefined {
  let text: string;
  try {
    text = readFileSync(join(dir, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { identity, head } = JSON.parse(text) as Partial<KeptIdentity>;
  if (!isIdentity(identity) || typeof head !== 'number') throw new SyntaxError(`${name} is not an identity`);
  return { identity, head };
}

/** Keeps a file that cannot be read out of the way, as evidence. */
export function moveIdentityAside(dir: string): string {
  const path = join(dir, 'identity-damaged.json');
  renameSync(join(dir, name), path);
  syncDirectory(dir);
  return path;
}

/** Replaces a file so that after a power cut the old or the new text is there, whole. */
export function replaceFile(dir: string, file: string, text: string): void {
  const temporary = join(dir, `${file}.new`);
  const fd = openSync(temporary, 'w', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, join(dir, file));
  syncDirectory(dir);
}

export function syncDirectory(dir: string): void {
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function isIdentity(value: unknown): value is Identity {
  if (typeof value !== 'object' || value === null) return false;
  const { epoch, numbersBelow, numbering, tokenSecret = '' } = value as Partial<Identity>;
  if (typeof tokenSecret !== 'string') return false;
  return Number.isSafeInteger(epoch) && Number.isSafeInteger(numbersBelow) && Array.isArray(numbering);
}
