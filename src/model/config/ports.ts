// Where the gateway itself listens: no two of its doors share a port of one address.

import { apiOf, isLoopback, lanWritten } from './api.ts';
import { serverOf } from './modbus-server.ts';
import { error } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';

interface Door {
  readonly path: ConfigPath;
  /** All addresses when absent. */
  readonly address: string | undefined;
  readonly port: number;
}

export function checkPorts(file: SiteFile, report: Report): void {
  checkFiles(file, report);
  checkApi(file, report);
  const doors = doorsOf(file);
  for (const [at, door] of doors.entries()) {
    const { path, port } = door;
    if (port > 65_535)
      report(error('BB_CONFIG_PORT', path, `There is no port ${port}.`, 'Write a port from 1 to 65535.'));
    if (doors.slice(0, at).some((other) => collide(door, other)))
      report(
        error(
          'BB_CONFIG_PORT',
          path,
          `Port ${port} is used twice in this file.`,
          'Give each listener, the API and the Modbus server a port of its own.',
        ),
      );
  }
}

/** In plain text nobody but this computer, and nobody at all who need not say who he is. */
function checkApi(file: SiteFile, report: Report): void {
  const { host, access } = apiOf(file);
  if (!isLoopback(host))
    report(
      error(
        'BB_CONFIG_API_PLAIN',
        ['api', 'listen'],
        `${host} is more than this computer, and passwords do not cross a network in plain HTTP.`,
        'Write 127.0.0.1:8080 here; others come over HTTPS, where "api.lan" says.',
      ),
    );
  if (access === 'open' && lanWritten(file) !== undefined)
    report(
      error(
        'BB_CONFIG_API_OPEN',
        ['api', 'access'],
        'With "access: open" everybody could do everything over the network.',
        'Take "access: open" out, or write "lan: off".',
      ),
    );
}

/** Stations are told one place for files. */
function checkFiles({ listeners = [] }: SiteFile, report: Report): void {
  const [first, second] = [...listeners.entries()].filter(([, { files }]) => files === true);
  if (second !== undefined)
    report(
      error(
        'BB_CONFIG_FILES_TWICE',
        ['listeners', second[0], 'files'],
        `Listener ${first![0] + 1} serves files already.`,
        'Leave "files: true" on one listener.',
      ),
    );
  if (first?.[1].paths !== undefined)
    report(
      error(
        'BB_CONFIG_FILES_PATHS',
        ['listeners', first[0], 'paths'],
        'A listener that serves files takes no stations.',
        'Give stations a listener of their own.',
      ),
    );
}

function doorsOf(file: SiteFile): Door[] {
  const { host, port } = apiOf(file);
  const lan = lanWritten(file);
  const server = file.modbusServer === undefined ? undefined : serverOf(file.modbusServer);
  const listeners = (file.listeners ?? []).map(({ address, port }, at): Door => ({
    path: ['listeners', at, 'port'],
    address,
    port,
  }));
  return [
    { path: ['api', 'listen'], address: host, port },
    ...listeners,
    ...(lan === undefined ? [] : [{ path: ['api', 'lan'], address: lan.host, port: lan.port }]),
    ...(server === undefined ? [] : [{ path: ['modbusServer', 'listen'], address: server.host, port: server.port }]),
  ];
}

const all = [undefined, '0.0.0.0', '::'];

/** Port 0 is any free port; two doors may share one on two addresses. */
const collide = (one: Door, other: Door): boolean =>
  one.port !== 0 &&
  one.port === other.port &&
  (all.includes(one.address) || all.includes(other.address) || one.address === other.address);
