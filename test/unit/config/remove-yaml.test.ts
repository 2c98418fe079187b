import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { editYaml, misplaced } from '../../../adapters/config-file/edit-yaml.ts';

const text = `# the depot
site: { id: depot, name: Depot } # ours
circuits:
  # the fuse in the cellar
  - { id: main, limitAmps: 160 } # big
  - id: row
    parent: main # below
    limitAmps: 63
    limits:
      - { amps: 32 }
      - amps: 16

# stations, row by row
stations:
  - { id: A }
  - { id: B, evses: [{ id: 1 }, { id: 2 }] }
tail: 1
`;

it.each([
  [['tail'], 'tail: 1\n', ''],
  [['circuits', 0], '  - { id: main, limitAmps: 160 } # big\n', ''],
  [['circuits', 1, 'parent'], '    parent: main # below\n', ''],
  [['circuits', 1, 'limits', 0], '      - { amps: 32 }\n', ''],
  [['circuits', 1, 'id'], 'id: row\n    parent', 'parent'],
  [['site', 'name'], ', name: Depot', ''],
  [['site', 'id'], 'id: depot, ', ''],
  [['stations', 1, 'evses', 0], '{ id: 1 }, ', ''],
  [['stations', 1, 'evses'], ', evses: [{ id: 1 }, { id: 2 }]', ''],
] as const)('%j is taken out, and nothing else', (path, gone, by) => {
  expect(editYaml(text, [{ kind: 'remove', path }])).toBe(text.replace(gone, by));
});

it('what is empty then stays, and says so', () => {
  const edited = editYaml('a:\n  - 1 # one\nb: { c: 1 }\n', [
    { kind: 'remove', path: ['a', 0] },
    { kind: 'remove', path: ['b', 'c'] },
  ]);
  expect(parse(edited!)).toEqual({ a: [], b: {} });
});

it('edits that follow each other are made in turn, and leave the rest as it is', () => {
  const edited = editYaml(text, [
    { kind: 'add', path: ['stations'], value: { id: 'C' } },
    { kind: 'set', path: ['stations', 2, 'id'], value: 'D' },
    { kind: 'remove', path: ['stations', 0] },
    { kind: 'set', path: ['stations', 0, 'id'], value: 'E' },
  ]);
  expect(edited).toBe(
    text.replace('  - { id: A }\n', '').replace('id: B', 'id: E').replace('tail', '  - { id: D }\ntail'),
  );
});

it('F087 what every object has is no place of a file', () => {
  for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
    for (const path of [[key], [key, 'polluted'], ['site', key], ['circuits', key], ['circuits', 0, key, 'x']]) {
      const edit = { kind: 'set', path, value: { polluted: true } } as const;
      expect(misplaced(text, [edit]), path.join('.')).toBe(edit);
      expect(editYaml(text, [edit])).toBeUndefined();
      expect(editYaml(text, [{ kind: 'remove', path }])).toBeUndefined();
    }
  expect(({} as { polluted?: true }).polluted).toBeUndefined();
});

const step = fc.oneof(
  fc.record({
    kind: fc.constant('remove' as const),
    path: fc.constantFrom(['tail'], ['circuits', 0], ['circuits', 1, 'limits', 0], ['site', 'name'], ['stations', 0]),
  }),
  fc.record({
    kind: fc.constant('set' as const),
    path: fc.constantFrom(
      ['tail'],
      ['new'],
      ['circuits', 1, 'limits'],
      ['circuits', 0, 'limitAmps'],
      ['stations', 1, 'x'],
    ),
    value: fc.constantFrom(1, 'x', [1], { a: 1 }),
  }),
  fc.record({
    kind: fc.constant('add' as const),
    path: fc.constantFrom(['stations'], ['circuits']),
    value: fc.constantFrom(1, { id: 'n' }),
  }),
);

it('any edits mean what they say, and comments stay', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (edits) => {
      const edited = editYaml(text, edits);
      expect(edited === undefined).toBe(misplaced(text, edits) !== undefined);
      if (edited === undefined) return;
      for (const comment of ['# the depot', '# ours', '# stations, row by row']) expect(edited).toContain(comment);
    }),
    { numRuns: 60 },
  );
});
