// The judge of the house, judged: a wrong snippet per rule is found, a right one passes.

import { describe, expect, it } from 'vitest';
import { circlesIn } from './imports.ts';
import { lockFindings, reasonFindings, usedPackageFindings, versionFindings } from './packages.ts';
import { findingsIn } from './rules.ts';
import { parse } from './source.ts';

type Case = readonly [expected: string, path: string, text: string];

const lines = (count: number): string => '  f();\n'.repeat(count);

const wrongImports: readonly Case[] = [
  ['model may import only itself:', 'src/model/x.ts', "import { a } from '../site/a.ts';"],
  ['ocpp may import only', 'src/ocpp/v16/x.ts', "import { a } from '../../modbus/a.ts';"],
  ['site may import only', 'src/site/x.ts', "import { a } from '../control/a.ts';"],
  ['control may import only', 'src/control/x.ts', "import type { A } from '../uplink/a.ts';"],
  ['local may import only', 'src/local/x.ts', "export { a } from '../core/a.ts'; export const b = 1;"],
  ['core may import only', 'src/core/x.ts', "import { a } from '../cli/a.ts';"],
  ['core may import only', 'src/core/x.ts', "export const a = (): unknown => import('../cli/a.ts');"],
  ['core may import only', 'src/core/x.ts', "export type A = import('../cli/a.ts').A;"],
  ['lies outside the floors', 'src/x.ts', 'export const a = 1;'],
  ['lies outside the floors', 'src/shared/x.ts', 'export const a = 1;'],
  ['src only thinks', 'src/core/x.ts', "import { readFileSync } from 'node:fs';"],
  ['src only thinks', 'src/ocpp/x.ts', "import type { WebSocket } from 'ws';"],
  ['src only thinks', 'src/ocpp/x.ts', "import ajv = require('ajvv');"],
  ['src knows no adapters', 'src/core/x.ts', "import { a } from '../../adapters/log/log.ts';"],
  ['src knows no test', 'src/core/x.ts', "import { a } from '../../test/sim/world.ts';"],
  ['neither tests nor main', 'src/cli/x.ts', "import { a } from '../../test/sim/world.ts';"],
  ['neither tests nor main', 'src/cli/x.ts', "import '../main.ts';"],
  ['log may import only', 'adapters/log/x.ts', "import { a } from '../../src/core/gateway.ts';"],
  ['log may import only', 'adapters/log/x.ts', "import { a } from '../clock/clock.ts';"],
  ['log may import only', 'adapters/log/x.ts', "new Worker(new URL('../clock/worker.ts', import.meta.url));"],
  ['http may import only', 'adapters/http/x.ts', "import { a } from '../../src/site/ledger.ts';"],
  ['planner may import only', 'adapters/planner/x.ts', "import { a } from '../../src/control/allocate.ts';"],
  ['ws-server may import only', 'adapters/ws-server/x.ts', "import { a } from '../../src/ocpp/identity.ts';"],
  ['config-file may import only', 'adapters/config-file/x.ts', "import { a } from '../../src/core/ports.ts';"],
  ['history may import only', 'adapters/history/x.ts', "import { a } from '../sqlite-journal/open.ts';"],
  ['dashboard may import only', 'adapters/dashboard/x.ts', "import { a } from '../http/page.ts';"],
  ['dashboard may import only', 'adapters/dashboard/x.tsx', "import { readFileSync } from 'node:fs';"],
  ['dashboard may import only', 'adapters/dashboard/x.ts', "import type { A } from '../../src/core/a.ts';"],
  ['imports values of', 'adapters/dashboard/x.ts', "import { a } from '../../src/local/a.ts';"],
  ['runs in browsers', 'adapters/http/x.ts', "import { a } from '../dashboard/api.ts';"],
  ['runs in browsers', 'src/cli/x.ts', "import { a } from '../../adapters/dashboard/api.ts';"],
];

const wrongPurity: readonly Case[] = [
  ['line 2 uses Date.now', 'src/core/x.ts', '\nexport const a = () => Date.now();'],
  ['uses Date.now', 'src/core/x.ts', "export const a = () => Date['now']();"],
  ['uses Date.now', 'src/core/x.ts', 'export const a = () => `${Date.now()}`;'],
  ['uses Date.', 'src/core/x.ts', 'const { now } = Date;'],
  ['uses new Date()', 'src/site/x.ts', 'export const a = () => new Date();'],
  ['uses Math.random', 'src/site/x.ts', 'export const a = Math.random;'],
  ['uses performance', 'src/site/x.ts', 'export const a = performance.now();'],
  ['uses setTimeout', 'src/ocpp/x.ts', 'export const a = () => setTimeout(() => 1);'],
  ['uses setInterval', 'src/ocpp/x.ts', 'export const a = { every: setInterval };'],
  ['uses setImmediate', 'src/ocpp/x.ts', 'setImmediate(() => 1);'],
  ['uses queueMicrotask', 'src/ocpp/x.ts', 'queueMicrotask(() => 1);'],
  ['uses AbortSignal', 'src/ocpp/x.ts', 'export const a = AbortSignal.timeout(1);'],
  ['uses process', 'src/local/x.ts', 'export const a = process.env;'],
  ['uses process', 'src/local/x.ts', 'export const a = { process };'],
  ['uses console', 'src/local/x.ts', "console.log('a');"],
  ['uses globalThis', 'src/local/x.ts', 'export const a = globalThis.crypto.randomUUID();'],
  ['uses crypto', 'src/local/x.ts', 'export const a = crypto.randomUUID();'],
  ['uses fetch', 'src/local/x.ts', "export const a = fetch('http://a');"],
  ['uses import.meta', 'src/local/x.ts', 'export const a = import.meta.url;'],
  ['uses getHours()', 'src/local/x.ts', 'export const a = (at: Date) => at.getHours();'],
];

const wrongShape: readonly Case[] = [
  ['has the enum A', 'src/model/x.ts', 'export enum A { b }'],
  ['has the enum A', 'src/model/x.ts', 'export function a() { enum A { b } }'],
  ['has the namespace A', 'src/model/x.ts', 'export namespace A { export const b = 1; }'],
  ['has a default export', 'src/model/x.ts', 'export default 1;'],
  ['has a default export', 'src/model/x.ts', 'export default function a() {}'],
  ['has a default export', 'src/model/x.ts', 'const a = 1; export { a as default };'],
  ['only passes on', 'src/model/x.ts', "export { a } from './a.ts';"],
  ['only passes on', 'src/model/x.ts', "import { a } from './a.ts'; export { a };"],
  ['declares LinkManager', 'src/model/x.ts', 'export class LinkManager {}'],
  ['declares dateUtils', 'src/model/x.ts', 'export const dateUtils = {};'],
  ['declares frameHelper', 'src/model/x.ts', 'export function frameHelper() {}'],
  ['declares StationBase', 'src/model/x.ts', 'class A {} export { A as StationBase };'],
  ['declares StoreImpl', 'src/model/x.ts', 'export interface StoreImpl { a: 1 }'],
  ['declares ILink', 'src/model/x.ts', 'export interface ILink { a: 1 }'],
  ['has "date-utils" in its path', 'src/model/date-utils.ts', 'export const a = 1;'],
  ['has "helpers" in its path', 'test/helpers/x.test.ts', 'export const a = 1;'],
  ['is not a .ts file', 'src/model/x.js', 'export const a = 1;'],
  ['has 331 lines, at most 330', 'src/model/x.ts', 'const a = 1;\n'.repeat(331)],
  ['a has 61 lines of its own', 'src/model/x.ts', `export function a() {\n${lines(59)}}`],
  ['a has 61 lines of its own', 'src/model/x.ts', `export const a = () => {\n${lines(59)}};`],
  ['a has 61 lines of its own', 'src/model/x.ts', `export const a = { a() {\n${lines(59)}} };`],
];

const wrongHabits: readonly Case[] = [
  ['mocks with vi.mock', 'test/x.test.ts', "vi.mock('./a.ts');"],
  ['mocks with vi.useFakeTimers', 'test/x.test.ts', 'vi.useFakeTimers();'],
  ['leaves tests out with .only', 'test/x.test.ts', "it.only('a', () => {});"],
  ['leaves tests out with .only', 'test/x.test.ts', "it.each([1]).only('a', () => {});"],
  ['leaves tests out with .skip', 'test/x.test.ts', "describe.skip('a', () => {});"],
  ['leaves tests out with .skipIf', 'test/x.test.ts', "test.skipIf(true)('a', () => {});"],
  ['leaves tests out with .todo', 'test/x.test.ts', "it.todo('a');"],
  ['leaves tests out with the option skip', 'test/x.test.ts', "it('a', { skip: true }, () => {});"],
  ['skips without a reason', 'test/x.test.ts', "it('a', (ctx) => ctx.skip());"],
  ['skips without a reason', 'test/x.test.ts', "it('a', (ctx) => ctx.skip('not today'));"],
  ['line 2 says TODO', 'src/model/x.ts', 'export const a = 1;\n// TODO later'],
  ['says FIXME', 'adapters/log/x.ts', 'export function a() {\n  /* FIXME */\n}'],
  ['says XXX', 'test/x.test.ts', 'export const a = [1 /* XXX */];'],
];

const unjudged: readonly Case[] = [
  ['line 1 opens sockets that nobody judges', 'test/x.test.ts', "import { WebSocket } from 'ws';"],
  ['opens sockets that nobody judges', 'test/x.ts', "import ws from 'ws';"],
  ['opens sockets that nobody judges', 'test/x.ts', "const a = 'Sec-WebSocket-Key: x';"],
  ['opens sockets that nobody judges', 'test/x.ts', 'const a = (b: string) => `new WebSocket(${b})`;'],
  ['a core whose frames nobody judges', 'test/x.ts', 'const a = createDriver({});'],
  [
    'a simulated peer that judges nothing',
    'test/x.ts',
    "import { serveCsms } from '../adapters/simulator/wire/serve-csms.ts';\nserveCsms(csms, { loop });",
  ],
  ['needs no exception any more', 'test/wire/rivals.test.ts', 'const a = 1;'],
];

const right: readonly (readonly [path: string, text: string])[] = [
  ['src/core/x.ts', "import { a } from '../site/a.ts';\nimport Ajv from 'ajv/dist/2019.js';\nexport const b = a(Ajv);"],
  ['src/cli/x.ts', "import { a } from '../../adapters/log/log.ts';\nexport const b = () => a(process, Date.now());"],
  ['adapters/http/x.ts', "import { a } from '../../src/local/view.ts';\nexport const b = a;"],
  ['adapters/planner/x.ts', "import { a } from '../../src/control/plan.ts';\nexport const b = a;"],
  [
    'adapters/dashboard/x.tsx',
    "import { h } from 'preact';\nimport type { A } from '../../src/local/a.ts';\nexport const b: A = h(document, Date.now());",
  ],
  ['adapters/dashboard/build.ts', "import { readFileSync } from 'node:fs';\nexport const b = readFileSync;"],
  ['adapters/simulator/x.ts', "import { a } from '../../src/ocpp/v16/a.ts';\nexport const b = a;"],
  ['src/site/x.ts', 'export const a = (at: number): Date => new Date(at);\nexport const b = Date.UTC(2026, 0);'],
  [
    'src/site/x.ts',
    "// Date.now() is for adapters.\nexport const a = 'process.exit()';\nexport const b = /setTimeout/;",
  ],
  ['src/site/x.ts', 'export const a = (process: { console: number }) => process.console;'],
  ['src/model/x.ts', "export { a } from './a.ts';\nexport const b = 1;"],
  ['src/model/x.ts', `export function a() {\n  const b = () => {\n${lines(40)}  };\n${lines(40)}  return b;\n}`],
  ['test/x.test.ts', "import type { WebSocket } from 'ws';\nimport { stationSocket } from './peers/judged.ts';"],
  ['test/x.ts', "import { judgeLinks } from './peers/judged-links.ts';\nconst a = createDriver({}); judgeLinks(find);"],
  [
    'test/x.ts',
    "import { serveCsms } from '../adapters/simulator/wire/serve-csms.ts';\nserveCsms(csms, { find: failsTest() });",
  ],
  ['adapters/ws-client/x.ts', "import { WebSocket } from 'ws';\nexport const a = new WebSocket('ws://a');"],
  ['test/x.test.ts', "it('a', (ctx) => ctx.skip('SKIPPED: no strace'));\nexport const a = '// TODO';"],
];

describe('the judge', () => {
  it.each([...wrongImports, ...wrongPurity, ...wrongShape, ...wrongHabits, ...unjudged])(
    'finds: %s (%s)',
    (expected, path, text) => {
      expect(findingsIn(parse({ path, text })).join('\n')).toContain(expected);
    },
  );

  it.each(right)('lets pass what is right (%s)', (path, text) => {
    expect(findingsIn(parse({ path, text }))).toEqual([]);
  });

  it('finds circles, of types too, and only circles', () => {
    const a = parse({ path: 'src/model/a.ts', text: "import type { B } from './b.ts';" });
    const b = parse({ path: 'src/model/b.ts', text: "import type { C } from './c.ts';" });
    const c = parse({ path: 'src/model/c.ts', text: "export type C = import('./a.ts').A;" });
    expect(circlesIn([a, b, c])).toEqual([['src/model/a.ts', 'src/model/b.ts', 'src/model/c.ts', 'src/model/a.ts']]);
    expect(circlesIn([a, b])).toEqual([]);
  });

  it('finds packages without a reason, and reasons without a package', () => {
    const table = '| package | why |\n|---|---|\n| ws | WebSocket server and client |\n| left-pad | pads on the left |';
    expect(reasonFindings({ dependencies: { ws: '8.0.0' } }, table).join()).toContain('left-pad has a reason');
    expect(reasonFindings({ dependencies: { ajv: '8.0.0' } }, table).join()).toContain('ajv has no reason');
    expect(reasonFindings({ dependencies: { ws: '8.0.0', 'left-pad': '1.0.0' } }, table)).toEqual([]);
  });

  it.each(['^8.0.0', '~8.0.0', 'latest', '>=8', '8', 'github:a/b'])('finds the version %s', (version) => {
    expect(versionFindings({ devDependencies: { ws: version } })).toHaveLength(1);
  });

  it('finds download addresses in the lockfile', () => {
    const locked = (entry: object): string => JSON.stringify({ packages: { 'node_modules/ws': entry } });
    expect(lockFindings(locked({ version: '8.0.0', resolved: 'https://registry.example/ws.tgz' }))).toHaveLength(1);
    expect(lockFindings(locked({ version: '8.0.0' }))).toEqual([]);
  });

  it('finds packages that ship without being named, and bare names of Node modules', () => {
    const uses = (name: string, path: string) => parse({ path, text: `import { a } from '${name}';` });
    const file = { dependencies: { ws: '8.0.0' }, devDependencies: { vitest: '5.0.0' } };
    expect(usedPackageFindings(uses('vitest', 'adapters/log/x.ts'), file)).toHaveLength(1);
    expect(usedPackageFindings(uses('fs', 'adapters/log/x.ts'), file).join()).toContain('node:fs');
    expect(usedPackageFindings(uses('ws/lib/sender.js', 'adapters/log/x.ts'), file)).toEqual([]);
    expect(usedPackageFindings(uses('vitest/node', 'test/x.test.ts'), file)).toEqual([]);
  });
});
