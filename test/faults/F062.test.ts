import { expect, it } from 'vitest';
import { stormOf } from '../bench/storm.ts';
import { whyNoOpenssl } from '../wire/certificates.ts';

it('F062 the power returns to 200 stations over TLS → all online within 10 s, none dropped, the uplink at its pace', async (ctx) => {
  const why = whyNoOpenssl();
  if (why !== undefined) return ctx.skip(`SKIPPED: ${why}`);
  const found = await stormOf(200, 2);
  expect(Math.max(...found.seconds)).toBeLessThan(10);
  expect(found.drops).toBe(0);
  expect(found.overIdleBytes).toBeLessThan(300 * 2 ** 20);
  expect(found.upstream.mostInASecond).toBeLessThanOrEqual(55);
  expect(found.heartbeats).toBe(2 * 200 * 5);
  expect(found.commits / found.heartbeats).toBeLessThan(0.01);
  // Heartbeats after it do not come at once.
  expect(new Set(found.intervals).size).toBeGreaterThan(30);
  expect(Math.max(...found.intervals) - Math.min(...found.intervals)).toBeLessThanOrEqual(60);
}, 120_000);
