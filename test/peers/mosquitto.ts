// An MQTT broker of its own for a test: mosquitto on a free port of this computer, with users, and TLS where it is wanted.

import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { connectAsync } from 'mqtt';
import type { KeyPair } from '../wire/certificates.ts';
import { freePort } from './free-port.ts';

const program = '/usr/sbin/mosquitto';

/** Why there is none; undefined where it runs. */
export const whyNoMosquitto = (): string | undefined =>
  spawnSync(program, ['-h'], { stdio: 'ignore' }).error === undefined ? undefined : 'mosquitto is not installed';

export interface Mosquitto {
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** As a meter, or whoever else is there. */
  publish(topic: string, payload: string | Buffer, retain?: boolean): Promise<void>;
  /** What it has used so far. */
  cpuSeconds(): number;
  remove(): Promise<void>;
}

export interface MosquittoOptions {
  readonly user?: { readonly name: string; readonly password: string };
  readonly tls?: KeyPair;
  /** With TLS: who comes shows a certificate of this CA (its file). */
  readonly clientCa?: string;
}

/** Not started yet. The meters publish on a port without users and TLS. */
export async function createMosquitto({ user, tls, clientCa }: MosquittoOptions = {}): Promise<Mosquitto> {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-mosquitto-'));
  const file = (name: string): string => join(dir, name);
  const [port, inside] = [await freePort(), await freePort()];
  const write = (name: string, text: string): string => {
    writeFileSync(file(name), text, { mode: 0o600 });
    return file(name);
  };
  const secured =
    tls === undefined ? [] : [`certfile ${write('cert.pem', tls.cert)}`, `keyfile ${write('key.pem', tls.key)}`];
  const shown = clientCa === undefined ? [] : [`cafile ${clientCa}`, 'require_certificate true'];
  const guarded =
    user === undefined ? ['allow_anonymous true'] : ['allow_anonymous false', `password_file ${file('users')}`];
  if (user !== undefined) execFileSync('mosquitto_passwd', ['-b', '-c', file('users'), user.name, user.password]);
  // It stays root, and reads what only its owner may; it drops nothing for a subscriber that is slow.
  const settings = ['user root', 'persistence false', 'per_listener_settings true', 'max_queued_messages 0'];
  const open = [`listener ${inside} 127.0.0.1`, 'allow_anonymous true'];
  const wire = [`listener ${port} 127.0.0.1`, ...guarded, ...secured, ...shown];
  write('conf', `${[...settings, ...open, ...wire].join('\n')}\n`);
  let broker: ChildProcess | undefined;
  let meters: MqttClient | undefined;
  const stop = async (): Promise<void> => {
    await meters?.endAsync(true);
    meters = undefined;
    const gone = broker;
    broker = undefined;
    if (gone === undefined) return;
    const exited = new Promise((resolve) => gone.once('exit', resolve));
    gone.kill('SIGKILL');
    await exited;
  };
  return {
    port,
    async start() {
      broker = spawn(program, ['-c', file('conf')], { stdio: 'ignore' });
      for (const end = performance.now() + 10_000; !(await isOpen(port)) || !(await isOpen(inside));) {
        if (performance.now() > end) throw new Error('mosquitto does not listen');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      meters = await connectAsync(`mqtt://127.0.0.1:${inside}`, { reconnectPeriod: 0 });
    },
    cpuSeconds: () => (broker?.pid === undefined ? 0 : cpuSecondsOf(broker.pid)),
    stop,
    async publish(topic, payload, retain = false) {
      await meters!.publishAsync(topic, payload, { retain, qos: 1 });
    },
    async remove() {
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Linux says it in hundredths of a second. */
function cpuSecondsOf(pid: number): number {
  const after = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(after[11]) + Number(after[12])) / 100;
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(Boolean(socket.destroy())));
    socket.once('error', () => resolve(false));
  });
