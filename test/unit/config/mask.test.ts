import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseTokens } from '../../../adapters/config-file/tokens.ts';
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
  ['in a comment, by lines of Windows', 'a: 1 # password: hunter2\r\nb: 1\r\n'],
  ['in a comment with a line end that is none', 'a: 1 # password: hunter2\u2028more\n'],
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

it.each([
  ['an alias of the password', '{ id: a, security: { password: &p "…" } }', '*p'],
  ['an alias of the password as a list', '{ id: a, security: { password: &p "…" } }', '[*p]'],
  ['an alias of the password as a key', '{ id: a, security: { password: &p "…" } }', '{ *p : 1 }'],
])('whoever sends a text back gets no password by %s elsewhere', (_what, entry, name) => {
  const before = 'uplinks: [{ id: a, security: { password: hunter2 } }]\nsite: { name: Depot }\n';
  expect(unmasked(`uplinks: [${entry}]\nsite: { name: ${name} }\n`, before)).toEqual({ ok: false, line: 1 });
});

it('whoever sends a text back gets no password by calling it by the name of the site', () => {
  const before = 'uplinks: [{ id: a, security: { password: hunter2 } }]\n';
  const text = 'site: { name: &p "…" }\nuplinks: [{ id: a, security: { password: *p } }]\n';
  expect(unmasked(text, before)).toEqual({ ok: false, line: 1 });
});

it('a password that two entries share stays theirs', () => {
  const before = 'uplinks:\n  - { id: a, password: &p hunter2 }\n  - { id: b, password: *p }\n';
  expect(unmasked(masked(before), before)).toEqual({ ok: true, text: before });
});

it('a comment that holds a password is no text of the site', () => {
  const before = 'site:\n  # password: hunter2\n  name: Depot\n';
  expect(unmasked(masked(before), before)).toEqual({ ok: true, text: before });
  const whole = unmasked('site: |\n  # password: "…"\n', before);
  expect(whole.ok && whole.text).not.toContain('hunter2');
});

it.each([
  ['a million brackets', `a: ${'['.repeat(1_000_000)}`],
  [
    'aliases of aliases',
    `password: x\na0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`).join('')}`,
  ],
  ['comments', `password: x\n${' #'.repeat(200_000)}\rx`],
  ['keys', `password: x\n${Array.from({ length: 20_000 }, (_, at) => `a${at}: &a${at} 1\n`).join('')}`],
  ['entries', `password: x\na:\n${'- a\n'.repeat(1_000_000)}`],
])('%s take no time', (_what, text) => {
  // Of the processor: others may have it too.
  const took = process.threadCpuUsage();
  masked(text);
  unmasked(text, 'a: 1\n');
  parseTokens(text, 'tokens.yaml');
  const { user, system } = process.threadCpuUsage(took);
  // Without bounds each takes a minute and more.
  expect((user + system) / 1000).toBeLessThan(10_000);
});

it('a comment with a password comes back as it was, by lines of Windows too', () => {
  const before = 'a: 1 # password: hunter2\r\nb: 1\r\n';
  expect(masked(before)).toBe('a: 1 # password: "…"\r\nb: 1\r\n');
  expect(unmasked(masked(before), before)).toEqual({ ok: true, text: before });
});
