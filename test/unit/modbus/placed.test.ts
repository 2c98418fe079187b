// The site file and the descriptions of the devices that it names, held against each other: what does not fit is said where it
// stands, and a serial line carries what is asked on it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseSiteFile } from '../../../adapters/config-file/load.ts';
import { describe as told } from '../../../adapters/config-file/located.ts';
import type { Log } from '../../../adapters/log/log.ts';
import type { LoadedSite } from '../../../src/cli/site-file.ts';
import { loadSite, withDevices } from '../../../src/cli/site-file.ts';
import { createSiteKeeper } from '../../../src/cli/site-keeper.ts';
import { fitOf, unsafe } from '../../../src/cli/site-safety.ts';
import { describePlaced } from '../../../src/local/placed-report.ts';
import type { Param } from '../../../src/modbus/driver.ts';
import { lineLoad } from '../../../src/modbus/line-load.ts';
import type { PlacedDevice } from '../../../src/modbus/placed.ts';
import { checkPlaced } from '../../../src/modbus/placed-checks.ts';
import { staticReads } from '../../../src/modbus/static-reads.ts';
import { example } from './example.ts';

interface Parts {
  readonly buses?: string;
  readonly meters?: readonly string[];
  readonly stations?: readonly string[];
}

const head = `site: { id: d, name: D, timezone: Europe/Berlin }
circuits: [ { id: main, limitAmps: 100 } ]
uplinks: [ { id: csms, kind: ocpp, mode: aggregate, version: "1.6", url: "ws://127.0.0.1:9/ocpp", identity: d, role: control } ]`;

const fileOf = ({ buses = '{ id: rs1, port: /dev/ttyUSB0 }', meters = [], stations = [] }: Parts): string =>
  [
    head,
    `buses: [ ${buses} ]`,
    'meters:',
    ...meters.map((one, at) => `  - { id: m${at + 1}, source: modbus, ${one} }`),
    'stations:',
    ...stations.map(
      (one, at) => `  - { id: OLD-${at + 1}, circuit: main, modbus: { ${one} }, evses: [ { id: 1, maxAmps: 16 } ] }`,
    ),
    ...(stations.length === 0
      ? ['  - { id: CP, circuit: main, security: { profile: 0 }, evses: [ { id: 1, maxAmps: 16 } ] }']
      : []),
  ]
    .join('\n')
    .replace('meters:\nstations', 'stations');

const load = (parts: Parts): LoadedSite =>
  withDevices(parseSiteFile(fileOf(parts), '/nowhere/site.yaml'), '/nowhere/site.yaml');

function good(parts: Parts) {
  const loaded = load(parts);
  if (!loaded.ok) throw new Error(loaded.problems.map(told).join('\n'));
  return loaded;
}

/** `code line:column at`. */
function wrongIn(parts: Parts): string[] {
  const loaded = load(parts);
  return (loaded.ok ? [] : loaded.problems).map(
    ({ code, line, column, path }) => `${code} ${line}:${column} ${path.join('.')}`,
  );
}

const warningsIn = (parts: Parts): string[] =>
  good(parts)
    .warnings.map(({ code }) => code)
    .filter((code) => code.startsWith('BB_MODBUS'));

const keba = 'device: keba-p30-p40, host: 10.0.0.7';

describe('a device of the site file', () => {
  it('is known, or the name that was meant is said at its place', () => {
    const loaded = load({ stations: ['device: keba-p30-p4, host: 10.0.0.7'] });
    expect(loaded.ok ? [] : loaded.problems).toMatchObject([
      {
        code: 'BB_DRIVER_UNKNOWN',
        line: 6,
        column: 43,
        remedy: expect.stringContaining('Did you mean "keba-p30-p40"?') as string,
      },
    ]);
  });

  it.each<[string, Parts, string]>([
    [
      'a meter that is a station',
      { stations: ['device: eastron-sdm630, bus: rs1'] },
      'BB_MODBUS_CLASS 6:43 stations.0.modbus.device',
    ],
    ['a charger that is a meter', { meters: [keba] }, 'BB_MODBUS_CLASS 6:31 meters.0.device'],
    [
      'on a bus, but reached by TCP',
      { stations: ['device: keba-p30-p40, bus: rs1'] },
      'BB_MODBUS_TRANSPORT 6:65 stations.0.modbus.bus',
    ],
    ['RTU only, behind a converter to Modbus TCP', { meters: ['device: abb-b-series, host: a'] }, ''],
    [
      'TCP only, behind a converter',
      { stations: [`${keba}, transport: rtuOverTcp`] },
      'BB_MODBUS_TRANSPORT 6:81 stations.0.modbus.transport',
    ],
    [
      'a unit that it cannot have',
      { meters: ['device: eastron-sdm630, bus: rs1, unit: 248'] },
      'BB_MODBUS_UNIT 6:65 meters.0.unit',
    ],
    [
      'a unit that RS-485 does not have',
      { stations: ['device: heidelberg-ec, bus: rs1, unit: 255'] },
      'BB_MODBUS_UNIT 6:76 stations.0.modbus.unit',
    ],
    [
      'a setting that it does not have',
      { stations: ['device: abb-terra-ac, bus: rs1, params: { failsafeTimeout: 60 }'] },
      'BB_MODBUS_PARAM 6:85 stations.0.modbus.params.failsafeTimeout',
    ],
    [
      'a setting beyond its range',
      { stations: ['device: abb-terra-ac, bus: rs1, params: { failsafeTimeoutS: 5 }'] },
      'BB_MODBUS_PARAM 6:85 stations.0.modbus.params.failsafeTimeoutS',
    ],
    [
      'a word that is none of its own',
      { stations: ['device: alfen-ng9xx, host: a, params: { wordOrder: high }'] },
      'BB_MODBUS_PARAM 6:83 stations.0.modbus.params.wordOrder',
    ],
  ])('is refused with its place: %s', (_what, parts, expected) => {
    expect(wrongIn(parts)).toEqual(expected === '' ? [] : [expected]);
  });

  it('has no more EVSEs than charging points', () => {
    const text = fileOf({ stations: [keba] }).replace(
      '{ id: 1, maxAmps: 16 } ]',
      '{ id: 1, maxAmps: 16 }, { id: 2, maxAmps: 16 } ]',
    );
    expect(withDevices(parseSiteFile(text, 'x.yaml'), 'x.yaml')).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'BB_MODBUS_CONNECTORS',
          message: expect.stringContaining('has 2 EVSEs; "keba-p30-p40" has one') as string,
        },
      ],
    });
  });

  it('with an error in its own file is an error at that place of that file', () => {
    const dir = mkdtempSync(join(tmpdir(), 'busbar-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    mkdirSync(join(dir, 'devices'));
    writeFileSync(join(dir, 'devices', 'vestel-evc04.yaml'), example.replace('addr: 5004', 'addr: 5005'));
    writeFileSync(join(dir, 'site.yaml'), fileOf({ stations: ['device: vestel-evc04, host: a'] }));
    const loaded = loadSite(join(dir, 'site.yaml'));
    expect(loaded.ok ? [] : loaded.problems).toMatchObject([
      { code: 'BB_DRIVER_ADDRESS', file: join(dir, 'devices', 'vestel-evc04.yaml'), path: ['points', 'limit', 'addr'] },
    ]);
  });

  it('takes every setting that its description allows, and no other', () => {
    const [device] = good({ stations: ['device: abb-terra-ac, bus: rs1'] }).devices as [PlacedDevice];
    const ask = (value: string | number | boolean) =>
      checkPlaced([{ ...device, access: { ...device.access, params: { failsafeTimeoutS: value } } }]).length;
    const { min = 0, max = 0 } = device.driver.params.get('failsafeTimeoutS') as Param;
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -10, max: 1000 }), fc.double(), fc.string(), fc.boolean()), (value) => {
        const isGood = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
        expect(ask(value)).toBe(isGood ? 0 : 1);
      }),
    );
  });
});

describe('devices on one line', () => {
  it('are different charging points', () => {
    const same = 'device: heidelberg-ec, bus: rs1, unit: 2';
    expect(wrongIn({ stations: [same, same.replace('2', '3')] })).toEqual([]);
    expect(wrongIn({ stations: [same, same] })).toEqual(['BB_MODBUS_TWICE 7:33 stations.1.modbus']);
    expect(wrongIn({ stations: [keba, `${keba}, port: 502`] })).toEqual(['BB_MODBUS_TWICE 7:33 stations.1.modbus']);
  });

  it('may be two meters of one unit, which is pointed out', () => {
    const meter = 'device: eastron-sdm630, bus: rs1, unit: 1';
    expect(warningsIn({ meters: [meter, meter] })).toEqual(['BB_MODBUS_TWICE']);
    expect(warningsIn({ meters: [meter, meter.replace('unit: 1', 'unit: 2')] })).toEqual([]);
  });

  it('speak one language, at a host that is written one way', () => {
    const bridge = 'device: openwb-evse, host: 10.0.0.7, port: 502, transport: rtuOverTcp';
    expect(wrongIn({ stations: [keba, bridge] })).toEqual(['BB_MODBUS_TWO_SETTINGS 7:64 stations.1.modbus.host']);
    expect(
      wrongIn({
        stations: ['device: warp, host: box'],
        meters: ['device: eastron-sdm630, host: BOX, port: 502'],
      }).join(),
    ).toMatch(/TWO_SETTINGS/);
  });

  it('have one set of settings where the device serves one client', () => {
    const vestel = 'device: vestel-evc04, host: 10.0.0.8';
    expect(wrongIn({ stations: [vestel, `${vestel}, port: 503`] })).toEqual([
      'BB_MODBUS_TWO_SETTINGS 7:81 stations.1.modbus.port',
    ]);
    const huawei = 'device: huawei-sun2000, host: 10.0.0.9, unit: 1';
    expect(wrongIn({ meters: [huawei, huawei.replace('sun2000', 'sun2000-meter')] })).toEqual([]);
  });

  it('have one bus for one port', () => {
    const buses = '{ id: rs1, port: /dev/ttyUSB0 }, { id: rs2, port: /dev/ttyUSB0 }';
    expect(wrongIn({ buses })).toEqual(['BB_MODBUS_BUS_TWICE 4:54 buses.1.port']);
  });
});

describe('a serial line (1.3)', () => {
  const boxes = (count: number) =>
    Array.from({ length: count }, (_, at) => `device: heidelberg-ec, bus: rs1, unit: ${at + 2}`);
  const meter = 'device: eastron-sdm630, bus: rs1, unit: 1';

  it('carries a meter and some boxes', () => {
    expect(
      warningsIn({ buses: '{ id: rs1, port: /dev/ttyUSB0, baud: 19200 }', meters: [meter], stations: boxes(3) }),
    ).toEqual([]);
  });

  it('that cannot carry its polls is a warning with figures', () => {
    const { warnings } = good({
      buses: '{ id: rs1, port: /dev/ttyUSB0, baud: 1200 }',
      meters: [meter, meter.replace('unit: 1', 'unit: 7')],
    });
    expect(warnings.find(({ code }) => code === 'BB_MODBUS_BUS_FULL')).toMatchObject({
      line: 4,
      message: expect.stringMatching(
        /^At 1200 baud, bus rs1 would be busy for \d{3} % .* takes \d\.\d\d s, .* every 1\.00 s/,
      ) as string,
    });
  });

  it('that cannot carry its heartbeats is an error', () => {
    const parts = { buses: '{ id: rs1, port: /dev/ttyUSB0, baud: 1200 }', stations: boxes(16) };
    expect(wrongIn(parts)).toEqual(['BB_MODBUS_HEARTBEATS 4:10 buses.0']);
  });

  it('costs what the formula says: the bytes, the silences, the turnaround and the gap', () => {
    const [device] = good({ meters: [meter] }).devices as [PlacedDevice];
    const reads = [...staticReads(device.driver, 'fast'), ...staticReads(device.driver, 'slow')];
    const bytes = reads.reduce((all, { count }) => all + 8 + 5 + 2 * count, 0);
    const byHand = ((bytes + reads.length * 2 * 3.5) * 11_000) / 9600 + reads.length * 20;
    const [load] = lineLoad([device], 9600).devices;
    expect(load!.fastMs + load!.slowMs).toBeCloseTo(byHand, 6);
  });

  it('is never less busy with one device more, nor at a lower rate', () => {
    const all = good({ meters: [meter], stations: boxes(8) }).devices;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: all.length - 1 }),
        fc.integer({ min: 1200, max: 115_200 }),
        (count, baud) => {
          const some = lineLoad(all.slice(0, count), baud);
          const more = lineLoad(all.slice(0, count + 1), baud);
          const slower = lineLoad(all.slice(0, count), baud / 2);
          expect(more.busy).toBeGreaterThan(some.busy);
          expect(more.beatLateMs).toBeGreaterThanOrEqual(some.beatLateMs);
          expect(slower.cycleMs).toBeGreaterThan(some.cycleMs);
        },
      ),
    );
  });
});

describe('what is printed of a Modbus station', () => {
  const stations = [keba, 'device: warp, host: b', 'device: peblar, host: c', 'device: alfen-ng9xx, host: d'];
  const loaded = good({ stations, meters: ['device: eastron-sdm630, bus: rs1, unit: 1'] });
  const { devices, lines } = loaded;
  const text = describePlaced({ devices, lines, fallbacks: fitOf(loaded).fallbacks });

  it('is its watchdog, what it does on loss, what it falls back to, and how far it was verified', () => {
    expect(text).toMatch(
      /OLD-1 +keba-p30-p40, unit 255 at 10\.0\.0\.7, unverified\n +watchdog: rewrite-point, .*\n +on loss it falls to 6 A, which the gateway sets/,
    );
    expect(text).toMatch(
      /watchdog: none is known\n +on loss it keeps its last limit .* told 6 A when the gateway stops/,
    );
    expect(text).toMatch(/on loss it does what nobody knows: it counts at its rating, 16 A/);
    expect(text).toMatch(
      /watchdog: rewrite-limit, every 25 s\n +on loss it falls to what is set in it, counted as 16 A/,
    );
    expect(text).toMatch(/bus rs1: 9600 baud, parity none, 1 stop bit, \/dev\/ttyUSB0; 1 device\n/);
  });
});

describe('a site whose chargers count at their rating', () => {
  it('F120 is refused where that does not fit, and the remedy names them', () => {
    const stations = Array.from({ length: 7 }, (_, at) => `device: peblar, host: 10.0.0.${at + 1}`);
    expect(unsafe(good({ stations }))).toMatchObject([
      { code: 'BB_SITE_FALLBACK_DOES_NOT_FIT', remedy: expect.stringContaining('OLD-1, OLD-2') as string },
    ]);
    expect(unsafe(good({ stations: stations.slice(1) }))).toEqual([]);
  });
});

describe('a live change with a device that is not good', () => {
  it('leaves the last good file in force', () => {
    const dir = mkdtempSync(join(tmpdir(), 'busbar-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const path = join(dir, 'site.yaml');
    writeFileSync(path, fileOf({ stations: [keba] }));
    const said: string[] = [];
    const note = (code: string): void => void said.push(code);
    const log: Log = { info: note, warn: note, error: note };
    const applied: string[] = [];
    const inForce = loadSite(path);
    if (!inForce.ok) throw new Error('it is good');
    const keeper = createSiteKeeper({
      path,
      inForce,
      log,
      apply: ({ site }) => applied.push(site.stations[0]!.modbus!.device),
      isRunning: false,
    });
    const become = (modbus: string) => keeper.follow(parseSiteFile(fileOf({ stations: [modbus] }), path));
    become('device: kebab, host: a');
    become('device: eastron-sdm630, host: a');
    expect([applied, said]).toEqual([[], ['BB_DRIVER_UNKNOWN', 'BB_MODBUS_CLASS']]);
    become('device: warp, host: a');
    expect(applied).toEqual(['warp']);
  });
});
