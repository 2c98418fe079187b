// OCPP 1.6 through the relay: the central system and the station hear each other's words, and the gateway knows what was said.

import { describe, expect, it } from 'vitest';
import type { Frame } from '../harness.ts';
import { boot } from '../harness.ts';
import { passedDown, relayYard } from './yard.ts';

const at = (minute: number): string => `2026-01-15T18:0${minute}:00.000Z`;

describe('a station of 1.6 and its central system', () => {
  it('each hear the words of the other: boot, token, start, values, stop', () => {
    const yard = relayYard('1.6');
    const { depot, south } = yard;
    const north = yard.north!;
    depot.says(south, boot);
    expect(depot.hears(north)).toEqual([boot]);
    expect(passedDown(yard)).toEqual([]);
    const accepted: Frame = [3, 'boot', { status: 'Accepted', currentTime: at(0), interval: 77 }];
    depot.says(north, accepted);
    expect(passedDown(yard)).toEqual([accepted]);

    const status: Frame = [
      2,
      's1',
      'StatusNotification',
      { connectorId: 1, errorCode: 'NoError', status: 'Available' },
    ];
    depot.says(south, status);
    expect(depot.hears(north)).toEqual([status]);
    depot.says(north, [3, 's1', {}]);
    expect(passedDown(yard)).toEqual([[3, 's1', {}]]);

    const token: Frame = [2, 'a1', 'Authorize', { idTag: 'VAN-1' }];
    depot.says(south, token);
    expect(depot.hears(north)).toEqual([token]);
    depot.says(north, [3, 'a1', { idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } }]);
    expect(passedDown(yard)).toEqual([[3, 'a1', { idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } }]]);

    const start: Frame = [
      2,
      't1',
      'StartTransaction',
      { connectorId: 1, idTag: 'VAN-1', meterStart: 5, timestamp: at(1) },
    ];
    depot.says(south, start);
    expect(depot.hears(north)).toEqual([start]);
    depot.says(north, [3, 't1', { transactionId: 4711, idTagInfo: { status: 'Accepted' } }]);
    expect(passedDown(yard)).toEqual([[3, 't1', { transactionId: 4711, idTagInfo: { status: 'Accepted' } }]]);

    const meterValue = [{ timestamp: at(2), sampledValue: [{ value: '25', unit: 'Wh' }] }];
    const values: Frame = [2, 'm1', 'MeterValues', { connectorId: 1, transactionId: 4711, meterValue }];
    depot.says(south, values);
    expect(depot.hears(north)).toEqual([values]);
    depot.says(north, [3, 'm1', {}]);
    const stop: Frame = [2, 't2', 'StopTransaction', { transactionId: 4711, meterStop: 30, timestamp: at(3) }];
    depot.says(south, stop);
    expect(depot.hears(north)).toEqual([stop]);
    depot.says(north, [3, 't2', {}]);
    expect(passedDown(yard)).toEqual([
      [3, 'm1', {}],
      [3, 't2', {}],
    ]);
    const ended = depot.facts.find(({ kind }) => kind === 'TransactionEnded');
    expect(ended).toMatchObject({ number: 4711, energyWh: 25 });
  });

  it('orders go to the station as they were written, and its answers back', () => {
    const yard = relayYard('1.6');
    const { depot, south } = yard;
    const north = yard.north!;
    depot.says(south, boot);
    depot.says(north, [3, 'boot', { status: 'Accepted', currentTime: at(0), interval: 77 }]);
    depot.hears(south);
    const order: Frame = [2, 'o1', 'RemoteStartTransaction', { idTag: 'VAN-1', connectorId: 1 }];
    depot.says(north, order);
    expect(passedDown(yard)).toEqual([order]);
    depot.says(south, [3, 'o1', { status: 'Rejected' }]);
    expect(depot.hears(north)).toContainEqual([3, 'o1', { status: 'Rejected' }]);
    depot.writes(north, '[2,"o2","DataTransfer",{"vendorId": "Acme" }]');
    expect(passedDown(yard)).toEqual([[2, 'o2', 'DataTransfer', { vendorId: 'Acme' }]]);
    depot.says(south, [4, 'o2', 'InternalError', 'no', { why: 1 }]);
    expect(depot.hears(north)).toEqual([[4, 'o2', 'InternalError', 'no', { why: 1 }]]);
  });

  it('goes on alone when the connection breaks: what is under way is answered, kept, and told first when it is back', () => {
    const yard = relayYard('1.6');
    const { depot, south } = yard;
    const north = yard.north!;
    depot.says(south, boot);
    depot.says(north, [3, 'boot', { status: 'Accepted', currentTime: at(0), interval: 77 }]);
    passedDown(yard);
    depot.hears(north);
    const start: Frame = [
      2,
      't1',
      'StartTransaction',
      { connectorId: 1, idTag: 'VAN-1', meterStart: 5, timestamp: at(1) },
    ];
    depot.says(south, start);
    expect(depot.hears(north)).toEqual([start]);
    depot.drop(north);
    const [answer] = passedDown(yard);
    const { transactionId } = answer![2] as { transactionId: number };
    expect(answer).toEqual([3, 't1', { transactionId, idTagInfo: { status: 'Accepted' } }]);
    expect(transactionId).toBeGreaterThan(1_000_000_000);
    depot.says(south, [2, 'h1', 'Heartbeat', {}]);
    const stop = { transactionId, meterStop: 30, timestamp: at(3) };
    depot.says(south, [2, 't2', 'StopTransaction', stop]);
    expect(passedDown(yard).map(([type, id]) => [type, id])).toEqual([
      [3, 'h1'],
      [3, 't2'],
    ]);
    depot.sleep(10_000);
    expect(depot.wanted().map(({ url, identity }) => `${url}/${identity}`)).toEqual([
      'ws://csms/CP-01.example/ocpp/CP-01',
    ]);
    const again = depot.connectCsms('csms/CP-01');
    const told = depot.answers(again, (action) =>
      action === 'StartTransaction' ? { transactionId: 12, idTagInfo: { status: 'Accepted' } } : {},
    );
    expect(told.filter(([, , action]) => action !== 'StatusNotification')).toEqual([
      start,
      [2, expect.any(String), 'StopTransaction', { ...stop, transactionId: 12 }],
    ]);
    depot.says(south, [2, 'h2', 'Heartbeat', {}]);
    expect(depot.hears(again)).toEqual([[2, 'h2', 'Heartbeat', {}]]);
  });
});
