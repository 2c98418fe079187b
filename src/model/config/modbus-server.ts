// The gateway's own Modbus server in the site file: which devices it shows, and under which units.

import type { GatewayConfig } from './gateway.ts';
import { error } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { ModbusServer } from './schema-modbus-server.ts';
import type { ServedUnit, Station } from './site.ts';

const usualListen = '127.0.0.1:1502';
const usualClients = 8;

export function serverOf({ listen, maxClients }: ModbusServer): NonNullable<GatewayConfig['modbusServer']> {
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(listen ?? usualListen) ?? [];
  return { host, port: Number(port), maxClients: maxClients ?? usualClients };
}

/** Only Modbus devices have registers to show; each unit shows one of them. */
export function servedUnitsOf(
  file: SiteFile,
  { devices }: ModbusServer,
  stations: readonly Station[],
  report: Report,
): ServedUnit[] {
  const taken = new Map<number, string>();
  return devices.flatMap((device, at): ServedUnit[] => {
    const { unit, of: name, deviceUnit } = device;
    const path = ['modbusServer', 'devices', at];
    const other = taken.get(unit);
    if (other !== undefined)
      report(
        error(
          'BB_CONFIG_MODBUS_SERVER_UNIT',
          [...path, 'unit'],
          `Unit ${unit} is ${other} already.`,
          'Give each device a unit of its own.',
        ),
      );
    taken.set(unit, name);
    const of = deviceOf(file, device, stations, path, report);
    return of === undefined ? [] : [{ unit, of, ...(deviceUnit !== undefined && { deviceUnit }) }];
  });
}

function deviceOf(
  { meters = [] }: SiteFile,
  { of: name, evse = 1 }: ModbusServer['devices'][number],
  stations: readonly Station[],
  path: ConfigPath,
  report: Report,
): ServedUnit['of'] | undefined {
  const station = stations.find(({ id }) => id === name);
  const meter = meters.find(({ id }) => id === name);
  const refuse = (what: string, remedy: string, key = 'of'): undefined =>
    void report(error('BB_CONFIG_MODBUS_SERVER_OF', [...path, key], what, remedy));
  if (station !== undefined && meter !== undefined)
    return refuse(`${name} is a station and a meter.`, 'Give one of them another id.');
  if (station === undefined && meter === undefined)
    return refuse(
      `There is no station or meter "${name}".`,
      'Write the id of a station with "modbus:", or of a meter with "source: modbus".',
    );
  if (station?.modbus === undefined && meter?.source !== 'modbus')
    return refuse(
      `${name} speaks no Modbus: it has no registers to show.`,
      'Read it over the API, or take this line out.',
    );
  if (station === undefined) return { meter: name };
  if (station.evses.every(({ id }) => id !== evse))
    return refuse(`${name} has no EVSE ${evse}.`, `It has ${station.evses.map(({ id }) => id).join(', ')}.`, 'evse');
  return { station: station.id, evse };
}
