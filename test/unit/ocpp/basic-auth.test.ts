import fc from 'fast-check';
import { expect, it } from 'vitest';
import { basicAuthorization } from '../../../src/ocpp/basic-auth.ts';
import { basicCredentials } from '../../../src/ocpp/identity.ts';

const bytesOf = (header: string): Buffer => Buffer.from(header.slice('Basic '.length), 'base64');
const hex = '00ff10203040506070809000a0b0c0d0e0f0a1b2';
const hexText = (least: number, most: number) => fc.uint8Array({ minLength: least, maxLength: most });

it('a key of 1.6, 16 to 20 bytes in hex, is sent as the bytes that it means', () => {
  const sent = bytesOf(basicAuthorization('depot', hex));
  expect(sent.subarray(0, 6).toString()).toBe('depot:');
  expect(sent.subarray(6).toString('hex')).toBe(hex);
  fc.assert(
    fc.property(hexText(16, 20), (bytes) => {
      const key = Buffer.from(bytes).toString('hex');
      expect(bytesOf(basicAuthorization('a', key)).subarray(2).toString('hex')).toBe(key);
      expect(bytesOf(basicAuthorization('a', key.toUpperCase())).subarray(2).toString('hex')).toBe(key);
    }),
  );
});

it('anything else is text, in UTF-8', () => {
  for (const key of ['secret', 'ünïcode', 'abcd', `${hex}00`, hex.slice(1)])
    expect(bytesOf(basicAuthorization('depot', key)).toString()).toBe(`depot:${key}`);
});

it('the encoding that the site file says goes before the form of the key', () => {
  expect(
    bytesOf(basicAuthorization('d', 'abcd', 'raw'))
      .subarray(2)
      .toString('hex'),
  ).toBe('abcd');
  expect(bytesOf(basicAuthorization('d', hex, 'hex')).toString()).toBe(`d:${hex}`);
  expect(bytesOf(basicAuthorization('d', hex, 'text')).toString()).toBe(`d:${hex}`);
});

it('whoever takes it apart finds the same name and bytes', () => {
  fc.assert(
    fc.property(hexText(16, 20), (bytes) => {
      const found = basicCredentials(basicAuthorization('CP-1', Buffer.from(bytes).toString('hex')))!;
      expect(found.username).toBe('CP-1');
      expect(Buffer.from(found.password, 'latin1')).toEqual(Buffer.from(bytes));
    }),
  );
});
