import { expect, it } from 'vitest';
import { fieldStation, told } from '../conversations/field.ts';

it.each([
  ['1970', '1970-01-01T00:00:00Z', 'clockInvalid'],
  ['2099', '2099-06-01T12:00:00Z', 'clockAhead'],
  ['no zone', '2026-01-15T18:00:01', undefined],
  ['no time', 'yesterday', undefined],
])(
  'F032 a station whose clock says %s: its stamp and ours are kept, and its transaction is taken',
  (_, timestamp, flag) => {
    const station = fieldStation();
    station.depot.sleep(1000);
    const id = station.start(1, { timestamp });
    expect(id).toBeGreaterThan(0);
    const stop = { transactionId: id, meterStop: 1100, timestamp };
    expect(station.call('StopTransaction', stop)).toEqual({});
    const [started] = station.facts('TransactionStarted');
    expect(started?.raw.json).toContain(timestamp);
    expect(started?.receivedAt).toBe(station.depot.utc());
    expect(started?.anomalies).toEqual(flag === undefined ? undefined : [flag]);
    const [action, payload] = told(station.depot)[0]!;
    expect(action).toBe('StartTransaction');
    expect(Date.parse(payload['timestamp'] as string)).not.toBeNaN();
  },
);
