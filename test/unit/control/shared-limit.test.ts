// What counts of a station that shares one limit out among its EVSEs, before it took any and after it was cut off.

import { expect, it } from 'vitest';
import { drawn, inForce, loadsOf } from '../../../src/control/envelope.ts';
import { holdsOf } from '../../../src/control/ladder.ts';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import { foldFact, newLedger } from '../../../src/site/ledger.ts';
import { campusSite, sizes } from '../../sim/stacked/sites.ts';

const site = campusSite(sizes);
const station = 'depot-a' as StationId;

it('counts as a whole: with what it may draw at most, with its limit, and with its fallback once that must hold', () => {
  const ledger = newLedger();
  const say = (fact: object): void => foldFact(ledger, row(ledger.head + 1), { station, ...fact } as Fact);
  const load = () => loadsOf(site, holdsOf(site.stations, ledger)).find((one) => one.station.id === station)!;
  const linesOf = (amps: number): number[] => load().cells.map((cell) => drawn(cell, amps));
  const told = (command: string, amps: number, outcome: string): void => {
    say({
      kind: 'LimitCommanded',
      command,
      evse: `${station}/0`,
      rung: 'max',
      amps,
      reason: { kind: 'idle' },
      happenedAt: 0,
    });
    say({ kind: 'CommandSettled', command, outcome });
  };
  expect(inForce(ledger, load())).toBe(Infinity);
  expect(linesOf(Infinity)).toEqual([sizes.depotAmps, sizes.depotAmps, sizes.depotAmps]);
  told('c1', 50, 'accepted');
  told('c2', 30, 'unanswered');
  expect(inForce(ledger, load())).toBe(50);
  say({ kind: 'LimitLapsed', amps: 24, happenedAt: 0 });
  expect(inForce(ledger, load())).toBe(24);
  told('c3', 40, 'accepted');
  expect(inForce(ledger, load())).toBe(40);
  // A limit below the fallback is none that lapses.
  told('c4', 10, 'accepted');
  say({ kind: 'LimitLapsed', amps: 24, happenedAt: 0 });
  expect(inForce(ledger, load())).toBe(10);
});
