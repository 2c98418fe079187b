// Files that are replaced whole: after a power cut the old or the new text is there, never a part of one (F005).

import { readFileSync, renameSync } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Durable when it resolves. The file keeps its rights and its owner; a new one gets `mode` and the owner of its folder, so
 * that what an administrator wrote can be read by the gateway. A link stays a link. Throws errors of the file system.
 */
export const replaceFile = (path: string, text: string | Uint8Array, mode?: number): Promise<void> =>
  replace(path, text, rename, mode);

/** Only where the text of before is still there when everything is ready: what a person writes meanwhile is not lost. */
export async function replaceIfStill(path: string, before: string, text: string): Promise<'replaced' | 'changed'> {
  let isStill = true;
  await replace(path, text, async (temporary, target) => {
    isStill = readFileSync(target, 'utf8') === before;
    // At once, so that nobody can write in between.
    if (isStill) renameSync(temporary, target);
    else await rm(temporary, { force: true });
  });
  return isStill ? 'replaced' : 'changed';
}

type PutInPlace = (temporary: string, target: string) => Promise<void>;

async function replace(path: string, text: string | Uint8Array, putInPlace: PutInPlace, mode = 0o600): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const dir = dirname(target);
  const [before, folder] = await Promise.all([stat(target).catch(() => undefined), stat(dir)]);
  const owner = before ?? folder;
  const temporary = `${target}.new`;
  try {
    const file = await open(temporary, 'w', mode);
    try {
      await file.writeFile(text);
      await file.chmod(before === undefined ? mode : before.mode & 0o7777);
      // Only an administrator may give files away, and only then is there anything to give.
      if (process.getuid?.() === 0) await file.chown(owner.uid, owner.gid);
      await file.sync();
    } finally {
      await file.close();
    }
    await putInPlace(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  const folderHandle = await open(dir, 'r');
  try {
    await folderHandle.sync();
  } finally {
    await folderHandle.close();
  }
}
