// Signed meter values between versions: never encoded anew.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TransactionSampled } from '../../../src/model/fact/transaction.ts';
import { dialectOf } from '../../../src/ocpp/dialects.ts';
import type { Payload } from './translated.ts';
import {
  ended,
  event,
  lostIn,
  recordIn,
  sampled,
  samplesIn,
  times,
  timestamp,
  upstream,
  values,
} from './translated.ts';

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
