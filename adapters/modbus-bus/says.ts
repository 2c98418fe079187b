// What the log is told of a line, and what to do about it.

import type { WantedLine } from '../../src/model/bus.ts';
import type { Endpoint } from './channel.ts';

export interface BusLog {
  info(code: string, text: string): void;
  warn(code: string, text: string): void;
}

export interface Sayings {
  unreachable(why: string): void;
  reachable(): void;
  gone(unit: number, why: string): void;
  back(unit: number): void;
  garbled(unit: number, why: string): void;
}

export function sayings({ line, endpoint }: WantedLine, log: BusLog): Sayings {
  const place = `${line} (${endpointText(endpoint)})`;
  return {
    unreachable: (why) => log.warn('BB_BUS_UNREACHABLE', `${place} cannot be opened: ${why}. ${remedyFor(endpoint)}`),
    reachable: () => log.info('BB_BUS_REACHABLE', `${place} answers again.`),
    gone: (unit, why) =>
      log.warn(
        'BB_BUS_UNIT_SILENT',
        `Unit ${unit} on ${place} has failed three times in a row: ${why}. It is asked rarely from now on, so that the others do ` +
          `not wait for it. ${endpoint.kind === 'tcp' ? 'Is the device on, and is this its unit id?' : wiring}`,
      ),
    back: (unit) => log.info('BB_BUS_UNIT_BACK', `Unit ${unit} on ${place} answers again.`),
    garbled: (unit, why) =>
      log.warn('BB_BUS_GARBLED', `Unit ${unit} on ${place}: what came is no answer: ${why}. It was thrown away.`),
  };
}

const wiring = 'Is the device on, are unit id, baud and parity right, and A and B not swapped?';

function remedyFor(endpoint: Endpoint): string {
  return endpoint.kind === 'rtu'
    ? 'Does the port exist, may this user open it (group dialout), and has no other program opened it?'
    : 'Is the device on, is Modbus TCP switched on in it, are address and port right, and does no other client hold it?';
}

export const endpointText = (endpoint: Endpoint): string =>
  endpoint.kind === 'rtu'
    ? `${endpoint.path}, ${endpoint.baud} baud, ${endpoint.parity}, ${endpoint.stopBits} stop`
    : `${endpoint.host}:${endpoint.port}`;
