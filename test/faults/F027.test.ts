import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseSiteFile } from '../../adapters/config-file/load.ts';
import { freePort } from '../wire/kill.ts';

it('F027 garbage at boot: the site file that was in force last holds, with the limits that it had', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-F027-'));
  const [stations, api] = [await freePort(), await freePort()];
  const good = `site: { id: depot, name: Depot, timezone: UTC }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: ${stations} }]
circuits: [{ id: main, limitAmps: 63 }]
stations: [{ id: CP-1, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 0 } }]
api: { listen: "127.0.0.1:${api}" }
`;
  const file = join(dir, 'depot.yaml');
  const run = async (text: string): Promise<{ limitAmps: number; said: string }> => {
    writeFileSync(file, text);
    const main = new URL('../../src/main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [main, 'run', '--config', file], {
      env: { ...process.env, BUSBAR_DATA_DIR: dir },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    for (let look = 0; look < 100 && !said.includes('BB_STARTED'); look += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    const site = (await (await fetch(`http://127.0.0.1:${api}/api/v1/site`)).json()) as {
      circuits: { limitAmps: number }[];
    };
    child.kill('SIGTERM');
    await once(child, 'exit');
    return { limitAmps: site.circuits[0]!.limitAmps, said };
  };
  expect((await run(good)).limitAmps).toBe(63);
  const again = await run(good.slice(0, 90).replace('63', '9000'));
  expect(again.limitAmps).toBe(63);
  expect(again.said).toContain('BB_CONFIG_LAST_GOOD');
}, 60_000);

it('F027 the file cut off anywhere: refused, or no limit above what the whole file says', () => {
  const text = readFileSync(new URL('../../config/demo.yaml', import.meta.url), 'utf8');
  const whole = parseSiteFile(text, 'depot.yaml');
  if (!whole.ok) throw new Error('config/demo.yaml is not good.');
  const limits = new Map(whole.config.site.circuits.map((circuit) => [circuit.id, circuit]));
  let refused = 0;
  for (let length = 0; length < text.length; length += 1) {
    const cut = parseSiteFile(text.slice(0, length), 'depot.yaml');
    if (!cut.ok) {
      refused += 1;
      continue;
    }
    for (const { id, limitAmps, worstCaseBaseAmps } of cut.config.site.circuits) {
      expect(limitAmps).toBeLessThanOrEqual(limits.get(id)!.limitAmps);
      expect(worstCaseBaseAmps).toBe(limits.get(id)!.worstCaseBaseAmps);
    }
  }
  expect(refused).toBeGreaterThan(text.length / 3);
});
