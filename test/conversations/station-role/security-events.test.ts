// Security events of the site, as the security whitepaper for 1.6 has them.

import { describe, expect, it } from 'vitest';
import { csmsRule, newDepot, siteOf } from './depot.ts';
import type { Rule, Talker } from './depot.ts';

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
