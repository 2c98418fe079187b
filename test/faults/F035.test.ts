// Durations that no timer takes: too long, negative, zero, no number. They cost neither a busy loop nor a deaf gateway.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createClock } from '../../adapters/clock/clock.ts';
import type { Harness } from '../conversations/harness.ts';
import { boot, createHarness, obedient, ordinaryCsms } from '../conversations/harness.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { after, clampMs, earliest, mono, never } from '../../src/model/time.ts';
import { backoffMs } from '../../src/uplink/backoff.ts';

const longest = 2 ** 31 - 1;
const odd = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, Number.NaN, Infinity, -Infinity, longest, longest + 1, 2 ** 53, -(2 ** 53), 1e308),
  fc.integer(),
  fc.double(),
);

it('F035 whatever is waited for, it is a time that a timer takes', () => {
  fc.assert(
    fc.property(odd, odd, (start, ms) => {
      expect(clampMs(ms)).toBeGreaterThanOrEqual(0);
      expect(clampMs(ms)).toBeLessThanOrEqual(longest);
      if (Number.isFinite(start)) expect(after(mono(start), ms)).not.toBeNaN();
    }),
  );
  expect(earliest(never, mono(5))).toBe(5);
});

it('F035 the back-off never ends in a storm', () => {
  const backoff = fc.record({ minSeconds: odd, randomSeconds: odd, repeatTimes: odd });
  fc.assert(
    fc.property(
      backoff,
      fc.nat(),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (keys, tries, part) => {
        expect(clampMs(backoffMs(keys, tries, part))).toBeGreaterThanOrEqual(100);
      },
    ),
  );
});

const frames = fc.record({
  status: fc.constantFrom('Accepted', 'Pending', 'Rejected'),
  interval: fc.oneof(
    fc.constantFrom('0', '-1', '1', '2147483648', '1e999', '-1e999', '1e-9', '0.001', 'null', '"soon"'),
    fc.integer().map(String),
  ),
  retryAfterSeconds: odd,
  isDeaf: fc.boolean(),
});

it('F035 no answer of a central system makes the gateway wake up a hundred times a second', () => {
  fc.assert(
    fc.property(frames, ({ status, interval, retryAfterSeconds, isDeaf }) => {
      const depot = createHarness(smallDepot(2, 60, [uplink('csms', 'control')]));
      depot.fails('busy', { retryAfterSeconds });
      stationThere(depot);
      const link = depot.connectCsms();
      const [call] = depot.hears(link).filter(([type]) => type === 2);
      const conf = `{"status":"${status}","currentTime":"2026-01-15T18:00:00Z","interval":${interval}}`;
      if (call !== undefined)
        depot.driver.offer({ kind: 'frame', link, text: `[3,${JSON.stringify(call[1])},${conf}]` });
      for (let second = 0; second < 40; second += 1) {
        const before = depot.wakeUps();
        depot.sleep(1000);
        expect(depot.wakeUps() - before).toBeLessThan(100);
        if (!isDeaf) depot.answers(link, ordinaryCsms());
      }
      expect(depot.failures).toEqual([]);
      expect(depot.gateway.state.wakeAt).not.toBeNaN();
    }),
    { numRuns: 60 },
  );
});

it('F035 a heartbeat that is due while the central system is busy wakes nobody', () => {
  const depot = createHarness(smallDepot(2, 60, [uplink('csms', 'control')]));
  const link = depot.connectCsms();
  const system = ordinaryCsms();
  depot.answers(link, (action, payload) => ({
    ...system(action, payload),
    ...(action === 'BootNotification' && { interval: 1 }),
  }));
  stationThere(depot);
  const before = depot.wakeUps();
  depot.sleep(25_000);
  expect(depot.wakeUps() - before).toBeLessThan(100);
});

it('F035 the clock adapter fires once for each odd moment, and not in a storm', async () => {
  const clock = createClock();
  let fired = 0;
  for (const at of [Number.NaN, -Infinity, -1, 0, longest + 5, 2 ** 53, Infinity])
    clock.wakeAt(mono(at), () => (fired += 1));
  clock.wakeAt(mono(Number.NaN), () => (fired += 1));
  clock.wakeAt(mono(clock.mono() + 2 ** 40), () => (fired += 1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(fired).toBe(0);
  clock.wakeAt(mono(-5), () => (fired += 1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(fired).toBe(1);
  clock.wakeAt(never, () => undefined);
});

function stationThere(depot: Harness): void {
  const station = depot.connectStation('CP-01');
  depot.says(station, boot);
  depot.sleep(1000);
  depot.answers(station, obedient);
}
