// What is counted when a limit with an end has ended, and nobody knows whether it was there.

import { expect, it } from 'vitest';
import { inForce, loadsOf } from '../../../src/control/envelope.ts';
import { firstHold } from '../../../src/control/ladder.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import { foldFact, newLedger } from '../../../src/site/ledger.ts';

const station = 'P0' as StationId;
const site = {
  ...{ id: 'site', name: 'Site', timezone: 'UTC', supply: 'tn400', uplinks: [] },
  circuits: [{ id: 'C0', limitAmps: 100, worstCaseBaseAmps: 20 }],
  stations: [
    {
      ...{ id: station, circuit: 'C0', state: 'installed', sampleSeconds: 10, fallbackAmps: 'auto' },
      ...{ evses: [{ id: 1, maxAmps: 32, minAmps: 6, phases: 'L1L2L3' }], security: { profile: 0 } },
    },
  ],
} as unknown as Site;
const [load] = loadsOf(site, new Map([[station, { ...firstHold, rung: 'default', holding: 'lease' }]]));

it('P3 what a limit with an end may have replaced bounds nothing when that has ended', () => {
  const ledger = newLedger();
  const say = (fact: object): void => foldFact(ledger, row(ledger.head + 1), { station, ...fact } as Fact);
  const told = (command: string, rung: string, amps: number, outcome: string): void => {
    const ends = rung === 'lease' ? { until: 900_000, leaseSeconds: 900 } : {};
    const about = { command, evse: `${station}/1`, rung, amps, reason: { kind: 'idle' }, ...ends };
    say({ kind: 'LimitCommanded', ...about, happenedAt: 0 });
    say({ kind: 'CommandSettled', command, outcome });
  };
  told('c1', 'default', 6, 'accepted');
  told('c2', 'lease', 0, 'accepted');
  expect(inForce(ledger, load!)).toBe(0);
  told('c3', 'lease', 20, 'unanswered');
  expect(inForce(ledger, load!)).toBe(20);
  say({ kind: 'LeaseEnded', evse: `${station}/1`, command: 'c3', happenedAt: 60_000 });
  expect(inForce(ledger, load!)).toBe(6);
});
