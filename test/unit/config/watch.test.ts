import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadLastGood, saveLastGood } from '../../../adapters/config-file/last-good.ts';
import type { Loaded } from '../../../adapters/config-file/load.ts';
import { watchSiteFile } from '../../../adapters/config-file/watch.ts';
import { changed, smallFile } from './file.ts';
import { tempDir } from '../../peers/temp-dir.ts';
import { eventually } from '../../peers/eventually.ts';

function watched(text: string, inForce?: string): { path: string; seen: Loaded[] } {
  const path = join(tempDir('watch'), 'depot.yaml');
  writeFileSync(path, text);
  const seen: Loaded[] = [];
  onTestFinished(watchSiteFile(path, (loaded) => seen.push(loaded), 5, inForce));
  return { path, seen };
}

const limitOf = (loaded: Loaded | undefined): number | undefined =>
  loaded?.ok === true ? loaded.config.site.circuits[1]?.limitAmps : undefined;

const still = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

it('each new content is passed on once, however it gets there; garbage as problems', async () => {
  const { path, seen } = watched(smallFile, smallFile);
  await still();
  expect(seen).toEqual([]);
  writeFileSync(path, changed('limitAmps: 63', 'limitAmps: 50'));
  await eventually(() => expect(seen.map(limitOf)).toEqual([50]));
  writeFileSync(path, smallFile.slice(0, 100));
  await eventually(() =>
    expect(seen[1]).toMatchObject({
      ok: false,
      problems: [
        { file: path, line: 1 },
        { file: path, line: 4 },
      ],
    }),
  );
  rmSync(path);
  await eventually(() => expect(seen[2]).toMatchObject({ ok: false, problems: [{ code: 'BB_CONFIG_UNREADABLE' }] }));
  writeFileSync(`${path}.new`, changed('limitAmps: 63', 'limitAmps: 40'));
  renameSync(`${path}.new`, path);
  await eventually(() => expect(limitOf(seen[3])).toBe(40));
  await still();
  expect(seen).toHaveLength(4);
});

it('a change between the reading and the first look is found', async () => {
  const { seen } = watched(changed('limitAmps: 63', 'limitAmps: 50'), smallFile);
  await eventually(() => expect(seen.map(limitOf)).toEqual([50]));
});

it('a copy that cannot be written is said, not thrown, and the one of before stays', () => {
  const dir = tempDir('watch');
  expect(saveLastGood(dir, 'one')).toEqual({ ok: true });
  expect(loadLastGood(dir)).toBe('one');
  expect(loadLastGood(join(dir, 'none'))).toBeUndefined();
  expect(saveLastGood(join(dir, 'none'), 'two')).toMatchObject({ ok: false, code: 'BB_CONFIG_LAST_GOOD_UNSAVED' });
  expect(loadLastGood(dir)).toBe('one');
});
