// A serial line without hardware: a pseudo terminal, with units behind it that are written by hand.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Ask } from './modbus-slave.ts';
import { reader, readAsk } from './modbus-slave.ts';

export interface SerialUnits {
  /** To be opened by the bus. */
  readonly path: string;
  readonly asks: Ask[];
  say(bytes: Buffer): void;
  /** Like an adapter that is pulled out. */
  end(): Promise<void>;
}

/** Undefined where the host has no Python or no pseudo terminals. */
export async function openSerialUnits(
  answer: (ask: Ask, say: (bytes: Buffer) => void) => void,
): Promise<SerialUnits | undefined> {
  const script = new URL('modbus-terminal.py', import.meta.url).pathname;
  const child: ChildProcess = spawn('python3', [script], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => undefined);
  const path = await Promise.race([
    once(child.stdout!, 'data').then(([data]) => String(data).trim()),
    once(child, 'close').then(() => undefined),
    once(child, 'error').then(() => undefined),
  ]).catch(() => undefined);
  if (path === undefined) return undefined;
  const asks: Ask[] = [];
  const say = (bytes: Buffer): void => void child.stdin!.write(bytes);
  const nobody = { write: () => true, destroy: () => undefined } as unknown as Ask['socket'];
  const read = reader('rtu', (bytes) => {
    const ask = readAsk('rtu', bytes, nobody, asks.length + 1);
    asks.push(ask);
    answer(ask, say);
  });
  child.stdout!.on('data', read);
  return {
    path,
    asks,
    say,
    async end() {
      if (child.exitCode !== null) return;
      child.stdin!.end();
      await once(child, 'close');
    },
  };
}
