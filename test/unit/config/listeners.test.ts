import { describe, expect, it } from 'vitest';
import { load, problemsOf } from './file.ts';

const tls = '{ certs: [ { cert: gw.pem, key: gw.key } ] }';
const withCa = '{ certs: [ { cert: gw.pem, key: gw.key } ], clientCa: ca.pem }';

const depot = (listeners: readonly string[], stations: readonly string[], more = ''): string =>
  `site: { id: d, name: D, timezone: UTC }
listeners:
${listeners.map((one) => `  - ${one}`).join('\n')}
circuits:
  - { id: main, limitAmps: 200 }
stations:
${stations.join('\n')}
${more}`;

const station = (security: string, id = 'CP-01', more = ''): string =>
  `  - { id: ${id}, circuit: main, evses: [{ id: 1, maxAmps: 16 }], security: ${security}${more} }`;

const password = 'password: "a-long-word-for-one"';
/** Of a good file its warnings. */
const foundIn = (text: string): string[] => {
  const loaded = load(text);
  const found = loaded.ok ? loaded.warnings : loaded.problems;
  return found.map(({ code, path, level }) => `${level} ${code} at ${path.join('.')}`);
};

describe('F044 every station finds a door of its profile', () => {
  it.each<[string, string[], string, string | undefined]>([
    ['1 without TLS', ['{ port: 9000 }'], `{ profile: 1, ${password} }`, undefined],
    ['2 with TLS', [`{ port: 9443, tls: ${tls} }`], `{ profile: 2, ${password} }`, undefined],
    ['3 with TLS and a CA', [`{ port: 9443, tls: ${withCa} }`], '{ profile: 3 }', undefined],
    ['2 without TLS', ['{ port: 9000 }'], `{ profile: 2, ${password} }`, 'BB_CONFIG_NO_TLS_LISTENER'],
    ['3 without TLS', ['{ port: 9000 }'], '{ profile: 3 }', 'BB_CONFIG_NO_TLS_LISTENER'],
    ['3 without a CA', [`{ port: 9443, tls: ${tls} }`], '{ profile: 3 }', 'BB_CONFIG_NO_CLIENT_CA'],
    ['1 with TLS alone', [`{ port: 9443, tls: ${tls} }`], `{ profile: 1, ${password} }`, 'BB_CONFIG_NO_PLAIN_LISTENER'],
    ['0 with TLS alone', [`{ port: 9443, tls: ${tls} }`], '{ profile: 0 }', 'BB_CONFIG_NO_PLAIN_LISTENER'],
    ['each its own', ['{ port: 9000 }', `{ port: 9443, tls: ${tls} }`], `{ profile: 2, ${password} }`, undefined],
  ])('%s', (_, listeners, security, code) => {
    const found = foundIn(depot(listeners, [station(security)]));
    expect(found).toEqual(code === undefined ? [] : [`error ${code} at stations.0`]);
  });

  it('says how many there are, once; a retired one needs no door', () => {
    const stations = ['CP-01', 'CP-02', 'CP-03'].map((id) => station('{ profile: 3 }', id));
    const [problem, ...more] = problemsOf(depot(['{ port: 9000 }'], stations));
    expect(more).toEqual([]);
    expect(problem?.message).toMatch(/^CP-01 and 2 more: /);
    expect(foundIn(depot(['{ port: 9000 }'], [station('{ profile: 3 }', 'CP-01', ', state: retired')]))).toEqual([]);
  });
});

describe('the TLS of a listener', () => {
  const of = (inside: string, listener = '') =>
    foundIn(
      depot(
        [`{ port: 9443, tls: { certs: [ { cert: gw.pem, key: gw.key } ], ${inside} }${listener} }`],
        [station(`{ profile: 2, ${password} }`)],
      ),
    );

  it.each([
    ['crl: crl.pem', 'error BB_CONFIG_CRL_WITHOUT_CA at listeners.0.tls.crl'],
    ['legacy: true, requireForwardSecrecy: true', 'error BB_CONFIG_TLS_LEGACY at listeners.0.tls.legacy'],
    ['legacy: true', 'warning BB_CONFIG_TLS_LEGACY at listeners.0.tls.legacy'],
  ])('%s: %s', (inside, problem) => expect(of(inside)).toEqual([problem]));

  it('takes small records and names', () =>
    expect(of('maxFragmentBytes: 2048, names: [gw.depot.lan, 10.0.0.1]')).toEqual([]));

  it('an expired certificate is accepted of a station, not of all of a template', () => {
    const stations = ['  - { id: CP-01, template: t, circuit: main }'];
    const template = (security: string) =>
      `templates: { t: { evses: [{ id: 1, maxAmps: 16 }], security: ${security} } }`;
    const listeners = [`{ port: 9443, tls: ${withCa} }`];
    expect(foundIn(depot(listeners, stations, template('{ profile: 3, acceptExpired: true }')))[0]).toMatch(
      /^error BB_CONFIG_EXPIRED_FOR_ALL/,
    );
    expect(foundIn(depot(listeners, stations, template('{ profile: 3 }')))).toEqual([]);
  });
});
