import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { describe as told } from '../../../adapters/config-file/located.ts';
import { fitting } from '../../../src/control/fits.ts';
import { load } from './file.ts';

const example = readFileSync(new URL('../../../config/depot.example.yaml', import.meta.url), 'utf8');
const key = 'a-key-of-the-stations';

function withKey(): void {
  process.env['BUSBAR_STATION_KEY'] = key;
  onTestFinished(() => void delete process.env['BUSBAR_STATION_KEY']);
}

const piece = fc.oneof(
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    '- ',
    '\n',
    '\t',
    '"',
    "'",
    '&a ',
    '*a',
    '!!set ',
    '? ',
    '|',
    '>',
    '%',
    '---\n',
  ),
  fc.constantFrom(
    '1e999',
    '.nan',
    '-1',
    '0',
    'null',
    '~',
    '"${env:BUSBAR_STATION_KEY}"',
    '${',
    '[1-9999]',
    '__proto__: 1',
  ),
  fc.string({ maxLength: 6 }),
);
const edit = fc.record({ at: fc.nat(example.length), cut: fc.nat(15), put: piece });

it('the example passes, and every EVSE that does not keep its minimum is told', () => {
  withKey();
  const loaded = load(example);
  // More than ten connectors behind one charge point of 1.6 are worth a word, and nothing else is.
  expect(loaded).toMatchObject({ ok: true, warnings: [{ code: 'BB_CONFIG_MANY_CONNECTORS' }] });
  if (loaded.ok) expect(fitting(loaded.config.site).problems).toEqual([]);
});

it('a thousand mutations of the example: a whole site, or problems with their lines and without the key', () => {
  withKey();
  const seen = { good: 0, bad: 0 };
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce((now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut), example);
      const lines = text.split(/\r\n|\r|\n/).length;
      const loaded = load(text);
      if (loaded.ok) {
        seen.good += 1;
        expect(() => fitting(loaded.config.site)).not.toThrow();
        expect(loaded.config.site.circuits.filter(({ parent }) => parent === undefined)).toHaveLength(1);
        return;
      }
      seen.bad += 1;
      expect(loaded.problems.length).toBeGreaterThan(0);
      for (const problem of loaded.problems) {
        expect(problem.code).toMatch(/^BB_CONFIG_/);
        expect(problem.line).toBeGreaterThanOrEqual(1);
        expect(problem.line).toBeLessThanOrEqual(lines);
        expect(told(problem)).not.toContain(key);
      }
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(20);
});
