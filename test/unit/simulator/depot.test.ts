import { describe, expect, it } from 'vitest';
import { compareBooks } from '../../../adapters/simulator/check-books.ts';
import { createCsms } from '../../../adapters/simulator/csms.ts';
import type { SimDepot } from '../../../adapters/simulator/depot.ts';
import { createDepot } from '../../../adapters/simulator/depot.ts';
import { seeded } from '../../../adapters/simulator/random.ts';
import { createLab } from './lab.ts';

function open(depot: SimDepot) {
  const csms = createCsms({ tokens: depot.vans.map(({ token }) => [token, { status: 'Accepted' }]) });
  const lab = createLab(depot.stations, csms, seeded(3));
  const plan = (): void => {
    for (const { station, event } of depot.step(lab.now())) lab.event(station, event);
    lab.after(Math.max(1, depot.wakeAt() - lab.now().mono), plan);
  };
  plan();
  return { csms, lab };
}

const drawing = (depot: SimDepot, now: { mono: number; utc: number }): number =>
  depot.stations.filter((station) => station.evses(now).some(({ drawnAmps }) => drawnAmps[0] > 0)).length;

describe('the depot of the demo', () => {
  it.each([12, 30, 60])('several of %i charge within 30 s', (stations) => {
    const depot = createDepot({ stations, chance: seeded(1) });
    const { lab } = open(depot);
    lab.run(30_000);
    expect(drawing(depot, lab.now())).toBeGreaterThanOrEqual(4);
  });

  it('lives for two days: vans come back, and the books agree', () => {
    const depot = createDepot({
      stations: 12,
      chance: seeded(2),
      station: { sampleSeconds: 600, mostRecords: 100_000 },
    });
    const { csms, lab } = open(depot);
    lab.run(48 * 3_600_000);
    expect(csms.books.transactions.size).toBeGreaterThan(48);
    expect(compareBooks(depot.stations, csms.books)).toEqual([]);
    expect(csms.books.violations).toEqual([]);
  });

  it('names every van and gives it a token of its own that every station can read', () => {
    const { vans, stations } = createDepot({ stations: 60, chance: seeded(1) });
    expect(new Set(vans.map(({ name }) => name)).size).toBe(60);
    expect(new Set(vans.map(({ token }) => token)).size).toBe(60);
    for (const { token } of vans) expect(token).toMatch(/^[A-F0-9]{1,16}$/);
    expect(stations.map(({ id }) => id).slice(0, 2)).toEqual(['CP-01', 'CP-02']);
  });

  it('has a size', () => {
    expect(() => createDepot({ stations: 11, chance: seeded(1) })).toThrow(RangeError);
    expect(() => createDepot({ stations: 61, chance: seeded(1) })).toThrow(RangeError);
  });
});
