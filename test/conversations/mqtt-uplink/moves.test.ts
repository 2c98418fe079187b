// The site file gives an MQTT uplink other topics while it runs.

import { describe, expect, it } from 'vitest';
import type { Feed } from '../../../src/model/config/feed.ts';
import type { Site, Uplink } from '../../../src/model/config/site.ts';
import { feed, smallDepot, uplink } from '../../sim/site.ts';
import type { Harness } from '../harness.ts';
import { boot, createHarness } from '../harness.ts';

const siteOf = (own: Partial<Feed> = {}, more: Partial<Uplink> = {}): Site => {
  const plain = smallDepot(1, 60, [feed('fleet', more, own)]);
  return { ...plain, authorization: { ...plain.authorization, mode: 'free' } };
};

/** The broker takes everything; what it was told since the last look. */
function take(depot: Harness, from: { at: number }): { topic: string; text: string }[] {
  const news = depot.publishes.slice(from.at);
  from.at = depot.publishes.length;
  for (const { link, id } of news) if (id !== undefined) depot.offers({ kind: 'published', link, ids: [id] });
  return news;
}

function charge(depot: Harness, mark: string): void {
  const station = depot.connectStation('CP-01');
  depot.says(station, boot);
  const timestamp = new Date(depot.utc()).toISOString();
  depot.says(station, [2, `s${mark}`, 'StartTransaction', { connectorId: 1, idTag: 'V', meterStart: 0, timestamp }]);
  depot.drop(station);
}

describe.each([
  ['topicPrefix', { topicPrefix: 'fleet/v1' }, {}, 'fleet/v1/depot'],
  ['identity', {}, { identity: 'north' }, 'busbar/v1/north'],
] as const)('another %s', (_, own, more, root) => {
  it('opens a new connection with its will and its topics, and takes away what lies at the old ones', () => {
    const depot = createHarness(siteOf());
    const link = depot.connectCsms('fleet');
    const from = { at: 0 };
    for (let second = 0; second < 5; second += 1) depot.sleep(1000, () => void take(depot, from));
    depot.change(siteOf(own, more));
    const [wanted] = depot.wanted();
    expect(wanted?.feed?.will?.topic).toBe(`${root}/online`);
    expect(wanted?.feed?.subscriptions).toEqual([`${root}/commands`]);
    // What is said until the old one is gone would be said by whoever has the old will.
    depot.sleep(5000);
    expect(take(depot, from)).toEqual([]);
    depot.drop(link);
    depot.sleep(10_000);
    depot.connectCsms('fleet');
    const told: { topic: string; text: string }[] = [];
    for (let second = 0; second < 5; second += 1) depot.sleep(1000, () => void told.push(...take(depot, from)));
    expect(told[0]).toMatchObject({ topic: `${root}/online`, text: expect.stringContaining('true') as string });
    const old = told.filter(({ topic }) => !topic.startsWith(`${root}/`));
    expect(old.every(({ text }) => text === '')).toBe(true);
    expect(old.map(({ topic }) => topic).sort()).toEqual(
      ['alarms', 'circuits/main', 'circuits/row', 'site', 'stations/CP-01', 'stations/CP-01/evses/1'].map(
        (one) => `busbar/v1/depot/${one}`,
      ),
    );
    charge(depot, 'a');
    expect(take(depot, from).map(({ topic }) => topic)).toContain(`${root}/transactions`);
    expect(depot.failures).toEqual([]);
  });

  it('waits until everything is told at the old ones', () => {
    const depot = createHarness(siteOf());
    charge(depot, 'a');
    depot.change(siteOf(own, more));
    expect(depot.wanted()[0]?.feed?.will?.topic).toBe('busbar/v1/depot/online');
    expect([...depot.gateway.state.alarms.keys()]).toContain('BB_UPLINK_UNDELIVERED:fleet');
    depot.connectCsms('fleet');
    const from = { at: 0 };
    expect(take(depot, from).map(({ topic }) => topic)).toContain('busbar/v1/depot/transactions');
    depot.sleep(2000);
    expect(depot.wanted()[0]?.feed?.will?.topic).toBe(`${root}/online`);
    expect([...depot.gateway.state.alarms.keys()]).not.toContain('BB_UPLINK_UNDELIVERED:fleet');
  });
});

it('an uplink that becomes one of MQTT is one', () => {
  const plain = siteOf();
  const depot = createHarness({ ...plain, uplinks: [uplink('fleet', 'observe')] });
  const link = depot.connectCsms('fleet');
  depot.change(plain);
  depot.drop(link);
  depot.sleep(60_000);
  depot.connectCsms('fleet');
  charge(depot, 'a');
  expect(depot.publishes.map(({ topic }) => topic)).toContain('busbar/v1/depot/transactions');
  expect(depot.failures).toEqual([]);
});
