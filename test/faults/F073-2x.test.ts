import { expect, it } from 'vitest';
import { fieldOf2 } from '../conversations/field-2x.ts';
import { openDoor, talk } from './station-door.ts';

const payload = (idToken: string, at = '2026-01-15T18:00:00Z'): string =>
  `{"eventType":"Started","timestamp":"${at}","triggerReason":"Authorized","seqNo":0,"transactionInfo":{"transactionId":"T"},"evse":{"id":1},"idToken":{"idToken":"${idToken}","type":"Central"}}`;

it.each(['2.0.1', '2.1'] as const)(
  'F073 an event of %s that is said again: the same reply, one row',
  async (version) => {
    const door = await openDoor();
    const station = await talk(door, 'CP-01', true, version);
    const event = `"TransactionEvent",${payload('A', new Date().toISOString())}`;
    const first = await station.ask(`[2,"s",${event}]`, 's');
    expect(first).toEqual([3, 's', { idTokenInfo: { status: 'Accepted' } }]);
    for (let time = 0; time < 3; time += 1) expect(await station.ask(`[2,"s",${event}]`, 's')).toEqual(first);
    station.socket.terminate();
    const again = await talk(door, 'CP-01', true, version);
    expect(await again.ask(`[2,"s",${event}]`, 's')).toEqual(first);
    // Under another id it is the same event all the same.
    expect(await again.ask(`[2,"t",${event}]`, 't')).toEqual([3, 't', first[2]]);
    expect(door.facts.filter(({ kind }) => kind === 'TransactionStarted')).toHaveLength(1);
  },
);

it('F074 a message id that is used for another event while the first is handled: refused, the first stays', () => {
  const field = fieldOf2();
  field.depot.writes(field.link, `[2,"x","TransactionEvent",${payload('A')}]`);
  field.depot.writes(field.link, `[2,"x","TransactionEvent",${payload('B')}]`);
  const own = () => field.depot.hears(field.link).filter(([, id]) => id === 'x');
  expect(own().map((frame) => frame.slice(0, 3))).toEqual([[4, 'x', 'ProtocolError']]);
  field.depot.sleep(2000);
  expect(own()).toMatchObject([[3, 'x', { idTokenInfo: { status: 'Accepted' } }]]);
  expect(field.facts('TransactionStarted')).toMatchObject([{ token: 'A' }]);
  expect(field.depot.gateway.state.counters.get('idConflicts')).toBe(1);
});

it('F075 F110 replies to nothing, SENDs and CALLRESULTERRORs are not answered, and change nothing', async () => {
  const door = await openDoor();
  const station = await talk(door, 'CP-01', true, '2.1');
  const rows = door.facts.length;
  for (const text of [
    '[3,"nothing",{}]',
    '[4,"nothing","GenericError","why",{}]',
    '[5,"nothing","GenericError","why",{}]',
    '[6,"y","NotifyPeriodicEventStream",{"id":1,"pending":0,"basetime":"2026-01-15T18:00:00Z","data":[{"t":0,"v":"1"}]}]',
    '[6,"z","Nonsense",{}]',
  ])
    station.socket.send(text);
  expect(await station.ask('[2,"h","Heartbeat",{}]', 'h')).toMatchObject([3, 'h', {}]);
  expect(station.heard.map(([, id]) => id)).toEqual(['boot', 'h']);
  expect(door.facts.length).toBe(rows);
  expect(door.failures).toEqual([]);
});

it('F076 CALLs that cross under the same id each meet their own answer', () => {
  const field = fieldOf2();
  field.obeys = (action) => (action === 'UnlockConnector' ? { status: 'Unlocked' } : undefined);
  const answer = field.orders('UnlockConnector', { evseId: 1, connectorId: 1 });
  expect(answer).toMatchObject([3, expect.anything(), { status: 'Unlocked' }]);
});
