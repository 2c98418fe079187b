// A first site file from what somebody types, through the real command line.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseSiteFile } from '../../adapters/config-file/load.ts';
import { firstSiteFile, idFrom } from '../../src/local/first-site-file.ts';
import { startCommand } from './command.ts';
import { tempDir } from '../peers/temp-dir.ts';

function folder(): string {
  const dir = tempDir('init');
  return dir;
}

it('asks, explains relay and aggregate, asks again where an answer cannot be, and writes what "busbar check" accepts', async () => {
  const path = join(folder(), 'depot.yaml');
  const command = startCommand(['init', path]);
  for (const [asked, answer] of [
    [/Name of the site/, 'Nördlicher Hof 7'],
    [/identity \(upstream.*\[nordlicher-hof-7\]/, ''],
    [/Time zone/, 'Mars/Olympus'],
    [/IANA[\s\S]*Time zone/, 'Europe/Berlin'],
    [/Supply/, ''],
    [/Main fuse/, '160'],
    [/What it is.*\[mccb\]/, ''],
    [/everything but the chargers/, '40'],
    [/Charging stations/, 'CP-[01-12]'],
    [/each may draw/, '32'],
    [/aggregate {2}The whole site[\s\S]*relay {6}Each station[\s\S]*or none/, 'aggregate'],
    [/address/, 'wss://csms.example/ocpp'],
    [/OCPP that it speaks/, '2.0.1'],
    [/password upstream/, ''],
    [/Directory for the data/, ''],
  ] as const) {
    await command.until(asked);
    command.types(`${answer}\n`);
  }
  expect(await command.exited).toBe(0);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain('name: "Nördlicher Hof 7"');
  expect(text).toContain('# ');
  const check = startCommand(['check', path]);
  expect(await check.exited, check.said()).toBe(0);
  expect(check.said()).toContain('12 stations, 1 uplinks');

  const again = startCommand(['init', path, '--yes']);
  expect(await again.exited).toBe(1);
  expect(again.said()).toContain('BB_INIT_EXISTS');
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('takes options instead of answers, and says which of them cannot be', async () => {
  const dir = folder();
  const path = join(dir, 'depot.yaml');
  const wrong = startCommand(['init', path, '--yes', '--main-amps', 'many']);
  expect(await wrong.exited).toBe(1);
  expect(wrong.said()).toMatch(/BB_INIT_ANSWER[\s\S]*--main-amps/);
  expect(existsSync(path)).toBe(false);
  writeFileSync(join(dir, 'mqtt.key'), 'secret');
  const args = ['--name', 'Quay', '--main-amps', '250', '--uplink', 'mqtt', '--url', 'mqtts://b.example:8883'];
  const command = startCommand(['init', path, '--yes', ...args, '--password-file', join(dir, 'mqtt.key')]);
  expect(await command.exited, command.said()).toBe(0);
  expect(readFileSync(path, 'utf8')).toContain(`\${file:${join(dir, 'mqtt.key')}}`);
});

it('ends without a file when the answers end', async () => {
  const path = join(folder(), 'depot.yaml');
  const command = startCommand(['init', path]);
  await command.until(/Name of the site/);
  command.ends();
  expect(await command.exited).toBe(1);
  expect(existsSync(path)).toBe(false);
});

it.each(['none', 'aggregate', 'relay', 'mqtt'] as const)('writes a file that can be read: %s', (uplink) => {
  const url = uplink === 'mqtt' ? 'mqtts://broker.example:8883' : 'wss://csms.example/ocpp';
  const name = `It's "C:\\ 100%" # ${uplink}`;
  const text = firstSiteFile({
    name,
    id: idFrom(name),
    timezone: 'Europe/Berlin',
    supply: 'tn400',
    mainAmps: 100,
    protection: 'gG',
    baseAmps: 20,
    stations: 'CP-[01-03]',
    stationAmps: 32,
    uplink,
    url,
    version: '1.6',
    dataDir: '/tmp/x',
  });
  const loaded = parseSiteFile(text, 'depot.yaml');
  expect(loaded.ok ? loaded.config.site.name : loaded.problems).toBe(name);
});
