// Books of a depot that runs for days: what is over is compared and forgotten.

import { describe, expect, it } from 'vitest';
import { compareBooks, forgetEarlier, settleBooks } from '../../../adapters/simulator/check-books.ts';
import { createCsms } from '../../../adapters/simulator/csms.ts';
import { seeded } from '../../../adapters/simulator/random.ts';
import { createStation } from '../../../adapters/simulator/station.ts';
import { createTraffic } from '../../../adapters/simulator/traffic.ts';
import { createLab, epoch } from './lab.ts';

const hour = 3_600_000;
const numbering = (station: string, evse: number) => ({ identity: station, connectorId: evse });

function open() {
  const chance = seeded(4);
  const stations = [1, 2, 3].map((at) => createStation({ id: `CP-${at}`, evses: 1, chance, sampleSeconds: 300 }));
  const csms = createCsms({ tokens: [['VAN', { status: 'Accepted' }]] });
  const lab = createLab(stations, csms, chance);
  const traffic = createTraffic({
    stations,
    evses: 1,
    chance,
    tokens: ['VAN'],
    stayMs: hour,
    pauseMs: hour / 2,
    opensAt: (at) => lab.now().mono + at * 1000,
  });
  const move = (): void => {
    for (const { station, event } of traffic.step(lab.now())) lab.event(station, event);
    lab.after(Math.max(1, traffic.wakeAt() - lab.now().mono), move);
  };
  move();
  return { stations, csms, lab };
}

describe('books that are settled now and then', () => {
  it('are equal after two days, and small all the time', () => {
    const { stations, csms, lab } = open();
    let settled = 0;
    for (let at = 0; at < 48; at += 1) {
      lab.run(hour);
      const some = settleBooks(stations, csms.books, numbering);
      expect(some.differences).toEqual([]);
      settled += some.settled;
      expect(csms.books.transactions.size).toBeLessThanOrEqual(stations.length);
      for (const { journal } of stations) expect(journal.length).toBeLessThan(30);
    }
    expect(settled).toBeGreaterThan(60);
    expect(compareBooks(stations, csms.books, numbering)).toEqual([]);
    expect([...csms.books.violations, ...csms.books.orphans]).toEqual([]);
  });

  it('show a difference, and leave alone what is still on its way', () => {
    const { stations, csms, lab } = open();
    lab.run(3 * hour);
    const [over, ...others] = [...csms.books.transactions.values()].filter(({ stop }) => stop !== undefined);
    over!.readings.pop();
    others[0]!.stop = undefined;
    const { differences, settled } = settleBooks(stations, csms.books, numbering);
    expect(differences).toEqual([expect.stringMatching(/acknowledged values of .* were lost/)]);
    expect(settled).toBe(others.length);
    expect(csms.books.transactions.has(others[0]!.id)).toBe(true);
    expect(compareBooks(stations, csms.books, numbering)).toEqual([
      expect.stringMatching(/the stop of .* was acknowledged and lost/),
    ]);
  });

  it('forget what belongs to an earlier run, and nothing else', () => {
    const { csms, lab } = open();
    lab.run(3 * hour);
    const [first, second] = [...csms.books.transactions.values()];
    const startedAt = Date.parse(String(second!.start.payload['timestamp']));
    const orphan = (transactionId: number) => ({ ...first!.start, payload: { transactionId } });
    csms.books.orphans.push(orphan(17), orphan(-1), orphan(6000));
    csms.books.violations.push('depot: MeterValues names the unknown transaction 17', 'depot: Heartbeat: x is missing');
    forgetEarlier(csms.books, startedAt, 5000);
    expect(csms.books.transactions.has(first!.id)).toBe(false);
    expect(csms.books.transactions.has(second!.id)).toBe(true);
    expect(csms.books.orphans.map(({ payload }) => payload['transactionId'])).toEqual([-1, 6000]);
    expect(csms.books.violations).toEqual(['depot: Heartbeat: x is missing']);
    expect(startedAt).toBeGreaterThan(epoch);
  });
});
