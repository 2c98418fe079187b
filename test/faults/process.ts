// A gateway in a process of its own for one fault test, and what it says.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { compiledEnv } from '../peers/compiled.ts';
import { freePort } from '../peers/free-port.ts';

export interface GatewayProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly apiPort: number;
  readonly said: () => string;
  readonly exited: Promise<number | null>;
}

/** `shell` is put before the command, in a shell: for ulimit and the like. `node` goes to Node.js. */
export async function startGateway(
  options: { shell?: string; node?: string[]; script?: string; stations?: number; csmsPort?: number } = {},
): Promise<GatewayProcess> {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-fault-'));
  const port = await freePort();
  const script = new URL(options.script ?? '../wire/gateway-process.ts', import.meta.url).pathname;
  const command = [
    process.execPath,
    ...(options.node ?? []),
    script,
    dir,
    String(port),
    String(options.csmsPort ?? 9),
    String(options.stations ?? 10),
  ];
  const shell = `${options.shell ?? ''} exec ${command.map((part) => `'${part}'`).join(' ')}`;
  const child = spawn('bash', ['-c', shell], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: compiledEnv() });
  let said = '';
  child.stdout!.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr!.on('data', (data: Buffer) => (said += data.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });
  const apiPort = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { apiPort: number }).apiPort));
    void exited.then((code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
  return { child, port, apiPort, said: () => said, exited };
}
