import { expect, it } from 'vitest';
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
