import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Edit } from '../../../adapters/config-file/edit-yaml.ts';
import { editYaml } from '../../../adapters/config-file/edit-yaml.ts';
import {
  addStation,
  changeStation,
  replaceStation,
  standingOf,
  writeNumbers,
} from '../../../adapters/config-file/site-edits.ts';
import type { SiteFile } from '../../../src/model/config/schema.ts';
import type { EvseKey } from '../../../src/model/ids.ts';
import { evseKey } from '../../../src/model/ids.ts';
import { load, siteOf } from './file.ts';

/** Entries of `stations` as people write them: each gets the indent of the list. */
const entries = [
  (dash: string) => `${dash}- { range: 'CP-[01-06]', template: ac22, circuit: row-a } # the row at the gate`,
  (dash: string) => `${dash}- { id: AC-1,   template: ac22, circuit: main }`,
  (dash: string) =>
    `${dash}# Eva's\n${dash}- id: AC-2\n${dash}  template: ac22   # like the others\n${dash}  circuit: main`,
  (dash: string) =>
    `${dash}- id: "AC-3"\n${dash}  circuit: main # until spring\n${dash}  evses:\n${dash}    - id: 1 # left\n${dash}      maxAmps: 16\n${dash}    - { id: 2, maxAmps: 16 }\n${dash}  security: { profile: 1, password: managed }`,
  (dash: string) =>
    `${dash}- { id: AC-4, circuit: row-a, evses: [{ id: 1, maxAmps: 32 }],\n${dash}    security: { profile: 0 } } # no "key": it is old`,
];

const textOf = (chosen: readonly number[], dash: string, gap: string, tail: string, line: string): string =>
  `# Depot; ask before you change the fuses
site: { id: depot,  name: "Depot #1", timezone: UTC }
circuits:
  - { id: main, limitAmps: 400 }
  - { id: row-a, parent: main, limitAmps: 200 }    # aligned
templates:
  ac22:
    evses: [{ id: 1, maxAmps: 32 }]
    security: {profile: 1, password: managed}
${gap}stations:
${chosen.map((one) => entries[one]!(dash)).join(`\n${gap}`)}
${gap}uplinks:
  - id: csms # ours
    kind: ocpp
    mode: aggregate
    version: '1.6'
    url: wss://csms.example/ocpp
    identity: depot
    role: control
${tail}`.replaceAll('\n', line);

const file = fc
  .record({
    chosen: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 1 }),
    dash: fc.constantFrom('', '  ', '    '),
    gap: fc.constantFrom('', '\n', '# ---\n'),
    tail: fc.constantFrom('', '# the end', '\n\n', 'api: { listen: "127.0.0.1:8080" }'),
    line: fc.constantFrom('\n', '\r\n'),
  })
  .map(({ chosen, dash, gap, tail, line }) => textOf(chosen, dash, gap, tail, line));

const commentsIn = (text: string): string[] =>
  [...text.matchAll(/(?:^|\s)(#[^\r\n]*)/g)].map(([, comment]) => comment!.trim()).sort();

/** Lines of a text that stand in another one too, in the same order. */
function linesKept(before: string, after: string): number {
  const lines = after.split(/\r?\n/);
  let at = 0;
  return before.split(/\r?\n/).filter((line) => {
    const found = lines.indexOf(line, at);
    if (found >= 0) at = found + 1;
    return found >= 0;
  }).length;
}

const stationsOf = (text: string): string[] => siteOf(text).stations.map(({ id }) => id);

const read = (text: string): SiteFile => parse(text) as SiteFile;

/** Each run reads a dozen files. */
const runs = { numRuns: 12 };

/** Applies edits, and looks at what every edit must keep. */
function edited(text: string, edits: readonly Edit[], mostLinesChanged: number): string {
  const after = editYaml(text, edits);
  expect(after).toBeDefined();
  expect(load(after!)).toMatchObject({ ok: true });
  const added = new Set(commentsIn(after!));
  for (const comment of commentsIn(text)) expect(added).toContain(comment);
  expect(linesKept(text, after!)).toBeGreaterThanOrEqual(text.split('\n').length - mostLinesChanged);
  if (text.includes('\r\n')) expect(after!.replaceAll('\r\n', '')).not.toContain('\n');
  return after!;
}

const numbersOf = (text: string): [EvseKey, number][] =>
  siteOf(text)
    .stations.flatMap(({ id, evses }) => evses.map((evse) => evseKey(id, evse.id)))
    .map((key, at) => [key, at + 1]);

describe('edits of a site file, however it is written', () => {
  it('a station that is added is one more line, and all others stay as they are', () =>
    fc.assert(
      fc.property(file, (text) => {
        const after = edited(text, addStation(read(text), 'NEW-1', { template: 'ac22', circuit: 'main' }), 0);
        expect(stationsOf(after)).toEqual([...stationsOf(text), 'NEW-1']);
      }),
      runs,
    ));

  it('numbers are written once: what was written says nothing new', () =>
    fc.assert(
      fc.property(file, (text) => {
        const numbers = numbersOf(text);
        const after = edited(text, writeNumbers(read(text), numbers), 4);
        const site = siteOf(after);
        const written = site.stations.flatMap(({ id, evses }) =>
          evses.map(({ id: evse, upstreamEvse }) => [evseKey(id, evse), upstreamEvse]),
        );
        expect(written).toEqual(numbers);
        expect(writeNumbers(read(after), numbers)).toEqual([]);
        // A later one joins the list that is there.
        const more = edited(after, addStation(read(after), 'NEW-1', { template: 'ac22', circuit: 'main' }), 0);
        const last = edited(more, writeNumbers(read(more), [...numbers, ['NEW-1/1' as EvseKey, 99]]), 0);
        expect(siteOf(last).stations.at(-1)?.evses[0]?.upstreamEvse).toBe(99);
      }),
      runs,
    ));

  it('a station that is replaced, moved or retired keeps everything else, and its numbers', () =>
    fc.assert(
      fc.property(file, fc.nat(), fc.boolean(), (text, chance, isNumbered) => {
        const numbers = numbersOf(text);
        const start = isNumbered ? editYaml(text, writeNumbers(read(text), numbers))! : text;
        const all = stationsOf(start);
        const old = all[chance % all.length]!;
        const own = numbers.filter(([key]) => key.startsWith(`${old}/`));
        const standing = standingOf(read(start), old)!;
        const replaced = edited(start, replaceStation(read(start), old, 'NEW-9', standing, own), 3 + own.length);
        const before = siteOf(start).stations.find(({ id }) => id === old)!;
        const after = siteOf(replaced).stations.find(({ id }) => id === ('NEW-9' as never))!;
        const unnumbered = ({ id: _, evses, ...rest }: typeof before) => ({
          ...rest,
          evses: evses.map(({ upstreamEvse: _number, ...evse }) => evse),
        });
        expect(unnumbered(after)).toEqual(unnumbered(before));
        expect(after.evses.map(({ upstreamEvse }) => upstreamEvse)).toEqual(own.map(([, number]) => number));
        expect(stationsOf(replaced).sort()).toEqual([...all.filter((id) => id !== old), 'NEW-9'].sort());
        for (const [keys, key, value] of [
          [{ circuit: 'row-a' }, 'circuit', 'row-a'],
          [{ state: 'retired' }, 'state', 'retired'],
        ] as const) {
          const changed = edited(start, changeStation(old, standing, keys), 2);
          expect(siteOf(changed).stations.find(({ id }) => id === old)).toMatchObject({ [key]: value });
          expect(stationsOf(changed).sort()).toEqual([...all].sort());
        }
      }),
      runs,
    ));

  it('what is shared through an anchor is not changed behind anybody’s back', () => {
    const text = `a: &one { x: 1 }\nb: *one\nlist: [1]\n`;
    expect(editYaml(text, [{ kind: 'set', path: ['b', 'x'], value: 2 }])).toBeUndefined();
    expect(editYaml(text, [{ kind: 'set', path: ['a', 'x'], value: 2 }])).toBeUndefined();
    expect(editYaml(text, [{ kind: 'add', path: ['list'], value: 2 }])).toBe(text.replace('[1]', '[1, 2]'));
    expect(editYaml('a: [', [{ kind: 'set', path: ['b'], value: 1 }])).toBeUndefined();
  });

  it.each<[string, Edit[], string]>([
    ['a:\n', [{ kind: 'set', path: ['a'], value: 1 }], 'a: 1\n'],
    ['a: {}', [{ kind: 'set', path: ['a', 'b'], value: 'x: y' }], 'a: { b: "x: y" }'],
    ['a: []\n', [{ kind: 'add', path: ['a'], value: { b: 1 } }], 'a: [{ b: 1 }]\n'],
    ['a: 1', [{ kind: 'set', path: ['b'], value: { c: 1 }, comment: 'Why.' }], 'a: 1\n# Why.\nb:\n  c: 1\n'],
    ['{ a: 1 }\n', [{ kind: 'set', path: ['b'], value: 2 }], '{ a: 1, b: 2 }\n'],
    ['a: [x, y] # z\n', [{ kind: 'set', path: ['a', 1], value: 'w' }], 'a: [x, w] # z\n'],
    ['a: { b: 1 } # c\n', [{ kind: 'rename', path: ['a', 'b'], to: 'd' }], 'a: { d: 1 } # c\n'],
    [
      'a:\n  - 1 # one\n  - 2\nb: 3\n',
      [
        { kind: 'add', path: ['a'], behind: 0, value: 5 },
        { kind: 'add', path: ['a'], value: 6 },
        { kind: 'add', path: ['a'], value: 7 },
      ],
      'a:\n  - 1 # one\n  - 5\n  - 2\n  - 6\n  - 7\nb: 3\n',
    ],
  ])('%j', (text, edits, expected) => expect(editYaml(text, edits)).toBe(expected));

  it('ten times as many numbers take about ten times as long', () => {
    const written = (count: number): { after: string; ms: number } => {
      const many = `stations:\n${Array.from({ length: count }, (_, at) => `  - id: S-${at}\n    evses: [{ id: 1, maxAmps: 32 }]\n`).join('')}`;
      const numbers = Array.from({ length: count }, (_, at): [EvseKey, number] => [`S-${at}/1` as EvseKey, at + 1]);
      const began = performance.now();
      const after = editYaml(many, writeNumbers(read(many), numbers));
      return { after: after ?? '', ms: performance.now() - began };
    };
    const few = Math.min(...Array.from({ length: 4 }, () => written(100).ms));
    const { after, ms } = written(1000);
    expect(after).toContain('  - id: S-999\n    evses: [{ id: 1, maxAmps: 32, upstream: { evse: 1000 } }]\n');
    // A square would be a hundred times as long; a shared computer may pause in between.
    expect(Math.min(ms, written(1000).ms)).toBeLessThan(50 * few);
  });
});
