// Chromium without a screen: what a real browser makes of a page.

import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const names = ['chromium-headless-shell', 'chromium'];

const installed = (): string | undefined =>
  names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);

/** Why there is none; undefined where there is. */
export const whyNoChromium = (): string | undefined =>
  installed() === undefined ? 'Chromium is not installed' : undefined;

/** Where its program lies; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const name = installed();
  if (name === undefined) return undefined;
  const folders = (process.env['PATH'] ?? '').split(':');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** For one that many pages share: as root, without a screen, in little shared memory. */
export const chromiumFlags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];

/** In the time of the page. */
const visitMs = 3000;

/** Visits this address until nothing loads any more. */
export async function visitPage(url: string): Promise<void> {
  await once(open([`--virtual-time-budget=${visitMs}`, '--dump-dom', url]), 'close');
}

/** Stays on this page until the test is over. */
export const openPage = (url: string): void => void open(['--remote-debugging-port=0', url]);

function open(visit: readonly string[]): ChildProcess {
  const profile = mkdtempSync(join(tmpdir(), 'busbar-chromium-'));
  const flags = ['--headless=new', ...chromiumFlags];
  // A group of its own: the command starts many processes, and does not end them all.
  const options = { stdio: 'ignore', detached: true } as const;
  const child = spawn(installed()!, [...flags, `--user-data-dir=${profile}`, ...visit], options);
  const closed = once(child, 'close');
  onTestFinished(async () => {
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
    await closed;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  return child;
}
