import { expect, it } from 'vitest';
import { energyOf, at, events, fieldOf2 } from '../conversations/field-2x.ts';

type Payload = Record<string, unknown>;

const long = (characters: number): string => 'OCMF|é€"\\\u0001'.repeat(Math.ceil(characters / 10)).slice(0, characters);
const samplesIn = (payload: Payload | undefined): Payload[] => {
  const list = (payload?.['meterValue'] ?? payload?.['transactionData'] ?? []) as { sampledValue: Payload[] }[];
  return list.flatMap(({ sampledValue }) => sampledValue);
};

it('F123 64 KB of signed data in a start and a stop of 1.6 come to the central system to the byte, over a death', () => {
  const field = fieldOf2({ south: '1.6', north: '1.6' });
  const start = field.says('StartTransaction', { connectorId: 1, idTag: 'A', meterStart: 1, timestamp: field.time() });
  const { transactionId } = start![2] as { transactionId: number };
  const value = long(64 * 1024);
  const sampledValue = ['Transaction.Begin', 'Transaction.End'].map((context) => ({
    value,
    format: 'SignedData',
    context,
  }));
  const transactionData = [{ timestamp: field.time(), sampledValue }];
  field.says('StopTransaction', { transactionId, meterStop: 5, timestamp: field.time(), transactionData });
  field.passes(5);
  expect(samplesIn(events(field).at(-1))).toEqual(sampledValue);
  expect(JSON.stringify(field.depot.restart().gateway.state.ledger.head)).toBeDefined();
});

it.each([
  ['2.0.1', '2.0.1', 2500],
  ['2.0.1', '2.1', 2500],
  ['2.1', '2.1', 32_768],
] as const)('F123 from %s to %s, %i characters in a start and an end', (south, north, characters) => {
  const field = fieldOf2({ south, north });
  const signedMeterValue = {
    signedMeterData: long(characters),
    signingMethod: 'ECDSA',
    encodingMethod: 'OCMF',
    publicKey: long(2500),
  };
  const signed = (wh: number): Payload => energyOf(wh, { signedMeterValue });
  const idToken = { idToken: '04AABBCC', type: 'ISO14443' };
  field.event('Started', 0, { triggerReason: 'Authorized', idToken, evse: { id: 1 }, ...at(field.time(), signed(1)) });
  field.event(
    'Ended',
    1,
    { triggerReason: 'EVDeparted', ...at(field.time(), signed(9)) },
    { stoppedReason: 'EVDisconnected' },
  );
  field.passes(5);
  const told = events(field);
  expect([samplesIn(told[0]), samplesIn(told[1])]).toEqual([[signed(1)], [signed(9)]]);
  expect(field.depot.gateway.state.losses.size).toBe(0);
});
