import { describe, expect, it } from 'vitest';
import type { Admission, Knock } from '../../../src/core/ports/door.ts';
import type { Site } from '../../../src/model/config/site.ts';
import { utc } from '../../../src/model/time.ts';
import type { Harness } from '../../conversations/harness.ts';
import { createHarness } from '../../conversations/harness.ts';
import { keyringOf } from '../../peers/keyring.ts';
import { smallDepot } from '../../sim/site.ts';

const key = '00112233445566778899AABBCCDDEEFF00112233';
const rawKey = Buffer.from(key, 'hex').toString('latin1');

type Change = Partial<Site['stations'][number]>;

function site(change: Change = { security: { profile: 1 } }, more: Partial<Site> = {}): Site {
  const depot = smallDepot(4, 200, []);
  return { ...depot, stations: depot.stations.map((station) => ({ ...station, ...change })), ...more };
}

const basic = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`, 'latin1').toString('base64')}`;

interface Caller {
  readonly core: Harness;
  readonly as: (id: string, password?: string, knock?: Partial<Knock>) => Admission;
}

function caller(of: Site, keys: Record<string, string> = { 'CP-01': key, 'CP-02': 'a-long-word-for-2' }): Caller {
  const core = createHarness(of, { keyring: keyringOf(keys) });
  return {
    core,
    as: (id, password, knock = {}) =>
      core.driver.admit({
        path: `/${id}`,
        paths: ['/*'],
        subprotocols: ['ocpp1.6'],
        remoteAddress: '10.0.0.1',
        secure: false,
        ...(password !== undefined && { authorization: basic(id, password) }),
        ...knock,
      }),
  };
}

const codeOf = (admission: Admission): string => (admission.kind === 'admit' ? 'admit' : admission.code);

describe('the form of a key (Q32)', () => {
  it.each([
    // key of the file, keyEncoding, what the station sends, whether that is it
    [key, undefined, rawKey, 'admit'],
    [key, undefined, key, 'hex'],
    [key, 'raw', rawKey, 'admit'],
    [key, 'hex', key, 'admit'],
    [key, 'hex', key.toLowerCase(), 'admit'],
    [key, 'hex', rawKey, 'raw'],
    [key, 'text', rawKey, 'raw'],
    ['a-long-word-for-2', undefined, 'a-long-word-for-2', 'admit'],
    ['a-long-word-for-2', 'text', 'a-long-word-for-2', 'admit'],
    ['a-long-word-for-2', 'hex', 'a-long-word-for-2', 'text'],
    ['a-long-word-for-2', undefined, Buffer.from('a-long-word-for-2').toString('hex'), 'hex'],
    ['Schlüssel-der-Säule', undefined, Buffer.from('Schlüssel-der-Säule').toString('latin1'), 'admit'],
  ] as const)('%s, keyEncoding %s: a station that sends %j: %s', (given, keyEncoding, sent, expected) => {
    const { core, as } = caller(site({ security: { profile: 1 }, ...(keyEncoding && { keyEncoding }) }), {
      'CP-01': given,
    });
    const admission = as('CP-01', sent);
    if (expected === 'admit') return expect(admission).toMatchObject({ kind: 'admit', station: 'CP-01' });
    expect(admission).toMatchObject({ kind: 'refuse', status: 401, code: 'BB_STATION_KEY_ENCODING' });
    const alarm = core.gateway.state.alarms.get('BB_STATION_KEY_ENCODING:CP-01');
    expect(alarm).toContain(`Write "keyEncoding: ${expected}"`);
    expect(alarm).not.toContain(given);
  });

  it('the alarm ends when the station comes in', () => {
    const { core, as } = caller(site());
    as('CP-01', key);
    expect(core.gateway.state.alarms.size).toBe(1);
    as('CP-01', rawKey);
    expect(core.gateway.state.alarms.size).toBe(0);
  });
});

describe('why somebody is turned away', () => {
  const open = site({ security: { profile: 0 } });
  const named = (change: (station: Site['stations'][number]) => Change): Site => ({
    ...open,
    stations: open.stations.map((station) => ({ ...station, ...change(station) })),
  });

  it.each<[string, Site, string, string | undefined, Partial<Knock>, string, string]>([
    ['nobody', site(), 'CP-61', rawKey, {}, 'UNKNOWN', 'busbar stations approve CP-61'],
    ['small letters', site(), 'cp-01', rawKey, {}, 'UNKNOWN', 'Set the identity of the station to CP-01'],
    ['no key', site(), 'CP-01', undefined, {}, 'NO_CREDENTIALS', 'AuthorizationKey'],
    ['no Basic', site(), 'CP-01', undefined, { authorization: 'Bearer x' }, 'WRONG_KEY', 'AuthorizationKey'],
    ['a wrong key', site(), 'CP-01', 'wrong', {}, 'WRONG_KEY', 'busbar stations key CP-01'],
    ['the key of another', site(), 'CP-01', 'a-long-word-for-2', {}, 'WRONG_KEY', 'AuthorizationKey'],
    ['a key that was never made', site(), 'CP-03', rawKey, {}, 'NO_KEY', 'busbar stations key CP-03'],
    ['retired', named(() => ({ state: 'retired' })), 'CP-01', undefined, {}, 'RETIRED', 'Switch it off'],
    ['TLS', open, 'CP-01', undefined, { secure: true }, 'WRONG_PROFILE', 'ws:// address'],
    ['1.5', open, 'CP-01', undefined, { subprotocols: ['ocpp1.5'] }, 'NO_PROTOCOL', 'OCPP 1.6J'],
    [
      'another cable',
      site({ security: { profile: 0, address: '10.0.1.0/24' } }),
      'CP-01',
      undefined,
      {},
      'WRONG_ADDRESS',
      'Correct "address"',
    ],
  ])('%s', (_, of, id, password, knock, code, remedy) => {
    const { core, as } = caller(of);
    expect(codeOf(as(id, password, knock))).toBe(`BB_STATION_${code}`);
    const [listed] = [...core.gateway.state.door.knocks.values()];
    expect(listed).toMatchObject({ code: `BB_STATION_${code}`, identity: id, times: 1, remoteAddress: '10.0.0.1' });
    expect(listed?.remedy).toContain(remedy);
  });

  it('profile 0 from the address that is named, also through a socket of version 6', () => {
    const { as } = caller(site({ security: { profile: 0, address: '10.0.0.0/24' } }));
    expect(as('CP-01').kind).toBe('admit');
    expect(as('CP-01', undefined, { remoteAddress: '::ffff:10.0.0.200' }).kind).toBe('admit');
    expect(as('CP-01', undefined, { remoteAddress: '10.0.1.1' }).kind).toBe('refuse');
  });

  it('quarantine is told to whoever proved to be the station, and ends when it is readmitted', () => {
    const { core, as } = caller(site());
    core.gateway.state.quarantined.set('CP-01', 'it felled the gateway');
    expect(codeOf(as('CP-01', 'wrong'))).toBe('BB_STATION_WRONG_KEY');
    expect(codeOf(as('CP-01', rawKey))).toBe('BB_STATION_QUARANTINED');
    core.driver.offer({ kind: 'ask', ask: 'a1' as never, question: { kind: 'readmit', station: 'CP-01' as never } });
    expect(codeOf(as('CP-01', rawKey))).toBe('admit');
  });

  it('an entry goes when its station comes in from there, and stays when somebody else used its name', () => {
    const { core, as } = caller(site());
    as('CP-01', 'wrong');
    as('CP-01', rawKey);
    expect(core.gateway.state.door.knocks.size).toBe(0);
    as('CP-01', 'wrong', { remoteAddress: '10.0.0.66' });
    as('CP-01', rawKey);
    expect(core.gateway.state.door.knocks.get('CP-01')?.remoteAddress).toBe('10.0.0.66');
  });
});

describe('many who knock', () => {
  it('F043 a key cannot be tried out: some tries, then some in a minute', () => {
    const { core, as } = caller(site());
    const looked = (tries: number): number =>
      Array.from({ length: tries }, () => codeOf(as('CP-01', 'wrong'))).filter(
        (code) => code === 'BB_STATION_WRONG_KEY',
      ).length;
    expect(looked(1000)).toBe(10);
    core.sleep(60_000);
    expect(looked(1000)).toBe(10);
    expect(core.gateway.state.door.knocks.get('CP-01')).toMatchObject({ code: 'BB_STATION_WRONG_KEY', times: 2000 });
  });

  it('F050 brute force costs little, and whoever is right comes in meanwhile', () => {
    const { as } = caller(site());
    as('CP-01', rawKey, { remoteAddress: '10.0.0.66' });
    const began = performance.now();
    for (let at = 0; at < 5000; at += 1) as(`CP-${at}`, 'wrong', { remoteAddress: '10.0.0.66' });
    expect(performance.now() - began).toBeLessThan(1000);
    // Behind the same router, and from elsewhere.
    expect(as('CP-01', rawKey, { remoteAddress: '10.0.0.66' }).kind).toBe('admit');
    expect(as('CP-02', 'a-long-word-for-2', { remoteAddress: '10.0.0.2' }).kind).toBe('admit');
  });

  it('F051 nobody shuts a station out by failing in its name', () => {
    const { as } = caller(site());
    for (let tries = 0; tries < 2000; tries += 1) as('CP-01', 'wrong', { remoteAddress: '10.0.0.66' });
    expect(as('CP-01', rawKey).kind).toBe('admit');
  });

  it('F049 a station that comes in again and again is held for a while', () => {
    const { core, as } = caller(site());
    const entered = (): number =>
      Array.from({ length: 100 }, () => as('CP-01', rawKey).kind).filter((kind) => kind === 'admit').length;
    expect(entered()).toBe(30);
    core.sleep(60_000);
    expect(entered()).toBe(30);
  });

  it('the list and the log stay short whatever names are made up', () => {
    const { core, as } = caller(site());
    as('LOST-1', 'x', { remoteAddress: '10.0.0.9' });
    let told = 0;
    for (let at = 0; at < 3000; at += 1) {
      const admission = as(`X-${at}`, 'x', { remoteAddress: `10.0.1.${at % 3}` });
      if (admission.kind !== 'admit' && admission.tell) told += 1;
    }
    const { knocks, tries, told: tellers } = core.gateway.state.door;
    expect(knocks.size).toBeLessThanOrEqual(200);
    expect(knocks.has('LOST-1')).toBe(true);
    expect(told).toBe(60);
    expect(tries.size + tellers.size).toBeLessThan(9000);
  });

  it('F052 how long it takes tells nobody which stations there are', () => {
    const { core, as } = caller(site());
    const medianOf = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1]!;
    const measured = (): number => {
      const known: number[] = [];
      const unknown: number[] = [];
      for (let at = 0; at < 1500; at += 1) {
        // Another address each time, so that everybody is looked at.
        const remoteAddress = `10.1.${at >> 8}.${at & 255}`;
        for (const [id, times] of [
          ['CP-01', known],
          ['CP-99', unknown],
        ] as const) {
          const began = performance.now();
          as(id, 'wrong', { remoteAddress });
          times.push(performance.now() - began);
        }
      }
      return medianOf(known) / medianOf(unknown);
    };
    // A busy computer may disturb one measurement, not each of five.
    const ratios = [];
    for (let tries = 0; tries < 5; tries += 1) {
      const ratio = measured();
      ratios.push(ratio);
      if (ratio > 0.8 && ratio < 1.25) return;
      core.sleep(60_000);
    }
    expect(ratios).toContain(1);
  });
});

describe('enrolment', () => {
  const openFor = (minutes: number): Site =>
    site({ security: { profile: 1 } }, { enrolUntil: utc(Date.UTC(2026, 0, 15, 18) + minutes * 60_000) });

  it('takes whoever sends a key under its own name, as long as it is open', () => {
    const { core, as } = caller(site());
    expect(codeOf(as('NEW-1', 'a-key-of-sixteen'))).toBe('BB_STATION_UNKNOWN');
    core.driver.offer({ kind: 'siteFile', site: openFor(60) });
    expect(as('NEW-1', 'a-key-of-sixteen')).toMatchObject({
      status: 503,
      code: 'BB_STATION_ENROLLING',
      enrol: { identity: 'NEW-1', key: 'a-key-of-sixteen' },
    });
    expect(codeOf(as('NEW-2'))).toBe('BB_STATION_UNKNOWN');
    expect(codeOf(as('NEW-3', 'short'))).toBe('BB_STATION_UNKNOWN');
    expect(as('NEW-4', undefined, { authorization: basic('NEW-5', 'a-key-of-sixteen') })).not.toHaveProperty('enrol');
    core.sleep(3_600_000);
    expect(codeOf(as('NEW-1', 'a-key-of-sixteen'))).toBe('BB_STATION_UNKNOWN');
  });
});
