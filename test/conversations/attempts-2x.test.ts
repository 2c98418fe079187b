// Events that a central system of 2.x refuses: tried again after a time that grows, kept as dead letters, and replayed in
// their places (E13).

import { describe, expect, it } from 'vitest';
import type { TransactionId, UplinkId } from '../../src/model/ids.ts';
import { row } from '../../src/model/ids.ts';
import { utc } from '../../src/model/time.ts';
import { foldUplink, newUplinkPart, unsendable } from '../../src/site/uplink-part.ts';
import type { Field2 } from './field-2x.ts';
import { at, energyOf, events, fieldOf2 } from './field-2x.ts';

const idToken = { idToken: '04AABBCC', type: 'ISO14443' };
const evse = { id: 1, connectorId: 1 };

/** Refuses every event that `which` names, so often; when each was heard, in seconds. */
function refusing(field: Field2, which: (payload: Record<string, unknown>) => boolean, times: number): number[] {
  const heardAt: number[] = [];
  field.answers = (action, payload) => {
    if (action !== 'TransactionEvent' || !which(payload)) return undefined;
    heardAt.push(Math.round(field.depot.utc() / 1000));
    return heardAt.length <= times ? { code: 'InternalError' } : undefined;
  };
  return heardAt;
}

const isEnd = ({ eventType }: Record<string, unknown>): boolean => eventType === 'Ended';
const isUpdate = ({ eventType }: Record<string, unknown>): boolean => eventType === 'Updated';

function session(field: Field2): void {
  field.event('Started', 0, { triggerReason: 'Authorized', idToken, evse, ...at(field.time(), energyOf(10)) });
  field.passes(5);
  field.event('Updated', 1, { triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(20)) });
  field.passes(5);
  field.event('Ended', 2, at(field.time(), energyOf(30)), { stoppedReason: 'Local' });
}

describe.each(['2.0.1', '2.1'] as const)('%s', (north) => {
  it('TC_E_41_CS TC_E_51_CS E13.FR.02 a refused event is said again, each time after one interval more, until it is taken', () => {
    const field = fieldOf2({ north });
    const heardAt = refusing(field, isEnd, 2);
    session(field);
    field.passes(300);
    // Three attempts, 20 s: as the site file of this depot says.
    expect(heardAt.map((one) => one - heardAt[0]!)).toEqual([0, 20, 60]);
    const ends = events(field).filter(isEnd);
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
    expect(field.facts('Parked')).toEqual([]);
    expect(field.book.booked()).toMatchObject([{ startWh: 10, samples: [20], stopWh: 30 }]);
    expect(field.book.trouble).toEqual([]);
  });

  it('TC_E_50_CS E13.FR.04 after the last attempt the others go on; the gap stays until it is replayed in its place', () => {
    const field = fieldOf2({ north });
    const heardAt = refusing(field, isUpdate, 3);
    session(field);
    field.passes(300);
    expect(heardAt).toHaveLength(3);
    // The end kept its order, and has its own place: what is missing can be seen.
    expect(events(field).map(({ eventType, seqNo }) => [eventType, seqNo])).toEqual([
      ['Started', 0],
      ['Updated', 1],
      ['Updated', 1],
      ['Updated', 1],
      ['Ended', 2],
    ]);
    expect([...field.depot.gateway.state.alarms.keys()]).toContain('BB_UPLINK_PARKED:csms');
    const [letter] = field.facts('Parked');
    expect(JSON.parse(letter!.payload)).toMatchObject({ seqNo: 1, eventType: 'Updated' });
    field.depot.asks({ kind: 'replayLetter', uplink: 'csms' as UplinkId, messageId: letter!.messageId });
    field.passes(5);
    expect(events(field).at(-1)).toMatchObject({ eventType: 'Updated', seqNo: 1 });
    expect([...field.depot.gateway.state.alarms.keys()]).not.toContain('BB_UPLINK_PARKED:csms');
  });

  it('while an event waits for its next attempt, other transactions are told', () => {
    const field = fieldOf2({ north, evses: 2 });
    refusing(field, ({ transactionInfo }) => JSON.stringify(transactionInfo).includes('stoppedReason'), 1);
    session(field);
    field.passes(2);
    field.event('Started', 0, { triggerReason: 'Authorized', idToken, evse: { id: 2 } }, { transactionId: 'T2' });
    field.passes(2);
    expect(events(field).at(-1)).toMatchObject({ eventType: 'Started', evse: { id: 2 } });
  });
});

it('what no schema takes never left, and leaves no gap', () => {
  const part = newUplinkPart(row(0));
  const transaction = 'T' as TransactionId;
  const uplink = 'csms' as UplinkId;
  const about = { uplink, transaction, messageId: 'm', happenedAt: utc(0) };
  foldUplink(part, { kind: 'FirstSent', uplink, rows: [row(1)], messageId: 'm', transaction, seqNo: 4, attempt: 1 });
  const letter = { ...about, action: 'TransactionEvent', payload: '{}', description: '', through: row(1) };
  foldUplink(part, { kind: 'Parked', ...letter, code: unsendable });
  expect(part.nextSeqNos.get(transaction)).toBe(4);
  foldUplink(part, { kind: 'FirstSent', uplink, rows: [row(2)], messageId: 'n', transaction, seqNo: 4, attempt: 1 });
  foldUplink(part, { kind: 'Parked', ...letter, messageId: 'n', code: 'InternalError' });
  expect(part.nextSeqNos.get(transaction)).toBe(5);
});
