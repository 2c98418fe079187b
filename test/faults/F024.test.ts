import { expect, it } from 'vitest';
import { beginRun } from '../../adapters/files/run-record.ts';
import { tempDir } from '../peers/temp-dir.ts';

it('F024 five ends within a minute: the next run is in safe mode and says why', () => {
  const dir = tempDir('runs');
  const runs = [0, 5, 10, 15, 20].map((seconds) => beginRun(dir, seconds * 1000));
  expect(runs.map(({ safeMode }) => safeMode)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(beginRun(dir, 25_000).safeMode).toContain('BB_SAFE_MODE');
  beginRun(dir, 26_000).settle();
  expect(beginRun(dir, 27_000).safeMode).toBeUndefined();
});

it('F024 two crumbs of one station quarantine it, one does not', () => {
  const dir = tempDir('runs');
  beginRun(dir, 0).leaveCrumb('CP-07', new Error('first'));
  expect([...beginRun(dir, 100_000).quarantined.keys()]).toEqual([]);
  beginRun(dir, 200_000).leaveCrumb('CP-07', new Error('second'));
  expect(beginRun(dir, 300_000).quarantined.get('CP-07')).toContain('second');
});
