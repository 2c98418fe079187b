// What a message could not carry is counted when it first leaves, and stands in the journal beside it.

import { expect, it } from 'vitest';
import { logOrders } from '../../src/cli/order-log.ts';
import { at, energyOf, events, fieldOf2 } from './field-2x.ts';

const evse = { id: 1, connectorId: 1 };
const start = { triggerReason: 'Authorized', idToken: { idToken: '1234', type: 'KeyCode' }, evse };

it('each loss once a message, not once a value or a repeat; the log says which message', () => {
  const field = fieldOf2({ north: '1.6' });
  field.event('Started', 0, start);
  const odd = energyOf(1, { measurand: 'Energy.Active.Net' });
  field.event('Updated', 1, { triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(10), odd, odd) });
  let refusals = 2;
  field.answers = (action) =>
    action === 'StopTransaction' && (refusals -= 1) >= 0 ? { code: 'InternalError' } : undefined;
  field.event('Ended', 2, at(field.time(), energyOf(20)), { stoppedReason: 'StoppedByEV' });
  field.passes(300);
  expect(events(field).filter(({ action }) => action === 'StopTransaction').length).toBeGreaterThan(1);
  const { losses } = field.depot.gateway.state;
  expect([...losses.values()]).toEqual([
    { from: '2.0.1', to: '1.6', field: 'idToken.type', reason: 'noSuchField', count: 1 },
    { from: '2.0.1', to: '1.6', field: 'measurand', reason: 'noSuchWord', count: 1 },
    { from: '2.0.1', to: '1.6', field: 'stoppedReason', reason: 'noSuchWord', count: 1 },
  ]);
  const lines: string[] = [];
  const log = { info: (code: string, text: string) => lines.push(`${code} ${text}`), warn: () => undefined };
  logOrders(field.facts('FirstSent'), log as never);
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^BB_TRANSLATION_LOSS csms is told in 1\.6 .* measurand \(noSuchWord\)/);
});

it('what comes with a start and has no room in that of 1.6 is told after it, and nothing is lost', () => {
  const field = fieldOf2({ north: '1.6' });
  const signedMeterValue = { signedMeterData: 'OCMF|…', signingMethod: 'm', encodingMethod: 'OCMF', publicKey: 'k' };
  const first = energyOf(1000, { context: 'Transaction.Begin', signedMeterValue });
  field.event('Started', 0, {
    ...start,
    idToken: { idToken: '04AABBCC', type: 'ISO14443' },
    ...at(field.time(), first),
  });
  field.passes(5);
  const [begun, values] = events(field);
  expect(begun).toMatchObject({ action: 'StartTransaction', meterStart: 1000 });
  expect(values).toMatchObject({
    transactionId: 5001,
    meterValue: [
      {
        sampledValue: [
          { value: '1000', context: 'Transaction.Begin' },
          { value: JSON.stringify(signedMeterValue), format: 'SignedData' },
        ],
      },
    ],
  });
  expect(field.depot.gateway.state.losses.size).toBe(0);
  // 2.x says them in the start itself.
  const same = fieldOf2({ north: '2.1' });
  same.event('Started', 0, { ...start, ...at(same.time(), first) });
  same.passes(5);
  expect(events(same)).toHaveLength(1);
});

it('one odd value keeps no transaction from being told', () => {
  const field = fieldOf2({ south: '2.1', north: '2.1' });
  field.event('Started', 0, { ...start, numberOfPhasesUsed: 9, ...at(field.time(), energyOf(1)) });
  field.passes(5);
  expect(events(field)).toHaveLength(1);
  expect([...field.depot.gateway.state.losses.keys()]).toEqual(['2.1 2.1 numberOfPhasesUsed invalid']);
  expect(field.depot.gateway.state.alarms.size).toBe(0);
});

it('a status that a station of 1.6 cannot be told is counted', () => {
  const field = fieldOf2({ south: '1.6', north: '2.0.1' });
  field.book.verdict = () => 'NoCredit';
  expect(field.says('Authorize', { idTag: 'A' })![2]).toEqual({ idTagInfo: { status: 'Invalid' } });
  expect([...field.depot.gateway.state.losses.keys()]).toEqual(['2.0.1 1.6 idTokenInfo.status noSuchWord']);
});
