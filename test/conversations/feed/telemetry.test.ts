// Telemetry as an MQTT uplink hears it: aligned, complete, and late where nobody was there.

import { describe, expect, it } from 'vitest';
import type { Telemetry } from '../../../src/uplink/mqtt/telemetry.ts';
import type { Post } from '../post.ts';
import type { Fleet } from './fleet.ts';
import { newFleet } from './fleet.ts';

/** Registers that rise by 100 Wh each ten seconds. */
function withRegisters({ yard }: Fleet): { readonly wh: () => number } {
  let [wh, seconds] = [0, 0];
  const says = (post: Post): void => {
    const transactionId = post.number();
    if (transactionId === undefined || post.link() === '') return;
    const timestamp = new Date(yard.harness().utc()).toISOString();
    const sampledValue = [
      { value: String(wh), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
      { value: '10', measurand: 'Current.Import', phase: 'L1' },
    ];
    post.says('MeterValues', { connectorId: 1, transactionId, meterValue: [{ timestamp, sampledValue }] });
  };
  for (const car of yard.cars) car.isRead = false;
  yard.each = () => {
    if ((seconds += 1) % 10 !== 0) return;
    wh += 100;
    says(yard.posts[0]!);
  };
  return { wh: () => wh };
}

const whOf = (all: readonly Telemetry[], key: string): number =>
  all.reduce((sum, { evses }) => sum + (evses[key]?.energyWh ?? 0), 0);

const isWhole = (all: readonly Telemetry[]): void => {
  const inTime = [...all].sort((one, other) => Date.parse(one.from) - Date.parse(other.from));
  for (const [at, one] of inTime.entries()) if (at > 0) expect(one.from).toBe(inTime[at - 1]!.to);
};

describe('telemetry', () => {
  it('comes each minute of UTC, with the least, the mean and the most, and the energy of the interval', () => {
    const fleet = newFleet();
    const { wh } = withRegisters(fleet);
    fleet.broker.heard();
    fleet.yard.posts[0]!.starts();
    fleet.passes(310);
    const told = fleet.broker.telemetry();
    expect(told.length).toBeGreaterThanOrEqual(5);
    for (const { from, to } of told.slice(1)) {
      expect(Date.parse(from) % 60_000).toBe(0);
      expect(Date.parse(to) - Date.parse(from)).toBe(60_000);
    }
    isWhole(told);
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, at) => told[0]!.seq + at));
    expect(whOf(told, 'CP-01/1')).toBe(told.reduce((sum, { site }) => sum + site.energyWh, 0));
    expect(wh() - whOf(told, 'CP-01/1')).toBeLessThanOrEqual(600);
    const last = told.at(-1)!;
    expect(last.evses['CP-01/1']).toEqual({
      ...{ ampsMinMeanMax: [10, 10, 10], powerWMinMeanMax: [2300, 2300, 2300], energyWh: 600 },
    });
    // Nobody charges there.
    expect(last.evses['CP-02/1']).toBeUndefined();
    expect(Object.keys(last.circuits['main']!.ampsMinMeanMax)).toEqual(['L1', 'L2', 'L3']);
    expect(last.site.gridPowerWMinMeanMax?.[1]).toBeGreaterThan(0);
    expect(last.late).toBeUndefined();
  });

  it('weighs what it means by time: ten amps for half of the minute are five in the mean', () => {
    const { yard, broker, passes } = newFleet();
    yard.cars[0]!.wants = 10;
    passes((60_000 - (yard.harness().utc() % 60_000)) / 1000 + 1);
    broker.heard();
    passes(28);
    yard.posts[0]!.starts();
    passes(35);
    const [first] = broker.telemetry();
    const [least, mean, most] = first!.evses['CP-01/1']!.ampsMinMeanMax!;
    expect(least).toBe(0);
    expect(most).toBe(10);
    expect(mean).toBeGreaterThan(2);
    expect(mean).toBeLessThan(5.5);
  });

  it('of an outage is told late, in order, one at a time, and no energy is lost', () => {
    const fleet = newFleet();
    const { broker, passes, yard } = fleet;
    const { wh } = withRegisters(fleet);
    yard.posts[0]!.starts();
    passes(130);
    broker.drops();
    passes(600);
    broker.connects();
    passes(60);
    const told = broker.telemetry();
    const late = told.filter((one) => one.late === true);
    expect(late.length).toBeGreaterThanOrEqual(9);
    expect(late.every((one, at) => at === 0 || one.from === late[at - 1]!.to)).toBe(true);
    isWhole(told);
    expect(wh() - whOf(told, 'CP-01/1')).toBeLessThanOrEqual(600);
  });

  it('of before a restart in an outage is lost, which its epoch shows; what came since is told late, and the stream lacks nothing', () => {
    const fleet = newFleet();
    const { yard, broker, passes } = fleet;
    withRegisters(fleet);
    yard.posts[0]!.starts();
    passes(70);
    const before = broker.telemetry().at(-1)!;
    broker.drops();
    passes(300);
    yard.restarts();
    const restartedAt = yard.harness().utc();
    passes(200);
    broker.connects();
    passes(60);
    const heard = broker.heard();
    const told = heard.filter(({ topic }) => topic === 'telemetry').map(({ text }) => JSON.parse(text) as Telemetry);
    isWhole(told);
    expect(told[0]!.epoch).toBeGreaterThan(before.epoch);
    const first = Math.min(...told.map(({ from }) => Date.parse(from)));
    expect(Math.abs(first - restartedAt)).toBeLessThan(5000);
    expect(told.filter(({ late }) => late === true).length).toBeGreaterThanOrEqual(3);
    // The journal has what stations said meanwhile.
    const readings = heard
      .filter(({ topic }) => topic === 'transactions')
      .map(({ text }) => Date.parse((JSON.parse(text) as { at: string }).at))
      .filter((at) => at > Date.parse(before.to) && at < restartedAt);
    expect(readings.length).toBeGreaterThanOrEqual(28);
  });

  it('that left and was not taken goes again as it was, under its own number', () => {
    const { broker, passes, yard } = newFleet();
    yard.posts[0]!.starts();
    passes(60);
    broker.telemetry();
    broker.takes = false;
    passes(61);
    const [first] = broker.telemetry();
    broker.drops();
    broker.takes = true;
    broker.connects();
    passes(5);
    const again = broker.telemetry().find(({ seq }) => seq === first!.seq);
    expect(again).toEqual({ ...first, late: true });
  });

  it('waits while the stream has much to tell', () => {
    const { broker, passes, yard } = newFleet();
    broker.drops();
    passes(300);
    for (let at = 0; at < 12; at += 1) {
      yard.posts[0]!.starts();
      passes(1);
      yard.posts[0]!.stops();
    }
    broker.heard();
    broker.takes = false;
    broker.connects();
    passes(20);
    expect(broker.telemetry().filter(({ late }) => late === true)).toEqual([]);
    broker.takes = true;
    passes(20);
    expect(broker.telemetry().filter(({ late }) => late === true).length).toBeGreaterThan(2);
  });

  it('of a month without a connection takes no more places than there may be', () => {
    const { broker, yard } = newFleet({ sampleSeconds: 10 });
    broker.drops();
    yard.harness().sleep(2 * 3_600_000);
    const { kept } = yard.harness().gateway.state.uplinks.get('fleet' as never)!.feed!.news.telemetry;
    expect(kept.length).toBe(240);
    expect(kept.reduce((sum, { merged }) => sum + merged, 0)).toBeGreaterThanOrEqual(719);
  });

  it('begins anew when the clock is set', () => {
    const { broker, passes, yard } = newFleet();
    passes(60);
    broker.heard();
    yard.harness().setClock(yard.harness().utc() + 3_600_000);
    passes(120);
    const told = broker.telemetry();
    expect(told.length).toBeGreaterThanOrEqual(2);
    const lengths = told.map(({ from, to }) => Date.parse(to) - Date.parse(from));
    // Nothing is told of the hour that never was.
    expect(lengths.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(180_000);
    for (const one of lengths) expect(one).toBeLessThanOrEqual(60_000);
  });
});

describe('a day that has few bytes', () => {
  it('has rarer telemetry and coarser state, says so, and tells transactions and alarms as ever', () => {
    const fleet = newFleet({ bytesPerDay: 400_000, sampleSeconds: 10 });
    const { broker, passes, yard } = fleet;
    withRegisters(fleet);
    yard.posts[0]!.starts();
    passes(1500);
    const told = broker.telemetry();
    expect(told[0]!.merged).toBeUndefined();
    expect(told.at(-1)!.merged).toBeGreaterThanOrEqual(4);
    isWhole(told);
    expect(broker.retained.get('site')!['economy']).toMatchObject({ bytesPerDay: 400_000 });
    expect(JSON.stringify(broker.retained.get('alarms'))).toContain('BB_UPLINK_BUDGET');
  });

  it('and none left has neither, until the next day begins', () => {
    const { broker, passes, yard } = newFleet({ bytesPerDay: 100_000, sampleSeconds: 1 });
    const { news } = yard.harness().gateway.state.uplinks.get('fleet' as never)!.feed!;
    news.spending!.bytes = 100_000;
    passes(3);
    expect(JSON.stringify(broker.retained.get('alarms'))).toContain('BB_UPLINK_BUDGET');
    expect(broker.retained.get('site')!['economy']).toMatchObject({ level: 'spent' });
    broker.heard();
    yard.posts[0]!.starts();
    yard.harness().gateway.state.alarms.set('BB_GRID_SILENT', 'It smokes.');
    passes(130);
    expect(new Set(broker.heard().map(({ topic }) => topic))).toEqual(new Set(['transactions', 'alarms']));
    yard.harness().setClock(Date.UTC(2026, 0, 16, 0, 0, 1));
    passes(130);
    const topics = new Set(broker.heard().map(({ topic }) => topic));
    expect(topics.has('telemetry')).toBe(true);
    expect(topics.has('stations/CP-01/evses/1')).toBe(true);
  });
});
