// tokens.yaml: what is in force, and what is wrong with it, with its line.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadLastGoodTokens, saveLastGood } from '../../../adapters/config-file/last-good.ts';
import type { Loaded } from '../../../adapters/config-file/load.ts';
import { loadSiteFile } from '../../../adapters/config-file/load.ts';
import { describe as told } from '../../../adapters/config-file/located.ts';
import { parseTokens } from '../../../adapters/config-file/tokens.ts';
import { watchSiteFile } from '../../../adapters/config-file/watch.ts';
import { tokensJsonSchema } from '../../../src/model/config/json-schema.ts';
import { smallFile } from './file.ts';
import { tempDir } from '../../peers/temp-dir.ts';
import { eventually } from '../../peers/eventually.ts';

const list = `tokens:
  - token: '04A1B2C3D4E5F6'
    aliases: ['EV:AA', 'spare']
    parent: fleet
    vehicle: VAN-12
    departure: '05:30'
    energy: 40
    priority: 7
    noPause: true
  - { token: LOST, blocked: true, single: false }
`;

const parse = (text: string) => parseTokens(text, 'tokens.yaml');
const placesOf = (text: string): string[] => {
  const parsed = parse(text);
  return parsed.ok ? [] : parsed.problems.map(({ line, column, code }) => `${line}:${column} ${code}`);
};

/** A site file next to a list of tokens. */
function written(tokens: string, more = 'authorization: { mode: local, localList: tokens.yaml }\n') {
  const dir = tempDir('tokens');
  const [site, file] = [join(dir, 'depot.yaml'), join(dir, 'tokens.yaml')];
  writeFileSync(site, `${smallFile}${more}`);
  writeFileSync(file, tokens);
  return { dir, site, file };
}

describe('the list of the site', () => {
  it('says of each token what differs from what counts anyway', () =>
    expect(parse(list)).toMatchObject({
      ok: true,
      tokens: [
        {
          token: '04A1B2C3D4E5F6',
          aliases: ['EV:AA', 'spare'],
          parent: 'fleet',
          vehicle: 'VAN-12',
          departure: '05:30',
          energyKwh: 40,
          priority: 7,
          noPause: true,
        },
        { token: 'LOST', blocked: true },
      ],
    }));

  it.each([
    ['a card of digits without quotes', "token: '04A1B2C3D4E5F6'", 'token: 04123456', ['2:5 BB_CONFIG_TYPE']],
    ['a misspelt key', 'blocked: true', 'blockd: true', ['10:20 BB_CONFIG_UNKNOWN_KEY']],
    ['no token', 'token: LOST, ', '', ['10:5 BB_CONFIG_MISSING_KEY']],
    ['an id that is there twice, in another case', "'spare'", 'lost', ['10:7 BB_TOKENS_DOUBLE']],
    ['an alias that is the token', "'spare'", "'04a1b2c3d4e5f6'", ['3:24 BB_TOKENS_DOUBLE']],
    ['a group that no idTag can hold', 'parent: fleet', 'parent: a-group-of-more-than-twenty', ['4:5 BB_CONFIG_VALUE']],
    ['a priority out of range', 'priority: 7', 'priority: 10', ['8:5 BB_CONFIG_VALUE']],
    ['a time that is none', "'05:30'", "'5:30'", ['6:5 BB_CONFIG_VALUE']],
    ['no list', list, '', ['1:1 BB_CONFIG_TYPE']],
    ['a broken bracket', "['EV:AA', 'spare']", "['EV:AA', 'spare'", undefined],
  ])('%s is a problem with its line', (_, from, to, places) => {
    expect(list).toContain(from);
    const found = placesOf(list.replace(from, () => to));
    if (places !== undefined) expect(found).toEqual(places);
    expect(found.length).toBeGreaterThan(0);
  });

  it('shows no token in what it says', () => {
    for (const text of [
      list.replace("'04A1B2C3D4E5F6'", '[TOPSECRET]'),
      list.replace('spare', 'ö'),
      `${list}${list.slice(8)}`,
    ]) {
      const parsed = parse(text);
      if (parsed.ok) throw new Error('The list is good, but should not be.');
      expect(parsed.problems.map(told).join('\n')).not.toMatch(/04A1B2C3D4E5F6|TOPSECRET|EV:AA|ö/);
    }
  });

  it('takes ten thousand tokens and not one more', () => {
    const many = (count: number): string =>
      `tokens:\n${Array.from({ length: count }, (_, at) => `  - { token: T${at} }\n`).join('')}`;
    expect(placesOf(many(10_001))).toEqual(['1:1 BB_CONFIG_VALUE']);
  });

  it('is what config/tokens.schema.json says, and the example is good', () => {
    const config = (name: string): string => readFileSync(new URL(`../../../config/${name}`, import.meta.url), 'utf8');
    expect(config('tokens.schema.json'), 'run: npm run -s schema tokens > config/tokens.schema.json').toBe(
      tokensJsonSchema(),
    );
    expect(placesOf(config('tokens.example.yaml'))).toEqual([]);
  });
});

describe('the site file', () => {
  it('names it, from where it stands itself', () => {
    const { site, file } = written(list);
    expect(loadSiteFile(site)).toMatchObject({
      ok: true,
      config: { tokens: [{ token: '04A1B2C3D4E5F6' }, { token: 'LOST' }] },
      tokensPath: file,
      tokensText: list,
    });
    expect(loadSiteFile(written(list, '').site)).toMatchObject({ ok: true, config: { tokens: [] } });
  });

  it('is refused with a bad list, and the problem stands in the list', () => {
    const { site, file } = written(list.replace('priority: 7', 'priority: 70'));
    const loaded = loadSiteFile(site);
    expect(loaded).toMatchObject({ ok: false, problems: [{ file, line: 8, code: 'BB_CONFIG_VALUE' }] });
    const missing = written('x', 'authorization: { localList: nowhere.yaml }\n');
    expect(loadSiteFile(missing.site)).toMatchObject({ ok: false, problems: [{ code: 'BB_CONFIG_UNREADABLE' }] });
  });

  it('warns where the site decides by lists and has none', () =>
    expect(loadSiteFile(written(list, 'authorization: { mode: local }\n').site)).toMatchObject({
      ok: true,
      warnings: [{ code: 'BB_CONFIG_LOCAL_WITHOUT_LIST' }],
    }));

  it('is read again when either file changes', async () => {
    const { site, file } = written(list);
    const seen: Loaded[] = [];
    onTestFinished(watchSiteFile(site, (loaded) => seen.push(loaded), 5, undefined, file));
    const tokensIn = (loaded: Loaded | undefined) =>
      loaded?.ok === true && loaded.config.tokens?.map(({ token }) => token);
    writeFileSync(file, "tokens: [{ token: 'ONE' }]\n");
    await eventually(() => expect(seen.map(tokensIn)).toEqual([['ONE']]));
    writeFileSync(file, 'tokens: [');
    await eventually(() => expect(seen[1]).toMatchObject({ ok: false, problems: [{ file }] }));
    const other = join(site, '..', 'other.yaml');
    writeFileSync(other, "tokens: [{ token: 'TWO' }]\n");
    writeFileSync(site, `${smallFile}authorization: { localList: other.yaml }\n`);
    await eventually(() => expect(tokensIn(seen[2])).toEqual(['TWO']));
    writeFileSync(other, "tokens: [{ token: 'THREE' }]\n");
    await eventually(() => expect(tokensIn(seen[3])).toEqual(['THREE']));
    expect(seen).toHaveLength(4);
  });

  it('and its list are kept as they were in force last', () => {
    const { dir } = written(list);
    expect(loadLastGoodTokens(dir)).toBeUndefined();
    expect(saveLastGood(dir, smallFile, list)).toEqual({ ok: true });
    expect(loadLastGoodTokens(dir)).toBe(list);
  });
});
