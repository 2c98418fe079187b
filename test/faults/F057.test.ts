import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { compiledEnv } from '../peers/compiled.ts';
import { basicHeader, knockText, statusOf, visit } from './knocking.ts';
import { tempDir } from '../peers/temp-dir.ts';
import { freePort } from '../peers/free-port.ts';

const wrongKey = basicHeader('CP-1', 'another-of-sixteen-bytes');
const starts = 3;
/** In each start so many are refused at the door before it is shut again. */
const triesAfter = 350;

it('F057 a thousand who come while the gateway starts → the line is refused, or 401; nobody comes in without a key', async () => {
  const dir = tempDir('F057');
  const [port, api] = [await freePort(), await freePort()];
  const file = join(dir, 'depot.yaml');
  writeFileSync(
    file,
    `site: { id: depot, name: Depot, timezone: UTC }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: ${port} }]
circuits: [{ id: main, limitAmps: 63 }]
stations: [{ id: CP-1, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 1, password: a-key-of-sixteen-bytes } }]
api: { listen: "127.0.0.1:${api}", access: open }
`,
  );
  const statuses = new Map<number, number>();
  for (let start = 0; start < starts; start += 1) {
    const main = new URL('../../src/main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [main, 'run', '--config', file], { stdio: 'ignore', env: compiledEnv() });
    onTestFinished(() => void child.kill('SIGKILL'));
    let answered = 0;
    const until = performance.now() + 50_000;
    while (answered < triesAfter && performance.now() < until) {
      const status = statusOf(await visit(port, knockText('/CP-1', answered % 2 === 0 ? [] : [wrongKey])).answer);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status !== 0) answered += 1;
      else await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  }
  // 429 is told to whoever was refused too often.
  expect([...statuses.keys()].sort()).toEqual([0, 401, 429]);
  expect([...statuses.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(1000);
});
