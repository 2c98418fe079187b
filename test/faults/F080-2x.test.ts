import { describe, expect, it } from 'vitest';
import type { Anomaly } from '../../src/model/fact/transaction.ts';
import { at, energyOf, events, fieldOf2 } from '../conversations/field-2x.ts';

const card = { idToken: '04AABBCC', type: 'ISO14443' };
const evse = { id: 1, connectorId: 1 };

type Case = readonly [
  what: string,
  stopWh: number,
  more: Record<string, unknown>,
  flags: readonly Anomaly[] | undefined,
  energyWh: number,
];

const cases: readonly Case[] = [
  ['a stop below its start', 900, {}, ['stopBelowStart'], 100],
  ['a register that fell', 1050, {}, ['registerDropped'], 100],
  ['a jump', 9_000_000, {}, ['energyJump'], 8_999_000],
  ['a clock of 1970 as well', 900, { timestamp: '1970-01-01T00:00:00Z' }, ['clockInvalid', 'stopBelowStart'], 100],
  ['nothing odd', 1200, {}, undefined, 200],
];

describe.each([
  ['2.0.1', '2.1'],
  ['2.1', '2.0.1'],
  ['2.1', '1.6'],
] as const)('%s station, %s central system', (south, north) => {
  it.each(cases)(
    'F080 %s is stored, flagged and told as it is; energy is never negative',
    (_, stopWh, more, flags, energyWh) => {
      const field = fieldOf2({ south, north });
      const started = { triggerReason: 'Authorized', idToken: card, evse };
      field.event('Started', 0, { ...started, ...at(field.time(), energyOf(1000)) });
      field.passes(60);
      field.event('Updated', 1, { triggerReason: 'MeterValuePeriodic', ...at(field.time(), energyOf(1100)) });
      field.passes(60);
      const values = at((more['timestamp'] as string | undefined) ?? field.time(), energyOf(stopWh));
      expect(field.event('Ended', 2, { ...values, ...more }, { stoppedReason: 'Local' })).toEqual({});
      const [ended] = field.facts('TransactionEnded');
      expect(ended?.anomalies).toEqual(flags);
      expect(ended?.energyWh).toBe(energyWh);
      field.passes(5);
      expect(field.book.trouble).toEqual([]);
      expect(field.book.booked()).toMatchObject([{ startWh: 1000, stopWh }]);
      const told = events(field).at(-1)!;
      expect(told['action']).toBe(north === '1.6' ? 'StopTransaction' : 'TransactionEvent');
    },
  );

  it('F080 E38 the same end twice ends it once; another one is kept beside it', () => {
    const field = fieldOf2({ south, north });
    field.event('Started', 0, {
      triggerReason: 'Authorized',
      idToken: card,
      evse,
      ...at(field.time(), energyOf(1000)),
    });
    const timestamp = field.time(1000);
    for (const wh of [1100, 1100, 1150])
      field.event(
        'Ended',
        wh === 1150 ? 2 : 1,
        { timestamp, ...at(timestamp, energyOf(wh)) },
        { stoppedReason: 'Local' },
      );
    const isSecond = field.facts('TransactionEnded').map(({ anomalies = [] }) => anomalies.includes('secondStop'));
    expect(isSecond).toEqual([false, true]);
  });
});
