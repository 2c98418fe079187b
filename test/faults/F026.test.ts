import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSiteFile } from '../../adapters/config-file/load.ts';
import { describe as told } from '../../adapters/config-file/located.ts';
import { startCommand } from '../e2e/command.ts';
import { createChance } from '../sim/schedule.ts';
import { smallSite } from './site-file.ts';

const text = readFileSync(new URL('../../config/demo.yaml', import.meta.url), 'utf8');
const pieces = [
  '{',
  '}',
  ':',
  '\n',
  '  - ',
  '[',
  ']',
  '"',
  '&a',
  '*a',
  '1e999',
  '-5',
  'null',
  '\t',
  '#',
  '<<: *a',
  'id',
];

it('F026 the file edited to garbage, a thousand times: always a whole site or problems with their lines, never a throw', () => {
  const chance = createChance(26);
  let refused = 0;
  for (let edit = 0; edit < 1000; edit += 1) {
    let edited = text;
    for (let change = 0; change < chance.between(1, 4); change += 1) {
      const at = chance.between(0, edited.length);
      const cut = chance.happens(0.5) ? chance.between(0, 12) : 0;
      edited =
        edited.slice(0, at) +
        (chance.happens(0.7) ? pieces[chance.between(0, pieces.length - 1)]! : '') +
        edited.slice(at + cut);
    }
    const loaded = parseSiteFile(edited, 'depot.yaml');
    if (loaded.ok) {
      expect(loaded.config.site.circuits.length).toBeGreaterThan(0);
      continue;
    }
    refused += 1;
    for (const problem of loaded.problems) expect(told(problem)).toMatch(/^depot\.yaml:\d+:\d+ BB_CONFIG_/);
  }
  expect(refused).toBeGreaterThan(300);
});

it('F026 garbage while the gateway runs: the line is named, and the site in force stays as it was', async () => {
  const { file, text: good, circuits } = await smallSite();
  writeFileSync(file, good);
  const gateway = startCommand(['run', '--config', file]);
  await gateway.until(/BB_STARTED/);
  const before = await circuits();
  const garbage = [
    ['limitAmps: 63', 'limitAmps: 630, limit: 1', `${file}:4:40 BB_CONFIG_UNKNOWN_KEY`],
    ['maxAmps: 32', 'maxAmps: 320, minAmps: 400', `${file}:5:55 BB_CONFIG_MIN_ABOVE_MAX`],
    ['security', '{{', 'BB_CONFIG_YAML'],
  ] as const;
  for (const [from, to, code] of garbage) {
    writeFileSync(file, good.replace(from, to));
    await gateway.until(new RegExp(code.replaceAll('.', '\\.')));
    expect(await circuits()).toEqual(before);
  }
  writeFileSync(file, good.replace('limitAmps: 63', 'limitAmps: 50'));
  await gateway.until(/BB_CONFIG_CHANGED/);
  expect(await circuits()).toMatchObject([{ limitAmps: 50 }]);
});
