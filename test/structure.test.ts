// The house rules, held over every file, and held over wrong snippets too: a judge that cannot find anything is no judge.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesIn, findingsIn } from './structure/rules.ts';
import type { Source } from './structure/rules.ts';

const home = new URL('..', import.meta.url).pathname;

const sources: Source[] = ['src', 'adapters', 'test'].flatMap((folder) =>
  readdirSync(join(home, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(home, folder, name), 'utf8') })),
);

describe('the structure', () => {
  it('keeps every rule of the house', () => {
    expect(sources.flatMap(findingsIn)).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(
      circlesIn(sources).map((circle) => `${circle.join(' → ')}. Move what both need to a file of its own.`),
    ).toEqual([]);
  });

  it('gives every runtime package a reason and an exact version', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(home, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    const reasons = readFileSync(join(home, 'docs/dependencies.md'), 'utf8');
    for (const name of Object.keys(dependencies!))
      expect(reasons, `${name} has no reason in docs/dependencies.md`).toContain(`| ${name} |`);
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }))
      expect(version, `${name} must have an exact version`).toMatch(/^\d+\.\d+\.\d+$/);
    expect(
      readFileSync(join(home, 'package-lock.json'), 'utf8'),
      'the lockfile names download addresses',
    ).not.toContain('"resolved": "http');
  });
});

describe('the judge', () => {
  const wrong: readonly [string, Source][] = [
    ['may import only', { path: 'src/model/x.ts', text: "import { a } from '../site/a.ts';" }],
    ['may import only', { path: 'src/control/x.ts', text: "import type { A } from '../uplink/a.ts';" }],
    ['src only thinks', { path: 'src/core/x.ts', text: "import { readFileSync } from 'node:fs';" }],
    ['src knows no adapters', { path: 'src/core/x.ts', text: "import { a } from '../../adapters/log/log.ts';" }],
    ['An adapter sees', { path: 'adapters/log/x.ts', text: "import { a } from '../../src/core/gateway.ts';" }],
    ['uses Date.now', { path: 'src/core/x.ts', text: 'export const a = () => Date.now();' }],
    ['uses new Date()', { path: 'src/site/x.ts', text: 'export const a = () => new Date();' }],
    ['uses setTimeout', { path: 'src/ocpp/x.ts', text: 'export const a = () => setTimeout(() => 1);' }],
    ['has an enum', { path: 'src/model/x.ts', text: 'export enum A { b }' }],
    ['has a default export', { path: 'src/model/x.ts', text: 'export default 1;' }],
    ['only passes on', { path: 'src/model/x.ts', text: "export { a } from './a.ts';" }],
    ['Name it by what', { path: 'src/model/x.ts', text: 'export class LinkManager {}' }],
    ['Interfaces need no I', { path: 'src/model/x.ts', text: 'export interface ILink { a: 1 }' }],
    ['at most 330', { path: 'src/model/x.ts', text: 'const a = 1;\n'.repeat(400) }],
    ['lines of its own', { path: 'src/model/x.ts', text: `export function a() {\n${'  f();\n'.repeat(80)}}` }],
    ['leaves tests out', { path: 'test/x.test.ts', text: 'it.only()' }],
    ['note to self', { path: 'src/model/x.ts', text: '// TODO later' }],
  ];
  it.each(wrong)('finds: %s', (expected, source) => {
    expect(findingsIn(source).join('\n')).toContain(expected);
  });

  it('finds circles, of types too', () => {
    const a: Source = { path: 'src/model/a.ts', text: "import type { B } from './b.ts';" };
    const b: Source = { path: 'src/model/b.ts', text: "import type { A } from './a.ts';" };
    expect(circlesIn([a, b])).toHaveLength(1);
  });
});
