// What becomes of each value between versions: rows of 4.3 and 4.6 of the mapping that are about transactions.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { fitting } from '../../../src/ocpp/fitting.ts';
import type { Payload } from './translated.ts';
import { ended, event, lostIn, sampled, samplesIn, started, timestamp, values } from './translated.ts';

describe('reasons', () => {
  it.each([
    ['EmergencyStop', 'EmergencyStop', []],
    ['ImmediateReset', 'HardReset', []],
    ['MasterPass', 'Local', ['stoppedReason noSuchWord']],
    ['LocalOutOfCredit', 'Local', ['stoppedReason noSuchWord']],
    ['StoppedByEV', 'Other', ['stoppedReason noSuchWord']],
    ['GroundFault', 'Other', ['stoppedReason noSuchWord']],
    ['SOCLimitReached', 'Other', ['stoppedReason noSuchWord']],
  ])('2.x %s is %s in 1.6', (stoppedReason, reason, lost) => {
    const wording = ended('2.0.1', event('Ended', {}, { stoppedReason }), '1.6');
    expect(wording.payload).toMatchObject({ reason });
    expect(lostIn(wording)).toEqual(lost);
  });

  it.each([
    ['HardReset', 'ImmediateReset', 'ResetCommand', []],
    ['SoftReset', 'Other', 'ResetCommand', ['reason noSuchWord']],
    ['UnlockCommand', 'Other', 'UnlockCommand', ['reason noSuchWord']],
    ['EVDisconnected', 'EVDisconnected', 'EVCommunicationLost', []],
    ['PowerLoss', 'PowerLoss', 'AbnormalCondition', []],
    ['Remote', 'Remote', 'RemoteStop', []],
    [undefined, 'Local', 'StopAuthorized', []],
  ])('1.6 %s is %s in 2.x, with the trigger %s', (reason, stoppedReason, triggerReason, lost) => {
    const stop = { transactionId: 1, meterStop: 3000, timestamp, ...(reason !== undefined && { reason }) };
    const wording = ended('1.6', stop, '2.0.1');
    expect(wording.payload).toMatchObject({ triggerReason, transactionInfo: { stoppedReason } });
    expect(lostIn(wording)).toEqual(lost);
  });

  it('a reason of 2.1 only is Other in 2.0.1', () => {
    const wording = ended('2.1', event('Ended', {}, { stoppedReason: 'ReqEnergyTransferRejected' }), '2.0.1');
    expect(wording.payload).toMatchObject({ transactionInfo: { stoppedReason: 'Other' } });
    expect(lostIn(wording)).toEqual(['stoppedReason noSuchWord']);
  });
});

describe('triggers', () => {
  it.each([
    ['RunningCost', 'MeterValuePeriodic'],
    ['OperationModeChanged', 'ChargingRateChanged'],
    ['CostLimitReached', 'ChargingStateChanged'],
    ['TxResumed', 'ChargingStateChanged'],
    ['LimitSet', 'Trigger'],
    ['TariffNotAccepted', 'Trigger'],
  ])('2.1 %s is %s in 2.0.1, and itself in 2.1', (triggerReason, nearest) => {
    const said = event('Updated', { triggerReason, ...sampled({ value: 1 }) });
    expect(values('2.1', said, '2.0.1')).toMatchObject({
      payload: { triggerReason: nearest },
      losses: [{ field: 'triggerReason', reason: 'noSuchWord' }],
    });
    const same = values('2.1', said, '2.1');
    expect([same.payload, lostIn(same)]).toMatchObject([{ triggerReason }, []]);
  });
});

type Row = [string, Version, Payload, Version, Payload | undefined, string[]];

const rowsOfValues: readonly Row[] = [
  [
    'a measurand of 2.x',
    '2.0.1',
    { value: 1, measurand: 'Energy.Active.Net' },
    '1.6',
    undefined,
    ['measurand noSuchWord'],
  ],
  [
    'a measurand of 2.1',
    '2.1',
    { value: 1, measurand: 'Display.BatteryEnergyCapacity' },
    '2.0.1',
    undefined,
    ['measurand noSuchWord'],
  ],
  ['a measurand of 2.1', '2.1', { value: 1, measurand: 'Voltage.Minimum' }, '1.6', undefined, ['measurand noSuchWord']],
  [
    'the inlet by its name of 2.1',
    '2.1',
    { value: 1, location: 'Upstream' },
    '2.0.1',
    { value: 1, location: 'Inlet' },
    ['location noSuchWord'],
  ],
  [
    'the inlet by its name of 2.1',
    '2.1',
    { value: 1, location: 'Upstream' },
    '1.6',
    { value: '1', location: 'Inlet' },
    ['location noSuchWord'],
  ],
  [
    'a multiplier',
    '2.0.1',
    { value: 1.5, unitOfMeasure: { unit: 'kWh', multiplier: 1 } },
    '1.6',
    { value: '15', unit: 'kWh' },
    [],
  ],
  [
    'Hz',
    '2.0.1',
    { value: 50, measurand: 'Frequency', unitOfMeasure: { unit: 'Hz' } },
    '1.6',
    { value: '50', measurand: 'Frequency' },
    ['unit noSuchWord'],
  ],
];

describe('meter values', () => {
  const said = (...samples: Payload[]): Payload => event('Updated', sampled(...samples));

  it.each(rowsOfValues)('%s of %s', (_, from, sample, to, expected, lost) => {
    const wording = values(from, said(sample, { value: 7 }), to);
    expect(samplesIn(wording)).toEqual([
      ...(expected === undefined ? [] : [expected]),
      { value: to === '1.6' ? '7' : 7 },
    ]);
    expect(lostIn(wording)).toEqual(lost);
  });
});

describe('meter values of 1.6', () => {
  it.each([
    ['a temperature', { value: '40', measurand: 'Temperature', unit: 'Celcius' }, 'measurand noSuchWord'],
    ['what turns', { value: '900', measurand: 'RPM' }, 'measurand noSuchWord'],
    ['what is no number', { value: 'n/a', measurand: 'Voltage' }, 'value notANumber'],
  ])('1.6: %s has no place in 2.x', (_, sample, lost) => {
    const payload = {
      connectorId: 1,
      meterValue: [{ timestamp, sampledValue: [sample, { value: '7,5', unit: 'kWh' }] }],
    };
    const wording = values('1.6', payload, '2.0.1');
    expect(samplesIn(wording)).toEqual([{ value: 7.5, unitOfMeasure: { unit: 'kWh' } }]);
    expect(lostIn(wording)).toEqual([lost]);
  });

  it('registers of 1.6 are whole watt-hours', () => {
    const start = started('2.0.1', event('Started'), '1.6', { token: 'A', meterStartWh: 1000.4 });
    expect(start).toMatchObject({
      payload: { meterStart: 1000 },
      losses: [{ field: 'meterStart', reason: 'rounded' }],
    });
    const stop = ended('2.0.1', event('Ended'), '1.6', { meterStopWh: 3000.6 });
    expect(stop).toMatchObject({ payload: { meterStop: 3001 }, losses: [{ field: 'meterStop', reason: 'rounded' }] });
  });
});

describe('what only 2.x says of a transaction', () => {
  const details = { cableMaxCurrent: 32, numberOfPhasesUsed: 3 };
  const of21 = { evseSleep: true, preconditioningStatus: 'Ready' };

  it('2.0.1 tells it to 2.x, and 1.6 has no place for it', () => {
    const said = event(
      'Updated',
      { ...details, evse: { id: 1, connectorId: 2 }, ...sampled({ value: 1 }) },
      { timeSpentCharging: 60 },
    );
    for (const to of ['2.0.1', '2.1'] as const) {
      const same = values('2.0.1', said, to);
      expect(same.payload).toMatchObject({
        ...details,
        evse: { id: 7, connectorId: 2 },
        transactionInfo: { timeSpentCharging: 60 },
      });
      expect(lostIn(same)).toEqual([]);
    }
    expect(lostIn(values('2.0.1', said, '1.6'))).toEqual([
      'cableMaxCurrent noSuchField',
      'numberOfPhasesUsed noSuchField',
      'timeSpentCharging noSuchField',
      'evse.connectorId noSuchField',
    ]);
  });

  it('what 2.1 adds is told to 2.1, and 2.0.1 has no place for it', () => {
    const said = event(
      'Updated',
      { ...of21, ...sampled({ value: 1 }) },
      { operationMode: 'ChargingOnly', tariffId: 'T' },
    );
    const same = values('2.1', said, '2.1');
    expect(same.payload).toMatchObject({ ...of21, transactionInfo: { operationMode: 'ChargingOnly', tariffId: 'T' } });
    expect(lostIn(same)).toEqual([]);
    expect(lostIn(values('2.1', said, '2.0.1'))).toEqual([
      'evseSleep noSuchField',
      'preconditioningStatus noSuchField',
      'operationMode noSuchField',
      'tariffId noSuchField',
    ]);
  });
});

describe('what no schema takes', () => {
  it.each<[string, Payload, Payload, string]>([
    ['a number out of range is left out', { numberOfPhasesUsed: 9 }, {}, 'numberOfPhasesUsed invalid'],
    [
      'a text is cut',
      { meterValue: [{ timestamp, sampledValue: [{ value: 1, unitOfMeasure: { unit: 'u'.repeat(30) } }] }] },
      { meterValue: [{ timestamp, sampledValue: [{ value: 1, unitOfMeasure: { unit: 'u'.repeat(20) } }] }] },
      'meterValue.sampledValue.unitOfMeasure.unit tooLong',
    ],
    [
      'signed data is whole or not there',
      {
        meterValue: [
          {
            timestamp,
            sampledValue: [
              {
                value: 1,
                signedMeterValue: {
                  signedMeterData: 'x',
                  signingMethod: 'm'.repeat(60),
                  encodingMethod: 'e',
                  publicKey: '',
                },
              },
            ],
          },
        ],
      },
      { meterValue: [{ timestamp, sampledValue: [{ value: 1 }] }] },
      'meterValue.sampledValue.signedMeterValue.signingMethod tooLong',
    ],
    ['what lacks a part that it must have', { costDetails: { x: 1 } }, {}, 'costDetails.totalCost invalid'],
    ['a stranger', { x: 1 }, {}, 'payload invalid'],
  ])('%s', (_, odd, expected, lost) => {
    const wording = fitting('2.1', { action: 'TransactionEvent', payload: event('Updated', odd) });
    expect(wording.payload).toEqual(event('Updated', expected));
    expect(lostIn(wording)).toEqual([lost]);
  });

  it('what must be there and is not stays a fault', () => {
    const wording = { action: 'TransactionEvent', payload: { eventType: 'Updated' } };
    expect(fitting('2.0.1', wording)).toBe(wording);
  });
});
