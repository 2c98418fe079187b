// The file of the keys that Busbar makes: `station-keys.json` in the data directory, for its owner alone.

import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { StationId } from '../../src/model/ids.ts';
import type { StationKey } from '../../src/model/station-key.ts';
import { replaceFile } from './replace-file.ts';

export interface HiddenKey {
  readonly form: StationKey['form'];
  readonly salt: string;
  /** HMAC-SHA-256 under the salt, in hex. */
  readonly hash: string;
}

export interface KeptKey extends HiddenKey {
  /** A key that the station was told and may or may not have. */
  readonly next?: HiddenKey & { readonly state: 'unknown' | 'afterReboot' };
}

export type KeptKeys = ReadonlyMap<StationId, KeptKey>;

const name = 'station-keys.json';

export interface KeyTrouble {
  readonly code: 'BB_KEYS_UNREADABLE' | 'BB_KEYS_DAMAGED';
  readonly text: string;
}

/** What is kept. A file that is none of ours is moved aside; one that may not be read stays as it is. */
export function readKeys(dir: string): { keys: KeptKeys; trouble: KeyTrouble | undefined } {
  const path = join(dir, name);
  const without = (trouble?: KeyTrouble): ReturnType<typeof readKeys> => ({ keys: new Map(), trouble });
  try {
    const keys = parse(readFileSync(path, 'utf8'));
    if (keys !== undefined) return { keys, trouble: undefined };
    const aside = join(dir, 'station-keys.damaged.json');
    renameSync(path, aside);
    return without({
      code: 'BB_KEYS_DAMAGED',
      text: `The keys of stations in ${path} were damaged and count no longer; the file is kept as ${aside}. Put a backup in its place and start again, or make new keys with "busbar stations key".`,
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return without();
    return without({
      code: 'BB_KEYS_UNREADABLE',
      text: `The keys of stations in ${path} cannot be read (${message}), so stations with such a key are refused. Give the file to the user that the gateway runs as, and start again.`,
    });
  }
}

export const writeKeys = (dir: string, keys: KeptKeys): Promise<void> =>
  replaceFile(
    join(dir, name),
    `${JSON.stringify({ version: 1, keys: [...keys].map(([station, key]) => ({ station, ...key })) }, undefined, 1)}\n`,
  );

/** Stations are values here, never keys of an object (F054). */
function parse(text: string): KeptKeys | undefined {
  try {
    const { version, keys } = JSON.parse(text) as { version?: unknown; keys?: unknown };
    if (version !== 1 || !Array.isArray(keys)) return undefined;
    const entries = (keys as ({ station: StationId } & KeptKey)[]).map(
      ({ station, ...key }) => [station, key] as const,
    );
    return entries.every(([station, key]) => typeof station === 'string' && isHidden(key) && isNext(key.next))
      ? new Map(entries)
      : undefined;
  } catch {
    return undefined;
  }
}

const isNext = (next: KeptKey['next']): boolean =>
  next === undefined || (isHidden(next) && (next.state === 'unknown' || next.state === 'afterReboot'));

const isHidden = (key: unknown): key is HiddenKey => {
  if (typeof key !== 'object' || key === null) return false;
  const { form, salt, hash } = key as Partial<HiddenKey>;
  return (form === 'hex' || form === 'text') && typeof salt === 'string' && /^[0-9a-f]{64}$/.test(String(hash));
};
