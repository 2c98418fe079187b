// What `busbar doctor` looks at on this computer: its clock, the disk of the data directory, and the ports.

import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { fsyncMicros, fsyncWarning } from '../../adapters/sqlite-journal/fsync-probe.ts';
import type { Examined } from '../local/doctor-report.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { Advice } from '../modbus/advice.ts';
import type { Running } from './doctor-gateway.ts';
import { builtAt } from './version.ts';

type Host = Pick<GatewayConfig, 'data' | 'files' | 'listeners' | 'api' | 'modbusServer'>;

export async function hostFindings(config: Host, running: Running): Promise<Examined> {
  const isSynced = await askNtp();
  const ports = await Promise.all(portsOf(config).map((port) => portFinding(port, running)));
  return {
    title: 'This computer',
    findings: [clockFinding(Date.now(), isSynced), ...diskFindings(config.data, running), ...ports],
  };
}

/** No certificate and no log is right with a clock that is years off. */
export function clockFinding(now: number, isSynced: boolean | undefined): Advice {
  const about = 'clock';
  const at = new Date(now).toISOString();
  const remedy = 'Set it, and let it be kept right: timedatectl set-ntp true.';
  if (now < builtAt)
    return {
      level: 'wrong',
      about,
      code: 'BB_DOCTOR_CLOCK',
      text: `${at} is before this software was made. Is its battery empty?`,
      remedy,
    };
  if (isSynced === false) return { level: 'note', about, text: `${at}, and no time server keeps it right`, remedy };
  return {
    level: 'ok',
    about,
    text:
      isSynced === true
        ? `${at}, kept right by a time server`
        : `${at}; whether a time server keeps it right cannot be told here`,
  };
}

/** Undefined where nobody can be asked, as in a container. */
function askNtp(): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const asked = ['show', '-p', 'NTPSynchronized', '--value'];
    execFile('timedatectl', asked, { timeout: 3000 }, (error, said) => {
      const word = error === null ? said.trim() : '';
      resolve(word === 'yes' ? true : word === 'no' ? false : undefined);
    });
  });
}

/** A transaction is acknowledged when it is on the disk; slower than this a station notices. */
const slowMicros = 100_000;

function diskFindings({ dir, maxBytes }: GatewayConfig['data'], running: Running): Advice[] {
  const about = 'disk';
  const wrong = (code: string, text: string, remedy: string): Advice[] => [
    { level: 'wrong', about, code, text, remedy },
  ];
  const isThere = existsSync(dir);
  const place = isThere ? dir : existingAbove(dir);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch (error) {
    const text = `${place} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
    // What a running gateway can write, it can write.
    if (running.kind !== 'none') return [{ level: 'note', about, text: `${text} by you; the gateway runs` }];
    return wrong('BB_DOCTOR_DATA_DIR', text, 'Run this as the user of the gateway, or give that user the directory.');
  }
  if (!isThere)
    return [{ level: 'ok', about, text: `${dir} is made at the first start` }, ...roomFinding(place, maxBytes)];
  try {
    return [speedFinding(dir, fsyncMicros(dir)), ...roomFinding(place, maxBytes)];
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    return wrong('BB_DOCTOR_DATA_DIR', `${dir} takes no file (${why})`, 'Is the disk full or mounted read-only?');
  }
}

function existingAbove(dir: string): string {
  const above = dirname(dir);
  return existsSync(above) || above === dir ? above : existingAbove(above);
}

export function speedFinding(dir: string, micros: number): Advice {
  const text = `${dir}: ${(micros / 1000).toFixed(micros < 1000 ? 2 : 0)} ms until something is safe on it`;
  const tooFast = fsyncWarning(dir, micros);
  if (tooFast !== undefined) return { level: 'wrong', about: 'disk', code: tooFast.code, text: tooFast.message };
  if (micros > slowMicros)
    return {
      level: 'wrong',
      about: 'disk',
      code: 'BB_DOCTOR_DISK_SLOW',
      text: `${text}: stations wait for that`,
      remedy: 'Use an SSD instead of an SD card, and look what else writes to it.',
    };
  return { level: 'ok', about: 'disk', text };
}

function roomFinding(place: string, maxBytes: number): Advice[] {
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  if (free >= maxBytes) return [{ level: 'ok', about: 'room', text: `${megabytes(free)} free` }];
  return [
    {
      level: 'note',
      about: 'room',
      text: `${megabytes(free)} free, and data.maxBytes allows ${megabytes(maxBytes)}`,
      remedy: 'Free some space, or lower data.maxBytes: a full disk keeps transactions from being acknowledged.',
    },
  ];
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;

interface Port {
  readonly what: string;
  readonly host: string | undefined;
  readonly port: number;
}

function portsOf({ files, listeners, api, modbusServer }: Host): Port[] {
  const all = [
    ...listeners.map(({ address, port }) => ({ what: 'stations', host: address, port })),
    ...(files === undefined ? [] : [{ what: 'files', host: files.address, port: files.port }]),
    { what: 'API', host: api.host, port: api.port },
    ...(modbusServer === undefined ? [] : [{ what: 'Modbus server', ...modbusServer }]),
  ];
  return all.filter(({ port }) => port !== 0);
}

async function portFinding({ what, host, port }: Port, running: Running): Promise<Advice> {
  const about = `port ${port}`;
  if (running.kind === 'answers') return { level: 'ok', about, text: `${what}: the gateway has it` };
  const trouble = await tryPort(host, port);
  if (trouble === undefined) return { level: 'ok', about, text: `${what}: free` };
  if (running.kind === 'silent' && trouble === 'EADDRINUSE')
    return { level: 'note', about, text: `${what}: in use, by the gateway most likely` };
  return {
    level: 'wrong',
    about,
    code: 'BB_DOCTOR_PORT',
    text: `${what}: ${whatIs(trouble, host)}`,
    remedy: remedyFor(trouble, port),
  };
}

function tryPort(host: string | undefined, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message));
    server.listen({ port, ...(host !== undefined && { host }) }, () => server.close(() => resolve(undefined)));
  });
}

const whatIs = (trouble: string, host: string | undefined): string =>
  ({
    EADDRINUSE: 'another program has it',
    EACCES: 'this user may not open it',
    EADDRNOTAVAIL: `this computer has no address ${host ?? ''}`,
  })[trouble] ?? trouble;

const remedyFor = (trouble: string, port: number): string =>
  ({
    EADDRINUSE: `Find it (ss -ltnp | grep :${port}), and stop it or write another port.`,
    EACCES: 'Write a port above 1023, or give the gateway the right (CAP_NET_BIND_SERVICE).',
    EADDRNOTAVAIL: 'Correct the address in the site file, or leave it out.',
  })[trouble] ?? 'Correct address and port in the site file.';
