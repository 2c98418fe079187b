import { expect, it } from 'vitest';
import { energy, fieldStation, minute, told } from '../conversations/field.ts';

it.each([
  ['a stop without a start', { meterStop: 5 }, 4711, ['stopWithoutStart'], undefined],
  ['a stop below its start', { meterStop: 900 }, undefined, ['stopBelowStart'], 100],
  ['a register that fell', { meterStop: 1050 }, undefined, ['registerDropped'], 100],
  ['a jump', { meterStop: 9_000_000 }, undefined, ['energyJump'], 8_999_000],
  [
    'a clock of 1970 as well',
    { meterStop: 900, timestamp: '1970-01-01T00:00:00Z' },
    undefined,
    ['clockInvalid', 'stopBelowStart'],
    100,
  ],
  ['nothing odd', { meterStop: 1200 }, undefined, undefined, 200],
])('F080 %s is stored, flagged and told as it is; energy is never negative', (_, said, unknown, flags, energyWh) => {
  const station = fieldStation();
  const id = station.start(1);
  station.depot.sleep(minute);
  station.values(1, id, [energy(1100)]);
  station.depot.sleep(minute);
  const stop = { transactionId: unknown ?? id, timestamp: station.time(), ...said };
  expect(station.call('StopTransaction', stop)).toEqual({});
  const [ended] = station.facts('TransactionEnded');
  expect(ended?.anomalies).toEqual(flags);
  expect(ended?.energyWh).toBe(energyWh);
  expect(ended?.raw.json).toBe(JSON.stringify(stop));
  const [action, payload] = told(station.depot).at(-1)!;
  expect([action, payload['meterStop']]).toEqual(['StopTransaction', said.meterStop]);
});

it('F080 E38 the same stop twice ends it once; another one is kept beside it', () => {
  const station = fieldStation();
  const id = station.start(1);
  const stop = { transactionId: id, meterStop: 1100, timestamp: station.time(1000) };
  for (const meterStop of [1100, 1100, 1150]) station.call('StopTransaction', { ...stop, meterStop });
  expect(station.facts('TransactionEnded').map(({ anomalies }) => anomalies)).toEqual([undefined, ['secondStop']]);
});
