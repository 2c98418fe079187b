import { expect, it } from 'vitest';
import type { TransactionSampled } from '../../src/model/fact/transaction.ts';
import type { StationId, TransactionId } from '../../src/model/ids.ts';
import { row } from '../../src/model/ids.ts';
import { utc } from '../../src/model/time.ts';
import { doneThrough, newOutbox, noteFact, removeRows } from '../../src/uplink/outbox.ts';
import { createChance } from '../sim/schedule.ts';

const sample = (at: number): TransactionSampled => ({
  kind: 'TransactionSampled',
  station: 'CP-01' as StationId,
  evse: 1,
  transaction: `T${at % 7}` as TransactionId,
  happenedAt: utc(at),
  delivery: { messageId: String(at), payloadHash: '' },
  raw: { dialect: 'ocpp1.6', json: 'x'.repeat(at % 50) },
});

it('F010 the outbox counts its rows and bytes right over a million operations', () => {
  const chance = createChance(10);
  const journal = { head: row(0) };
  const outbox = newOutbox(row(0), '1.6', journal);
  for (let operation = 0; operation < 1_000_000; operation += 1) {
    if (outbox.entries.length < 200 && chance.happens(0.6)) {
      journal.head = row(journal.head + 1);
      noteFact(outbox, journal.head, sample(journal.head), undefined);
    } else if (outbox.entries.length > 0 && chance.happens(0.3)) {
      const some = outbox.entries.slice(0, chance.between(1, 5)).map((entry) => entry.row);
      removeRows(outbox, some);
    }
    if (operation % 1000 > 0) continue;
    const bytes = outbox.entries.reduce((sum, entry) => sum + entry.bytes, 0);
    if (outbox.bytes !== bytes || outbox.bytes < 0)
      throw new Error(`${outbox.bytes} bytes are counted, ${bytes} are there`);
    if (doneThrough(outbox) > journal.head) throw new Error('more is done than was recorded');
  }
  removeRows(
    outbox,
    outbox.entries.map((entry) => entry.row),
  );
  expect(outbox.bytes).toBe(0);
  expect(doneThrough(outbox)).toBe(journal.head);
});
