import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSiteFile } from '../../adapters/config-file/load.ts';
import { startCommand } from '../e2e/command.ts';
import { smallSite } from './site-file.ts';

it('F027 garbage at boot: the site file that was in force last holds, with the limits that it had', async () => {
  const { file, dir, text: good, circuits } = await smallSite();
  const run = async (text: string): Promise<{ limitAmps: number; said: string }> => {
    writeFileSync(file, text);
    const gateway = startCommand(['run', '--config', file], { BUSBAR_DATA_DIR: dir });
    await gateway.until(/BB_STARTED/);
    const [main] = await circuits();
    gateway.interrupt();
    await gateway.exited;
    return { limitAmps: main!.limitAmps, said: gateway.said() };
  };
  expect((await run(good)).limitAmps).toBe(63);
  const again = await run(good.slice(0, 90).replace('63', '9000'));
  expect(again.limitAmps).toBe(63);
  expect(again.said).toContain('BB_CONFIG_LAST_GOOD');
});

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
