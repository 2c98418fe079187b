// The docs hold what they say: pages from the sources are up to date, links lead somewhere, codes exist, and both READMEs agree.

import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { entriesIn } from './codes.ts';
import { deadLinks } from './links.ts';
import { pages, placeOf } from './pages.ts';

const home = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(placeOf(path), 'utf8');

const texts = [
  ...readdirSync(home).filter((name) => name.endsWith('.md')),
  ...readdirSync(new URL('docs/', home))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const byHand = texts.filter((path) => pages[path] === undefined);
const codes = entriesIn(home);

describe('pages from the sources', () => {
  it.each(Object.keys(pages))('%s is up to date ("npm run docs" writes it)', (path) => {
    expect(read(path) === pages[path]!()).toBe(true);
  });

  it('every alarm is on a page with what to do', () => {
    const all = byHand.map(read).join('\n');
    const missing = codes.filter(({ code, isAlarm, text }) => isAlarm && text === '' && !all.includes(code));
    expect(missing.map(({ code }) => code)).toEqual([]);
    expect(codes.filter(({ isAlarm }) => isAlarm).length).toBeGreaterThan(60);
  });
});

describe('pages by hand', () => {
  it('name codes that exist only', () => {
    const known = new Set(codes.map(({ code }) => code));
    const found = byHand
      .filter((path) => path !== 'CHANGELOG.md')
      .flatMap((path) =>
        [...read(path).matchAll(/\bBB_[A-Z0-9]+(?:_[A-Z0-9]+)*(?![A-Z0-9_…])/g)]
          .filter(([code]) => !known.has(code))
          .map(([code]) => `${path}: ${code}`),
      );
    expect([...new Set(found)]).toEqual([]);
  });

  it('have links that lead somewhere', () => {
    expect(deadLinks(fileURLToPath(home), texts)).toEqual([]);
  });

  it('every page of docs/ is on the map', () => {
    const map = read('docs/README.md');
    const pagesOfDocs = texts.filter((path) => path.startsWith('docs/') && path !== 'docs/README.md');
    expect(pagesOfDocs.filter((path) => !map.includes(`](${path.slice('docs/'.length)}`))).toEqual([]);
  });
});

describe('README.ar.md', () => {
  const shape = (path: string) => {
    const text = read(path);
    const blocks = [...text.matchAll(/^```[^]*?^```$/gm)].map(([block]) => block);
    const prose = text.replaceAll(/^```[^]*?^```$/gm, '');
    return { blocks, headings: [...prose.matchAll(/^#+ /gm)].map(([mark]) => mark) };
  };

  it('has the headings and the blocks of code of README.md', () => {
    expect(shape('README.ar.md')).toEqual(shape('README.md'));
  });

  it('each leads to the other in its first line', () => {
    expect(read('README.md').split('\n')[0]).toContain('README.ar.md');
    expect(read('README.ar.md').split('\n')[0]).toContain('README.md');
  });
});
