// docs/conformance.md says something about every certification case, and only what a test or a reason stands for.

import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { notServed, roles } from '../conversations/certification/cases.ts';
import { caseOf, documentOf } from '../conversations/certification/kit/document.ts';

const folder = new URL('../conversations/certification/', import.meta.url);
const whole = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');
/** What is said of 1.6; what is said of 2.x is written from the tests that ran. */
const page = whole.slice(0, whole.indexOf('\n## OCPP 2.x'));
const ids = roles.flatMap((role) => role.ids);

const tested = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts'))
  .flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/\b(?:certify|it)\(\s*'(TC_\d[^']+)'/g)])
  .map(([, title]) => caseOf(title!)!);

describe('the certification cases', () => {
  it('are 77 as a central system and 67 as a charge point', () => {
    expect(roles.map((role) => role.ids.length)).toEqual([77, 67]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('each have one test, or a reason why there is none', () => {
    const named = [...tested.map(({ id }) => id), ...Object.keys(notServed)];
    expect(named.toSorted()).toEqual(ids.toSorted());
  });

  it('each give a reason of some length where they are not served', () => {
    for (const [id, { about, why }] of Object.entries(notServed)) {
      expect(about.length, id).toBeGreaterThan(10);
      expect(why.length, id).toBeGreaterThan(20);
    }
  });
});

describe('docs/conformance.md', () => {
  const rows = [...page.matchAll(/^\| (TC_\S+) \| (\S+) \| (.+) \| (pass|fail|not served: .+) \|$/gm)];

  it('lists exactly these cases', () => {
    expect(rows.map(([, id]) => id)).toEqual(ids);
  });

  it('says of each case what its test says', () => {
    const about = new Map(tested.map((one) => [one.id, one.about]));
    for (const [, id, role, said] of rows) {
      expect(said).toBe(about.get(id!) ?? notServed[id!]?.about);
      expect(role).toBe(id!.endsWith('_CSMS') ? 'CSMS' : 'station');
    }
  });

  it('is what the run with these results makes of them', () => {
    const outcomes = rows.map(([, id, , about, result]) => ({ id: id!, about: about!, passed: result === 'pass' }));
    expect(page).toBe(documentOf(outcomes));
  });

  it('claims no certification', () => {
    expect(page).toContain('That is no certification');
    expect(page).not.toMatch(/\bcertified\b/i);
  });
});
