// A station that was cut off for weeks unloads everything at once. What it means is looked at in F122-history.test.ts; here,
// that nobody else waits for it: neither at the gateway nor upstream.

import { describe, expect, it } from 'vitest';
import { percentile } from '../bench/figures.ts';
import { liveFor } from './beside-backlog.ts';

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
