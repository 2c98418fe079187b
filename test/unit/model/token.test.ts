import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TokenFormat } from '../../../src/model/token.ts';
import { fromReader, otherReadings, sameToken, toReader, tokenEnd, usualFormat } from '../../../src/model/token.ts';

const formats: TokenFormat[] = (['normal', 'reversed'] as const).flatMap((byteOrder) =>
  (['kept', 'dropped'] as const).map((leadingZeros) => ({ byteOrder, leadingZeros })),
);
const format = fc.constantFrom(...formats);
const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((all) => Buffer.from(all).toString('hex').toUpperCase());
const uid = fc.oneof(hex(4), hex(7), hex(10));

describe('how readers write the UID of a card', () => {
  it.each([
    ['04A1B2C3D4E5F6', { byteOrder: 'normal', leadingZeros: 'kept' }, '04A1B2C3D4E5F6'],
    ['F6E5D4C3B2A104', { byteOrder: 'reversed', leadingZeros: 'kept' }, '04A1B2C3D4E5F6'],
    ['4A1B2C3D4E5F6', { byteOrder: 'normal', leadingZeros: 'dropped' }, '04A1B2C3D4E5F6'],
    ['A1B2C3', { byteOrder: 'normal', leadingZeros: 'dropped' }, '00A1B2C3'],
    ['C3B2A1', { byteOrder: 'reversed', leadingZeros: 'dropped' }, 'A1B2C300'],
    // What is no UID stays as it is: an app, a PIN, a number plate, a token of the CSMS.
    ['APP-12', { byteOrder: 'reversed', leadingZeros: 'dropped' }, 'APP-12'],
    ['1234', { byteOrder: 'reversed', leadingZeros: 'dropped' }, '1234'],
    ['0123456789ABCDEF', { byteOrder: 'reversed', leadingZeros: 'dropped' }, '0123456789ABCDEF'],
    ['', { byteOrder: 'reversed', leadingZeros: 'dropped' }, ''],
  ] as const)('%s read as %o is %s', (said, how, token) => expect(fromReader(said, how)).toBe(token));

  it('a card that its reader writes in any format is the same card again', () =>
    fc.assert(
      fc.property(uid, format, (token, how) => {
        // A UID that begins with four zeros is one in 65 536, and no reader that drops them can be read back.
        const said = toReader(token, how);
        fc.pre(token.length - said.length <= 3);
        expect(fromReader(said, how)).toBe(token);
      }),
    ));

  it('what a reader of another format said is among the other readings, and the own one is not', () =>
    fc.assert(
      fc.property(uid, format, format, (token, real, assumed) => {
        const said = toReader(token, real);
        fc.pre(token.length - said.length <= 3);
        const readings = otherReadings(said, assumed).map((reading) => reading.token);
        const own = fromReader(said, assumed);
        if (sameToken(own, token)) expect(readings).not.toContain(token);
        else expect(readings).toContain(token);
        expect(new Set(readings).size).toBe(readings.length);
      }),
    ));

  it('a text that is no card has no other reading', () => expect(otherReadings('VAN-1', usualFormat)).toEqual([]));
});

describe('a token', () => {
  it('is the same in any case', () => {
    expect(sameToken('aBc', 'AbC')).toBe(true);
    expect(sameToken('abc', 'abd')).toBe(false);
  });

  it('shows its end at most', () => {
    expect(tokenEnd('04A1B2C3')).toBe('…B2C3');
    expect(tokenEnd('1234')).toBe('…');
  });
});
