// What stations of the field say of their transactions: always answered, kept as it came, and told strictly.

import { describe, expect, it } from 'vitest';
import type { FieldStation } from './field.ts';
import { arranged, energy, fieldStation, minute, told } from './field.ts';

describe('which transaction is meant', () => {
  it('Q1 int64 max: the EVSE and the time tell, also for one that has ended', () => {
    const station = fieldStation();
    const first = station.start(1);
    station.depot.sleep(10 * minute);
    station.call('StopTransaction', { transactionId: first, meterStop: 2000, timestamp: station.time() });
    station.depot.sleep(10 * minute);
    const second = station.start(1, { meterStart: 2000 });
    const [one, two] = station.facts('TransactionStarted');
    station.depot.writes(
      station.link,
      `[2,"x","MeterValues",{"connectorId":1,"transactionId":9223372036854775807,"meterValue":[{"timestamp":"${station.time(-15 * minute)}","sampledValue":[{"value":"1500"}]}]}]`,
    );
    station.values(1, undefined, [energy(2010)]);
    const sampled = station.facts('TransactionSampled');
    expect(sampled.map(({ transaction }) => transaction)).toEqual([one!.transaction, two!.transaction]);
    expect(sampled[0]?.raw.json).toContain('9223372036854775807');
    expect(second).toBeGreaterThan(first);
  });

  it('Q2 id 0 of an idle EVSE is answered and kept nowhere; while it charges it belongs there', () => {
    const station = fieldStation();
    expect(station.values(1, 0, [energy(1000)])).toEqual({});
    expect(station.facts('TransactionSampled')).toEqual([]);
    station.start(1);
    station.values(1, 0, [energy(1001)]);
    expect(station.facts('TransactionSampled')).toMatchObject([{ evse: 1 }]);
  });

  it('Q3 a stop of 0 or -1 means the open one; of several the one whose token and register fit', () => {
    const station = fieldStation();
    station.start(1);
    station.call('StopTransaction', { transactionId: 0, meterStop: 1500, timestamp: station.time() });
    expect(station.facts('TransactionEnded')).toMatchObject([{ evse: 1, number: 0 }]);
    station.start(1, { meterStart: 1500 });
    station.start(2, { meterStart: 90_000 });
    station.call('StopTransaction', {
      transactionId: -1,
      idTag: 'van-2',
      meterStop: 90_100,
      timestamp: station.time(),
    });
    expect(station.facts('TransactionEnded')).toMatchObject([{ evse: 2 }]);
    station.start(2, { meterStart: 90_100, timestamp: station.time(1000) });
    station.call('StopTransaction', { transactionId: -1, meterStop: 1600, timestamp: station.time(2000) });
    expect(station.facts('TransactionEnded')).toMatchObject([{ evse: 1, meterStopWh: 1600 }]);
  });

  it('Q4 a stop of nothing known is answered, kept and told; it ends nothing that is open here', () => {
    const station = fieldStation();
    station.start(1);
    const stop = { transactionId: 4711, meterStop: 99, timestamp: station.time() };
    expect(station.call('StopTransaction', stop)).toEqual({});
    expect(station.facts('TransactionEnded')).toMatchObject([{ number: 4711, anomalies: ['stopWithoutStart'] }]);
    expect(told(station.depot).at(-1)).toEqual(['StopTransaction', { ...stop, transactionId: -1 }]);
  });

  it('Q51 a stop under a new id is the same one, also of nothing known; a number that is none says too little', () => {
    const station = fieldStation();
    const number = station.start(1);
    for (const transactionId of [number, 4711]) {
      const stop = { transactionId, meterStop: 1200, timestamp: station.time() };
      for (const id of ['a', 'b', 'b'])
        expect(station.call('StopTransaction', stop, `${transactionId}-${id}`)).toEqual({});
    }
    expect(station.facts('TransactionEnded').map((ended) => ended.number)).toEqual([number, 4711]);
    const stop = { transactionId: -1, meterStop: 0, timestamp: '1970-01-01T00:00:00Z' };
    for (const id of ['c', 'd']) station.call('StopTransaction', stop, id);
    expect(station.facts('TransactionEnded')).toHaveLength(2);
  });

  it('Q51 a start under a new id is the same one, after a restart and another socket too', () => {
    const station = fieldStation();
    const start = { timestamp: station.time() };
    const number = station.start(1, start);
    expect(station.start(1, start)).toBe(number);
    const again = fieldStation({ depot: station.depot.restart() });
    expect(again.start(1, start)).toBe(number);
    expect(again.facts('TransactionStarted')).toEqual([]);
  });

  it('Q9 Q51 a start without a time is known by its id, and only until it has ended', () => {
    const station = fieldStation();
    const payload = { connectorId: 1, idTag: 'A', meterStart: 0 };
    const number = (id: string) => station.call('StartTransaction', payload, id) as { transactionId: number };
    const first = number('s1');
    expect(number('s1')).toEqual(first);
    expect(number('s2').transactionId).not.toBe(first.transactionId);
    station.call('StopTransaction', { transactionId: first.transactionId, meterStop: 0, timestamp: station.time() });
    expect(number('s1').transactionId).not.toBe(first.transactionId);
  });

  it('Q52 no transaction has the id 0, whatever the verdict', () => {
    const station = fieldStation();
    const csms = station.depot.connectCsms();
    const refusing = (action: string) => ({
      status: 'Accepted',
      currentTime: station.time(),
      interval: 300,
      ...(action === 'Authorize' && { idTagInfo: { status: 'ConcurrentTx' } }),
    });
    station.depot.answers(csms, refusing);
    station.depot.says(station.link, [
      2,
      's',
      'StartTransaction',
      { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: station.time() },
    ]);
    station.depot.answers(csms, (action) => (action === 'Authorize' ? refusing(action) : undefined));
    const answer = station.depot.hears(station.link).find(([type, id]) => type === 3 && id === 's');
    expect(answer?.[2]).toMatchObject({ idTagInfo: { status: 'ConcurrentTx' } });
    expect((answer?.[2] as { transactionId: number }).transactionId).toBeGreaterThan(0);
  });

  it('Q53 a stop needs no idTag', () => {
    const station = fieldStation();
    const transactionId = station.start(1);
    const stop = { transactionId, meterStop: 1001, timestamp: station.time(), reason: 'EVDisconnected' };
    expect(station.call('StopTransaction', stop)).toEqual({});
    expect(told(station.depot).at(-1)).toEqual(['StopTransaction', { ...stop, transactionId: 5001 }]);
  });
});

describe('what is mended is kept as it came and told strictly', () => {
  it('takes a whole session of a station that does everything otherwise', () => {
    const station = fieldStation();
    station.depot.writes(
      station.link,
      '[2,"a","StartTransaction",{"connectorId":"1","idTag":4711,"meterStart":"1000","reservationId":null}]',
    );
    const [, , started] = station.depot.hears(station.link).find(([, id]) => id === 'a')!;
    const { transactionId } = started as { transactionId: number };
    station.depot.writes(
      station.link,
      `[2,"b","MeterValues",{"connectorId":1,"transactionId":${transactionId},"meterValue":[{"timestamp":"2026-01-15T18:00:02Z","sampledValue":[{"value":1.50,"unit":"kwh","context":"Odd"},{"value":"50","measurand":"Frequency","unit":"Hertz"}]}]}]`,
    );
    station.call('StopTransaction', { transactionId, meterStop: 1500.2, reason: 'Bored', idTag: null });
    expect(station.facts('TransactionSampled')[0]).toMatchObject({ quirks: [11, 15], registerWh: 1500 });
    expect(told(station.depot)).toEqual([
      ['StartTransaction', { connectorId: 1, idTag: '4711', meterStart: 1000, timestamp: '2026-01-15T18:00:02.000Z' }],
      [
        'MeterValues',
        {
          connectorId: 1,
          transactionId: 5001,
          meterValue: [
            {
              timestamp: '2026-01-15T18:00:02Z',
              sampledValue: [
                { value: '1.5', unit: 'kWh', context: 'Other' },
                { value: '50', measurand: 'Frequency' },
              ],
            },
          ],
        },
      ],
      [
        'StopTransaction',
        { transactionId: 5001, meterStop: 1500, timestamp: '2026-01-15T18:00:02.000Z', reason: 'Other' },
      ],
    ]);
    const lines = station.depot.lines.map(({ json }) => json).join('\n');
    expect(lines).toContain('"value":1.50,"unit":"kwh"');
    expect(station.depot.failures).toEqual([]);
  });

  it('tells a token that is too long under another name, never under its beginning', () => {
    const station = fieldStation();
    const idTag = 'DE*ABC*C12345678*9-LONG-TOKEN';
    station.start(1, { idTag });
    const [[, start]] = told(station.depot) as [[string, { idTag: string }]];
    expect(start.idTag).toHaveLength(20);
    expect(start.idTag).not.toBe(idTag.slice(0, 20));
    const csms = [...station.depot.gateway.state.uplinks.values()][0]!.link!;
    expect(station.call('Authorize', { idTag })).toEqual({ idTagInfo: { status: 'Accepted' } });
    expect(station.depot.hears(csms).filter(([, , action]) => action === 'Authorize')).toEqual([]);
    expect(station.depot.failures).toEqual([]);
  });

  it('never lets a status of a station stop the gateway', () => {
    const station = fieldStation();
    const long = 'x'.repeat(5000);
    const odd = { connectorId: 1, status: 'Faulted', errorCode: 'Error 17', info: long, vendorErrorCode: long };
    expect(station.call('StatusNotification', odd)).toEqual({});
    expect(station.call('StatusNotification', { ...odd, connectorId: 4711 })).toEqual({});
    const csms = station.depot.connectCsms();
    const statuses = station.depot
      .answers(csms, (action) => (action === 'BootNotification' ? { ...arranged('', ''), ...accepted(station) } : {}))
      .filter(([, , action]) => action === 'StatusNotification');
    expect(statuses.map(([, , , payload]) => payload)).toContainEqual(
      expect.objectContaining({ connectorId: 1, errorCode: 'OtherError', info: 'x'.repeat(50) }),
    );
    expect(station.depot.failures).toEqual([]);
  });
});

const accepted = (station: FieldStation) => ({ currentTime: station.time(), interval: 300 });
