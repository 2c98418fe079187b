// How long a process takes until it is ready with a million facts in its journal that the central system has not taken.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallDepot, uplink } from '../sim/site.ts';
import type { Bench } from './figures.ts';
import { rounded } from './figures.ts';
import { fill } from './fill.ts';
import { freePort } from '../peers/free-port.ts';

const stations = 200;
const wanted = 1_000_000;

export async function recovery(): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-recovery-'));
  const site = smallDepot(stations, 20 * stations, [uplink('csms', 'control', { url: 'ws://127.0.0.1:9/ocpp' })]);
  const free = { ...site, authorization: { ...site.authorization, mode: 'free' as const } };
  const hours = (wanted / stations) * (60 / 3600) * 1.01;
  const { facts } = await fill(dir, free, { hours, sampleSeconds: 60, sessionsPerStation: 20, remember: false });
  console.log(`${facts} facts are in the journal`);
  const port = await freePort();
  const script = new URL('../wire/gateway-process.ts', import.meta.url).pathname;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [script, dir, String(port), '9', String(stations)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ apiPort }] = (await once(child, 'message')) as [{ apiPort: number }];
  while ((await fetch(`http://127.0.0.1:${apiPort}/readyz`)).status !== 200)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const readySeconds = (performance.now() - startedAt) / 1000;
  child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
  return {
    figures: { facts, readySeconds: rounded(readySeconds, 2) },
    goals: { facts: { atLeast: wanted }, readySeconds: { atMost: 5 } },
  };
}
