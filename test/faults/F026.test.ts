import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describe as told, parseSiteFile } from '../../adapters/config-file/load.ts';
import { createChance } from '../sim/schedule.ts';

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
