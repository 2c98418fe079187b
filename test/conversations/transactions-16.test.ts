// What stations of the field say of their transactions, and what becomes of it: always answered, kept as it came, told
// strictly, and flagged where it cannot be right.

import { describe, expect, it } from 'vitest';
import { utc } from '../../src/model/time.ts';
import type { FieldStation } from './field.ts';
import { arranged, fieldStation, minute, told } from './field.ts';

const energy = (value: number | string, more: object = {}) => ({ value: String(value), unit: 'Wh', ...more });
const anomalies = (station: FieldStation, kind: 'TransactionStarted' | 'TransactionSampled' | 'TransactionEnded') =>
  station.facts(kind).flatMap((fact): readonly string[] => fact.anomalies ?? ['none']);

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

describe('registers', () => {
  it('Q42 a register that counts from zero in MeterValues only: the start is added, for people; told as it is', () => {
    const station = fieldStation();
    const id = station.start(1, { meterStart: 1_000_000 });
    for (const wh of [0, 60, 120]) {
      station.depot.sleep(minute);
      station.values(1, id, [energy(wh)]);
    }
    const sampled = station.facts('TransactionSampled');
    expect(sampled.map(({ registerWh }) => registerWh)).toEqual([1_000_000, 1_000_060, 1_000_120]);
    expect(new Set(sampled.flatMap(({ anomalies }) => anomalies))).toEqual(new Set(['sessionRegister']));
    const live = station.depot.gateway.state.live.stations.get('CP-01' as never)!;
    expect(live.measured.get(1)?.energyWh).toBe(1_000_120);
    station.call('StopTransaction', { transactionId: id, meterStop: 1_000_130, timestamp: station.time() });
    expect(station.facts('TransactionEnded')).toMatchObject([{ energyWh: 130 }]);
    const values = told(station.depot).find(([action]) => action === 'MeterValues')?.[1];
    expect(JSON.stringify(values)).toContain('"value":"120"');
  });

  it('Q43 a register that drops out is flagged; what people see does not go back', () => {
    const station = fieldStation();
    const id = station.start(1);
    const live = station.depot.gateway.state.live.stations.get('CP-01' as never)!;
    for (const wh of [1100, 0, 700, 1200]) {
      station.depot.sleep(minute);
      station.values(1, id, [energy(wh)]);
      expect(live.measured.get(1)?.energyWh).toBe(Math.max(1100, wh));
    }
    expect(anomalies(station, 'TransactionSampled')).toEqual(['none', 'registerDropped', 'registerDropped', 'none']);
  });

  it('Q43 a transaction that begins or ends without a register is never billed from nothing', () => {
    const station = fieldStation();
    const first = station.start(1, { meterStart: 5000 });
    station.call('StopTransaction', { transactionId: first, meterStop: 6000, timestamp: station.time(1000) });
    station.depot.sleep(minute);
    station.facts('TransactionStarted');
    const second = station.start(1, { meterStart: null });
    expect(station.facts('TransactionStarted')).toMatchObject([{ meterStartWh: 6000, anomalies: ['noStartRegister'] }]);
    station.values(1, second, [energy(6100)], station.time(1000));
    station.call('StopTransaction', { transactionId: second, meterStop: 1e300, timestamp: station.time(2000) });
    expect(station.facts('TransactionEnded')).toMatchObject([
      { meterStopWh: 6100, energyWh: 100, anomalies: ['noStopRegister'] },
    ]);
    const registers = told(station.depot).map(([, { meterStart, meterStop }]) => meterStart ?? meterStop);
    expect(registers.filter((one) => one !== undefined)).toEqual([5000, 6000, 6000, 6100]);
  });

  it('Q44 a start at 0 after a register: flagged, and the register counts', () => {
    const station = fieldStation();
    const first = station.start(1, { meterStart: 5000 });
    station.call('StopTransaction', { transactionId: first, meterStop: 6000, timestamp: station.time(1000) });
    station.facts('TransactionStarted');
    station.depot.sleep(minute);
    const second = station.start(1, { meterStart: 0 });
    expect(station.facts('TransactionStarted')).toMatchObject([
      { meterStartWh: 0, believedStartWh: 6000, anomalies: ['startRegisterZero'] },
    ]);
    station.call('StopTransaction', { transactionId: second, meterStop: 6500, timestamp: station.time(1000) });
    expect(station.facts('TransactionEnded')).toMatchObject([{ energyWh: 500 }]);
  });

  it('Q44 a meter that counts each transaction from 0 is no fault', () => {
    const station = fieldStation();
    for (let round = 0; round < 3; round += 1) {
      const id = station.start(1, { meterStart: 0 });
      station.depot.sleep(minute);
      station.call('StopTransaction', { transactionId: id, meterStop: 300, timestamp: station.time() });
    }
    expect(anomalies(station, 'TransactionStarted')).toEqual(['none', 'none', 'none']);
  });

  it('Q45 Q46 units and entries may be mixed: the newest value of each kind counts', () => {
    const station = fieldStation();
    const id = station.start(1);
    const timestamp = station.time();
    const entry = (sample: object) => ({ timestamp, sampledValue: [sample] });
    station.call('MeterValues', {
      connectorId: 1,
      transactionId: id,
      meterValue: [
        entry({ value: '1.2', unit: 'kWh' }),
        entry({ value: '3.68', unit: 'kW', measurand: 'Power.Active.Import' }),
        entry({ value: '16', measurand: 'Current.Import', phase: 'L1' }),
      ],
    });
    expect(station.depot.gateway.state.live.stations.get('CP-01' as never)!.measured.get(1)).toMatchObject({
      energyWh: 1200,
      powerW: 3680,
      amps: [16],
    });
    const values = told(station.depot).find(([action]) => action === 'MeterValues')?.[1]['meterValue'];
    expect(values).toHaveLength(1);
  });

  it.each([
    ['a stop below its start', 1000, 900, 'stopBelowStart', 0],
    ['a jump above what the EVSE can deliver', 1000, 900_000, 'energyJump', 899_000],
  ])('F080 %s is flagged, told as it is, and never counts below zero', (_, from, to, anomaly, energyWh) => {
    const station = fieldStation();
    const id = station.start(1, { meterStart: from });
    station.depot.sleep(minute);
    station.call('StopTransaction', { transactionId: id, meterStop: to, timestamp: station.time() });
    expect(station.facts('TransactionEnded')).toMatchObject([{ anomalies: [anomaly], energyWh, meterStopWh: to }]);
    expect(told(station.depot).at(-1)?.[1]).toMatchObject({ meterStop: to });
  });

  it('F080 a second stop that says something else is kept and flagged; the same one under another id is a repeat', () => {
    const station = fieldStation();
    const id = station.start(1);
    const stop = { transactionId: id, meterStop: 1500, timestamp: station.time(1000) };
    for (const meterStop of [1500, 1500, 1600])
      expect(station.call('StopTransaction', { ...stop, meterStop })).toEqual({});
    expect(anomalies(station, 'TransactionEnded')).toEqual(['none', 'secondStop']);
    expect(told(station.depot).filter(([action]) => action === 'StopTransaction')).toHaveLength(2);
  });
});

describe('clocks', () => {
  it('Q8 F032 a clock of 1970 costs nothing: the time of arrival counts, both times are kept', () => {
    const station = fieldStation();
    station.depot.sleep(minute);
    station.start(1, { timestamp: '1970-01-01T00:03:00Z' });
    const [started] = station.facts('TransactionStarted');
    expect(started).toMatchObject({ happenedAt: utc(Date.parse(station.time())), anomalies: ['clockInvalid'] });
    expect(started?.raw.json).toContain('1970-01-01T00:03:00Z');
    expect(told(station.depot)[0]?.[1]['timestamp']).toBe(station.time());
  });

  it('F032 a clock of 2099 is told on as it is, and flagged', () => {
    const station = fieldStation();
    station.start(1, { timestamp: '2099-01-01T00:00:00Z' });
    expect(station.facts('TransactionStarted')).toMatchObject([
      { happenedAt: Date.UTC(2099, 0, 1), receivedAt: Date.parse(station.time()), anomalies: ['clockAhead'] },
    ]);
    expect(told(station.depot)[0]?.[1]['timestamp']).toBe('2099-01-01T00:00:00Z');
  });

  it('Q7 local time that is called UTC is learned, flagged, and told on as it is', () => {
    const station = fieldStation();
    const id = station.start(1, { timestamp: station.time(2 * 60 * minute) });
    const measured = station.depot.gateway.state.live.stations.get('CP-01' as never)!.measured;
    for (let sample = 1; sample <= 4; sample += 1) {
      station.depot.sleep(30_000);
      station.values(1, id, [energy(1000 + sample)], station.time(2 * 60 * minute));
    }
    expect(station.facts('StationLearned').map(({ about }) => about)).toContainEqual({ clockOffsetSeconds: 7200 });
    expect(measured.get(1)?.energyWh).toBe(1004);
    expect([...station.depot.gateway.state.alarms.keys()]).toContain('BB_STATION_CLOCK:CP-01');
    station.depot.sleep(30_000);
    station.values(1, id, [energy(1005)], station.time(2 * 60 * minute));
    expect(station.facts('TransactionSampled')).toMatchObject([{ anomalies: ['clockOff'] }]);
    const [[, values]] = told(station.depot).slice(-1) as [[string, { meterValue: { timestamp: string }[] }]];
    expect(values.meterValue.at(-1)?.timestamp).toBe(station.time(2 * 60 * minute));
  });

  it('Q5 a time without zone is local by the learned offset', () => {
    const station = fieldStation();
    const local = () => station.time(60 * minute).slice(0, 19);
    const id = station.start(1, { timestamp: local() });
    for (let sample = 1; sample <= 5; sample += 1) {
      station.depot.sleep(30_000);
      station.values(1, id, [energy(1000 + sample)], local());
    }
    const last = station.facts('TransactionSampled').at(-1);
    expect(last).toMatchObject({ happenedAt: Date.parse(station.time()), clockOffsetSeconds: 3600 });
    expect(last?.anomalies).toBeUndefined();
    const [[, values]] = told(station.depot).slice(-1) as [[string, { meterValue: { timestamp: string }[] }]];
    expect(values.meterValue.at(-1)?.timestamp).toBe(station.time());
  });

  it('F122 what was replayed is told with its own times, and is never a value of now nor a vehicle of now', () => {
    const station = fieldStation();
    const day = 24 * 60 * minute;
    const measured = station.depot.gateway.state.live.stations.get('CP-01' as never)!.measured;
    const id = station.start(1, { timestamp: station.time(-day) });
    for (let sample = 0; sample < 5; sample += 1)
      station.values(1, id, [energy(1100 + sample)], station.time(-day + sample * minute));
    expect(measured.size).toBe(0);
    station.depot.sleep(1000);
    const limits = station.depot.hears(station.link).filter(([, , action]) => action === 'SetChargingProfile');
    expect(limits).toEqual([]);
    station.call('StopTransaction', { transactionId: id, meterStop: 2000, timestamp: station.time(-day + 9 * minute) });
    expect(station.facts('TransactionEnded')).toMatchObject([{ history: true }]);
    const times = told(station.depot).map(([, { timestamp }]) => timestamp);
    expect(times[0]).toBe(station.time(-day - 1000));
  });

  it('F122 a transaction from the past that goes on counts as soon as something of it is seen now', () => {
    const station = fieldStation();
    const id = station.start(1, { timestamp: station.time(-60 * minute) });
    station.depot.sleep(1000);
    const limits = () =>
      station.depot
        .answers(station.link, () => arranged('', ''))
        .filter(([, , action]) => action === 'SetChargingProfile');
    expect(limits()).toEqual([]);
    station.values(1, id, [energy(3000)]);
    station.depot.sleep(minute);
    expect(limits().length).toBeGreaterThan(0);
  });

  it('F122 an old status does not overwrite a newer one', () => {
    const station = fieldStation();
    const status = (status: string, timestamp: string) =>
      station.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status, timestamp });
    status('Charging', station.time());
    expect(status('Available', station.time(-60 * minute))).toEqual({});
    const part = station.depot.gateway.state.ledger.stations.get('CP-01' as never)!;
    expect(part.statuses.get(1)?.native).toBe('Charging');
    expect(status('Available', station.time(-30_000))).toEqual({});
    expect(part.statuses.get(1)?.native).toBe('Available');
  });

  it('takes a journal of before: transactions without registers and flags go on', () => {
    const station = fieldStation();
    const id = station.start(1);
    const part = station.depot.gateway.state.ledger.stations.get('CP-01' as never)!;
    delete part.transactions.registers;
    station.values(1, id, [energy(1100)]);
    station.call('StopTransaction', { transactionId: id, meterStop: 1200, timestamp: station.time(1000) });
    expect(station.depot.failures).toEqual([]);
  });
});
