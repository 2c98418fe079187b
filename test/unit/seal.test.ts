import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sealing } from '../../adapters/seal/seal.ts';
import { indexOf, tokenParts } from '../../src/site/tokens-part.ts';

const text = fc.string({ maxLength: 40, unit: 'binary' });

it('a sealed text opens with its secret and with no other, and shows nothing of itself', () =>
  fc.assert(
    fc.property(text, (token) => {
      const seal = sealing('one');
      const sealed = seal.seal(token);
      expect(seal.open(sealed)).toBe(token);
      expect(seal.seal(token)).toBe(sealed);
      expect(sealing('other').open(sealed)).toBeUndefined();
      expect(seal.open(sealed.slice(0, -2))).toBeUndefined();
      if (token.length > 3) expect(sealed).not.toContain(token);
    }),
  ));

it('what nobody sealed does not open', () =>
  fc.assert(fc.property(text, (token) => void expect(sealing('one').open(token)).toBeUndefined())));

it('keys are the same for one text and secret, and tell texts and secrets apart', () => {
  const seal = sealing('one');
  expect(seal.key('van-1')).toBe(sealing('one').key('van-1'));
  expect(seal.key('van-1')).toMatch(/^[0-9a-f]{32}$/);
  const keys = Array.from({ length: 2000 }, (_, at) => seal.key(`van-${at}`));
  expect(new Set([...keys, sealing('other').key('van-1')]).size).toBe(2001);
  const parts = new Set(keys.map((key) => indexOf(key as never)));
  expect(parts.size).toBe(tokenParts);
});
