// Clocks of stations, and what a station tells of the past when it is back.

import { describe, expect, it } from 'vitest';
import { utc } from '../../src/model/time.ts';
import { arranged, energy, fieldStation, minute, told } from './field.ts';

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
