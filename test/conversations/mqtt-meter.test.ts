// A meter that tells over MQTT, as the core hears it: how old and how good it is, and what a person is told.

import { describe, expect, it } from 'vitest';
import type { SiteView } from '../../src/local/site-view.ts';
import type { Broker, Meter, Site } from '../../src/model/config/site.ts';
import { savePart } from '../../src/site/ledger.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import type { Harness } from './harness.ts';
import { createHarness } from './harness.ts';

const local: Broker = { id: 'local', url: 'mqtt://10.0.0.2', clientId: 'busbar-depot' };
const meter = (more: Partial<Meter> = {}, source: object = { topic: 'grid/power' }): Meter => ({
  id: 'grid',
  source: { kind: 'mqtt', broker: 'local', ...source },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 1000,
  ...more,
});
const siteWith = (meters: Meter[], brokers: Broker[] = [local]): Site => ({
  ...smallDepot(1, 60, [uplink('csms', 'control', { password: 'of-the-uplink' })]),
  brokers,
  meters,
});

const view = (depot: Harness): SiteView => depot.asks({ kind: 'site' }) as SiteView;
const grid = (depot: Harness) => view(depot).meters[0]!;
const alarms = (depot: Harness): string[] => view(depot).alarms.map(({ code, text }) => `${code} ${text}`);

function comes(depot: Harness, text: string, topic = 'grid/power', isRetained = false): void {
  depot.offers({ kind: 'message', broker: 'local', topic, text, bytes: text.length, isRetained });
}

function begin(...given: Parameters<typeof meter>): Harness {
  const depot = createHarness(siteWith([meter(...given)]));
  depot.offers({ kind: 'brokerUp', broker: 'local' });
  return depot;
}

describe('a meter over MQTT', () => {
  it('shows what it says, and how old that is', () => {
    const depot = begin();
    expect(grid(depot)).toEqual({ id: 'grid', source: 'mqtt', quality: 'comm' });
    comes(depot, '2300.5');
    depot.sleep(700);
    expect(grid(depot)).toMatchObject({ quality: 'good', ageMs: 700, powerW: 2300.5, amps: [null, null, null] });
  });

  it('F094 is lost after three periods without a message, by time alone, and found with the next one', () => {
    const depot = begin();
    comes(depot, '2300');
    depot.sleep(3000);
    expect(grid(depot).quality).toBe('good');
    depot.sleep(2);
    expect(grid(depot).quality).toBe('stale');
    expect(alarms(depot)).toEqual([expect.stringMatching(/^BB_METER_LOST .*for 3 s on "grid\/power" of broker local/)]);
    comes(depot, '2300');
    expect([grid(depot).quality, alarms(depot)]).toEqual(['good', []]);
  });

  it('that tells more seldom than it should is told to a person with the period to write', () => {
    const depot = begin();
    for (let times = 0; times < 3; times += 1) {
      comes(depot, '2300');
      depot.sleep(10_000);
    }
    expect(alarms(depot)).toEqual([expect.stringContaining('periodMs: 10000')]);
  });

  it('what lay at the broker is no reading, however often it comes', () => {
    const depot = begin();
    comes(depot, '2300', 'grid/power', true);
    expect(grid(depot).quality).toBe('comm');
    depot.sleep(11_000);
    expect(alarms(depot)).toEqual([expect.stringMatching(/BB_METER_LOST .*retained/)]);
    comes(depot, '50');
    comes(depot, '2300', 'grid/power', true);
    expect(grid(depot).powerW).toBe(50);
  });

  it.each([
    ['NaN', /no value: NaN\. A number alone/],
    ['unavailable', /unavailable/],
    ['12,5', /12,5/],
    ['', /it is empty/],
    ['{"power": 5}', /paths: \{ powerW/],
    ['x\u0007y', /x\?y/],
  ])('%j is no value, and a person is told what came', (text, told) => {
    const depot = begin();
    comes(depot, '10');
    comes(depot, text);
    expect(grid(depot)).toMatchObject({ quality: 'invalid', powerW: null });
    expect(alarms(depot)).toEqual([expect.stringMatching(/^BB_METER_MQTT /)]);
    expect(alarms(depot)[0]).toMatch(told);
    comes(depot, '11');
    expect([grid(depot).powerW, alarms(depot)]).toEqual([11, []]);
  });

  it('with lines on topics of their own is as old as the oldest of them', () => {
    const amps = ['m/l1', 'm/l2', 'm/l3'];
    const depot = begin({ invert: true, ctRatio: 2, phaseMap: 'L2L3L1' }, { topics: { amps, energyImportWh: 'm/e' } });
    for (const topic of amps) comes(depot, '5', topic);
    comes(depot, '100', 'm/e');
    depot.sleep(2000);
    comes(depot, '6', 'm/l1');
    comes(depot, '7', 'm/l2');
    expect(grid(depot)).toMatchObject({ quality: 'good', ageMs: 2000, amps: [-10, -12, -14], energyExportWh: 200 });
    depot.sleep(1500);
    expect(grid(depot).quality).toBe('stale');
    // What comes seldom makes nothing old.
    comes(depot, '8', 'm/l3');
    expect(grid(depot).quality).toBe('good');
  });

  it('that is described otherwise has said nothing yet; what nobody is on is passed over', () => {
    const depot = begin();
    comes(depot, '5');
    comes(depot, '6', 'other');
    depot.offers({ kind: 'message', broker: 'x', topic: 'grid/power', text: '7', bytes: 1, isRetained: false });
    expect(grid(depot).powerW).toBe(5);
    depot.change(siteWith([meter({}, { topic: 'grid/other' })]));
    expect(grid(depot).quality).toBe('comm');
    comes(depot, '5');
    expect(grid(depot).quality).toBe('comm');
  });

  it('a topic that the broker keeps closed, and a message that is too long, are said', () => {
    const depot = begin();
    depot.offers({ kind: 'topicRefused', broker: 'local', topic: 'grid/power' });
    expect(alarms(depot)[0]).toMatch(/BB_METER_MQTT .*does not let this gateway hear "grid\/power"/);
    depot.offers({ kind: 'message', broker: 'local', topic: 'grid/power', bytes: 70_000, isRetained: false });
    expect(alarms(depot)[0]).toMatch(/BB_METER_MQTT .*70000 bytes/);
  });
});

describe('a broker', () => {
  const wanted = (depot: Harness) => depot.brokers();
  const down = (depot: Harness, trouble: 'refused' | 'unauthorized' = 'refused'): void =>
    depot.offers({ kind: 'brokerDown', broker: 'local', trouble, reason: 'ECONNREFUSED' });

  it('is one connection for all meters on it, and none where nobody is', () => {
    const two = [meter(), meter({ id: 'pv', role: 'pv' }, { topics: { powerW: ['a', 'b', 'grid/power'] } })];
    const depot = createHarness(siteWith(two, [local, { ...local, id: 'idle' }]));
    const topics = ['grid/power', 'a', 'b'].map((topic) => ({ topic, everyMs: 100 }));
    expect(wanted(depot)).toEqual([
      { broker: 'local', url: 'mqtt://10.0.0.2', clientId: 'busbar-depot', subscriptions: topics },
    ]);
    depot.change(siteWith([]));
    expect(wanted(depot)).toEqual([]);
  });

  it('is tried again after 1, 2, 4 … 32 s; after a time that went well, from the beginning', () => {
    const depot = createHarness(siteWith([meter()]));
    const waits = [1, 2, 4, 8, 16, 32, 32].map(() => {
      down(depot);
      expect(wanted(depot)).toEqual([]);
      let waited = 0;
      for (; wanted(depot).length === 0; waited += 1) depot.sleep(1000);
      return waited;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 32]);
    expect(alarms(depot)[0]).toMatch(/^BB_BROKER Broker local \(mqtt:\/\/10.0.0.2\) .*nobody listens there/);
    depot.offers({ kind: 'brokerUp', broker: 'local' });
    expect(alarms(depot).filter((one) => one.startsWith('BB_BROKER'))).toEqual([]);
    depot.sleep(30_000);
    down(depot);
    depot.sleep(1000);
    expect(wanted(depot)).toHaveLength(1);
    expect(alarms(depot).filter((one) => one.startsWith('BB_BROKER'))).toEqual([]);
  });

  it('that throws us out again and again is said, and is no better for each time that it opens', () => {
    const depot = createHarness(siteWith([meter()]));
    for (let times = 0; times < 3; times += 1) {
      depot.offers({ kind: 'brokerUp', broker: 'local' });
      down(depot);
      depot.sleep(5000);
    }
    depot.offers({ kind: 'brokerUp', broker: 'local' });
    expect(alarms(depot).find((one) => one.startsWith('BB_BROKER'))).toMatch(
      /another client call itself "busbar-depot"/,
    );
    depot.sleep(30_000);
    comes(depot, '1');
    expect(alarms(depot).filter((one) => one.startsWith('BB_BROKER'))).toEqual([]);
  });

  it('its password is in no line of the journal, no snapshot and no answer; a new one is tried at once', () => {
    const secret = 'tr0ub4dor';
    const site = siteWith([meter()], [{ ...local, username: 'busbar', password: secret }]);
    const depot = createHarness(site);
    expect(wanted(depot)[0]).toMatchObject({ username: 'busbar', password: secret });
    down(depot, 'unauthorized');
    const written = (): string =>
      [...depot.lines.map(({ json }) => json), savePart(depot.gateway.state.ledger, 'gateway')].join('\n');
    expect(written()).toContain('hasPassword');
    expect(written() + JSON.stringify(view(depot))).not.toContain(secret);
    const { length } = depot.facts;
    depot.change(siteWith([meter()], [{ ...local, username: 'busbar', password: 'another-one' }]));
    expect(wanted(depot)[0]).toMatchObject({ password: 'another-one' });
    expect(depot.facts.slice(length)).toMatchObject([
      { kind: 'SecurityEventRaised', type: 'ReconfigurationOfSecurityParameters' },
    ]);
    expect(written()).not.toContain('another-one');
    expect(depot.restart().brokers()[0]).toMatchObject({ password: 'another-one' });
  });
});

describe('a circuit whose meter', () => {
  /** How much other load counts on each line; nothing where the worst case counts. */
  const counted = (depot: Harness) => [...depot.gateway.state.bases.known.values()].map(({ amps }) => amps);

  it.each([
    ['says the power alone', { topics: { powerW: 'm' } }, '5', []],
    ['does not say one of its lines', { topics: { amps: 'm' } }, '[1, 2]', []],
    ['says every line', { topics: { amps: 'm' } }, '[1, 2, 3]', [1, 2, 3]],
  ])('%s: what is not said is never 0', (_what, source, text, known) => {
    const site = siteWith([meter({}, source)]);
    const depot = createHarness({ ...site, circuits: site.circuits.map((one) => ({ ...one, meter: 'grid' })) });
    comes(depot, text, 'm');
    expect(grid(depot).quality).toBe('good');
    expect(counted(depot)[0] ?? []).toEqual(known);
  });
});
