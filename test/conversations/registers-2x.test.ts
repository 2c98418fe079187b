// Transactions of OCPP 2.x that begin without an energy register: where they begin is what the meter is known to have shown, and
// nothing is made up.

import { describe, expect, it } from 'vitest';
import { at, energyOf, fieldOf2 } from './field-2x.ts';

const idToken = { idToken: '04AABBCC', type: 'ISO14443' };
const evse = { id: 1, connectorId: 1 };
type Field = ReturnType<typeof fieldOf2>;

const starts = (field: Field): void => void field.event('Started', 0, { triggerReason: 'Authorized', evse, idToken });
const samples = (field: Field, seqNo: number, wh: number): void => {
  field.passes(60);
  field.event('Updated', seqNo, { triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(wh)) });
};
const ends = (field: Field, seqNo: number, more: object): void => {
  field.passes(60);
  field.event('Ended', seqNo, { triggerReason: 'EVDeparted', ...more }, { stoppedReason: 'EVDisconnected' });
};
const ended = (field: Field): unknown => field.facts('TransactionEnded').at(-1)!;
const reading = (time: string, wh: number, context?: string) => ({
  timestamp: time,
  sampledValue: [{ value: wh, ...(context !== undefined && { context }) }],
});

describe.each(['1.6', '2.0.1'] as const)('a start without a register, and a central system of %s', (north) => {
  it('begins where the meter stood while nothing was under way', () => {
    const field = fieldOf2({ north });
    field.says('MeterValues', { evseId: 1, meterValue: [reading(field.time(), 12_000_000, 'Sample.Clock')] });
    starts(field);
    expect(field.facts('TransactionStarted')).toMatchObject([
      { meterStartWh: 12_000_000, anomalies: ['noStartRegister'] },
    ]);
    ends(field, 1, at(field.time(), energyOf(12_000_500)));
    expect(ended(field)).toMatchObject({ energyWh: 500 });
  });

  it('begins with the first register of it, where that cannot have been delivered since', () => {
    const field = fieldOf2({ north });
    starts(field);
    samples(field, 1, 12_000_000);
    samples(field, 2, 12_000_300);
    const { startWh, anomalies = [] } = field.facts('TransactionSampled')[0]!;
    expect([startWh, anomalies]).toEqual([12_000_000, []]);
    ends(field, 3, at(field.time(), energyOf(12_000_700)));
    expect(ended(field)).toMatchObject({ energyWh: 700 });
  });

  it('a meter that counts each transaction from 0 counts from 0', () => {
    const field = fieldOf2({ north });
    starts(field);
    samples(field, 1, 100);
    ends(field, 2, at(field.time(), energyOf(250)));
    expect(ended(field)).toMatchObject({ energyWh: 250 });
  });

  it('is told later by a value of its begin, in an update or in the end', () => {
    for (const type of ['Updated', 'Ended'] as const) {
      const field = fieldOf2({ north });
      starts(field);
      const began = field.time();
      field.passes(60);
      const meterValue = [
        reading(began, 12_000_000, 'Transaction.Begin'),
        reading(field.time(), 12_000_900, 'Transaction.End'),
      ];
      if (type === 'Updated') field.event('Updated', 1, { triggerReason: 'MeterValuePeriodic', meterValue });
      ends(field, 2, type === 'Ended' ? { meterValue } : at(field.time(), energyOf(12_000_900)));
      expect(ended(field)).toMatchObject({ energyWh: 900 });
    }
  });

  it('has no energy where nobody can know: all that its meter ever counted is none of it', () => {
    const field = fieldOf2({ north });
    starts(field);
    ends(field, 1, at(field.time(), energyOf(12_000_000)));
    expect(ended(field)).toMatchObject({ meterStopWh: 12_000_000, anomalies: ['noStartRegister'] });
    expect(ended(field)).not.toHaveProperty('energyWh');
  });
});

describe('a start without a register that nobody was let in by', () => {
  it('begins for 1.6 where somebody is, with the register of then', () => {
    const field = fieldOf2({ north: '1.6' });
    field.event('Started', 0, { triggerReason: 'CablePluggedIn', evse });
    const shown = { triggerReason: 'Authorized', idToken, ...at(field.time(), energyOf(12_000_000)) };
    field.event('Updated', 1, shown);
    ends(field, 2, at(field.time(), energyOf(12_000_400)));
    field.passes(5);
    expect(field.book.trouble).toEqual([]);
    expect(field.book.booked()).toMatchObject([{ startWh: 12_000_000, stopWh: 12_000_400 }]);
    expect(ended(field)).toMatchObject({ energyWh: 400 });
  });
});

it('what begins without a register is the same after a restart', () => {
  const field = fieldOf2({});
  starts(field);
  samples(field, 1, 12_000_000);
  const known = (): unknown => [...field.depot.gateway.state.ledger.stations.values()][0]!.transactions.known;
  const before = structuredClone(known());
  field.restarts();
  expect(known()).toEqual(before);
});
