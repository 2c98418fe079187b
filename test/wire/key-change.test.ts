// A01: the process is killed at each step of a change of a station's key. Whichever key the station has then, it comes in with
// it, and from then on with no other.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStationKeys } from '../../adapters/files/station-keys.ts';
import type { StationId } from '../../src/model/ids.ts';
import { createTempFiles } from '../peers/temp-files.ts';

const station = 'CP-01' as StationId;
const script = new URL('key-change-process.ts', import.meta.url).pathname;

/** As AuthorizationKey of 1.6 is sent, and BasicAuthPassword of 2.x. */
const forms = {
  '1.6': (digits: string): string => Buffer.from(digits, 'hex').toString('latin1'),
  '2.x': (digits: string): string => digits,
};

/** What lies on the disk after the kill, the key of before and the one that the station was told. */
async function killedAt(step: string) {
  const files = createTempFiles();
  const dir = join(files.dir, 'keys');
  mkdirSync(dir);
  const old = await openStationKeys(dir).make(station);
  const child = spawn(process.execPath, [script, dir, step], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { files, dir, old, told: (JSON.parse(line.toString()) as { told: string }).told };
}

/** The steps, and which of the two keys the station can have then. */
const steps = {
  told: ['old', 'told'],
  answered: ['told'],
  refused: ['old'],
  settled: ['told'],
} as const;

describe.each(Object.entries(steps))('A01 killed when the new key is %s', (step, held) => {
  it('the station comes in with the key that it has, and then with no other, in 1.6 and in 2.x', async () => {
    const { files, dir, ...both } = await killedAt(step);
    for (const [version, sent] of Object.entries(forms))
      for (const which of held) {
        const its = join(files.dir, `${version} ${which}`);
        cpSync(dir, its, { recursive: true });
        const keys = openStationKeys(its);
        const match = keys.match(station, sent(both[which]));
        expect(match, `${version}, ${which}`).toBeDefined();
        await keys.proved(station, match!);
        const other = which === 'old' ? 'told' : 'old';
        expect(keys.match(station, sent(both[other])), `${version}, the other of ${which}`).toBeUndefined();
        // The next process knows it too.
        expect(openStationKeys(its).match(station, sent(both[which]))).toMatchObject({ isNew: false });
        expect(openStationKeys(its).match(station, sent(both[other]))).toBeUndefined();
      }
    files.remove();
  });
});
