import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import type { Utc } from '../../../src/model/time.ts';
import type { Ledger } from '../../../src/site/ledger.ts';
import { foldFact, newLedger, restorePart, savePart } from '../../../src/site/ledger.ts';
import type { Limits } from '../../../src/site/limits.ts';
import { writesOn } from '../../../src/site/limits.ts';

const station = 'CP' as StationId;
const day = 86_400_000;

function ledgerOf(...facts: readonly object[]): Ledger {
  const ledger = newLedger();
  for (const fact of facts) foldFact(ledger, row(ledger.head + 1), { station, ...fact } as Fact);
  return ledger;
}

const limitsOf = (ledger: Ledger): Limits => ledger.stations.get(station)!.limits;

const told = (command: string, amps: number, more: object = {}) => ({
  kind: 'LimitCommanded',
  command,
  evse: 'CP/1',
  amps,
  reason: { kind: 'idle' },
  happenedAt: 1000,
  ...more,
});
const settled = (command: string, outcome = 'accepted') => ({ kind: 'CommandSettled', command, outcome });
const own = { rung: 'tx', transaction: 'T' };
const ended = { kind: 'TransactionEnded', evse: 1, transaction: 'T', happenedAt: 2000, delivery: { messageId: 'e' } };
const booted = { kind: 'StationBooted', vendor: 'Acme', model: 'One', serial: 'A', happenedAt: 0, protocol: '1.6' };

describe('the limits of a station', () => {
  it('are kept where the station keeps them: a limit in one place says nothing of another', () => {
    const limits = limitsOf(
      ledgerOf(told('a', 6, { rung: 'default' }), settled('a'), told('b', 16, own), settled('b')),
    );
    expect(limits.default.get(1)).toMatchObject([{ amps: 6, state: 'confirmed' }]);
    expect(limits.tx.get(1)).toMatchObject([{ amps: 16, state: 'confirmed', transaction: 'T' }]);
  });

  it('end with their transaction, if they are of one', () => {
    const limits = limitsOf(
      ledgerOf(told('a', 6), settled('a'), told('b', 16, own), settled('b'), told('c', 20, own), ended),
    );
    expect(limits.tx.size).toBe(0);
    expect(limits.turns.size).toBe(0);
    expect(limits.default.get(1)).toHaveLength(1);
  });

  it('of an old journal have no rung: they are TxDefaultProfiles of their connector', () => {
    expect(limitsOf(ledgerOf(told('a', 10), settled('a'))).default.get(1)).toMatchObject([{ amps: 10 }]);
  });

  it('of an old snapshot are in one place: they are found again', () => {
    const saved = JSON.parse(savePart(ledgerOf(told('a', 10), settled('a')), 'station:CP')!) as {
      limits: { default: object };
    };
    const old = JSON.stringify({ ...saved, limits: saved.limits.default });
    const ledger = newLedger();
    restorePart(ledger, 'station:CP', old);
    expect(limitsOf(ledger).default.get(1)).toMatchObject([{ amps: 10, state: 'confirmed' }]);
    expect(limitsOf(ledger).tx.size).toBe(0);
    foldFact(ledger, row(9), { station, ...told('b', 16, own) } as Fact);
    expect(limitsOf(ledger).tx.get(1)).toHaveLength(1);
  });

  it('are forgotten when another station takes the place, and not for new firmware', () => {
    const first = [booted, told('a', 6), settled('a')];
    const after = (more: object): number => limitsOf(ledgerOf(...first, { ...booted, ...more })).default.size;
    expect(after({ firmware: '2' })).toBe(1);
    expect(after({ serial: 'B' })).toBe(0);
    expect(after({ model: 'Two' })).toBe(0);
    expect(after({ serial: undefined })).toBe(1);
  });

  it('are counted as writes of their day', () => {
    const limits = limitsOf(ledgerOf(told('a', 6), told('b', 7), told('c', 8, { happenedAt: day + 5 })));
    expect(writesOn(limits, (day + 9) as Utc)).toBe(1);
    expect(writesOn(limits, (2 * day) as Utc)).toBe(0);
  });

  it('make turns: what a session was told first, and each change between something and nothing', () => {
    const at = (command: string, amps: number, happenedAt: number) => told(command, amps, { ...own, happenedAt });
    const turnAfter = (...facts: object[]) => limitsOf(ledgerOf(...facts)).turns.get(1);
    const facts = [at('a', 6, 1000), at('b', 16, 2000), at('c', 0, 5000), at('d', 6, 9000)];
    expect(turnAfter(facts[0]!, facts[1]!)).toEqual({ transaction: 'T', on: true, since: 1000, servedMs: 0 });
    expect(turnAfter(...facts.slice(0, 3))).toEqual({ transaction: 'T', on: false, since: 5000, servedMs: 4000 });
    expect(turnAfter(...facts)).toEqual({ transaction: 'T', on: true, since: 9000, servedMs: 4000 });
    expect(turnAfter(told('x', 6))).toBeUndefined();
  });
});
