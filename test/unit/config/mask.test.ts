import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { masked, maskedValue, unmasked } from '../../../adapters/config-file/mask.ts';

const word = fc.stringMatching(/^s3cret[a-z0-9 #:]{4,12}[a-z]$/);
const written = fc.constantFrom(
  (one: string) => JSON.stringify(one),
  (one: string) => `'${one}'`,
  (one: string) => `${JSON.stringify(one)} # of the box`,
);

const file = fc
  .record({
    words: fc.array(fc.tuple(word, written), { minLength: 1, maxLength: 4 }),
    line: fc.constantFrom('\n', '\r\n'),
  })
  .map(({ words, line }) => ({
    secrets: words.map(([one]) => one),
    text: `# depot${line}uplinks:${line}${words
      .map(
        ([one, write], at) =>
          `  - id: up-${at}${line}    security:${line}      password: ${write(one)}${line}      profile: 2${line}`,
      )
      .join('')}`,
  }));

it('no password is shown, and whoever sends the text back keeps them to the byte', () => {
  fc.assert(
    fc.property(file, ({ text, secrets }) => {
      const shown = masked(text);
      for (const secret of secrets) expect(shown).not.toContain(secret);
      expect(unmasked(shown, text)).toEqual({ ok: true, text });
      const values = JSON.stringify(maskedValue(parse(text)));
      for (const secret of secrets) expect(values).not.toContain(secret);
    }),
  );
});

it('a password goes with its entry where entries move, and never to another', () => {
  const before = 'uplinks:\n  - { id: a, security: { password: one } }\n  - { id: b, security: { password: two } }\n';
  const moved = 'uplinks:\n  - { id: b, security: { password: "…" } }\n  - { id: a, security: { password: "…" } }\n';
  expect(unmasked(moved, before)).toEqual({
    ok: true,
    text: 'uplinks:\n  - { id: b, security: { password: two } }\n  - { id: a, security: { password: one } }\n',
  });
  expect(unmasked('uplinks:\n  - { id: c, security: { password: … } }\n', before)).toEqual({ ok: false, line: 2 });
});

it.each([
  ['a reference', 'password: "${file:/run/secrets/x}"\n'],
  ['managed', 'security: { profile: 1, password: managed }\n'],
])('%s is no password', (_what, text) => expect(masked(text)).toBe(text));

it.each([
  ['in a comment', 'a: 1 # password: hunter2\n'],
  ['on a line of its own', '# uplinks: [{ password: hunter2 }]\na: 1\n'],
  ['in a text that is no YAML', 'a: [\n  password: hunter2\n'],
  ['as a block', 'password: |\n  hunter2\n  more\na: 1\n'],
  ['behind an anchor', 'a: &x hunter2\npassword: *x\n'],
  ['as a number', 'password: 4711123\n'],
  ['as a list', 'password: [hunter2]\n'],
])('what stands %s is not shown', (_what, text) => {
  expect(masked(text)).not.toMatch(/hunter2|4711123/);
  expect(masked(text)).toContain('…');
});
