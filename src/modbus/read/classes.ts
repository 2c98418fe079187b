// What a device of each class must tell, and in which unit.

import type { DeviceFile } from '../schema/device-file.ts';
import { isIecState } from './values.ts';
import type { Reading } from './reading.ts';

/** Points by the names that the gateway looks for, each with the units that it may have. */
const canonicalUnits: Readonly<Record<string, readonly string[]>> = {
  current: ['A'],
  limit_applied: ['A', 'W'],
  hw_max: ['A', 'W'],
  voltage: ['V'],
  // Some devices measure apparent power and energy only, and say so.
  power: ['W', 'VA'],
  power_phase: ['W', 'VA'],
  pv_power: ['W'],
  reactive: ['var'],
  frequency: ['Hz'],
  energy_total: ['Wh', 'VAh'],
  session_energy: ['Wh', 'VAh'],
  energy_import: ['Wh', 'VAh'],
  energy_export: ['Wh', 'VAh'],
  temperature: ['degC'],
  soc: ['%'],
  limit_pct: ['%'],
};

/** Those that are one value for the whole device. */
const single = ['power', 'pv_power', 'energy_total', 'session_energy', 'energy_import', 'energy_export', 'soc'];

const required: Readonly<Record<DeviceFile['class'], readonly string[]>> = {
  charger: ['state'],
  meter: ['power'],
  inverter: ['pv_power'],
  battery: ['power'],
};

export function checkClass(reading: Reading): void {
  const { file, report, names } = reading;
  // Its models are found at run time, and with them its points.
  const isFound = (file.hooks ?? []).includes('sunspec');
  for (const name of isFound ? [] : required[file.class])
    if (!names.has(name))
      report(
        'BB_DRIVER_REQUIRED',
        ['class'],
        `A ${file.class} must tell its ${name}.`,
        name === 'state' ? 'Add "state": an expression or a table.' : `Add the point "${name}", or compute it.`,
      );
  if (file.class === 'charger') {
    if (file.control === undefined)
      report('BB_DRIVER_REQUIRED', ['class'], 'A charger must take a limit.', 'Add "control" with "limit".');
    if (file.failsafe === undefined)
      report(
        'BB_DRIVER_REQUIRED',
        ['class'],
        'Nobody knows what the charger does when nobody speaks to it.',
        'Add "failsafe: { onLoss: device }", holds-last, or unknown if you do not know.',
      );
  }
  for (const [name, point] of Object.entries(file.points)) {
    const units = Object.hasOwn(canonicalUnits, name) ? canonicalUnits[name] : undefined;
    if (units !== undefined && point.unit !== undefined && !units.includes(point.unit))
      report(
        'BB_DRIVER_UNIT',
        ['points', name, 'unit'],
        `"${name}" is in ${units[0] ?? ''} everywhere, not in ${point.unit}.`,
        `Give it a "scale" so that it is in ${units.join(' or ')}.`,
      );
    if (single.includes(name) && Array.isArray(point.addr))
      report(
        'BB_DRIVER_LIST',
        ['points', name, 'addr'],
        `"${name}" is one value for the whole device.`,
        'Give one address.',
      );
  }
  checkOnState(reading);
}

function checkOnState({ file, report }: Reading): void {
  const { state } = file;
  for (const raw of Object.keys(file.onState ?? {})) {
    const known = typeof state === 'object' ? Object.hasOwn(state.map, raw) : isIecState(raw);
    if (!known)
      report(
        'BB_DRIVER_UNKNOWN_NAME',
        ['onState', raw],
        `The state of the device is never "${raw.slice(0, 50)}".`,
        typeof state === 'object' ? 'Write a value of state.map.' : 'Write a state of IEC 61851.',
      );
  }
}
