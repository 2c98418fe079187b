// What becomes of each value between versions: rows of 4.3 and 4.6 of the mapping that are about transactions and tokens.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TransactionEnded, TransactionSampled, TransactionStarted } from '../../../src/model/fact/transaction.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { utc } from '../../../src/model/time.ts';
import type { Upstream } from '../../../src/ocpp/dialect.ts';
import { dialectOf } from '../../../src/ocpp/dialects.ts';
import type { Wording } from '../../../src/ocpp/heard.ts';
import { fitting } from '../../../src/ocpp/fitting.ts';
import { collectLosses } from '../../../src/ocpp/loss.ts';
import { checkOutbound } from '../../../src/ocpp/schema.ts';

type Payload = Record<string, unknown>;

const timestamp = '2026-01-15T18:00:00Z';
const times = { happenedAt: utc(Date.parse(timestamp)), offsetMs: 0 };
const upstream: Upstream = {
  place: { number: 7 },
  transaction: '00000000-0000-4000-8000-000000000001' as never,
  number: 5001,
  seqNo: 3,
  offline: false,
};

const event = (eventType: string, more: Payload = {}, info: Payload = {}): Payload => ({
  eventType,
  timestamp,
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId: 'T', ...info },
  ...more,
});

const sampled = (...sampledValue: Payload[]): Payload => ({ meterValue: [{ timestamp, sampledValue }] });

const recordIn = (version: Version, payload: Payload) => dialectOf(version).recordOf(payload as never);

function started(from: Version, payload: Payload, to: Version, fact: Partial<TransactionStarted> = {}): Wording {
  const record = recordIn(from, payload);
  const whole = { token: record.token ?? '', meterStartWh: 0, ...fact } as TransactionStarted;
  return judged(to, dialectOf(to).toCsms.started({ fact: whole, record, times }, upstream));
}

function values(from: Version, payload: Payload, to: Version): Wording {
  const fact = {} as TransactionSampled;
  return judged(to, dialectOf(to).toCsms.sampled([{ fact, record: recordIn(from, payload), times }], upstream));
}

function ended(from: Version, payload: Payload, to: Version, fact: Partial<TransactionEnded> = {}): Wording {
  const heard = dialectOf(from).fromStations.hear(from === '1.6' ? 'StopTransaction' : 'TransactionEvent', payload);
  const { reason = 'Local' } = heard as { reason?: TransactionEnded['reason'] };
  const whole = { meterStopWh: 3000, energyWh: 2000, reason, ...fact } as TransactionEnded;
  return judged(to, dialectOf(to).toCsms.ended({ fact: whole, record: recordIn(from, payload), times }, upstream));
}

/** Whatever is lost, what is said is in order. */
function judged(to: Version, wording: Wording): Wording {
  expect(checkOutbound(to, wording.action, wording.payload)).toBeUndefined();
  return wording;
}

const lostIn = ({ losses = [] }: Wording): string[] => losses.map(({ field, reason }) => `${field} ${reason}`);
const samplesIn = ({ payload }: Wording): Payload[] => {
  const { meterValue, transactionData } = payload as Record<string, { sampledValue: Payload[] }[] | undefined>;
  return (meterValue ?? transactionData ?? []).flatMap(({ sampledValue }) => sampledValue);
};

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

describe('meter values', () => {
  const said = (...samples: Payload[]): Payload => event('Updated', sampled(...samples));

  it.each<[string, Version, Payload, Version, Payload | undefined, string[]]>([
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
    [
      'a measurand of 2.1',
      '2.1',
      { value: 1, measurand: 'Voltage.Minimum' },
      '1.6',
      undefined,
      ['measurand noSuchWord'],
    ],
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
  ])('%s of %s', (_, from, sample, to, expected, lost) => {
    const wording = values(from, said(sample, { value: 7 }), to);
    expect(samplesIn(wording)).toEqual([
      ...(expected === undefined ? [] : [expected]),
      { value: to === '1.6' ? '7' : 7 },
    ]);
    expect(lostIn(wording)).toEqual(lost);
  });

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

describe('signed meter values (F123)', () => {
  const register = { measurand: 'Energy.Active.Import.Register', unit: 'Wh' };
  const text = fc.string({ unit: 'binary', maxLength: 200 });
  const signed = fc.record({
    signedMeterData: fc.oneof(text, fc.constant('A'.repeat(2500))),
    signingMethod: text,
    encodingMethod: text,
    publicKey: text,
  });

  it('F123 from 2.x to 2.x they are the same to the byte', () => {
    for (const [from, to] of [
      ['2.0.1', '2.0.1'],
      ['2.0.1', '2.1'],
      ['2.1', '2.1'],
    ] as const)
      fc.assert(
        fc.property(signed, (signedMeterValue) => {
          const samples = { value: 1, signedMeterValue };
          const wording = dialectOf(to).toCsms.sampled(
            [{ fact: {} as TransactionSampled, record: recordIn(from, event('Updated', sampled(samples))), times }],
            upstream,
          );
          expect(samplesIn(wording)).toEqual([samples]);
        }),
        { numRuns: 100 },
      );
  });

  it('F123 from 2.x through 1.6 and back nothing is changed, and the number stands beside it', () => {
    fc.assert(
      fc.property(signed, (signedMeterValue) => {
        const there = dialectOf('1.6').toCsms.sampled(
          [
            {
              fact: {} as TransactionSampled,
              record: recordIn('2.0.1', event('Updated', sampled({ value: 1500, signedMeterValue }))),
              times,
            },
          ],
          upstream,
        );
        expect(samplesIn(there)[0]).toEqual({ value: '1500' });
        const back = values('1.6', there.payload as Payload, '2.1');
        expect(samplesIn(back)).toEqual([{ value: 1500, signedMeterValue }]);
      }),
      { numRuns: 100 },
    );
  });

  it('F123 from 1.6 through 2.x and back the text is the same, of whatever length', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.constant('{"a":1}'), fc.constant('B'.repeat(30_000))), (data) => {
        const raw = { value: '3000', ...register };
        const payload = {
          connectorId: 1,
          meterValue: [{ timestamp, sampledValue: [raw, { ...register, value: data, format: 'SignedData' }] }],
        };
        const there = dialectOf('2.1').toCsms.sampled(
          [{ fact: {} as TransactionSampled, record: recordIn('1.6', payload), times }],
          upstream,
        );
        const back = values('2.1', there.payload as Payload, '1.6');
        expect(samplesIn(back)).toEqual([raw, expect.objectContaining({ value: data, format: 'SignedData' })]);
      }),
      { numRuns: 100 },
    );
  });

  it('F123 64 KB from 1.6 to 1.6 is the same to the byte, in a value and in a stop', () => {
    const data = 'OCMF|é€𝄞"\\'.repeat(6500);
    const sampledValue = [{ value: data, format: 'SignedData', context: 'Transaction.End' }];
    const meterValue = [{ timestamp, sampledValue }];
    expect(samplesIn(values('1.6', { connectorId: 1, meterValue }, '1.6'))).toEqual(sampledValue);
    const stop = { transactionId: 1, meterStop: 1, timestamp, transactionData: meterValue };
    expect(samplesIn(ended('1.6', stop, '1.6'))).toEqual(sampledValue);
  });

  it('signed data of a stop without a number gets that of the register: of its begin, and of its end', () => {
    const transactionData = ['Transaction.Begin', 'Transaction.End'].map((context) => ({
      timestamp,
      sampledValue: [{ value: `signed ${context}`, format: 'SignedData', context }],
    }));
    const wording = ended('1.6', { transactionId: 1, meterStop: 3000, timestamp, transactionData }, '2.0.1');
    const found = samplesIn(wording).map(({ value, context, signedMeterValue }) => [
      value,
      context,
      (signedMeterValue as Payload | undefined)?.['signedMeterData'],
    ]);
    expect(found).toEqual([
      [1000, 'Transaction.Begin', 'signed Transaction.Begin'],
      [3000, 'Transaction.End', 'signed Transaction.End'],
    ]);
  });

  it('what is too long for 2.0.1 is left out whole, and its number stays', () => {
    const signedMeterValue = { signedMeterData: 'x'.repeat(2501), encodingMethod: 'OCMF' };
    const wording = values('2.1', event('Updated', sampled({ value: 5, signedMeterValue })), '2.0.1');
    expect(samplesIn(wording)).toEqual([{ value: 5 }]);
    expect(lostIn(wording)).toEqual(['signedMeterValue tooLong']);
  });
});

describe('tokens', () => {
  const idToken = (idToken: string, type: string, more: Payload = {}): Payload =>
    event('Started', { idToken: { idToken, type, ...more }, evse: { id: 1 } });

  it.each([
    ['04AABBCC', 'ISO14443', []],
    ['04AABBCC', 'ISO15693', ['idToken.type noSuchField']],
    ['DE-ABC-C12345678-X', 'eMAID', []],
    ['van 7', 'Central', []],
    ['1234', 'KeyCode', ['idToken.type noSuchField']],
  ])('the type of %s (%s) in 1.6', (token, type, lost) => {
    const wording = started('2.0.1', idToken(token, type), '1.6');
    expect(wording.payload).toMatchObject({ idTag: token });
    expect(lostIn(wording)).toEqual(lost);
  });

  it('a token that is too long goes by another name, the same each time', () => {
    const token = 'a-token-of-more-than-twenty-characters';
    const there = started('2.1', idToken(token, 'Central'), '1.6');
    const { idTag } = there.payload as { idTag: string };
    expect(idTag).toHaveLength(20);
    expect(lostIn(there)).toEqual(['idToken tooLong']);
    expect(started('2.1', idToken(token, 'Central'), '1.6').payload).toMatchObject({ idTag });
    const in201 = started('2.1', idToken(token, 'Central'), '2.0.1');
    expect(lostIn(in201)).toEqual(['idToken tooLong']);
    expect(lostIn(started('2.1', idToken(token, 'Central'), '2.1'))).toEqual([]);
  });

  it('a type of 2.1 only is what the form says in 2.0.1; what stands beside a token goes with it', () => {
    const more = { additionalInfo: [{ additionalIdToken: '123', type: 'visible' }] };
    const wording = started('2.1', idToken('04AABBCC', 'VIN', more), '2.0.1');
    expect(wording.payload).toMatchObject({ idToken: { idToken: '04AABBCC', type: 'ISO14443', ...more } });
    expect(lostIn(wording)).toEqual(['idToken.type noSuchWord']);
    expect(lostIn(started('2.1', idToken('04AABBCC', 'ISO14443', more), '1.6'))).toEqual([
      'idToken.additionalInfo noSuchField',
    ]);
    expect(started('2.1', idToken('04AABBCC', 'VIN', more), '2.1').payload).toMatchObject({
      idToken: { type: 'VIN', ...more },
    });
  });

  it.each(['NoCredit', 'NotAllowedTypeEVSE', 'NotAtThisLocation', 'NotAtThisTime', 'Unknown'] as const)(
    '%s is Invalid to a station of 1.6',
    (status) => {
      const { losses, lose } = collectLosses();
      const verdict = { status, by: 'csms', parent: 'a-group-of-more-than-twenty', more: { language1: 'nl' } } as const;
      expect(dialectOf('1.6').fromStations.answer({ kind: 'verdict', verdict }, lose)).toEqual({
        idTagInfo: { status: 'Invalid' },
      });
      expect(losses).toEqual([
        { field: 'idTokenInfo.status', reason: 'noSuchWord' },
        { field: 'groupIdToken', reason: 'tooLong' },
        { field: 'idTokenInfo.language1', reason: 'noSuchField' },
      ]);
    },
  );
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
