// OCPP 2.0.1 and 2.1 through the relay: the station's own transaction ids and places, and the mark of what was late.

import { describe, expect, it } from 'vitest';
import type { Frame } from '../harness.ts';
import { passedDown, relayYard } from './yard.ts';

const at = (minute: number): string => `2026-01-15T18:0${minute}:00.000Z`;
const boot: Frame = [
  2,
  'boot',
  'BootNotification',
  { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'Two' } },
];
const event = (id: string, type: string, seqNo: number, more: object = {}): Frame => [
  2,
  id,
  'TransactionEvent',
  {
    eventType: type,
    timestamp: at(seqNo),
    triggerReason: 'Authorized',
    seqNo,
    transactionInfo: { transactionId: 'tx-1' },
    evse: { id: 1, connectorId: 1 },
    ...more,
  },
];

describe.each(['2.0.1', '2.1'] as const)('a station of %s and its central system', (version) => {
  it('each hear the words of the other, and what was kept is marked as late', () => {
    const yard = relayYard(version);
    const { depot, south } = yard;
    const north = yard.north!;
    depot.says(south, boot);
    expect(depot.hears(north)).toEqual([boot]);
    depot.says(north, [3, 'boot', { status: 'Accepted', currentTime: at(0), interval: 77 }]);
    passedDown(yard);
    const idToken = { idToken: 'VAN-1', type: 'ISO14443' };
    const started = event('e0', 'Started', 0, { idToken });
    depot.says(south, started);
    expect(depot.hears(north)).toEqual([started]);
    const answer: Frame = [3, 'e0', { idTokenInfo: { status: 'Accepted' }, totalCost: 0 }];
    depot.says(north, answer);
    expect(passedDown(yard)).toEqual([answer]);

    depot.drop(north);
    const updated = event('e1', 'Updated', 1);
    depot.says(south, updated);
    const ended = event('e2', 'Ended', 2);
    depot.says(south, ended);
    expect(passedDown(yard).map(([type, id]) => [type, id])).toEqual([
      [3, 'e1'],
      [3, 'e2'],
    ]);
    depot.sleep(10_000);
    const again = depot.connectCsms('csms/CP-01');
    const told = depot.answers(again, () => ({})).filter(([, , action]) => action === 'TransactionEvent');
    expect(told).toEqual([
      [2, expect.any(String), 'TransactionEvent', { offline: true, ...(updated[3] as object) }],
      [2, expect.any(String), 'TransactionEvent', { offline: true, ...(ended[3] as object) }],
    ]);
    depot.says(south, [2, 'h2', 'Heartbeat', {}]);
    expect(depot.hears(again)).toEqual([[2, 'h2', 'Heartbeat', {}]]);
  });
});
