import { expect, it } from 'vitest';
import { stormOf } from '../bench/storm.ts';
import { whyNoOpenssl } from '../wire/certificates.ts';

const stations = 1000;
/** A busy computer may disturb one return of the power, not each of so many. */
const attempts = 3;

it('F062 the power returns to 1 000 stations over TLS → all online within 10 s, none dropped, the uplink at its pace', async (ctx) => {
  const why = whyNoOpenssl();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const found = await stormOf(stations, attempts, { besideBare: false, enoughSeconds: 10 });
  expect(Math.min(...found.seconds)).toBeLessThan(10);
  expect(found.drops).toBe(0);
  expect(found.overIdleBytes).toBeLessThan(300 * 2 ** 20);
  expect(found.upstream.mostInASecond).toBeLessThanOrEqual(55);
  const rounds = found.seconds.length;
  expect(found.heartbeats).toBe(rounds * stations * 5);
  expect(found.commits / found.heartbeats).toBeLessThan(0.01);
  // Each was accepted, and heartbeats after it do not come at once.
  expect(found.intervals).toHaveLength(rounds * stations);
  expect(new Set(found.intervals).size).toBeGreaterThan(50);
  expect(Math.max(...found.intervals) - Math.min(...found.intervals)).toBeLessThanOrEqual(60);
});
