// Secrets are in no fact: whoever reads the journal, a snapshot or a backup finds none (A01.FR.09).

import { describe, expect, it } from 'vitest';
import type { Site } from '../../src/model/config/site.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import { row } from '../../src/model/ids.ts';
import { newLedger, restorePart, savePart } from '../../src/site/ledger.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import type { Harness } from './harness.ts';
import { configured, newDepot, siteOf } from './station-role/depot.ts';
import { boot, createHarness, ordinaryCsms } from './harness.ts';

const secret = 'tr0ub4dor-and-three';
const withPassword = (password: string, url = 'ws://csms.example/ocpp'): Site =>
  smallDepot(1, 60, [uplink('csms', 'control', { password, url })]);

/** Everything that is on the disk. */
const written = (depot: Harness): string =>
  [...depot.lines.map(({ json }) => json), savePart(depot.gateway.state.ledger, 'gateway')].join('\n');

const authorizationOf = (depot: Harness): string | undefined => {
  const header = depot.wanted()[0]?.authorization;
  return header === undefined ? undefined : Buffer.from(header.slice('Basic '.length), 'base64').toString();
};

describe('the password of an uplink', () => {
  it('opens the link and is in no line of the journal, nor in a snapshot', () => {
    const depot = createHarness(withPassword(secret));
    expect(authorizationOf(depot)).toBe(`depot:${secret}`);
    expect(depot.lines.length).toBeGreaterThan(0);
    expect(written(depot)).not.toContain(secret);
    depot.change({ ...withPassword(secret), name: 'Another name' });
    expect(written(depot)).toContain('Another name');
    expect(written(depot)).not.toContain(secret);
    expect(authorizationOf(depot.restart())).toBe(`depot:${secret}`);
  });

  it('that alone is new opens the link anew; what is recorded is that it was changed', () => {
    const depot = createHarness(withPassword(secret));
    const { length } = depot.facts;
    depot.change(withPassword('another-long-one'));
    expect(authorizationOf(depot)).toBe('depot:another-long-one');
    expect(depot.facts.slice(length)).toMatchObject([
      { kind: 'SecurityEventRaised', type: 'ReconfigurationOfSecurityParameters' },
    ]);
    expect(written(depot)).not.toContain('another-long-one');
  });

  it('is not sent to another place: an uplink that has to drain keeps the one that it had', () => {
    const depot = createHarness(withPassword(secret));
    const csms = depot.connectCsms();
    depot.answers(csms, ordinaryCsms());
    const station = depot.connectStation('CP-01');
    depot.says(station, boot);
    const start = { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: '2026-01-15T18:00:00Z' };
    depot.says(station, [2, 's', 'StartTransaction', start]);
    depot.change(withPassword('of-the-new-place', 'ws://new.example/ocpp'));
    expect(depot.wanted()[0]).toMatchObject({ url: 'ws://csms.example/ocpp' });
    expect(authorizationOf(depot)).toBe(`depot:${secret}`);
    expect(written(depot)).not.toContain('of-the-new-place');
  });

  it('that an abandoned uplink had is not written either', () => {
    const depot = createHarness(withPassword(secret));
    depot.asks({ kind: 'abandon', uplink: 'csms' as never });
    expect(depot.facts.map(({ kind }) => kind)).toContain('Abandoned');
    expect(written(depot)).not.toContain(secret);
  });

  it('in an older journal is read over, and is in no snapshot from then on', () => {
    const old: Fact = { kind: 'SiteChanged', site: withPassword(secret), happenedAt: 0 as never };
    const lines = [{ row: row(1), json: JSON.stringify(old) }];
    const depot = createHarness(withPassword(secret), { opened: { snapshots: [], lines, head: row(1) } });
    expect(authorizationOf(depot)).toBe(`depot:${secret}`);
    expect(depot.facts.map(({ kind }) => kind)).not.toContain('SiteChanged');
    expect(savePart(depot.gateway.state.ledger, 'gateway')).not.toContain(secret);
    const ledger = newLedger();
    restorePart(ledger, 'gateway', JSON.stringify({ site: withPassword(secret) }));
    expect(ledger.gateway.site?.uplinks[0]).toMatchObject({ id: 'csms', hasPassword: true });
    expect(savePart(ledger, 'gateway')).not.toContain(secret);
  });
});

it('a setting of a station that is a secret is passed on, and not remembered', () => {
  const depot = newDepot(siteOf(1, { configurationFanOut: ['WifiPassphrase'] }));
  const keys = { WifiPassphrase: 'old-phrase-1', WifiSecret: 'old-phrase-2', WifiName: 'depot' };
  const station = depot.station('CP-01', configured(keys));
  const csms = depot.csms();
  for (const key of ['WifiPassphrase', 'CP-01.WifiSecret', 'CP-01.WifiName'])
    expect(csms.asks('ChangeConfiguration', { key, value: secret })).toEqual({ status: 'Accepted' });
  expect(station.calls('ChangeConfiguration')).toHaveLength(3);
  const holders = written(depot.harness)
    .split('\n')
    .filter((line) => line.includes(secret));
  expect(holders.filter((line) => !line.includes('WifiName'))).toEqual([]);
  expect(holders).not.toEqual([]);
  expect(written(depot.harness)).not.toContain('old-phrase');
});
