// From the site file to the devices that are driven. A device of which nothing changed goes on; one that changed begins anew.

import type { AlarmKey } from '../../model/alarm.ts';
import type { LineId, WantedLine } from '../../model/bus.ts';
import type { Evse, Meter, ModbusAccess, Site, SiteInput, Station } from '../../model/config/site.ts';
import { evseKey } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { ChargerConfig } from '../../modbus/charger-state.ts';
import { newCharger } from '../../modbus/charger-state.ts';
import type { Device } from '../../modbus/device-state.ts';
import type { Driver } from '../../modbus/driver.ts';
import { unitAt } from '../../modbus/line.ts';
import type { MeterConfig } from '../../modbus/meter.ts';
import { newMeter } from '../../modbus/meter.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { inputLive } from '../inputs/follow.ts';
import { followShare } from './follow-share.ts';
import { isSunspec, newDiscovery } from './discover.ts';
import { lineFor } from './line-for.ts';
import type { ChargerLive, MeterLive, ModbusLive } from './live.ts';
import { newSession, unaskedAlarm } from './live.ts';

export function followModbus(state: State): void {
  const { modbus } = state;
  const site = siteOf(state);
  for (const key of state.alarms.keys()) if (key.startsWith('BB_MODBUS_NO_DRIVER:')) state.alarms.delete(key);
  const lines = new Map<LineId, WantedLine>();
  const chargers = site.stations.flatMap((station) => chargersOf(state, site, station, lines));
  const meters = (site.meters ?? []).flatMap((meter) => meterOf(state, site, meter, lines));
  modbus.requests = Math.max(modbus.requests, ...devicesOf(modbus).map(({ requests }) => requests));
  for (const one of replace(state, modbus.chargers, chargers)) {
    const { limitCall } = one.session;
    if (limitCall !== undefined) modbus.replies.push({ kind: 'overtaken', ...limitCall });
    const { switching } = one.session;
    if (switching !== undefined) modbus.replies.push({ kind: 'unheard', switching });
    modbus.replies.push({ kind: 'gone', station: one.station });
    modbus.forgotten.push(one.key);
    state.alarms.delete(unaskedAlarm(one.key));
  }
  replace(state, modbus.meters, meters);
  for (const device of devicesOf(modbus)) device.requests = Math.max(device.requests, modbus.requests);
  const inputs = (site.inputs ?? []).map((input) => inputLive(site, input, inputDriver(state, input), lines));
  replace(state, modbus.inputs, inputs);
  for (const key of state.alarms.keys()) if (key.startsWith('BB_INPUT_')) state.alarms.delete(key);
  modbus.inputsAt = 0 as Mono;
  followShare(state);
  const wanted = [...lines.values()];
  if (JSON.stringify(wanted) !== JSON.stringify(modbus.lines)) modbus.linesChanged = true;
  modbus.lines = wanted;
  modbus.dueAt = 0 as Mono;
}

/** The lines, where the adapter does not know them yet. */
export function linesDue({ modbus }: State): { lines?: readonly WantedLine[] } {
  if (!modbus.linesChanged) return {};
  modbus.linesChanged = false;
  return { lines: modbus.lines };
}

const devicesOf = ({ chargers, meters }: ModbusLive): Device[] => [
  ...[...chargers.values()].map(({ charger }) => charger.device),
  ...[...meters.values()].map(({ meter }) => meter.device),
];

/** Takes over what is the same as before, and returns what is not, or is new; the alarms of what it was are gone. */
function replace<Key, One extends { readonly key: Key; readonly signature: string; readonly alarms: Set<AlarmKey> }>(
  state: State,
  known: Map<Key, One>,
  wanted: readonly One[],
): One[] {
  const before = new Map(known);
  const made: One[] = [];
  known.clear();
  for (const one of wanted) {
    const old = before.get(one.key);
    const isSame = old?.signature === one.signature;
    known.set(one.key, isSame ? old : one);
    if (isSame) before.delete(one.key);
    else made.push(one);
  }
  for (const { alarms } of before.values()) for (const alarm of alarms) state.alarms.delete(alarm);
  return [...before.values(), ...made];
}

function chargersOf(state: State, site: Site, station: Station, lines: Map<LineId, WantedLine>): ChargerLive[] {
  const { modbus } = station;
  if (modbus === undefined || station.state !== 'installed') return [];
  const driver = driverOf(state, station.id, modbus, 'charger');
  if (driver === undefined) return [];
  return station.evses.map((evse): ChargerLive => {
    const key = evseKey(station.id, evse.id);
    const line = lineFor(site, driver.connection, modbus, evse.id, lines);
    const config: ChargerConfig = {
      ...deviceConfig(driver, modbus, line, key, evse.id),
      lane: 'fast',
      ratingAmps: evse.maxAmps,
      phases: phasesOf(evse),
      ...switchedTo(state, station.id, evse.id),
      energyWh: state.ledger.stations.get(station.id)?.transactions.registers?.get(evse.id) ?? 0,
      ...(typeof station.fallbackAmps === 'number' && { failsafeAmps: station.fallbackAmps }),
    };
    return {
      key,
      station: station.id,
      evse: evse.id,
      line,
      signature: JSON.stringify([modbus, evse, station.fallbackAmps, driver.version, driver.revision, line]),
      charger: newCharger(config),
      dueAt: 0 as Mono,
      watchdogSeconds: undefined,
      session: newSession(),
      alarms: new Set(),
    };
  });
}

function meterOf(state: State, site: Site, meter: Meter, lines: Map<LineId, WantedLine>): MeterLive[] {
  const { source } = meter;
  if (source.kind !== 'modbus') return [];
  const driver = driverOf(state, `meter ${meter.id}`, source, 'meter');
  if (driver === undefined) return [];
  const line = lineFor(site, driver.connection, source, 1, lines);
  const config: MeterConfig = {
    ...deviceConfig(driver, source, line, `meter:${meter.id}`, 1),
    lane: 'meter',
    periodMs: meter.periodMs,
    ctRatio: meter.ctRatio,
    invert: meter.invert,
    phaseMap: meter.phaseMap,
    role: meter.role ?? 'site',
  };
  const signature = JSON.stringify([meter, driver.version, driver.revision, line]);
  return [
    {
      key: meter.id,
      line,
      signature,
      meter: newMeter(config),
      discovery: isSunspec(driver) ? newDiscovery(config) : undefined,
      dueAt: 0 as Mono,
      alarms: new Set(),
    },
  ];
}

const deviceConfig = (driver: Driver, access: ModbusAccess, line: LineId, id: string, connector: number) => ({
  id,
  driver,
  connector,
  params: new Map(Object.entries(access.params ?? {})),
  isSerial: line.startsWith('bus:'),
  unit: unitAt(driver.connection, access),
});

const switchedTo = (state: State, station: Station['id'], evse: number): Pick<ChargerConfig, 'switchedTo'> => {
  const told = state.ledger.stations.get(station)?.phases.get(evse);
  return told === undefined ? {} : { switchedTo: told.underWay === undefined ? told.phases : 'unknown' };
};

const phasesOf = ({ phases }: Evse): 1 | 2 | 3 => (phases === 'unknown' ? 3 : ((phases.length / 2) as 1 | 2 | 3));

/** An input is read without a driver as well; one that is named and not known is said. */
function inputDriver(state: State, { id, source: { device } }: SiteInput): Driver | undefined {
  if (device === '') return undefined;
  const driver = state.modbus.drivers(device);
  if (driver === undefined)
    state.alarms.set(
      `BB_MODBUS_NO_DRIVER:input ${id}`,
      `input ${id} names the device "${device}", of which there is no description: it is read without one. Write a name of config/devices, or none.`,
    );
  return driver;
}

function driverOf(state: State, what: string, { device }: ModbusAccess, kind: 'charger' | 'meter'): Driver | undefined {
  const driver = state.modbus.drivers(device);
  const fits = driver !== undefined && (driver.class === 'charger') === (kind === 'charger');
  if (fits) return driver;
  state.alarms.set(
    `BB_MODBUS_NO_DRIVER:${what}`,
    driver === undefined
      ? `${what} names the device "${device}", of which there is no description: it is not driven. Write a name of config/devices.`
      : `${what} names the device "${device}", which is no ${kind}: it is not driven. Write another name of config/devices.`,
  );
  return undefined;
}
