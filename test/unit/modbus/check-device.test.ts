// Device files from disk: where they are looked for, what bounds them, and how a person is told what is wrong.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { deviceFile } from '../../../adapters/config-file/devices.ts';
import { describe as describeProblem } from '../../../adapters/config-file/located.ts';
import { isDeviceText } from '../../../src/cli/check-device.ts';
import { loadDevice, loadDevices, parseDeviceText } from '../../../src/cli/devices.ts';
import { describeDriver } from '../../../src/local/device-report.ts';
import { example } from './example.ts';

const file = 'config/devices/vestel-evc04.yaml';

function toldOf(text: string, name = file): readonly string[] {
  const loaded = parseDeviceText(text, name);
  return loaded.ok ? [] : loaded.problems.map(describeProblem);
}

const lineOf = (part: string): number => example.slice(0, example.indexOf(part)).split('\n').length;

describe('a problem of a device file', () => {
  it('names file, line, column, point and remedy', () => {
    const line = lineOf('  limit:            {fc: 3, addr: 5004');
    expect(toldOf(example.replace('addr: 5004', 'addr: 5005'))).toEqual([
      `${file}:${line}:29 BB_DRIVER_ADDRESS at points.limit.addr\n  Address 5005 is in no block of holding.\n  Correct the address, or add the range to blocks.holding if the device answers there without a hole.`,
    ]);
  });

  it('suggests the name that was meant', () => {
    const [told = ''] = toldOf(example.replace('cable < 2', 'cabel < 2'));
    expect(told).toMatch(
      /:\d+:1 BB_DRIVER_UNKNOWN_NAME at state\n {2}There is no "cabel"\.\n {2}Did you mean "cable"\?/,
    );
  });

  it('is the YAML, the size, or the name of the file', () => {
    expect(toldOf(`${example}\n\tx: [`)[0]).toMatch(/BB_DRIVER_YAML/);
    expect(toldOf(`${example}# ${'x'.repeat(200_000)}`)[0]).toMatch(/BB_DRIVER_TOO_LONG .*\n.*at most 131072/);
    expect(toldOf(example, 'other.yaml')[0]).toMatch(/other\.yaml:2:1 BB_DRIVER_ID at id/);
  });
});

describe('what is checked', () => {
  it('is a device file where it says so', () => {
    expect([isDeviceText(example), isDeviceText('site: { id: a }\n# format: mbdrv/1')]).toEqual([true, false]);
  });

  it('is told with its requests, its limit and its watchdog', () => {
    const loaded = parseDeviceText(example, file);
    const text = loaded.ok ? describeDriver(loaded.driver) : '';
    expect(text).toMatch(/Read every 2 s \(fast\): 8 requests/);
    expect(text).toMatch(/unit 255 {2}function 4 {2}1020 to 1021 \(2\): power/);
    expect(text).toMatch(/Limit: "limit", 6 to 32 A in steps of 1 A; 0 pauses/);
    expect(text).toMatch(/falls to its own current \(current in "failsafe_current", timeout in "failsafe_timeout"\)/);
    expect(text).toMatch(/write-const "alive", every 0\.25 of "failsafe_timeout", at least 1 s/);
  });
});

describe('device files', () => {
  const home = mkdtempSync(join(tmpdir(), 'busbar-devices-'));
  afterAll(() => rmSync(home, { recursive: true }));

  it('are found next to the site file first, then among ours; what is not found is named', () => {
    mkdirSync(join(home, 'devices'));
    const own = example.replace('title: Vestel EVC04, Webasto/Ampure Unite', 'title: My own');
    writeFileSync(join(home, 'devices', 'vestel-evc04.yaml'), own);
    const site = join(home, 'depot.yaml');
    const { drivers, problems, unknown } = loadDevices(['vestel-evc04', 'keba-p30-p40', 'keba-p30'], site);
    expect([...drivers.keys(), drivers.get('vestel-evc04')?.title]).toEqual(['vestel-evc04', 'keba-p30-p40', 'My own']);
    expect(problems).toEqual([]);
    expect(unknown).toMatchObject([{ id: 'keba-p30', code: 'BB_DRIVER_UNKNOWN' }]);
    expect(loadDevices(['vestel-evc04']).drivers.get('vestel-evc04')?.title).not.toBe('My own');
  });

  it('are never outside of their directories', () => {
    writeFileSync(join(home, 'secret.yaml'), example);
    expect(deviceFile('../secret', [join(home, 'devices')])).toBeUndefined();
    expect(loadDevice(join(home, 'gone.yaml'))).toMatchObject({
      ok: false,
      problems: [{ code: 'BB_DRIVER_UNREADABLE' }],
    });
  });
});
