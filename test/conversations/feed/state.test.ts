// What an MQTT uplink finds at the broker of the state of the site, and how often it is told.

import { describe, expect, it } from 'vitest';
import { newFleet } from './fleet.ts';

describe('retained state', () => {
  it('tells the site, each circuit, station and EVSE', () => {
    const { yard, broker, passes } = newFleet();
    yard.posts[0]!.says('StatusNotification', { connectorId: 1, status: 'Preparing', errorCode: 'NoError' });
    yard.posts[0]!.starts();
    passes(40);
    const { retained } = broker;
    expect([...retained.keys()].sort()).toEqual([
      'alarms',
      'circuits/main',
      'online',
      'site',
      'stations/CP-01',
      'stations/CP-01/evses/1',
      'stations/CP-02',
      'stations/CP-02/evses/1',
    ]);
    expect(retained.get('site')).toMatchObject({
      id: 'depot',
      stations: { total: 2, connected: 2 },
      evses: { total: 2, charging: 1 },
    });
    expect(retained.get('stations/CP-01')).toMatchObject({
      ...{ connected: true, state: 'installed', vendor: 'Acme', model: 'One', version: '1.6' },
    });
    const evse = retained.get('stations/CP-01/evses/1')!;
    const [view] = yard.view().stations[0]!.evses;
    expect(evse).toMatchObject({
      ...{ status: 'Preparing', transaction: view!.transaction, limitAmps: view!.limitAmps, reason: view!.reason },
      ...{ why: view!.why!.text, limitState: 'confirmed' },
    });
    const [draws] = evse['measuredAmps'] as number[];
    expect(draws).toBeGreaterThan(20);
    expect(retained.get('circuits/main')).toMatchObject({ limitAmps: 60, measured: true });
    expect((retained.get('circuits/main')!['drawnAmpsOnLines'] as number[])[0]).toBeGreaterThan(20);
  });

  it('says what limits a circuit and all stations, in data and in words; a Modbus charger is a station like the others', () => {
    const gridControl = { kind: 'lpc', failsafeAmps: 12, failsafeMinHours: 2 } as const;
    const { yard, broker, passes } = newFleet({}, { boxes: 1, change: (site) => ({ ...site, gridControl }) });
    const harness = yard.harness();
    for (const post of yard.posts) post.starts();
    harness.asks({
      kind: 'setCircuitLimit',
      circuit: 'main' as never,
      amps: 20,
      durationMs: 3_600_000,
      reason: 'crane',
    });
    passes(15);
    expect(broker.retained.get('circuits/main')).toMatchObject({
      ...{ limitNowAmps: 20, reason: { kind: 'temporary', circuit: 'main' }, temporary: { reason: 'crane' } },
      why: expect.stringContaining('crane') as string,
    });
    const site = broker.retained.get('site')!;
    expect(site).toMatchObject({ grid: { state: 'init', limitAmps: 12 } });
    expect(site['ceilings']).toContainEqual({ reason: { kind: 'lpc', failsafe: true }, amps: 12 });
    expect(broker.retained.get('stations/BOX-1')).toMatchObject({
      connected: true,
      modbus: 'keba-p30-p40',
    });
    const evse = broker.retained.get('stations/CP-01/evses/1')!;
    expect(evse['why']).toBe(yard.view().stations[0]!.evses[0]!.why!.text);
    harness.asks({ kind: 'clearCircuitLimit', circuit: 'main' as never });
    passes(2);
    expect(broker.retained.get('circuits/main')!['limitNowAmps']).toBeUndefined();
  });

  it('does not chatter: ten minutes of charging with other load that is never still', () => {
    const { yard, broker, passes } = newFleet();
    for (const post of yard.posts) post.starts();
    let second = 0;
    yard.each = () => void (yard.base = [(second += 1) % 3, (second * 7) % 2, second % 2]);
    passes(120);
    broker.heard();
    passes(600);
    const told = broker.heard().filter(({ topic }) => topic !== 'telemetry' && topic !== 'transactions');
    expect(told.map(({ topic }) => topic)).toEqual([]);
  });

  it('a status that flaps each second is told four times, and then each ten seconds', () => {
    const { yard, broker, passes } = newFleet();
    broker.heard();
    for (let second = 0; second < 60; second += 1) {
      const status = second % 2 === 0 ? 'Faulted' : 'Available';
      yard.posts[0]!.says('StatusNotification', { connectorId: 1, status, errorCode: 'NoError' });
      passes(1);
    }
    const told = broker.heard().filter(({ topic }) => topic === 'stations/CP-01/evses/1');
    expect(told.length).toBeGreaterThanOrEqual(6);
    expect(told.length).toBeLessThanOrEqual(12);
    passes(11);
    expect(broker.retained.get('stations/CP-01/evses/1')).toMatchObject({ status: 'Available' });
  });

  it('F106 a broker that comes back with nothing is told all of it again', () => {
    const { broker, passes } = newFleet();
    const before = new Set(broker.retained.keys());
    broker.drops();
    broker.forgets();
    passes(5);
    expect(broker.retained.size).toBe(0);
    broker.connects();
    passes(2);
    expect(new Set(broker.retained.keys())).toEqual(before);
  });

  it('tells nothing twice in one look, and no more at once than the stream can bear', () => {
    const { broker, passes, yard } = newFleet({}, { posts: 120 });
    broker.drops();
    broker.forgets();
    broker.heard();
    broker.takes = false;
    broker.connects();
    passes(1);
    expect(broker.heard().length).toBeLessThanOrEqual(103);
    passes(20);
    // Nobody takes anything: no more is on its way than there may be.
    expect(broker.heard().length).toBeLessThanOrEqual(30);
    broker.takes = true;
    passes(10);
    expect(broker.retained.size).toBe(4 + 2 * yard.posts.length);
  });

  it('leaves a broker that takes nothing for as long as a CALL may wait', () => {
    const { broker, passes, yard } = newFleet();
    const link = yard.harness().gateway.state.uplinks.get('fleet' as never)!.link!;
    broker.takes = false;
    passes(25);
    expect(yard.harness().hears(link)).toEqual([]);
    yard.posts[0]!.starts();
    passes(45);
    expect(yard.harness().hears(link)).toEqual([[0, 'close', 1001]]);
  });

  it('clears the topics of a station that leaves, also of one that left while nobody was there', () => {
    const { yard, broker, passes } = newFleet();
    const harness = yard.harness();
    const site = harness.gateway.state.siteFile!;
    yard.posts[1]!.drops();
    harness.change({ ...site, stations: site.stations.slice(0, 1) });
    passes(3);
    expect([...broker.retained.keys()].filter((topic) => topic.includes('CP-02'))).toEqual([]);

    harness.change(site);
    passes(3);
    expect(broker.retained.has('stations/CP-02/evses/1')).toBe(true);
    const next = harness.restart({ site: { ...site, stations: site.stations.slice(0, 1) } });
    const link = next.connectCsms('fleet');
    next.sleep(5000);
    const cleared = next.publishes.filter(({ text, retain }) => retain === true && text === '');
    expect(cleared.map(({ topic }) => topic).sort()).toEqual([
      'busbar/v1/depot/stations/CP-02',
      'busbar/v1/depot/stations/CP-02/evses/1',
    ]);
    expect(cleared.every((one) => one.link === link)).toBe(true);
  });

  it('an uplink of some stations hears of no others', () => {
    const { broker, passes } = newFleet({}, {}, { stations: ['CP-01' as never] });
    passes(2);
    expect([...broker.retained.keys()].filter((topic) => topic.includes('CP-02'))).toEqual([]);
    expect(broker.retained.get('site')).toMatchObject({ stations: { total: 1 }, evses: { total: 1 } });
  });
});

describe('alarms', () => {
  it('are one list with code, text and since, and are gone when they are over', () => {
    const { yard, broker, passes } = newFleet();
    const { alarms } = yard.harness().gateway.state;
    alarms.set('BB_STATION_PROBLEM:CP-01', 'It smokes.');
    passes(2);
    const told = broker.retained.get('alarms')!['alarms'] as Record<string, string>[];
    const { since, ...rest } = told.find(({ code }) => code === 'BB_STATION_PROBLEM')!;
    expect(rest).toEqual({ code: 'BB_STATION_PROBLEM', about: 'CP-01', text: 'It smokes.' });
    expect(since).toMatch(/^2026-01-15T18:00:3/);
    alarms.delete('BB_STATION_PROBLEM:CP-01');
    passes(28);
    expect(JSON.stringify(broker.retained.get('alarms'))).toContain('BB_STATION_PROBLEM');
    passes(5);
    expect(JSON.stringify(broker.retained.get('alarms'))).not.toContain('BB_STATION_PROBLEM');
  });

  it('one that comes and goes is told no oftener than it can be read', () => {
    const { yard, broker, passes } = newFleet();
    broker.heard();
    for (let second = 0; second < 60; second += 1) {
      if (second % 2 === 0) yard.harness().gateway.state.alarms.set('BB_STATION_PROBLEM', `It is ${second}.`);
      else yard.harness().gateway.state.alarms.delete('BB_STATION_PROBLEM');
      passes(1);
    }
    expect(broker.heard().filter(({ topic }) => topic === 'alarms')).toHaveLength(1);
  });
});

it('a planned end is told before the goodbye, and nothing of the state after it', async () => {
  const { yard, broker, passes } = newFleet();
  const left = yard.harness().driver.leave();
  yard.harness().commit();
  await left;
  expect(broker.retained.get('online')).toMatchObject({ online: false });
  broker.heard();
  passes(20);
  expect(broker.heard()).toEqual([]);
});
