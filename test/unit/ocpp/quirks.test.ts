// The tolerance table row by row, as far as a payload shows it. What needs a conversation is in test/conversations.

import { describe, expect, it } from 'vitest';
import { stationIdentity } from '../../../src/ocpp/identity.ts';
import { parseFrame } from '../../../src/ocpp/frame.ts';
import { takeAnswer } from '../../../src/ocpp/repair.ts';
import { checkOutbound } from '../../../src/ocpp/schema.ts';
import { chooseSubprotocol } from '../../../src/ocpp/subprotocol.ts';
import { parseTime } from '../../../src/ocpp/time.ts';
import { sayStatus } from '../../../src/ocpp/v16/availability.ts';
import type { MeterValuesReq } from '../../../src/ocpp/v16/meter-values.ts';
import { readMeterValues, sayMeterValues } from '../../../src/ocpp/v16/meter-values.ts';
import { at, hearStation, now, sample, sayStart, start, status, stop, taken } from './payloads.ts';

const times = { happenedAt: now, offsetMs: 0 };

/** Taken, and told on: it has to pass the strict schema. */
function toldSamples(payload: object): { sampledValue: Record<string, unknown>[]; timestamp: string }[] {
  const { action, payload: told } = sayMeterValues(1, 7, [
    { values: (taken('MeterValues', payload).payload as MeterValuesReq).meterValue, times },
  ]);
  expect(checkOutbound('1.6', action, told)).toBeUndefined();
  return (told as { meterValue: never }).meterValue;
}

describe('the table', () => {
  it('costs nothing where a payload is in order: it is passed on as it is', () => {
    for (const [action, payload] of [
      ['StartTransaction', start],
      ['MeterValues', sample({ unit: 'Wh' })],
    ] as const)
      expect(taken(action, payload)).toEqual({ payload });
    const untouched = sample({ unit: 'Wh' });
    expect(taken('MeterValues', untouched).payload).toBe(untouched);
  });
});

describe('transaction ids', () => {
  it('Q1 an id beyond int32 is none, whatever JSON.parse makes of it', () => {
    const payload = JSON.parse(JSON.stringify(sample({})).replace('7', '9223372036854775807')) as never;
    expect(hearStation('MeterValues', taken('MeterValues', payload).payload)).not.toHaveProperty('number');
    for (const odd of [1e400, 1.5, '12a', true, {}])
      expect(taken('MeterValues', { ...sample({}), transactionId: odd })).toMatchObject({ quirks: [1] });
    expect(taken('MeterValues', { ...sample({}), transactionId: '7' }).payload).toEqual(sample({}));
  });

  it('Q2 an id of 0 is none', () => {
    for (const transactionId of [0, -1])
      expect(readMeterValues({ ...sample({}), transactionId })).not.toHaveProperty('number');
  });

  it('Q3 a stop that names nothing says so with -1', () => {
    for (const odd of [undefined, null, '', 'none', 1.5, {}])
      expect(taken('StopTransaction', { ...stop, transactionId: odd })).toMatchObject({
        payload: { transactionId: -1 },
        quirks: [3],
      });
    expect(taken('StopTransaction', { ...stop, transactionId: '7' }).payload).toEqual(stop);
  });
});

describe('times', () => {
  it.each(['2026-11-24T12:00:00', '2026-11-24 12:00:00'])('Q5 %s has no zone and is read', (timestamp) => {
    expect(hearStation('StartTransaction', taken('StartTransaction', { ...start, timestamp }).payload)).toMatchObject({
      at: now,
      zoneless: true,
    });
    const told = sayStart(
      1,
      { ...start, timestamp },
      { token: 'A', happenedAt: now, clockOffsetSeconds: 3600, meterStartWh: 0 },
    );
    expect(told.payload).toMatchObject({ timestamp: '2026-11-24T11:00:00.000Z' });
  });

  it('Q6 the offset +02 is read', () => {
    expect(parseTime('2026-11-24T14:00:00+02')).toBe(now);
    expect(hearStation('StartTransaction', { ...start, timestamp: '2026-11-24T14:00:00+02' })).toEqual({
      kind: 'start',
      evse: 1,
      token: 'A',
      meterStartWh: 1000,
      at: now,
    });
  });

  it('Q8 F032 a clock before 2020 is told on as the time of arrival, and what lies between as it was', () => {
    const early = { ...start, timestamp: '1970-01-01T00:00:10Z' };
    expect(sayStart(1, early, { token: 'A', happenedAt: now, meterStartWh: 0 }).payload).toMatchObject({
      timestamp: '2026-11-24T12:00:00.000Z',
    });
    const values = ['1970-01-01T00:00:10Z', '1970-01-01T00:01:10Z'].map((timestamp) => ({
      timestamp,
      sampledValue: [{ value: '1' }],
    }));
    expect(toldSamples({ ...sample({}), meterValue: values }).map(({ timestamp }) => timestamp)).toEqual([
      '2026-11-24T11:59:00.000Z',
      '2026-11-24T12:00:00.000Z',
    ]);
  });

  it.each([undefined, null, '', 'soon', 17, {}, '2026-13-01T00:00:00Z'])('Q9 %j is no time', (timestamp) => {
    const { payload, quirks: found } = taken('StartTransaction', { ...start, timestamp });
    expect(found).toEqual([9]);
    expect(hearStation('StartTransaction', payload)).not.toHaveProperty('at');
    const told = sayStart(1, payload, { token: 'A', happenedAt: now, meterStartWh: 0 });
    expect(checkOutbound('1.6', told.action, told.payload)).toBeUndefined();
    expect(told.payload).toMatchObject({ timestamp: '2026-11-24T12:00:00.000Z' });
    const reported = JSON.parse(JSON.stringify({ ...status, timestamp })) as object;
    expect(taken('StatusNotification', reported).payload).not.toHaveProperty('timestamp');
    const [value] = toldSamples({ ...sample({}), meterValue: [{ timestamp, sampledValue: [{ value: '1' }] }] });
    expect(value?.timestamp).toBe('2026-11-24T12:00:00.000Z');
  });

  it('Q9 a number is seconds or milliseconds since 1970', () => {
    for (const timestamp of [now, now / 1000])
      expect(hearStation('StartTransaction', taken('StartTransaction', { ...start, timestamp }).payload)).toMatchObject(
        { at: now },
      );
  });
});

describe('words and units', () => {
  it.each(['Celsius', 'Celcius', 'celsius'])('Q10 %s is told as Celcius', (unit) => {
    expect(toldSamples(sample({ measurand: 'Temperature', unit }))).toMatchObject([
      { sampledValue: [{ unit: 'Celcius' }] },
    ]);
  });

  it.each(['Hz', 'Hertz', 'hertz'])('Q11 a frequency in %s goes without a unit', (unit) => {
    expect(taken('MeterValues', sample({ measurand: 'Frequency', unit })).quirks).toEqual([11]);
    expect(toldSamples(sample({ measurand: 'Frequency', unit }))).toEqual([
      { timestamp: at, sampledValue: [{ value: '1', measurand: 'Frequency' }] },
    ]);
  });

  it('Q12 an unknown errorCode is OtherError, and its word the vendorErrorCode', () => {
    const { payload, quirks: found } = taken('StatusNotification', { ...status, errorCode: 'Error' });
    expect(found).toEqual([12]);
    const said = hearStation('StatusNotification', payload);
    expect(said).toMatchObject({ errorCode: 'OtherError', vendorErrorCode: 'Error' });
    const { action, payload: told } = sayStatus(1, { ...(said as never as object), happenedAt: now } as never);
    expect(checkOutbound('1.6', action, told)).toBeUndefined();
    expect(taken('StatusNotification', { ...status, errorCode: 'noerror' }).payload).toEqual(status);
  });

  it('Q13 Q14 names of any length are kept as far as anybody reads them', () => {
    const boot = {
      chargePointVendor: 'Schneider Electric Industries',
      chargePointModel: 'Grizzl-E Smart Connect',
      chargeBoxSerialNumber: 'EVB1A22P4RI3N2049011234567890X',
    };
    expect(hearStation('BootNotification', taken('BootNotification', boot).payload)).toEqual({
      kind: 'boot',
      vendor: boot.chargePointVendor,
      model: boot.chargePointModel,
      serial: boot.chargeBoxSerialNumber,
    });
    const endless = taken('BootNotification', { ...boot, chargePointModel: 'x'.repeat(100_000) }).payload;
    expect((hearStation('BootNotification', endless) as unknown as { model: string }).model).toHaveLength(100);
  });

  it('Q15 an unknown context is Other', () => {
    expect(taken('MeterValues', sample({ context: 'Sample.Unknown' })).quirks).toEqual([15]);
    expect(toldSamples(sample({ context: 'sample.periodic' }))).toMatchObject([
      { sampledValue: [{ context: 'Sample.Periodic' }] },
    ]);
  });

  it('Q16 entries without a sample are taken and not told', () => {
    const value = { timestamp: at, sampledValue: [] };
    expect(readMeterValues({ connectorId: 1, meterValue: [value] })).toMatchObject({ values: 0, readings: {} });
    expect(toldSamples({ ...sample({}), meterValue: [value, ...sample({}).meterValue] })).toHaveLength(1);
  });

  it('Q17 a property that the schema does not know is ignored', () => {
    expect(hearStation('Authorize', taken('Authorize', { idTag: 'A', connectorId: 1 }).payload)).toEqual({
      kind: 'authorize',
      token: 'A',
    });
  });

  it('Q18 values of settings are texts', () => {
    const settings = [
      { key: 'HeartbeatInterval', value: 300, readonly: false },
      { key: 'LocalPreAuthorize', value: true, readonly: 'false' },
    ];
    expect(takeAnswer('1.6', 'GetConfiguration', { configurationKey: settings, unknownKey: null })).toEqual({
      payload: {
        configurationKey: [
          { key: 'HeartbeatInterval', value: '300', readonly: false },
          { key: 'LocalPreAuthorize', value: 'true', readonly: false },
        ],
      },
      quirks: [18],
    });
  });

  it('leaves out samples of a kind that nobody knows, and keeps the rest (G9)', () => {
    const payload = sample({});
    payload.meterValue[0]!.sampledValue.push(
      { value: '2', measurand: 'Vendor.Something' } as never,
      { value: '3', unit: 'furlong' } as never,
      { value: '4', measurand: 'voltage', phase: 'l1-n', unit: 'v' } as never,
    );
    expect(toldSamples(payload)).toEqual([
      { timestamp: at, sampledValue: [{ value: '1' }, { value: '4', measurand: 'Voltage', phase: 'L1-N', unit: 'V' }] },
    ]);
  });
});

describe('connections', () => {
  it('Q24 a station that names no subprotocol is taken for what the site file says', () => {
    expect(chooseSubprotocol([], ['1.6'], '1.6')).toBe('1.6');
    expect(chooseSubprotocol([], ['1.6'])).toBeUndefined();
    expect(chooseSubprotocol(['ocpp2.0.1'], ['1.6'], '1.6')).toBeUndefined();
  });

  it('Q31 identities percent-encoded, or a whole URL', () => {
    for (const path of ['/ocpp/CP%2D01', '/ws://host:9000/ocpp/CP-01', '/ocpp//CP-01/?x=1'])
      expect(stationIdentity(path, ['/*'])).toBe('CP-01');
  });

  it('Q54 details of a CALLERROR may be a text', () => {
    expect(parseFrame('[4,"a","GenericError","","none"]')).toMatchObject({ kind: 'error', details: 'none' });
  });
});

describe('limits and registers', () => {
  it('Q36 the unit "power" is read as W', () => {
    const mended = taken('MeterValues', sample({ measurand: 'Power.Active.Import', unit: 'power', value: '7' }));
    expect(hearStation('MeterValues', mended.payload)).toMatchObject({ readings: { powerW: 7 } });
  });

  it('Q41 8.1 is a multiple of 0.1', () => {
    const schedule = { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 8.1 }] };
    const profile = {
      chargingProfileId: 1,
      stackLevel: 0,
      chargingProfilePurpose: 'TxDefaultProfile',
      chargingProfileKind: 'Absolute',
      chargingSchedule: schedule,
    };
    const payload = { connectorId: 1, csChargingProfiles: profile };
    expect(checkOutbound('1.6', 'SetChargingProfile', payload)).toBeUndefined();
  });

  it.each([undefined, null, ''])('Q43 a register of %j is known not to be one', (register) => {
    expect(taken('StartTransaction', { ...start, meterStart: register })).toMatchObject({
      payload: { meterStart: 0 },
      quirks: [43],
    });
    expect(taken('StopTransaction', { ...stop, meterStop: register }).quirks).toEqual([43]);
  });

  it('Q45 kWh and Wh may stand side by side', () => {
    const readings = (value: string, unit?: string) =>
      readMeterValues(sample({ value, ...(unit !== undefined && { unit }) })).readings.energyWh;
    expect([readings('12.5', 'kWh'), readings('12500', 'Wh'), readings('12500'), readings('12,5', 'kWh')]).toEqual([
      12_500, 12_500, 12_500, 12_500,
    ]);
  });

  it('Q46 one entry per sample is one entry per time', () => {
    const entry = (changes: object, timestamp = at) => ({ timestamp, sampledValue: [changes] });
    const payload = {
      ...sample({}),
      meterValue: [
        entry({ value: '10' }, '2026-11-24T11:59:00Z'),
        entry({ value: '20' }),
        entry({ value: '16', measurand: 'Current.Import', phase: 'L1', unit: 'A' }),
        entry({ value: '3600', measurand: 'Power.Active.Import', unit: 'W' }),
      ],
    };
    expect(readMeterValues(payload as never)).toMatchObject({
      at: now,
      values: 4,
      readings: { energyWh: 20, powerW: 3600, amps: [16] },
    });
    expect(toldSamples(payload).map(({ sampledValue }) => sampledValue.length)).toEqual([1, 3]);
  });

  it('Q53 a stop needs no idTag, and a start has one even where it has none', () => {
    expect(taken('StopTransaction', stop)).toEqual({ payload: stop });
    expect(taken('StartTransaction', { ...start, idTag: null }).payload).toEqual({ ...start, idTag: '' });
  });

  it('takes no empty text for zero', () => {
    for (const value of ['', ' ', 'NaN', 'abc', 'Infinity'])
      expect(readMeterValues(sample({ value }) as MeterValuesReq).readings).toEqual({});
    expect(readMeterValues(sample({ value: '0.0' }) as MeterValuesReq).readings).toEqual({ energyWh: 0 });
  });
});
