import { expect, it } from 'vitest';
import { fieldOf2 } from '../conversations/field-2x.ts';

const payload = (idToken: string): string =>
  `{"eventType":"Started","timestamp":"2026-01-15T18:00:00Z","triggerReason":"Authorized","seqNo":0,"transactionInfo":{"transactionId":"T"},"evse":{"id":1},"idToken":{"idToken":"${idToken}","type":"Central"}}`;

it.each(['2.0.1', '2.1'] as const)(
  'F074 a message id of %s that is used for another event while the first is handled: refused, the first stays',
  (south) => {
    const field = fieldOf2({ south });
    field.depot.writes(field.link, `[2,"x","TransactionEvent",${payload('A')}]`);
    field.depot.writes(field.link, `[2,"x","TransactionEvent",${payload('B')}]`);
    const own = () => field.depot.hears(field.link).filter(([, id]) => id === 'x');
    expect(own().map((frame) => frame.slice(0, 3))).toEqual([[4, 'x', 'ProtocolError']]);
    field.depot.sleep(2000);
    expect(own()).toMatchObject([[3, 'x', { idTokenInfo: { status: 'Accepted' } }]]);
    expect(field.facts('TransactionStarted')).toMatchObject([{ token: 'A' }]);
    expect(field.depot.gateway.state.counters.get('idConflicts')).toBe(1);
  },
);
