// A station is told the key that its central system gave it (A01): whoever falls at whatever step, it comes in with what it has.

import { expect, it } from 'vitest';
import { openStationKeys } from '../../../adapters/files/station-keys.ts';
import { passKeyDown } from '../../../src/cli/station-key-change.ts';
import type { Core } from '../../../src/cli/core-asks.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { keyOf } from '../../../src/model/station-key.ts';
import { tempDir } from '../../peers/temp-dir.ts';

const cp = 'CP-01' as StationId;
const given = 'a-key-of-its-central-system';

function stage() {
  const dir = tempDir('keys');
  const said: string[] = [];
  const log = (code: string, text: string): void => void said.push(`${code} ${text}`);
  return { dir, said, log: { info: log, warn: log } };
}

const bytesOf = (digits: string): string => Buffer.from(digits, 'hex').toString('latin1');

/** Which of them another process takes. */
const counts = (dir: string, old: string): boolean[] => {
  const keys = openStationKeys(dir);
  return [keys.match(cp, bytesOf(old)) !== undefined, keys.match(cp, given) !== undefined];
};

it.each([
  ['Accepted', [false, true]],
  ['RebootRequired', [true, true]],
  ['Rejected', [true, false]],
  ['Offline', [true, false]],
  ['Unanswered', [true, true]],
])('the station says %s', async (status, after) => {
  const { dir, log, said } = stage();
  const keys = openStationKeys(dir);
  const old = await keys.make(cp);
  let inBetween: boolean[] = [];
  const core: Core = (question) => {
    // It is told only what is on disk, and a process that begins now takes both.
    inBetween = counts(dir, old);
    expect(question).toEqual({ kind: 'changeKey', station: cp, key: given });
    return Promise.resolve({ status });
  };
  await passKeyDown(keys, core, log, cp, given);
  expect(inBetween).toEqual([true, true]);
  expect(counts(dir, old)).toEqual(after);
  expect(said).toHaveLength(1);
  expect(said.join()).not.toContain(given);
});

it('the gateway is killed before the answer comes', async () => {
  const { dir } = stage();
  const keys = openStationKeys(dir);
  const old = await keys.make(cp);
  await keys.change(cp, given);
  expect(counts(dir, old)).toEqual([true, true]);
  const later = openStationKeys(dir);
  const match = later.match(cp, given);
  await later.proved(cp, match!);
  expect(counts(dir, old)).toEqual([false, true]);
});

it('a key that stands in the site file stays', async () => {
  const { dir, log, said } = stage();
  const keys = openStationKeys(dir);
  keys.configure(new Map([[cp, keyOf('a-key-in-the-site-file')!]]));
  await passKeyDown(keys, () => Promise.reject(new Error('nobody asks')), log, cp, given);
  expect(said.join()).toContain('BB_RELAY_KEY_IN_FILE');
  expect(keys.match(cp, 'a-key-in-the-site-file')).toBeDefined();
});
