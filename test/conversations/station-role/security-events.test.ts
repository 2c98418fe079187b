// Security events of the site, as the security whitepaper for 1.6 has them.

import { describe, expect, it } from 'vitest';
import type { Site } from '../../../src/model/config/site.ts';
import type { AskId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import { createHarness } from '../harness.ts';
import type { Harness } from '../harness.ts';
import { csmsRule, newDepot, siteOf } from './depot.ts';
import type { Depot, Rule, Talker } from './depot.ts';

const typesIn = (harness: Harness): string[] =>
  harness.facts.flatMap((fact) => (fact.kind === 'SecurityEventRaised' ? [fact.type] : []));

describe('security events', () => {
  const secure = siteOf(1, { securityEvents: true });
  const events = (csms: Talker): unknown[] =>
    csms.calls('SecurityEventNotification').map(([, { type, techInfo }]) => [type, techInfo]);

  it('are told each once, also over a lost link and a restart, under the same id', () => {
    const depot = newDepot(secure);
    const ordinary = csmsRule();
    const deaf: Rule = (action, payload) =>
      action === 'SecurityEventNotification' ? undefined : ordinary(action, payload);
    const csms = depot.csms(deaf);
    expect(events(csms)).toEqual([['StartupOfTheDevice', 'epoch 1']]);
    const again = depot.restart();
    const other = again.csms();
    expect(events(other)).toEqual([
      ['StartupOfTheDevice', 'epoch 1'],
      ['StartupOfTheDevice', 'epoch 2'],
    ]);
    again.drop(other);
    expect(events(again.csms())).toEqual([]);
  });

  it('a flood of others costs no critical one, and critical ones go first', () => {
    const depot = newDepot(secure);
    depot.harness.offers({ kind: 'security', type: 'TamperDetectionActivated', techInfo: 'door' });
    for (let at = 0; at < 1000; at += 1)
      depot.harness.offers({ kind: 'security', type: 'InvalidMessages', techInfo: `${at}` });
    depot.harness.offers({ kind: 'security', type: 'MemoryExhaustion' });
    const told = events(depot.csms());
    expect(told.slice(0, 3).map((one) => (one as string[])[0])).toEqual([
      'StartupOfTheDevice',
      'TamperDetectionActivated',
      'MemoryExhaustion',
    ]);
    expect(told).toHaveLength(3 + 50);
  });

  it('a CSMS that does not know them is asked once about each; one that fails for a moment is asked again', () => {
    const depot = newDepot(secure);
    const ordinary = csmsRule();
    const csms = depot.csms((action, payload) =>
      action === 'SecurityEventNotification' ? 'NotImplemented' : ordinary(action, payload),
    );
    expect(events(csms)).toHaveLength(1);
    depot.passes(300_000);
    expect(events(csms)).toHaveLength(0);
    csms.rule = (action, payload) =>
      action === 'SecurityEventNotification' ? 'InternalError' : ordinary(action, payload);
    depot.harness.offers({ kind: 'security', type: 'MemoryExhaustion' });
    depot.settle();
    depot.passes(70_000);
    expect(events(csms)).toHaveLength(3);
    depot.passes(300_000);
    expect(events(csms)).toHaveLength(0);
  });

  it('of a station are told with its name', () => {
    const depot = newDepot(siteOf(1, { securityEvents: true }));
    const station = depot.station('CP-01');
    const csms = depot.csms();
    csms.calls();
    station.asks('SecurityEventNotification', {
      type: 'TamperDetectionActivated',
      timestamp: '2026-01-15T18:00:00Z',
      techInfo: 'door',
    });
    expect(events(csms)).toEqual([['TamperDetectionActivated', 'CP-01: door']]);
  });

  it('are for an uplink that has a password, or wants them', () => {
    expect(events(newDepot(siteOf(1)).csms())).toEqual([]);
    expect(events(newDepot(siteOf(1, { password: 'long-enough-secret' })).csms())).toHaveLength(1);
    expect(events(newDepot(siteOf(1, { password: 'x', securityEvents: false })).csms())).toEqual([]);
  });
});

describe('the events that the gateway itself can know', () => {
  const secure = siteOf(1, { securityEvents: true });
  const raised = ({ harness }: Depot): string[] => typesIn(harness).filter((type) => type !== 'StartupOfTheDevice');
  const disk = (depot: Depot, state: 'ok' | 'full'): void => depot.harness.offers({ kind: 'disk', state });

  it('MemoryExhaustion: a full disk is told once an occasion', () => {
    const depot = newDepot(secure);
    for (let turn = 0; turn < 5; turn += 1) {
      disk(depot, 'full');
      depot.passes(60_000);
      disk(depot, 'ok');
      depot.passes(60_000);
    }
    expect(raised(depot)).toEqual(['MemoryExhaustion']);
    depot.passes(600_000);
    disk(depot, 'full');
    expect(raised(depot)).toEqual(['MemoryExhaustion', 'MemoryExhaustion']);
  });

  it('MemoryExhaustion: what waits for the disk has filled its memory, once until there is room again', () => {
    const depot = newDepot(secure);
    let asks = 0;
    const ask = (times: number): void => {
      for (let at = 0; at < times; at += 1)
        depot.harness.offers({ kind: 'ask', ask: `q${(asks += 1)}` as AskId, question: { kind: 'numbers' } });
    };
    for (let turn = 1; turn <= 2; turn += 1) {
      depot.harness.promptDisk = false;
      depot.harness.offers({ kind: 'security', type: 'TamperDetectionActivated' });
      ask(20_000);
      expect(raised(depot).filter((type) => type === 'MemoryExhaustion')).toHaveLength(turn - 1);
      ask(50);
      expect(raised(depot).filter((type) => type === 'MemoryExhaustion')).toHaveLength(turn);
      depot.harness.promptDisk = true;
      depot.harness.commit();
    }
  });

  it('InvalidMessages: of a station or a central system, once a connection', () => {
    const depot = newDepot(secure);
    const station = depot.station('CP-01');
    const csms = depot.csms();
    for (let turn = 0; turn < 3; turn += 1) {
      depot.harness.writes(station.link, '[2,"x"');
      depot.harness.writes(csms.link, '{}');
      depot.harness.says(csms.link, [2, `r${turn}`, 'Reset', { type: 'Warm' }]);
    }
    expect(raised(depot)).toEqual(['InvalidMessages', 'InvalidMessages']);
  });

  it('FirmwareUpdated and SecurityLogWasCleared: another version, and a journal that is gone', () => {
    const depot = newDepot(secure);
    const same = depot.harness.restart();
    expect(typesIn(same)).toEqual(['StartupOfTheDevice']);
    expect(typesIn(same.restart({ firmware: 'next' }))).toEqual(['StartupOfTheDevice', 'FirmwareUpdated']);
    const identity = { epoch: 7, numbersBelow: 4096, numbering: [], tokenSecret: 'x' };
    const empty = { snapshots: [], lines: [], head: row(0), identity };
    expect(typesIn(createHarness(secure, { opened: empty }))).toEqual(['StartupOfTheDevice', 'SecurityLogWasCleared']);
  });

  it('FailedToAuthenticationAtCentralSystem: our password is refused, told once and not with each try', () => {
    const depot = newDepot(secure);
    for (let turn = 0; turn < 3; turn += 1) {
      depot.harness.fails('unauthorized', { reason: 'HTTP 401' });
      depot.passes(600_000);
    }
    expect(raised(depot)).toEqual(['FailedToAuthenticationAtCentralSystem']);
  });

  it('ReconfigurationOfSecurityParameters: the site file has another password or security profile', () => {
    const depot = newDepot(siteOf(1, { securityEvents: true, password: 'one-long-password' }));
    const change = (site: Site): void => depot.harness.change(site);
    const next = siteOf(1, { securityEvents: true, password: 'another-password' });
    change(next);
    expect(raised(depot)).toEqual(['ReconfigurationOfSecurityParameters']);
    change({ ...next, name: 'Another name' });
    expect(raised(depot)).toHaveLength(1);
    change({ ...next, stations: next.stations.map((station) => ({ ...station, security: { profile: 1 } })) });
    expect(raised(depot)).toHaveLength(2);
  });
});
