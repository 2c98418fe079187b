// Brokers and meters over MQTT in the site file.

import { describe, expect, it } from 'vitest';
import { parseSiteFile } from '../../../adapters/config-file/load.ts';

const load = (brokers: string, meter: string) =>
  parseSiteFile(
    `site: { id: d, name: D, timezone: UTC }
circuits: [ { id: main, limitAmps: 100 } ]
stations: []
brokers: ${brokers}
meters:
  - ${meter}
`,
    'site.yaml',
  );
const found = (brokers: string, meter: string): string[] => {
  const loaded = load(brokers, meter);
  const all = loaded.ok ? loaded.warnings : loaded.problems;
  return all.map(({ code, line, level }) => `${level} ${line} ${code}`);
};

const one = '[ { id: local, url: "mqtt://10.0.0.2" } ]';
const two = '[ { id: a, url: "mqtt://a" }, { id: b, url: "mqtt://b" } ]';
const meter = '{ id: pv, source: mqtt, topic: site/pv/power }';

describe('brokers and meters over MQTT', () => {
  it('a meter is on the only broker, under a name of its own', () => {
    const loaded = load(one, meter);
    expect(loaded.ok && loaded.warnings).toEqual([]);
    expect(loaded.ok && loaded.config.site.brokers).toEqual([
      { id: 'local', url: 'mqtt://10.0.0.2', clientId: 'busbar-d' },
    ]);
    expect(loaded.ok && loaded.config.site.meters?.[0]?.source).toEqual({
      kind: 'mqtt',
      broker: 'local',
      topic: 'site/pv/power',
    });
  });

  it.each([
    ['no broker', '[]', meter, ['warning 6 BB_CONFIG_METER_BROKER']],
    ['two brokers', two, meter, ['error 6 BB_CONFIG_METER_BROKER']],
    [
      'a broker that is not there',
      one,
      '{ id: pv, source: mqtt, broker: x, topic: t }',
      ['error 6 BB_CONFIG_UNKNOWN_NAME'],
    ],
    ['no topic', one, '{ id: pv, source: mqtt }', ['error 6 BB_CONFIG_METER_SOURCE']],
    ['a wildcard', one, '{ id: pv, source: mqtt, topic: site/+/power }', ['error 6 BB_CONFIG_TOPIC']],
    ['a topic and topics', one, '{ id: pv, source: mqtt, topic: t, topics: { amps: a } }', ['error 6 BB_CONFIG_TOPIC']],
    ['energy alone', one, '{ id: pv, source: mqtt, topics: { energyImportWh: a } }', ['error 6 BB_CONFIG_TOPIC']],
    [
      'topics of another source',
      one,
      '{ id: pv, source: sum, of: [pv], topics: { amps: a } }',
      ['error 6 BB_CONFIG_METER_KEY'],
    ],
    [
      'a unit that nobody knows',
      one,
      '{ id: pv, source: mqtt, topic: t, units: { powerW: PS } }',
      ['error 6 BB_CONFIG_VALUE'],
    ],
    ['an address of the web', '[ { id: b, url: "http://x" } ]', meter, ['error 4 BB_CONFIG_BROKER']],
    ['a user in the url', '[ { id: b, url: "mqtt://u:p@x" } ]', meter, ['error 4 BB_CONFIG_BROKER']],
    ['a port that is none', '[ { id: b, url: "mqtt://x:70000" } ]', meter, ['error 4 BB_CONFIG_BROKER']],
    ['a CA without TLS', '[ { id: b, url: "mqtt://x", ca: /ca.pem } ]', meter, ['error 4 BB_CONFIG_BROKER']],
    ['a password alone', '[ { id: b, url: "mqtts://x", password: p } ]', meter, ['error 4 BB_CONFIG_BROKER']],
    [
      'a password in the clear',
      '[ { id: b, url: "mqtt://x", username: u, password: p } ]',
      meter,
      ['warning 4 BB_CONFIG_BROKER_CLEAR'],
    ],
    [
      'a broker of the same name',
      '[ { id: b, url: "mqtt://x" }, { id: b, url: "mqtt://y" } ]',
      '{ id: pv, source: mqtt, broker: b, topic: t }',
      ['error 4 BB_CONFIG_DOUBLE_BROKER'],
    ],
    [
      'a broker that nobody is on',
      one,
      '{ id: pv, source: http, url: "http://x" }',
      ['warning 4 BB_CONFIG_BROKER_UNUSED'],
    ],
  ])('%s is said with its line', (_what, brokers, text, codes) => {
    const all = found(brokers, text);
    expect(all).toEqual(expect.arrayContaining(codes));
    expect(all.filter((each) => each.startsWith('error'))).toEqual(codes.filter((each) => each.startsWith('error')));
  });
});
