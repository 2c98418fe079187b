// Each description in config/devices: it reads without a problem, and costs so many requests. Who changes one sees here what
// a cycle costs then.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadDevice } from '../../../src/cli/devices.ts';
import { describeDriver, readsOf } from '../../../src/local/device-report.ts';
import type { Driver } from '../../../src/modbus/driver.ts';
import { planReads } from '../../../src/modbus/plan.ts';
import { deviceJsonSchema } from '../../../src/modbus/schema/json-schema.ts';
import { schemaGaps } from '../config/schema-gaps.ts';

const home = new URL('../../../config/', import.meta.url).pathname;
const files = readdirSync(`${home}devices`).filter((name) => name.endsWith('.yaml'));

function loaded(id: string): Driver {
  const device = loadDevice(`${home}devices/${id}.yaml`);
  if (!device.ok) throw new Error(device.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return device.driver;
}

/** Requests of a fast cycle, of a slow one, and once a connection. */
const requests: readonly [string, number, number, number][] = [
  ['abb-b-series', 1, 3, 2],
  ['abb-terra-ac', 8, 5, 4],
  ['abl-em4', 1, 0, 0],
  ['alfen-ng9xx', 5, 2, 5],
  ['alphatec-mini', 1, 1, 0],
  ['bender-cc61x', 5, 9, 6],
  ['cg-em24-rs485', 4, 4, 0],
  ['cg-em3xx', 3, 2, 1],
  ['compleo-solo-duo', 5, 4, 2],
  ['daheimladen', 7, 7, 5],
  ['delta-evcs', 5, 5, 6],
  ['eastron-sdm630', 2, 2, 0],
  ['eastron-sdm72', 2, 3, 0],
  ['em2go-home', 7, 8, 5],
  ['enovates', 7, 5, 4],
  ['etrel-inch', 6, 0, 0],
  ['heidelberg-ec', 1, 3, 5],
  ['huawei-sun2000-meter', 1, 0, 0],
  ['huawei-sun2000', 1, 2, 0],
  ['innogy-ebox', 2, 2, 6],
  ['janitza-umg604', 4, 5, 0],
  ['janitza-umg96', 3, 4, 0],
  ['kathrein-kwb', 8, 8, 3],
  ['keba-p30-p40', 7, 9, 7],
  ['kostal-plenticore-meter', 10, 2, 1],
  ['kostal-plenticore', 4, 4, 1],
  ['mennekes-compact-2', 5, 12, 7],
  ['mennekes-hcc3', 4, 4, 4],
  ['obo-ion', 1, 3, 2],
  ['openwb-evse', 1, 1, 3],
  ['peblar', 6, 10, 5],
  ['phoenix-charx-sec', 4, 5, 5],
  ['phoenix-em-cp-pp-eth', 5, 6, 0],
  ['phoenix-ev-cc-ac1-m3-eth', 5, 9, 1],
  ['phoenix-ev-charge-control-basic', 2, 4, 5],
  ['pulsares-simplebox', 2, 1, 2],
  ['raedian-neo', 6, 3, 0],
  ['schneider-evlink-pro-ac', 2, 5, 1],
  ['schneider-iem3000', 3, 3, 0],
  ['shelly-pro-3em', 4, 1, 2],
  ['siemens-pac', 4, 3, 0],
  ['sma-inverter', 4, 3, 0],
  ['socomec', 3, 3, 2],
  ['sunspec-meter', 0, 0, 0],
  ['sunspec', 0, 0, 0],
  ['vestel-evc04', 8, 7, 8],
  ['victron-evcs', 2, 5, 2],
  ['victron-gx', 2, 0, 0],
  ['warp', 3, 4, 3],
  ['webasto-next', 6, 8, 4],
  ['weidmueller-ac-smart', 6, 6, 0],
];

describe('the descriptions', () => {
  it.each(requests)('%s: %i requests fast, %i slow, %i once', (id, ...counts) => {
    const driver = loaded(id);
    expect((['fast', 'slow', 'once'] as const).map((poll) => readsOf(driver, poll).length)).toEqual(counts);
    expect(describeDriver(driver)).toMatch(new RegExp(`^${id} `));
  });

  it('are all in the table', () => {
    expect(requests.map(([id]) => `${id}.yaml`).toSorted()).toEqual(files.toSorted());
  });

  it('plan no request that their device refuses, for any charging point and any variant', () => {
    for (const [id] of requests) {
      const driver = loaded(id);
      for (const one of [driver, ...driver.variants.map((variant) => variant.driver)]) judge(one);
    }
  });

  it('are at least 12 chargers and 10 meters or inverters', () => {
    const classes = requests.map(([id]) => loaded(id).class);
    const chargers = classes.filter((one) => one === 'charger').length;
    expect(chargers).toBeGreaterThanOrEqual(12);
    expect(classes.length - chargers).toBeGreaterThanOrEqual(10);
  });
});

/** Every value that may be read is in one request, whole; no request is longer or leaves a block. */
function judge(driver: Driver): void {
  const { connection, points, blocks } = driver;
  const params = new Map([...driver.params].map(([name, { default: value }]) => [name, value]));
  for (let connector = 1; connector <= connection.connectors.max; connector += 1) {
    const device = { connector, unit: connection.unit, params, has: () => true, values: () => 'none of them' };
    const reads = planReads(driver, points.keys(), device);
    const parts = reads.flatMap((read) => read.points.map((part) => `${part.name}.${part.index}`));
    const wanted = [...points.values()]
      .filter(({ read }) => read !== undefined)
      .flatMap(({ name, addresses }) => addresses.map((_, index) => `${name}.${index}`));
    expect(parts.toSorted(), driver.id).toEqual(wanted.toSorted());
    for (const { fn, address, count, points: read } of reads) {
      expect(count).toBeLessThanOrEqual(connection.maxRegisters);
      expect(connection.functions).toContain(fn);
      expect(address + count - 1).toBeLessThanOrEqual(65_535);
      const first = points.get(read[0]!.name)!.addresses[read[0]!.index]!;
      const ranges = blocks[points.get(read[0]!.name)!.read!.table];
      if (connection.policy === 'block')
        expect(ranges.some(([from, to]) => from <= first && first + count - 1 <= to)).toBe(true);
    }
  }
}

describe('the schema of device files', () => {
  it('is what config/device.schema.json says', () => {
    const text = readFileSync(`${home}device.schema.json`, 'utf8');
    expect(text, 'run: npm run -s schema -- device > config/device.schema.json').toBe(deviceJsonSchema());
  });

  it('describes every key and closes every set of keys but what lies over others', () => {
    expect(schemaGaps(deviceJsonSchema())).toEqual({ open: ['.variants[].set'], silent: [] });
  });
});
