// docs/devices.md: what each description of a Modbus device can do, and what is odd about it, from the files themselves.

import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';
import type { Driver } from '../../src/modbus/driver.ts';
import { readDriver } from '../../src/modbus/read-driver.ts';
import { code, table } from './table.ts';

const intro = `# Modbus devices: what works, and what is odd

<!-- Written by: npm run docs -->

Find your charger or meter by its vendor. \`device: <id>\` in the site file takes it ([modbus.md](modbus.md) has the wiring and
[modbus-devices.md](modbus-devices.md) what each charger does without Busbar and what to set in it first). Devices that speak OCPP
need no entry here.

**None of them has been proven on hardware yet.** Read yours once with \`busbar doctor depot.yaml\` and look whether voltage, state
and serial make sense before you rely on it. Not in the list? [modbus.md](modbus.md) says how to write a description.
`;

export function devicesPage(folder: URL): string {
  const drivers = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => driverOf(name, readFileSync(new URL(name, folder), 'utf8')))
    .toSorted((one, other) => (one.title < other.title ? -1 : 1));
  const chargers = drivers.filter((one) => one.class === 'charger');
  const meters = drivers.filter((one) => one.class !== 'charger');
  const rows = (some: readonly Driver[], works: (driver: Driver) => string): string[][] =>
    some.map((one) => [vendorOf(one), one.products.join(', '), code(one.id), wiresOf(one), works(one)]);
  return `${intro}
## Chargers

${table(['Vendor', 'Models', 'Id', 'Over', 'What works'], rows(chargers, chargerWorks))}

## Meters, inverters and batteries

${table(['Vendor', 'Models', 'Id', 'Over', 'What is read'], rows(meters, meterWorks))}

## Quirks

${drivers.map(quirksOf).join('\n\n')}
`;
}

function driverOf(name: string, text: string): Driver {
  const found = readDriver(parse(text));
  if ('problems' in found) throw new Error(`${name}: ${found.problems[0]?.message}`);
  return found.driver;
}

/** Of two words where one would not say who. */
const twoWords = new Set(['Phoenix', 'Carlo', 'Grid']);

function vendorOf({ title, products }: Driver): string {
  const words = (products[0] ?? title).split(' ');
  return twoWords.has(words[0]!) ? words.slice(0, 2).join(' ') : words[0]!;
}

const wires = { tcp: 'Modbus TCP', rtu: 'RS-485', 'rtu-tcp': 'RS-485 behind a converter' } as const;

const wiresOf = ({ connection }: Driver): string => connection.transports.map((one) => wires[one]).join(', ');

/** Names of points and of what is computed of them. */
const knows = ({ points, computed }: Driver, ...names: readonly string[]): boolean =>
  names.some((name) => points.has(name) || computed.has(name));

function chargerWorks(driver: Driver): string {
  const { limit, phases } = driver.control ?? {};
  return listed([
    [limit !== undefined, limit === undefined ? '' : limitOf(limit)],
    [knows(driver, 'current', 'current_l1'), 'currents'],
    [knows(driver, 'power'), 'power'],
    [knows(driver, 'energy_total', 'session_energy'), 'energy'],
    [knows(driver, 'voltage'), 'voltages'],
    [phases !== undefined, 'one or three phases'],
    [knows(driver, 'rfid', 'token'), 'card'],
    [driver.failsafe?.onLoss === 'device', 'a fallback of its own'],
  ]);
}

function limitOf({ quantity, min, max }: NonNullable<NonNullable<Driver['control']>['limit']>): string {
  const unit = quantity === 'power' ? 'W' : 'A';
  return typeof min === 'number' && typeof max === 'number' ? `limit ${min} to ${max} ${unit}` : `limit in ${unit}`;
}

const meterWorks = (driver: Driver): string =>
  listed([
    [knows(driver, 'current', 'current_l1'), 'currents'],
    [knows(driver, 'power'), 'power'],
    [knows(driver, 'power_phase'), 'power of each line'],
    [knows(driver, 'voltage'), 'voltages'],
    [knows(driver, 'energy_import', 'energy_total'), 'energy'],
    [knows(driver, 'energy_export'), 'energy fed in'],
    [knows(driver, 'soc'), 'how full the battery is'],
    [driver.points.size === 0, 'what its SunSpec models say'],
  ]);

const listed = (parts: readonly (readonly [boolean, string])[]): string =>
  parts.flatMap(([isSo, text]) => (isSo ? [text] : [])).join(', ');

const quirksOf = ({ title, id, quirks }: Driver): string =>
  `### ${title}\n\n${code(id)}\n\n${quirks.length === 0 ? '- None known.' : quirks.map((one) => `- ${one.replaceAll(/\s+/g, ' ').trim()}`).join('\n')}`;
