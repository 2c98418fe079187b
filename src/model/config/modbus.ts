// Modbus devices of the site file: where each is found, and what makes no sense about it.

import { error } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { ModbusAccess, ModbusStation, SerialBus } from './site.ts';
import type { StationEntry } from './template.ts';

type Written = Pick<NonNullable<StationEntry['modbus']>, 'bus' | 'host' | 'port' | 'transport' | 'unit' | 'params'> & {
  readonly device?: string;
};

export const busesOf = ({ buses }: SiteFile): SerialBus[] =>
  (buses ?? []).map(({ id, port, baud, parity, stopBits }) => ({
    id,
    path: port,
    baud: baud ?? 9600,
    parity: parity ?? 'none',
    stopBits: stopBits === 2 ? 2 : 1,
  }));

/** How the station is reached; undefined for one that speaks OCPP. */
export function modbusOf(
  { modbus }: StationEntry,
  names: readonly string[],
  path: ConfigPath,
  report: Report,
): ModbusStation | undefined {
  if (modbus === undefined) return undefined;
  if (names.length > 1)
    report(
      error(
        'BB_CONFIG_MODBUS_RANGE',
        path,
        `${names.length} stations cannot be one Modbus device.`,
        'Write an entry for each, with its own host or unit; what they share goes into a template.',
      ),
    );
  const { start, idTag } = modbus;
  return {
    ...accessOf(modbus, path, report),
    ...(start !== undefined && { start }),
    ...(idTag !== undefined && { idTag }),
  };
}

export function accessOf(
  { device, bus, host, port, transport, unit, params }: Written,
  path: ConfigPath,
  report: Report,
): ModbusAccess {
  if ((bus === undefined) === (host === undefined))
    report(
      error(
        'BB_CONFIG_MODBUS_WHERE',
        path,
        bus === undefined ? 'Nothing says where the device is.' : 'A device is on a bus or at a host, not both.',
        'Write "bus:" with one of "buses", or "host:" with its name or address.',
      ),
    );
  if (device === undefined)
    report(
      error(
        'BB_CONFIG_MODBUS_DEVICE',
        path,
        'Nothing says what device this is.',
        'Write "device:" with a name of config/devices, such as eastron-sdm630.',
      ),
    );
  return {
    device: device ?? '',
    at:
      bus !== undefined
        ? { bus }
        : {
            host: host ?? '',
            ...(port !== undefined && { port }),
            ...(transport === 'rtuOverTcp' && { transport }),
          },
    ...(unit !== undefined && { unit }),
    ...(params !== undefined && { params }),
  };
}
