// The device descriptions that come along: each reads without a problem, is asked as seldom as was counted, and is in the table
// for installers.

import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Driver, Point } from '../../../src/modbus/driver.ts';
import { planReads } from '../../../src/modbus/plan.ts';
import { readDriver } from '../../../src/modbus/read-driver.ts';
import type { Value } from '../../../src/modbus/value.ts';

const folder = new URL('../../../config/devices/', import.meta.url);
const table = readFileSync(new URL('../../../docs/modbus-devices.md', import.meta.url), 'utf8');
const ids = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length));

const read = new Map<string, Driver>();

function driverOf(id: string): Driver {
  const known = read.get(id);
  if (known !== undefined) return known;
  const found = readDriver(parse(readFileSync(new URL(`${id}.yaml`, folder), 'utf8')));
  if ('problems' in found)
    throw new Error(found.problems.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  read.set(id, found.driver);
  return found.driver;
}

/** Requests of one cycle, of a device with the params that nobody has set, where nothing is known of it yet. */
function requestsOf(driver: Driver, poll: Point['poll']): number {
  const params = new Map<string, Value>([...driver.params].map(([name, param]) => [name, param.default]));
  const scope = (name: string): Value => (name.startsWith('$param.') ? (params.get(name.slice(7)) ?? null) : null);
  const has = ({ when }: Point): boolean => when === undefined || when.evaluate(scope) !== false;
  const names = [...driver.points.values()].filter((point) => point.poll === poll).map(({ name }) => name);
  return planReads(driver, names, { connector: 1, unit: driver.connection.unit, params, has }).length;
}

/** Fast, slow and once; a change of a description that costs a device more requests shows here. */
const counted: Readonly<Record<string, readonly [fast: number, slow: number, once: number]>> = {
  'abb-b-series': [1, 3, 2],
  'abb-terra-ac': [8, 5, 4],
  'abl-em4': [1, 0, 0],
  'alfen-ng9xx': [5, 2, 5],
  'alphatec-mini': [1, 1, 0],
  'bender-cc61x': [5, 9, 6],
  'cg-em24-rs485': [4, 4, 0],
  'cg-em3xx': [3, 2, 1],
  'compleo-solo-duo': [5, 4, 2],
  daheimladen: [7, 7, 5],
  'delta-evcs': [5, 5, 6],
  'eastron-sdm630': [2, 2, 0],
  'eastron-sdm72': [2, 3, 0],
  'em2go-home': [7, 8, 5],
  enovates: [7, 5, 4],
  'etrel-inch': [6, 0, 0],
  'heidelberg-ec': [1, 3, 5],
  'huawei-sun2000-meter': [1, 0, 0],
  'huawei-sun2000': [1, 2, 0],
  'innogy-ebox': [2, 2, 6],
  'janitza-umg604': [4, 5, 0],
  'janitza-umg96': [3, 4, 0],
  'kathrein-kwb': [8, 8, 3],
  'keba-p30-p40': [7, 9, 7],
  'kostal-plenticore-meter': [10, 2, 1],
  'kostal-plenticore': [4, 4, 1],
  'mennekes-compact-2': [5, 12, 7],
  'mennekes-hcc3': [4, 4, 4],
  'obo-ion': [1, 3, 2],
  'openwb-evse': [1, 1, 3],
  peblar: [6, 10, 5],
  'phoenix-charx-sec': [4, 5, 5],
  'phoenix-em-cp-pp-eth': [5, 6, 0],
  'phoenix-ev-cc-ac1-m3-eth': [5, 9, 1],
  'phoenix-ev-charge-control-basic': [2, 4, 5],
  'pulsares-simplebox': [2, 1, 2],
  'raedian-neo': [6, 3, 0],
  'schneider-evlink-pro-ac': [2, 5, 1],
  'schneider-iem3000': [3, 3, 0],
  'shelly-pro-3em': [4, 1, 2],
  'siemens-pac': [4, 3, 0],
  'sma-inverter': [4, 3, 0],
  socomec: [3, 3, 2],
  'sunspec-meter': [0, 0, 0],
  sunspec: [0, 0, 0],
  'vestel-evc04': [8, 7, 8],
  'victron-evcs': [2, 5, 2],
  'victron-gx': [2, 0, 0],
  warp: [3, 4, 3],
  'webasto-next': [6, 8, 4],
  'weidmueller-ac-smart': [6, 6, 0],
};

describe('device descriptions', () => {
  it('every file is counted, and every count has its file', () => {
    expect(Object.keys(counted).toSorted()).toEqual(ids.toSorted());
  });

  it.each(ids)('%s reads without a problem and is what its name says', (id) => {
    const driver = driverOf(id);
    expect(driver.id).toBe(id);
    expect(driver.verified.level).toBe('unverified');
    expect(table).toContain(`| \`${id}\` |`);
  });

  it.each(ids)('%s is asked as seldom as was counted', (id) => {
    const driver = driverOf(id);
    expect([requestsOf(driver, 'fast'), requestsOf(driver, 'slow'), requestsOf(driver, 'once')]).toEqual(counted[id]);
  });
});
