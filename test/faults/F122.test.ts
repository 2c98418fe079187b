import { describe, expect, it } from 'vitest';
import { percentile } from '../bench/figures.ts';
import { energy, fieldStation, minute, told } from '../conversations/field.ts';
import { liveFor } from './beside-backlog.ts';

const day = 24 * 60 * minute;

it('F122 weeks of backlog: told with its own times and in order, while nothing of it drives limits or is shown as now', () => {
  const station = fieldStation();
  const { depot, link } = station;
  const sessions = 60;
  const samples = 20;
  const times: string[] = [];
  for (let session = 0; session < sessions; session += 1) {
    const began = -21 * day + session * 8 * 60 * minute;
    times.push(station.time(began));
    const id = station.start(1, { meterStart: session * 1000, timestamp: station.time(began) });
    for (let sample = 1; sample <= samples; sample += 1)
      station.values(1, id, [energy(session * 1000 + sample * 10)], station.time(began + sample * minute));
    station.call('StopTransaction', {
      transactionId: id,
      meterStop: (session + 1) * 1000,
      timestamp: station.time(began + 60 * minute),
    });
    depot.sleep(50);
  }
  const live = depot.gateway.state.live.stations.get('CP-01' as never)!;
  expect(live.measured.size).toBe(0);
  expect(depot.hears(link).filter(([, , action]) => action === 'SetChargingProfile')).toEqual([]);
  expect(station.facts('TransactionSampled').every(({ history }) => history === true)).toBe(true);
  const heard = told(depot);
  const starts = heard.filter(([action]) => action === 'StartTransaction').map(([, { timestamp }]) => timestamp);
  expect(starts).toEqual(times);
  expect(heard.filter(([action]) => action === 'StopTransaction')).toHaveLength(sessions);
  expect(
    heard.filter(([action]) => action === 'MeterValues').flatMap(([, { meterValue }]) => meterValue as object[]),
  ).toHaveLength(sessions * samples);
  // And then somebody comes.
  const id = station.start(1, { meterStart: sessions * 1000 });
  station.values(1, id, [energy(sessions * 1000 + 5)]);
  expect(live.measured.get(1)?.energyWh).toBe(sessions * 1000 + 5);
});

const liveMs = 45_000;

describe('F122 weeks of one station', () => {
  const usual = liveFor(liveMs, 0);

  it.each([
    ['one message at a time', 1],
    ['as many at once as may be', 16],
  ])('F122 unloaded %s: others wait at most twice as long, here and upstream', (_, pipeline) => {
    const meanwhile = liveFor(liveMs, pipeline);
    expect(meanwhile.unloaded).toBeGreaterThan(2000);
    expect(meanwhile.answers.length).toBe(usual.answers.length);
    expect(percentile(meanwhile.answers, 0.99)).toBeLessThanOrEqual(2 * percentile(usual.answers, 0.99));
    expect(meanwhile.starts.length).toBe(usual.starts.length);
    expect(percentile(meanwhile.starts, 0.99)).toBeLessThanOrEqual(2 * percentile(usual.starts, 0.99));
    // And it gets on.
    expect(meanwhile.pastStarts).toBeGreaterThan(20);
  });
});
