import { expect, it } from 'vitest';
import { changed, load, siteOf } from './file.ts';

/** The small file, with these keys on its uplink, one a line. */
const withKeys = (...keys: readonly string[]): string =>
  changed('    role: control', ['role: control', ...keys].map((key) => `    ${key}`).join('\n'));

const basic = (more: string): string => `security: { profile: 2, password: ${more} }`;

const codesOf = (text: string): readonly string[] => {
  const loaded = load(text);
  return loaded.ok ? [] : loaded.problems.map(({ code }) => code);
};

it('the CA, the form of the key, pings and pace of an uplink', () => {
  const security = basic('abcd, ca: /etc/busbar/ca.pem');
  const file = withKeys(security, 'keyEncoding: raw', 'pingSeconds: 0', 'messagesPerSecond: 20');
  const connection = { ca: '/etc/busbar/ca.pem', keyEncoding: 'raw', pingSeconds: 0, messagesPerSecond: 20 };
  expect(siteOf(file).uplinks[0]).toMatchObject(connection);
});

it('a key that is no hex cannot be sent as bytes', () => {
  expect(codesOf(withKeys(basic('secret'), 'keyEncoding: raw'))).toEqual(['BB_CONFIG_KEY_NOT_HEX']);
  expect(codesOf(withKeys(basic('secret'), 'keyEncoding: text'))).toEqual([]);
});

it('a CA is a file by its whole path, and of no use without TLS', () => {
  expect(codesOf(withKeys(basic('secret, ca: ca.pem')))).toHaveLength(1);
  const plain = changed('wss://', 'ws://', withKeys('security: { profile: 1, password: secret, ca: /ca.pem }'));
  expect(codesOf(plain)).toEqual(['BB_CONFIG_URL']);
});
