import { describe, expect, it } from 'vitest';
import { tokenRulesOf } from '../../../src/control/token-rules.ts';
import { changed, load, placesOf, problemsOf, siteOf, smallFile } from './file.ts';

const codesOf = (text: string): string[] => problemsOf(text).map(({ code }) => code);

const second = (keys: string): string =>
  `${smallFile}  - { id: other, kind: ocpp, mode: aggregate, version: '1.6', url: 'ws://other/x', identity: d, ${keys} }\n`;

describe('the effective site', () => {
  it('has ranges, templates and defaults filled in', () => {
    const site = siteOf(smallFile);
    expect(site.stations.map(({ id, circuit }) => `${id} on ${circuit}`)).toEqual([
      'CP-01 on row-a',
      'CP-02 on row-a',
      'CP-03 on row-a',
      'AC-1 on main',
    ]);
    expect(site.stations[3]).toEqual({
      id: 'AC-1',
      circuit: 'main',
      state: 'installed',
      evses: [{ id: 1, maxAmps: 32, minAmps: 6, phases: 'unknown' }],
      sampleSeconds: 10,
      fallbackAmps: 'auto',
      security: { profile: 1 },
    });
    expect(site.uplinks).toEqual([
      {
        id: 'csms',
        kind: 'ocpp',
        mode: 'aggregate',
        version: '1.6',
        url: 'wss://csms.example/ocpp',
        identity: 'depot',
        role: 'control',
        quotaBytes: 64 * 1024 * 1024,
        attempts: 3,
        retryIntervalSeconds: 60,
        callTimeoutSeconds: 30,
        backoff: { minSeconds: 5, randomSeconds: 10, repeatTimes: 4 },
      },
    ]);
    expect(site.authorization).toEqual({
      mode: 'csms',
      waitMs: 1500,
      unknownOffline: 'refuse',
      stopOnInvalid: true,
      preAuthorize: false,
      offlineMaxDays: 14,
      cacheSize: 10_000,
      cacheLifetimeDays: 30,
    });
    expect(site.circuits[1]).toEqual({ id: 'row-a', parent: 'main', limitAmps: 63, worstCaseBaseAmps: 0 });
  });

  it('E35 has the steps of an EVSE rising and without 0, and the least of them that suits its minimum', () => {
    const evses = (text: string) => siteOf(text).stations[3]!.evses;
    const stepped = changed('maxAmps: 32', 'maxAmps: 32, steps: [32, 0, 10, 16, 10]');
    expect(evses(stepped)).toEqual([{ id: 1, maxAmps: 32, minAmps: 10, steps: [10, 16, 32], phases: 'unknown' }]);
    expect(evses(changed('id: AC-1,', 'id: AC-1, maxAmps: 20,', stepped))).toMatchObject([
      { maxAmps: 20, steps: [10, 16] },
    ]);
  });

  it('takes a key of the station before that of the template', () => {
    const site = siteOf(changed('id: AC-1,', 'id: AC-1, sampleSeconds: 30, fallbackAmps: 8, state: planned,'));
    expect(site.stations[3]).toMatchObject({ sampleSeconds: 30, fallbackAmps: 8, state: 'planned' });
    expect(site.stations[0]).toMatchObject({ sampleSeconds: 10, fallbackAmps: 'auto', state: 'installed' });
  });

  it('has rules about tokens for a template or a station, over those of the site', () => {
    const rules = 'authorization: { mode: free, waitMs: 3000 }, tokenFormat: { byteOrder: reversed },';
    const site = siteOf(`${changed('id: AC-1,', `id: AC-1, ${rules}`)}authorization: { stopOnInvalid: false }\n`);
    expect(site.stations[3]).toMatchObject({
      authorization: { mode: 'free', waitMs: 3000 },
      tokenFormat: { byteOrder: 'reversed', leadingZeros: 'kept' },
    });
    expect(tokenRulesOf(site).get('AC-1' as never)).toMatchObject({
      mode: 'free',
      waitMs: 3000,
      unknownOffline: 'refuse',
      stopOnInvalid: false,
      format: { byteOrder: 'reversed', leadingZeros: 'kept' },
      csms: 'csms',
    });
    expect(tokenRulesOf(site).get('CP-01' as never)).toMatchObject({ mode: 'csms', waitMs: 1500, csms: 'csms' });
  });

  it('knows where this computer listens', () => {
    const loaded = load(`${smallFile}data: { maxBytes: 1.5 MB }\napi: { listen: '[::1]:8081' }\n`);
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        data: { dir: '/var/lib/busbar', maxBytes: 1_500_000 },
        listeners: [{ port: 9000, paths: ['/*'] }],
        api: { host: '::1', port: 8081, lan: { host: '0.0.0.0', port: 8443 } },
      },
    });
  });

  // Amps per line of 24 kW at the grid: P / (3 x 230 V), P / (sqrt 3 x 230 V), P / 240 V.
  it.each([
    ['tn400', 35],
    ['it230', 61],
    ['split240', 100],
  ])('counts a DC unit of 24 kW in amps per line of a %s grid', (supply, amps) => {
    const text = changed('timezone: UTC', `timezone: UTC, supply: ${supply}`);
    const site = siteOf(changed('maxAmps: 32', 'maxKw: 24, efficiency: 1', text));
    expect(site.stations[0]?.evses[0]).toMatchObject({ maxAmps: amps, minAmps: 0 });
  });

  it('counts the losses of a DC unit', () => {
    const site = siteOf(changed('maxAmps: 32', 'maxKw: 150, efficiency: 0.94'));
    expect(site.stations[0]?.evses[0]?.maxAmps).toBe(Math.ceil(150_000 / 0.94 / 690));
  });

  it('holds the only EVSE of a station to what the station draws', () => {
    expect(siteOf(changed('id: AC-1,', 'id: AC-1, maxAmps: 16,')).stations[3]?.evses[0]?.maxAmps).toBe(16);
    expect(siteOf(changed('id: AC-1,', 'id: AC-1, maxAmps: 63,')).stations[3]?.evses[0]?.maxAmps).toBe(32);
    expect(codesOf(changed('id: AC-1,', 'id: AC-1, maxAmps: 5,'))).toEqual(['BB_CONFIG_MIN_ABOVE_MAX']);
    const two = 'evses: [{ id: 1, maxAmps: 32 }, { id: 2, maxAmps: 32 }]';
    const problems = problemsOf(changed('id: AC-1,', `id: AC-1, maxAmps: 40, ${two},`));
    expect(problems).toMatchObject([
      { code: 'BB_CONFIG_NOT_YET', remedy: expect.stringContaining('limitAmps: 40') as string },
    ]);
  });
});

/** What a change of the small file brings up; where no places are given, anything will do. */
function expectFound(from: string, to: string, places?: readonly string[]): void {
  const found = placesOf(changed(from, to));
  expect(found).toEqual(places ?? expect.arrayContaining([expect.any(String)]));
}

describe('stations that make no sense', () => {
  it.each([
    ['one id twice', 'id: AC-1', 'id: CP-02', ['13:7 BB_CONFIG_DOUBLE_STATION']],
    [
      'ranges that overlap',
      'id: AC-1, template: ac22, circuit: main }',
      "range: 'CP-[02-20]', template: ac22, circuit: main }",
      ['13:7 BB_CONFIG_DOUBLE_STATION'],
    ],
    ['id and range', 'id: AC-1', "id: AC-1, range: 'A[1-2]'", ['13:5 BB_CONFIG_STATION_NAME']],
    ['a colon in a name', 'id: AC-1', 'id: "AC:1"', ['13:7 BB_CONFIG_STATION_NAME']],
    ['a range as an id', 'id: AC-1', "id: 'AC-[1-9]'", ['13:7 BB_CONFIG_STATION_NAME']],
    ['a name of 49', 'id: AC-1', `id: ${'A'.repeat(49)}`, ['13:7 BB_CONFIG_STATION_NAME']],
    ['a range of long names', 'CP-[01-03]', `${'A'.repeat(47)}[01-03]`, ['12:7 BB_CONFIG_STATION_NAME']],
    ['a range downwards', 'CP-[01-03]', 'CP-[03-01]', ['12:7 BB_CONFIG_RANGE']],
    ['too many stations', 'CP-[01-03]', 'CP-[001-1000]', ['13:5 BB_CONFIG_TOO_MANY_STATIONS']],
    [
      'a template of every object',
      'id: AC-1, template: ac22',
      'id: AC-1, template: constructor, evses: [{ id: 1, maxAmps: 9 }], security: { profile: 0 }',
      ['13:17 BB_CONFIG_UNKNOWN_TEMPLATE'],
    ],
    [
      'EVSE numbers with a gap',
      '{ id: 1, maxAmps: 32 }',
      '{ id: 1, maxAmps: 9 }, { id: 3, maxAmps: 9 }',
      ['9:38 BB_CONFIG_EVSE_NUMBERS'],
    ],
    ['no rating', '{ id: 1, maxAmps: 32 }', '{ id: 1 }', ['9:13 BB_CONFIG_NO_RATING']],
    [
      'a fallback above the rating',
      'id: AC-1,',
      'id: AC-1, fallbackAmps: 33,',
      ['13:17 BB_CONFIG_FALLBACK_ABOVE_RATING'],
    ],
    ['a step above the rating', 'maxAmps: 32', 'maxAmps: 20, steps: [6, 16, 32]', ['9:35 BB_CONFIG_STEP_ABOVE_RATING']],
    ['steps below the minimum', 'maxAmps: 32', 'maxAmps: 32, steps: [0, 5]', ['9:35 BB_CONFIG_STEPS_BELOW_MIN']],
    [
      'a fallback between two steps',
      '{ id: 1, maxAmps: 32 }]',
      '{ id: 1, maxAmps: 32, steps: [6, 16, 32] }]\n    fallbackAmps: 8',
      ['10:5 BB_CONFIG_FALLBACK_NO_STEP'],
    ],
    [
      'one number upstream for a range',
      'maxAmps: 32',
      'maxAmps: 32, upstream: { evse: 5 }',
      ['9:47 BB_CONFIG_DOUBLE_UPSTREAM'],
    ],
  ])('%s', (_, from, to, places) => expectFound(from, to, places));
});

describe('a site that makes no sense', () => {
  it.each([
    ['a time zone of nowhere', 'timezone: UTC', 'timezone: Mars/North', ['1:33 BB_CONFIG_TIMEZONE']],
    ['a circuit twice', 'id: row-a', 'id: main', undefined],
    ['a limit of nothing', 'limitAmps: 100', 'limitAmps: 0', ['3:17 BB_CONFIG_LIMIT']],
    [
      'a limit above the fuse',
      'limitAmps: 100',
      'limitAmps: 100, protection: { kind: gG, ratedAmps: 80 }',
      ['3:17 BB_CONFIG_LIMIT_ABOVE_FUSE'],
    ],
    ['two grid connections', '    parent: main\n', '', ['4:5 BB_CONFIG_GRID']],
    [
      'no grid connection',
      'id: main, limit',
      'id: main, parent: row-a, limit',
      ['2:1 BB_CONFIG_GRID', '3:17 BB_CONFIG_CIRCUIT_LOOP', '5:5 BB_CONFIG_CIRCUIT_LOOP'],
    ],
    ['an unknown meter', 'limitAmps: 100', 'limitAmps: 100, meter: grid', ['3:33 BB_CONFIG_UNKNOWN_NAME']],
  ])('%s', (_, from, to, places) => expectFound(from, to, places));
});

describe('uplinks that make no sense', () => {
  it.each([
    ['no mode', '    mode: aggregate\n', '', ['15:5 BB_CONFIG_NO_MODE']],
    ['no version', "    version: '1.6'\n", '', ['15:5 BB_CONFIG_NO_VERSION']],
    ['an url of another kind', 'wss://csms.example/ocpp', 'mqtt://csms.example', ['19:5 BB_CONFIG_URL']],
    [
      'TLS without TLS',
      'url: wss://csms.example',
      'security: { profile: 2, password: x }\n    url: ws://csms.example',
      ['20:5 BB_CONFIG_URL'],
    ],
    [
      'an uplink without password',
      'role: control',
      'role: control\n    security: { profile: 1 }',
      ['22:5 BB_CONFIG_NO_PASSWORD'],
    ],
    [
      'an uplink of unknown stations',
      'role: control',
      "role: control\n    stations: [AC-1, 'CP-[03-04]']",
      ['22:22 BB_CONFIG_UNKNOWN_STATION'],
    ],
  ])('%s', (_, from, to, places) => expectFound(from, to, places));
});

describe('two of one', () => {
  it('F116 two uplinks that command one station, the second line named, whatever they speak', () => {
    expect(placesOf(second('role: control'))).toEqual(['22:97 BB_CONFIG_TWO_CONTROLS']);
    expect(placesOf(second("role: control, stations: ['CP-[02-03]']"))).toEqual(['22:97 BB_CONFIG_TWO_CONTROLS']);
    const shared = changed(
      'role: control\n',
      'role: control\n    stations: [AC-1]\n',
      second("role: control, stations: ['CP-[01-03]']"),
    );
    expect(siteOf(shared).uplinks.map(({ stations }) => stations)).toEqual([['AC-1'], ['CP-01', 'CP-02', 'CP-03']]);
    expect(siteOf(second('role: observe')).uplinks).toHaveLength(2);
    const mqtt = changed('uplinks:\n', "uplinks:\n  - { id: m, kind: mqtt, url: 'mqtt://x', role: control }\n");
    expect(placesOf(mqtt)).toEqual(['22:5 BB_CONFIG_TWO_CONTROLS']);
  });

  it('one uplink id twice', () =>
    expect(codesOf(second('role: observe').replace('id: other', 'id: csms'))).toEqual(['BB_CONFIG_DOUBLE_UPLINK']));

  it('ports that are used twice, unless on two addresses', () => {
    const listeners = (text: string): string => `${smallFile}listeners: [${text}]\n`;
    expect(codesOf(listeners('{ port: 9000 }, { port: 9000, address: 127.0.0.1 }'))).toEqual(['BB_CONFIG_PORT']);
    expect(codesOf(listeners('{ port: 8080 }'))).toEqual(['BB_CONFIG_PORT']);
    expect(codesOf(`${smallFile}api: { listen: 'localhost:99999' }\n`)).toEqual(['BB_CONFIG_PORT']);
    expect(load(listeners('{ port: 9000, address: 10.0.0.1 }, { port: 9000, address: 127.0.0.1 }')).ok).toBe(true);
    expect(load(listeners('{ port: 0 }, { port: 0 }')).ok).toBe(true);
  });
});

describe('security', () => {
  const security = 'security: { profile: 1, password: a-long-station-key }';

  it('is asked for, and profile 0 only where the station is named', () => {
    expect(codesOf(changed(`    ${security}\n`, ''))).toEqual(['BB_CONFIG_NO_SECURITY', 'BB_CONFIG_NO_SECURITY']);
    expect(codesOf(changed(security, 'security: { profile: 0 }'))).toEqual(['BB_CONFIG_PROFILE_0']);
    const named = changed('id: AC-1,', 'id: AC-1, security: { profile: 0 },');
    expect(siteOf(named).stations.map((station) => station.security.profile)).toEqual([1, 1, 1, 0]);
  });

  it.each([
    ['{ profile: 1 }', 'BB_CONFIG_NO_PASSWORD'],
    ['{ profile: 2 }', 'BB_CONFIG_NO_PASSWORD'],
  ])('%s is refused', (value, code) => {
    const doors = 'listeners: [{ port: 1 }, { port: 2, tls: { certs: [{ cert: a.pem, key: a.key }] } }]\n';
    const problems = problemsOf(`${changed(security, `security: ${value}`)}${doors}`);
    expect(problems).toMatchObject([
      { code, line: 10, path: expect.arrayContaining(['ac22', 'security']) as string[] },
    ]);
  });
});

describe('what this version does not serve', () => {
  it.each([['inputs: [{ id: dso, source: contact, action: stop, onLoss: active }]', 21]])(
    'is a warning where it only does less: %s',
    (line, column) =>
      expect(load(`${smallFile}${line}\n`)).toMatchObject({
        ok: true,
        warnings: [{ code: 'BB_CONFIG_NOT_YET', line: 22, column }],
      }),
  );
});

describe('MQTT uplinks', () => {
  const feed = (keys: string): string =>
    changed('uplinks:\n', `uplinks:\n  - { id: m, kind: mqtt, role: observe, ${keys} }\n`);

  it('have what the file does not say', () => {
    const [mqtt] = siteOf(feed("url: 'mqtts://broker.example:8883', bytesPerDay: 50MiB")).uplinks;
    expect(mqtt).toMatchObject({
      kind: 'mqtt',
      feed: {
        topicPrefix: 'busbar/v1',
        protocol: '5',
        sampleSeconds: 60,
        acknowledgedBy: 'broker',
        bytesPerDay: 52_428_800,
      },
    });
  });

  it.each([
    ['an url with a path', "url: 'mqtt://x/y'", 'BB_CONFIG_URL'],
    ['an url of another kind', "url: 'wss://x'", 'BB_CONFIG_URL'],
    ['TLS without TLS', "url: 'mqtt://x', security: { profile: 3, cert: a, key: b }", 'BB_CONFIG_URL'],
    ['a wildcard in the prefix', "url: 'mqtt://x', topicPrefix: 'a/#'", 'BB_CONFIG_TOPIC'],
    ['a password without user', "url: 'mqtts://x', security: { profile: 2, password: y }", 'BB_CONFIG_NO_USER'],
    ['profile 3 without certificate', "url: 'mqtts://x', security: { profile: 3 }", 'BB_CONFIG_NO_CERTIFICATE'],
    ['a key of OCPP', "url: 'mqtt://x', version: '1.6'", 'BB_CONFIG_UPLINK_KEY'],
  ])('%s', (_, keys, code) => expect(codesOf(feed(keys))).toEqual([code]));

  it('a key of MQTT at a central system of OCPP', () =>
    expect(codesOf(changed('role: control\n', 'role: control\n    topicPrefix: x\n'))).toEqual([
      'BB_CONFIG_UPLINK_KEY',
    ]));
});
