// Energy registers that no meter can show: kept and told as they came, flagged, and not believed.

import { describe, expect, it } from 'vitest';
import { anomalies, energy, fieldStation, minute, told } from './field.ts';

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
