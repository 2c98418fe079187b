// Uplinks that the site file drops while they have something to deliver: nothing is lost, and nothing stays for ever.

import { describe, expect, it } from 'vitest';
import type { SiteView } from '../../src/local/site-view.ts';
import type { Site } from '../../src/model/config/site.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import type { Harness } from './harness.ts';
import { boot, createHarness, ordinaryCsms } from './harness.ts';
import { bookOf, csmsOf } from './matrix/stations.ts';

const secret = 'tr0ub4dor-and-three';
const withPassword = (password: string): Site => smallDepot(1, 60, [uplink('csms', 'control', { password })]);

const authorizationOf = (depot: Harness): string | undefined => {
  const header = depot.wanted()[0]?.authorization;
  return header === undefined ? undefined : Buffer.from(header.slice('Basic '.length), 'base64').toString();
};

/** By the name of the uplink, as people see it. */
const undelivered = (depot: Harness): object =>
  Object.fromEntries((depot.asks({ kind: 'site' }) as SiteView).uplinks.map(({ id, undelivered: ids }) => [id, ids]));

describe('an uplink that the site file drops', () => {
  /** A transaction that nobody upstream has heard of. */
  function behind(): Harness {
    const depot = createHarness(withPassword(secret));
    const station = depot.connectStation('CP-01');
    depot.says(station, boot);
    const start = { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: '2026-01-15T18:00:00Z' };
    depot.says(station, [2, 's', 'StartTransaction', start]);
    const stop = { transactionId: 0, meterStop: 9, timestamp: '2026-01-15T18:10:00Z' };
    depot.says(station, [2, 'e', 'StopTransaction', stop]);
    return depot;
  }

  it('while the gateway is down stays while it has something to deliver, and says that its password has to come back', () => {
    const again = behind().restart({ site: smallDepot(1, 60, []) });
    expect(again.gateway.state.alarms.get('BB_UPLINK_UNDELIVERED:csms')).toContain('password');
    expect(again.wanted()).toEqual([]);
    again.change(withPassword(secret));
    expect(authorizationOf(again)).toBe(`depot:${secret}`);
    expect([...again.gateway.state.alarms.keys()]).not.toContain('BB_UPLINK_UNDELIVERED:csms');
  });

  it('drains and goes, where it stands open', () => {
    const depot = behind();
    depot.change(smallDepot(1, 60, []));
    expect(authorizationOf(depot)).toBe(`depot:${secret}`);
    const csms = depot.connectCsms();
    const told: string[] = [];
    for (let turn = 0; turn < 30; turn += 1) {
      depot.answers(csms, (action, payload) => {
        told.push(action);
        return ordinaryCsms()(action, payload);
      });
      depot.sleep(10_000);
    }
    expect(told).toEqual(expect.arrayContaining(['StartTransaction', 'StopTransaction']));
    expect(depot.wanted()).toEqual([]);
    expect(depot.gateway.state.uplinks.size).toBe(0);
    expect([...depot.gateway.state.alarms.keys()]).not.toContain('BB_UPLINK_UNDELIVERED:csms');
  });

  it('goes when it is given up; what the file says in its place opens, and another one that drains stays', () => {
    const other = uplink('other', 'observe');
    const here = withPassword(secret);
    const depot = createHarness({ ...here, uplinks: [...here.uplinks, other] });
    const station = depot.connectStation('CP-01');
    depot.says(station, boot);
    const start = { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: '2026-01-15T18:00:00Z' };
    depot.says(station, [2, 's', 'StartTransaction', start]);
    depot.change(
      smallDepot(1, 60, [uplink('csms', 'control', { password: 'new-secret', url: 'ws://new.example/ocpp' })]),
    );
    const urls = (): string[] => depot.wanted().map(({ url }) => url);
    expect(urls().sort()).toEqual(['ws://csms.example/ocpp', 'ws://other.example/ocpp']);
    expect(undelivered(depot)).toEqual({ csms: ['csms'], other: ['other'] });
    expect(depot.asks({ kind: 'abandon', uplink: 'nobody' as never })).toMatchObject({
      problem: { status: 404, code: 'BB_UPLINK_UNKNOWN' },
    });
    depot.asks({ kind: 'abandon', uplink: 'csms' as never });
    depot.sleep(1000);
    expect(undelivered(depot)).toEqual({ csms: undefined, other: ['other'] });
    expect(urls().sort()).toEqual(['ws://new.example/ocpp', 'ws://other.example/ocpp']);
    expect(depot.wanted().find(({ url }) => url.includes('new'))?.authorization).toBeDefined();
  });

  it.each(['1.6', '2.0.1', '2.1'] as const)('%s: stays while a transaction goes on that it was told of', (version) => {
    const depot = createHarness(smallDepot(1, 60, [uplink('csms', 'control', { version })]));
    const csms = depot.connectCsms();
    const answer = csmsOf(version);
    depot.answers(csms, answer);
    const station = depot.connectStation('CP-01');
    depot.says(station, boot);
    depot.sleep(1000);
    const at = new Date(depot.utc()).toISOString();
    depot.says(station, [2, 's', 'StartTransaction', { connectorId: 1, idTag: 'VAN', meterStart: 0, timestamp: at }]);
    const told = depot.answers(csms, answer);
    const begun = depot.hears(station).find(([, id]) => id === 's');
    depot.sleep(1000);
    depot.answers(csms, answer);
    depot.change(smallDepot(1, 60, []));
    depot.sleep(10_000);
    expect(depot.wanted()).toHaveLength(1);
    const { transactionId } = begun![2] as { transactionId: number };
    const stop = { transactionId, meterStop: 9, timestamp: new Date(depot.utc()).toISOString() };
    depot.says(station, [2, 'e', 'StopTransaction', stop]);
    for (let turn = 0; turn < 30; turn += 1) {
      told.push(...depot.answers(csms, answer));
      depot.sleep(10_000);
    }
    expect(bookOf(version, told)).toMatchObject([{ startWh: 0, stopWh: 9, messages: 2 }]);
    expect(depot.wanted()).toEqual([]);
  });
});
