// The house rules, held over every file.

import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { circlesIn } from './structure/imports.ts';
import { lockFindings, reasonFindings, usedPackageFindings, versionFindings } from './structure/packages.ts';
import type { PackageFile } from './structure/packages.ts';
import { findingsIn } from './structure/rules.ts';
import { parse } from './structure/source.ts';

const home = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, home), 'utf8');

const sourcesIn = (folder: string) =>
  readdirSync(new URL(folder, home), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]sx?$/.test(name))
    .map((name) => parse({ path: `${folder}/${name}`, text: read(`${folder}/${name}`) }));

const sources = ['src', 'adapters', 'test'].flatMap(sourcesIn);
const packageFile = JSON.parse(read('package.json')) as PackageFile;

/** One finding a line, so that the report can be worked through. */
const expectNone = (findings: readonly string[]): void => expect(findings.join('\n')).toBe('');

describe('the structure', () => {
  it.each(['src', 'adapters', 'test'])('%s is looked at', (top) => {
    expect(sources.filter((source) => source.top === top).length).toBeGreaterThan(10);
  });

  it('keeps every rule of the house', () => {
    expectNone(sources.flatMap(findingsIn));
  });

  it('has no circle of imports, of types neither', () => {
    const circles = circlesIn(sources).map((circle) => circle.join(' → '));
    expectNone(circles.map((circle) => `${circle}: a circle. Move what both need to a file of its own.`));
  });
});

describe('the packages', () => {
  it('each have a reason', () => {
    expectNone(reasonFindings(packageFile, read('docs/dependencies.md')));
  });

  it('each have one exact version', () => {
    expectNone(versionFindings(packageFile));
  });

  it('come from whichever registry is configured', () => {
    expectNone(lockFindings(read('package-lock.json')));
  });

  it('are named in package.json where they are imported', () => {
    expectNone(sources.flatMap((source) => usedPackageFindings(source, packageFile)));
  });
});
