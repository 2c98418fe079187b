// What comes too late for a message that could carry it, or too early: told otherwise where there is a way, else counted.

import { expect, it } from 'vitest';
import { at, energyOf, fieldOf2 } from './field-2x.ts';
import type { Field2 } from './field-2x.ts';

const idToken = { idToken: '04AABBCC', type: 'ISO14443' };
const evse = { id: 1, connectorId: 1 };
const lost = (field: Field2) =>
  [...field.depot.gateway.state.losses.values()].map(({ field: name, reason }) => `${name} ${reason}`);
const costs = (field: Field2) => field.ordered.filter(([action]) => action === 'CostUpdated').map(([, said]) => said);

function charging(): Field2 {
  const field = fieldOf2();
  field.answers = (action, payload) =>
    action === 'TransactionEvent' && payload['eventType'] !== 'Started' ? { totalCost: 4.2 } : undefined;
  field.event('Started', 0, { triggerReason: 'Authorized', evse, idToken });
  field.passes(5);
  return field;
}

it('I02 what a transaction of 2.0.1 costs so far is told to the driver by a message of its own', () => {
  const field = charging();
  field.event('Updated', 1, { triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(1500)) });
  field.passes(5);
  expect(costs(field)).toEqual([{ totalCost: 4.2, transactionId: 'T1' }]);
  expect(lost(field)).not.toContain('totalCost tooLate');
});

it('I03 the cost of a transaction that is over has no way to its driver, and is counted', () => {
  const field = charging();
  field.event('Ended', 1, { triggerReason: 'EVDeparted' }, { stoppedReason: 'EVDisconnected' });
  field.passes(5);
  expect(costs(field)).toEqual([]);
  expect(lost(field)).toContain('totalCost tooLate');
});

it('I02 a station that does not know the message is not asked again, and the cost is counted from then on', () => {
  const field = charging();
  field.obeys = (action) => (action === 'CostUpdated' ? { code: 'NotImplemented' } : undefined);
  const say = (seqNo: number): void => {
    field.event('Updated', seqNo, { triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(1500)) });
    field.passes(2);
  };
  say(1);
  expect(lost(field)).not.toContain('totalCost tooLate');
  say(2);
  expect(lost(field)).toContain('totalCost tooLate');
});

it('E02 values before anybody is let in are none of a transaction of 1.6, and are counted', () => {
  const field = fieldOf2({ north: '1.6' });
  field.event('Started', 0, { triggerReason: 'CablePluggedIn', evse, ...at(field.time(), energyOf(1000)) });
  expect(lost(field)).toEqual([]);
  field.event('Updated', 1, { triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(1001)) });
  expect(lost(field)).toEqual(['meterValue noSuchField']);
  field.event('Updated', 2, { triggerReason: 'Authorized', idToken });
  field.event('Updated', 3, { triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(1100)) });
  field.passes(5);
  expect([...field.depot.gateway.state.losses.values()].find(({ field: name }) => name === 'meterValue')?.count).toBe(
    1,
  );
});
