// Whose turn it is upstream, as a property: the rows of a transaction keep their order, everything is told once, and what a
// station kept for weeks never takes more than every second message from those who wait.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { Row, StationId, TransactionId, UplinkId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import { mono, utc } from '../../../src/model/time.ts';
import { foldUplink, newUplinkPart } from '../../../src/site/uplink-part.ts';
import type { Outbox } from '../../../src/uplink/outbox.ts';
import { newOutbox, noteFact, pick, removeRows } from '../../../src/uplink/outbox.ts';

interface Told {
  readonly kind: 'TransactionStarted' | 'TransactionSampled' | 'TransactionEnded';
  readonly transaction: number;
  readonly history: boolean;
}

const told = fc.record<Told>({
  kind: fc.constantFrom('TransactionStarted', 'TransactionSampled', 'TransactionSampled', 'TransactionEnded'),
  transaction: fc.nat(5),
  history: fc.boolean(),
});

const factOf = ({ kind, transaction, history }: Told, at: number): Fact =>
  ({
    kind,
    station: 'CP-01' as StationId,
    evse: 1,
    transaction: `T${transaction}` as TransactionId,
    happenedAt: utc(at),
    ...(history && { history: true }),
    delivery: { messageId: String(at), payloadHash: '' },
    raw: { dialect: 'ocpp1.6', json: '{}' },
  }) as unknown as Fact;

const uplink = 'csms' as UplinkId;

/** Tells everything in the window, each message answered before the next; the rows of each message. */
function tellAll(outbox: Outbox): Row[][] {
  const part = newUplinkPart(row(0));
  const messages: Row[][] = [];
  for (let count = 0; ; count += 1) {
    const message = pick(outbox, part, mono(0));
    if (message === undefined) return messages;
    const rows = message.entries.map((entry) => entry.row);
    const messageId = String(count);
    foldUplink(part, { kind: 'FirstSent', uplink, rows, messageId, attempt: 1 });
    foldUplink(part, { kind: 'Answered', uplink, messageId, through: removeRows(outbox, rows) });
    messages.push(rows);
  }
}

function filled(facts: readonly Told[]): Outbox {
  const journal = { head: row(0) };
  const outbox = newOutbox(row(0), '1.6', journal);
  facts.forEach((one, at) => {
    journal.head = row(at + 1);
    noteFact(outbox, journal.head, factOf(one, at + 1), undefined);
  });
  return outbox;
}

describe('whose turn it is upstream', () => {
  it('everything is told once, and the rows of a transaction in their order', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 60 }), (facts) => {
        const outbox = filled(facts);
        const rows = tellAll(outbox).flat();
        expect([...rows].sort((a, b) => a - b)).toEqual(facts.map((_, at) => at + 1));
        for (let transaction = 0; transaction <= 5; transaction += 1) {
          const own = rows.filter((at) => facts[at - 1]!.transaction === transaction);
          expect(own).toEqual([...own].sort((a, b) => a - b));
        }
        expect([outbox.histories, outbox.bytes]).toEqual([0, 0]);
      }),
    );
  });

  it('without a past everything but merged values is told in the order of the journal', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 60 }), (facts) => {
        const firsts = tellAll(filled(facts.map((one) => ({ ...one, history: false })))).map(([at]) => at!);
        expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
      }),
    );
  });

  it('weeks of one station take every second message at most while others wait', () => {
    const weeks = Array.from({ length: 200 }, (): Told => ({
      kind: 'TransactionStarted',
      transaction: 5,
      history: true,
    }));
    const others = Array.from({ length: 20 }, (_, at): Told => ({
      kind: 'TransactionStarted',
      transaction: at % 5,
      history: false,
    }));
    const messages = tellAll(filled([...weeks, ...others]));
    const lastOfOthers = messages.findLastIndex(([at]) => at! > weeks.length);
    expect(lastOfOthers).toBeLessThanOrEqual(2 * others.length);
    expect(messages).toHaveLength(weeks.length + others.length);
  });
});
