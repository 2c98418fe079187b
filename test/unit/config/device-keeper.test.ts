// Files of devices that change while the gateway runs: the good ones are taken, and what is not changes nothing.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { watchFiles } from '../../../adapters/config-file/watch-files.ts';
import { createDeviceKeeper } from '../../../src/cli/device-keeper.ts';
import { tempDir } from '../../peers/temp-dir.ts';

const site = `site: { id: depot, name: Depot, timezone: Europe/Berlin, supply: tn400 }
data: { dir: /tmp }
listeners: [{ port: 9000 }]
circuits: [{ id: main, limitAmps: 63, worstCaseBaseAmps: 10 }]
stations:
  - { id: OLD-07, circuit: main, modbus: { device: our-keba, host: 10.0.0.7 }, evses: [{ id: 1, maxAmps: 16 }], security: { profile: 0 } }
uplinks: []
authorization: { mode: free }
api: { listen: "127.0.0.1:8080", access: open }
`;

function folder() {
  const dir = tempDir('devices');
  mkdirSync(join(dir, 'devices'));
  const path = join(dir, 'depot.yaml');
  const device = join(dir, 'devices', 'our-keba.yaml');
  writeFileSync(path, site);
  const text = readFileSync('config/devices/keba-p30-p40.yaml', 'utf8').replace('id: keba-p30-p40', 'id: our-keba');
  writeFileSync(device, text);
  const said: string[] = [];
  const note = (code: string): void => void said.push(code);
  const log = { info: note, warn: note, error: note } as unknown as Parameters<typeof createDeviceKeeper>[1];
  return { path, device, text, said, keeper: createDeviceKeeper(path, log) };
}

it('a good file is taken, at whatever version; a wrong one, one that is gone, and one with which the site is wrong are not', () => {
  const { path, device, text, said, keeper } = folder();
  const before = keeper.of('our-keba');
  expect([before?.poll.fastMs, keeper.follow()]).toEqual([2000, undefined]);
  writeFileSync(device, text.replace('fastS: 2', 'fastS: 3'));
  expect(keeper.follow()).toEqual([]);
  const good = keeper.of('our-keba');
  expect([good?.poll.fastMs, good?.version, good?.revision]).toEqual([3000, before?.version, 1]);
  writeFileSync(device, text.replace('fastS: 2', 'fastS: soon'));
  expect(keeper.follow()).toMatchObject([{ device: 'our-keba' }]);
  expect([keeper.follow(), keeper.of('our-keba')]).toEqual([undefined, good]);
  rmSync(device);
  expect(keeper.follow()).toMatchObject([{ device: 'our-keba' }]);
  copyFileSync('config/devices/eastron-sdm630.yaml', device);
  writeFileSync(device, readFileSync(device, 'utf8').replace('id: eastron-sdm630', 'id: our-keba'));
  expect(keeper.follow()).toMatchObject([{ device: 'our-keba' }]);
  expect(keeper.of('our-keba')).toBe(good);
  writeFileSync(device, text);
  expect([keeper.follow(), keeper.of('our-keba')?.poll.fastMs]).toEqual([[], 2000]);
  expect([said.includes('BB_DRIVER_CHANGED'), said.includes('BB_DRIVER_LAST_GOOD')]).toEqual([true, true]);
  expect(keeper.paths()).toEqual(expect.arrayContaining([path, device]));
});

it('the watch sees a change once, when it is still', async () => {
  const { device, text } = folder();
  let changes = 0;
  onTestFinished(
    watchFiles(
      () => [device],
      () => void (changes += 1),
      5,
    ),
  );
  writeFileSync(device, `${text}\n# more\n`);
  for (let looks = 0; looks < 100 && changes === 0; looks += 1) await new Promise((later) => setTimeout(later, 5));
  await new Promise((later) => setTimeout(later, 30));
  expect(changes).toBe(1);
});
