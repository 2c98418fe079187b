// Versions of the site file and of its list of tokens: who changed what, and the text of each, so that a change can be taken
// back. A disk that takes no version keeps nobody from changing the site: it is said, and the change counts.

import { join } from 'node:path';
import { maskedValue } from '../../adapters/config-file/mask.ts';
import { parseYaml } from '../../adapters/config-file/yaml.ts';
import type { KeptVersion, Versions } from '../../adapters/files/versions.ts';
import { openVersions } from '../../adapters/files/versions.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Author, FileKind } from '../local/site-file.ts';
import type { ValueChange } from '../local/value-diff.ts';
import { changesBetween, summaryOf } from '../local/value-diff.ts';
import type { OnDisk } from './judge-file.ts';

export interface FileHistory {
  /** What counts when the gateway begins: the first version, or one that somebody made while it did not run. */
  begin(now: OnDisk): Promise<void>;
  /** Before it is written. Without a version where the disk takes none. */
  keep(of: FileKind, before: string, after: string, author: Author): Promise<Kept>;
  drop(of: FileKind, version: number | undefined): Promise<void>;
  /** Somebody changed the files themselves. */
  follow(before: OnDisk, now: OnDisk): Promise<void>;
  readonly of: Readonly<Record<FileKind, Pick<Versions, 'numbers' | 'read'>>>;
}

const kinds = ['site', 'tokens'] as const;

export interface Kept {
  readonly summary: string;
  readonly changes: readonly ValueChange[];
  readonly version?: number;
}

/** Somebody in an editor. */
const inFile: Author = { by: 'file', via: 'file' };

export function openFileHistory(dir: string, log: Log, now: () => number): FileHistory {
  const of = {
    site: openVersions(join(dir, 'versions', 'site')),
    tokens: openVersions(join(dir, 'versions', 'tokens')),
  };

  async function kept(kind: FileKind, summary: string, text: string, author: Author): Promise<{ version?: number }> {
    try {
      return { version: await of[kind].keep({ at: new Date(now()).toISOString(), ...author, summary, text }) };
    } catch (error) {
      log.warn(
        'BB_VERSION_UNSAVED',
        `A version of the ${kind} file could not be kept in ${dir} (${(error as Error).message}), so this change cannot be taken back from there. Free some space or correct the rights.`,
      );
      return {};
    }
  }

  const keep: FileHistory['keep'] = async (kind, before, after, author) => {
    const changes = changesBetween(valueIn(before), valueIn(after)).map(hidden);
    const summary = summaryOf(changes);
    return { summary, changes, ...(await kept(kind, summary, after, author)) };
  };

  async function beginOne(kind: FileKind, text: string): Promise<void> {
    const numbers = await of[kind].numbers();
    const newest = await readAt(of[kind], numbers[0]);
    if (newest?.text === text) return;
    if (newest === undefined) return void (await kept(kind, 'As it was found.', text, inFile));
    const before = await readAt(of[kind], numbers[1]);
    // It was kept, and the power went before it was written: it never came to be.
    if (before?.text === text) return of[kind].drop(newest.version);
    await keep(kind, newest.text, text, inFile);
  }

  return {
    of,
    keep,
    async begin(files) {
      for (const kind of kinds) if (files[kind] !== undefined) await beginOne(kind, files[kind]);
    },
    async drop(kind, version) {
      if (version !== undefined) await of[kind].drop(version).catch(() => undefined);
    },
    async follow(before, files) {
      for (const kind of kinds) {
        const [was, is] = [before[kind], files[kind]];
        if (is === undefined || was === is) continue;
        if (was === undefined) await beginOne(kind, is);
        else await keep(kind, was, is, inFile);
      }
    },
  };
}

const readAt = async (versions: Versions, version: number | undefined): Promise<KeptVersion | undefined> =>
  version === undefined ? undefined : versions.read(version);

const valueIn = (text: string): unknown => {
  const parsed = parseYaml(text);
  return parsed.ok ? parsed.value : undefined;
};

/** That a password changed is told, and never what it is. */
function hidden({ at, before, after }: ValueChange): ValueChange {
  const key = at.split('.').at(-1) ?? '';
  const shown = (value: unknown): unknown => (maskedValue({ [key]: value }) as Record<string, unknown>)[key];
  return {
    at,
    ...(before !== undefined && { before: shown(before) }),
    ...(after !== undefined && { after: shown(after) }),
  };
}
