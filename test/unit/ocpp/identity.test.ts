import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basicCredentials, stationIdentity } from '../../../src/ocpp/identity.ts';

describe('identities that are taken', () => {
  it.each([
    ['/CP-01', 'CP-01'],
    ['/CP-01/', 'CP-01'],
    ['//ocpp//CP-01//', 'CP-01'],
    ['/ocpp/1.6/CP-01?token=a/b#c', 'CP-01'],
    ['/CP%2D01', 'CP-01'],
    ['/CP%2001', 'CP 01'],
    ['/cp-01', 'cp-01'],
    ['/AB*12=3+4|5@6.7_8', 'AB*12=3+4|5@6.7_8'],
    [`/${'x'.repeat(48)}`, 'x'.repeat(48)],
    ['ws://gateway.example:9000/ocpp/CP-01', 'CP-01'],
    ['/ws://gateway.example:9000/ocpp/CP-01', 'CP-01'],
    ['/wss://gateway.example/CP-01/', 'CP-01'],
  ])('%s', (path, identity) => {
    expect(stationIdentity(path, ['/*'])).toBe(identity);
  });

  it('keeps to the paths of the listener', () => {
    expect(stationIdentity('/ocpp/CP-01', ['/ocpp/*'])).toBe('CP-01');
    expect(stationIdentity('//ocpp//CP-01', ['/ocpp/*'])).toBe('CP-01');
    expect(stationIdentity('/ws://gateway.example/ocpp/CP-01', ['/ocpp/*'])).toBe('CP-01');
    expect(stationIdentity('/other/CP-01', ['/ocpp/*'])).toBeUndefined();
    expect(stationIdentity('/ocpp', ['/ocpp/*'])).toBeUndefined();
    expect(stationIdentity('/b/CP-01', ['/a/*', '/b/*'])).toBe('CP-01');
    expect(stationIdentity('/CP-01', [])).toBeUndefined();
  });
});

describe('F054: identities that are refused', () => {
  it.each([
    '',
    '/',
    '//',
    '/?CP-01',
    '/..',
    '/.',
    '/../CP-01',
    '/a/../CP-01',
    '/%2e%2e',
    '/..%2fetc%2fpasswd',
    '/..%5c',
    '/CP%2F01',
    '/%00',
    '/CP%00',
    '/CP%0A01',
    '/CP:01',
    '/CP%3A01',
    '/CP%',
    '/%FF',
    '/%20',
    '/CP%20',
    '/😀',
    '/%F0%9F%98%80',
    '/CP<script>',
    "/CP'",
    '/CP"',
    '/$(id)',
    '/CP;id',
    '/__proto__',
    '/constructor',
    '/prototype',
    '/toString',
    '/hasOwnProperty',
    `/${'x'.repeat(49)}`,
    `/${'x'.repeat(1000)}`,
    `/${'%41'.repeat(400)}`,
    'ws://CP-01',
  ])('%s', (path) => {
    expect(stationIdentity(path, ['/*'])).toBeUndefined();
  });

  it('never throws, and gives nothing but its own characters', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webPath(), fc.string({ unit: 'binary' })), (path) => {
        const identity = stationIdentity(`/${path}`, ['/*']);
        expect(identity ?? 'none').toMatch(/^[A-Za-z0-9*_=+|@. -]{1,48}$/);
      }),
    );
  });
});

describe('HTTP Basic', () => {
  const encode = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

  it('splits at the first colon', () => {
    expect(basicCredentials(`Basic ${encode('CP-01:a:b:')}`)).toEqual({ username: 'CP-01', password: 'a:b:' });
    expect(basicCredentials(`Basic ${encode('CP-01:')}`)).toEqual({ username: 'CP-01', password: '' });
  });

  it('takes any case of the scheme, more spaces, and no padding', () => {
    const expected = { username: 'a', password: 'bc' };
    for (const header of ['basic YTpiYw==', 'BASIC   YTpiYw==', ' Basic YTpiYw== ', 'Basic YTpiYw'])
      expect(basicCredentials(header)).toEqual(expected);
  });

  it.each([
    '',
    'Basic',
    'Basic ',
    'Bearer YTpiYw==',
    'Basic !!!!',
    'Basic YTpiY=w',
    'Basic YTpiY',
    'Basic QQ==',
    'Basic YTpi YTpi',
  ])('refuses %j', (header) => {
    expect(basicCredentials(header)).toBeUndefined();
  });

  it('refuses a header without end', () => {
    expect(basicCredentials(`Basic ${encode(`CP-01:${'x'.repeat(2000)}`)}`)).toBeUndefined();
  });

  it('carries every byte of a raw key', () => {
    const name = fc.stringMatching(/^[A-Z0-9-]{1,48}$/);
    fc.assert(
      fc.property(name, fc.uint8Array({ maxLength: 64 }), (username, bytes) => {
        const password = Buffer.from(bytes).toString('latin1');
        expect(basicCredentials(`Basic ${encode(`${username}:${password}`)}`)).toEqual({ username, password });
      }),
    );
  });
});
