// The site file and the descriptions of the devices that it names, held against each other: what does not fit is said where it
// stands, and a serial line carries what is asked on it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSiteFile } from '../../../adapters/config-file/load.ts';
import type { Log } from '../../../adapters/log/log.ts';
import { loadSite, withDevices } from '../../../src/cli/site-file.ts';
import { createSiteKeeper } from '../../../src/cli/site-keeper.ts';
import { unsafe } from '../../../src/cli/site-safety.ts';
import type { Param } from '../../../src/modbus/driver.ts';
import type { PlacedDevice } from '../../../src/modbus/placed.ts';
import { checkPlaced } from '../../../src/modbus/placed-checks.ts';
import { example } from './example.ts';
import type { Parts } from './site-with.ts';
import { fileOf, good, keba, load, warningsIn, wrongIn } from './site-with.ts';
import { tempDir } from '../../peers/temp-dir.ts';

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
    const dir = tempDir('test');
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
    const dir = tempDir('test');
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
