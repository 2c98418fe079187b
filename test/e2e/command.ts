// The command line in a process of its own, and what it says.

import { spawn } from 'node:child_process';
import { onTestFailed, onTestFinished } from 'vitest';
import { compiledEnv } from '../peers/compiled.ts';

export interface RunningCommand {
  /** Standard output and standard error together. */
  readonly said: () => string;
  /** Resolves when it has said something that fits; rejects when it ends before. */
  until(fits: RegExp): Promise<void>;
  /** What a person types. */
  types(text: string): void;
  /** Nothing more will be typed. */
  ends(): void;
  /** Ctrl-C. */
  interrupt(): void;
  readonly exited: Promise<number | null>;
}

const main = new URL('../../src/main.ts', import.meta.url).pathname;

/** `busbar` with these arguments; it is ended with the test. */
export function startCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCommand {
  const child = spawn(process.execPath, [main, ...args], { env: { ...compiledEnv(), ...env } });
  const lookers = new Set<() => void>();
  let said = '';
  const take = (data: Buffer): void => {
    said += data.toString();
    for (const look of lookers) look();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(() => void child.kill('SIGKILL'));
  // Whoever looks at a test that ran out of time sees how far it came.
  onTestFailed(
    () => void console.error(`busbar ${args.join(' ')} (${child.exitCode ?? 'runs'}):\n${said.slice(-20_000)}`),
  );
  return {
    said: () => said,
    exited,
    types: (text) => void child.stdin.write(text),
    ends: () => void child.stdin.end(),
    interrupt: () => void child.kill('SIGINT'),
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!fits.test(said)) return;
          lookers.delete(look);
          resolve();
        };
        lookers.add(look);
        look();
        void exited.then((code) => reject(new Error(`it ended with ${code} before it said ${String(fits)}: ${said}`)));
      }),
  };
}
