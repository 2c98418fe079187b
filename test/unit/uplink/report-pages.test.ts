import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { VariableToSay } from '../../../src/ocpp/heard-device.ts';
import { pageFrom } from '../../../src/uplink/report-pages.ts';

const variable = fc
  .record({ value: fc.string({ maxLength: 2500 }), values: fc.string({ maxLength: 1000 }) })
  .map((more): VariableToSay => ({
    name: { component: 'C', variable: 'V' },
    mutability: 'ReadOnly',
    type: 'string',
    ...more,
  }));

it('B07.FR.10 pages hold everything once, in order, each with something in it and none too long', () => {
  fc.assert(
    fc.property(fc.array(variable, { minLength: 1, maxLength: 60 }), (all) => {
      const pages: VariableToSay[][] = [];
      for (let from = 0; from < all.length; from += pages.at(-1)!.length) pages.push([...pageFrom(all, from)]);
      expect(pages.flat()).toEqual(all);
      expect(pages.every(({ length }) => length > 0)).toBe(true);
      for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(64 * 1024);
    }),
  );
});
