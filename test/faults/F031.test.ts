// The clock is set back while a vehicle charges. Nothing ends before it began, and the order is that of what happened.

import { describe, expect, it } from 'vitest';
import type { FieldStation } from '../conversations/field.ts';
import { energy, field, fieldStation, told } from '../conversations/field.ts';
import type { Harness } from '../conversations/harness.ts';
import { createHarness } from '../conversations/harness.ts';
import { utc } from '../../src/model/time.ts';

const hour = 3_600_000;
const day = 24 * hour;
const clock = { builtAt: utc(Date.UTC(2026, 0, 1)) };
const depotOf = (): Harness => createHarness(field(), { clock });

/** A session across a moment at which the clock is set. `stamp` is what the station writes. */
function sessionAcross(byMs: number, stamp: (station: FieldStation, isAfter: boolean) => object): FieldStation {
  const station = fieldStation({ depot: depotOf() });
  const { depot } = station;
  const number = station.start(1, stamp(station, false));
  depot.sleep(10_000);
  station.call('MeterValues', values(number, 1010, stamp(station, false)));
  depot.setClock(depot.utc() + byMs);
  depot.sleep(10_000);
  station.call('MeterValues', values(number, 1020, stamp(station, true)));
  station.call('StopTransaction', { transactionId: number, meterStop: 1030, ...stamp(station, true) });
  return station;
}

const values = (transactionId: number, wh: number, stamp: object) => ({
  connectorId: 1,
  transactionId,
  meterValue: [{ sampledValue: [energy(wh)], ...stamp }],
});

const transactionOf = ({ depot }: FieldStation) =>
  [...depot.gateway.state.ledger.stations.get('CP-01' as never)!.transactions.known.values()][0]!;

describe.each([
  ['a day back', -day],
  ['an hour back', -hour],
  ['an hour ahead', hour],
])('F031 the clock is set %s across the end of a session', (_, byMs) => {
  it('F031 a station with a clock of its own: its times, in their order', () => {
    const station = sessionAcross(byMs, ({ time }) => ({ timestamp: time() }));
    const known = transactionOf(station);
    expect(known.endedAt! - known.startedAt).toBe(20_000);
    const stamps = told(station.depot).map(
      ([, payload]) => JSON.stringify(payload).match(/"timestamp":"([^"]+)"/)![1]!,
    );
    expect(stamps).toHaveLength(3);
    expect([...stamps].sort()).toEqual(stamps);
  });

  it('F031 a station that takes its time from us: told in the order of what happened, and nothing lasts less than nothing', () => {
    const station = sessionAcross(byMs, ({ time }, isAfter) => ({ timestamp: time(isAfter ? byMs : 0) }));
    const known = transactionOf(station);
    expect(known.endedAt! - known.startedAt).toBeGreaterThanOrEqual(0);
    expect(told(station.depot).map(([action]) => action)).toEqual([
      'StartTransaction',
      'MeterValues',
      'StopTransaction',
    ]);
  });

  it('F031 a station that has our time of before goes on with its session, and begins another that counts', () => {
    const station = sessionAcross(byMs, ({ time }) => ({ timestamp: time() }));
    station.start(2);
    const facts = station.facts('TransactionStarted').concat(station.facts('TransactionEnded') as never);
    expect(facts.length).toBeGreaterThan(0);
    for (const fact of facts) expect(fact.history).toBeUndefined();
    const { capabilities } = station.depot.gateway.state.ledger.stations.get('CP-01' as never)!;
    expect(capabilities.clockOffsetSeconds ?? 0).toBe(0);
  });
});

it('F031 once a station was told the time, an old stamp is the past again', () => {
  const station = fieldStation({ depot: depotOf() });
  const { depot } = station;
  depot.setClock(depot.utc() + hour);
  depot.sleep(1000);
  station.call('Heartbeat', {});
  station.start(1);
  expect(station.facts('TransactionStarted')).toMatchObject([{ history: true }]);
});
