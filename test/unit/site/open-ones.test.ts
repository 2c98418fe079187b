// Open transactions are found once and not for each question: they are those that a look at all of them finds.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { TransactionId } from '../../../src/model/ids.ts';
import { foldTransaction, newTransactions, openAt, openOnes } from '../../../src/site/transaction.ts';

type Told = Parameters<typeof foldTransaction>[1];

const happened = (id: string, at: number) => ({
  happenedAt: at,
  receivedAt: at,
  delivery: { messageId: `${id}-${at}`, payloadHash: `${at}` },
});

const factOf = (kind: 'start' | 'sample' | 'end', transaction: number, evse: number, at: number): Told => {
  const about = { station: 'S', transaction: `T${transaction}`, evse, ...happened(`T${transaction}`, at) };
  const facts: Record<typeof kind, object> = {
    start: { kind: 'TransactionStarted', number: transaction, token: 'A', meterStartWh: 0, startKey: '', ...about },
    sample: { kind: 'TransactionSampled', registerWh: at, ...about },
    end: { kind: 'TransactionEnded', meterStopWh: at, ...about },
  };
  return facts[kind] as Fact as Told;
};

const evses = [1, 2, 3];

it('finds the open transactions of a station, whatever began, was sampled and ended', () => {
  const step = fc.record({
    kind: fc.constantFrom('start' as const, 'sample' as const, 'end' as const),
    transaction: fc.integer({ min: 1, max: 40 }),
    evse: fc.constantFrom(...evses),
    isAsked: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const part = newTransactions();
      const wanted = () => [...part.known.values()].filter(({ endedAt }) => endedAt === undefined);
      for (const [at, { kind, transaction, evse, isAsked }] of steps.entries()) {
        if (kind !== 'start' || !part.known.has(`T${transaction}` as TransactionId))
          foldTransaction(part, factOf(kind, transaction, evse, at + 1));
        if (!isAsked) continue;
        expect(openOnes(part)).toEqual(wanted());
        for (const each of evses) expect(openAt(part, each)).toBe(wanted().findLast((one) => one.evse === each));
      }
    }),
  );
});
