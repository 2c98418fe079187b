// A campus over three depots, four real cores, links cut at random times. `node test/sim/stacked/main.ts` searches more seeds.

import { describe, expect, it } from 'vitest';
import { runStack } from './stacked/run.ts';
import { sizes } from './stacked/sites.ts';

const onLoss = { amps: sizes.fallbackAmps, afterSeconds: sizes.afterSeconds };

describe('stacked gateways', () => {
  it.each([1, 2, 8, 21])(
    'the limit of the campus holds whatever becomes of its links, and energy flows again after healing (seed %i)',
    (seed) => {
      const { findings, cuts } = runStack(seed, onLoss);
      expect(findings).toEqual([]);
      expect(cuts).toBeGreaterThan(5);
    },
  );

  it('the judge objects where a depot ignores that nobody limits it any more', () => {
    expect(runStack(1, undefined).findings.join()).toContain('and the campus may have');
  });

  it('the judge objects where a depot falls back later, or to more, than the campus counts on', () => {
    const late = runStack(2, { ...onLoss, afterSeconds: 600 });
    const high = runStack(4, { ...onLoss, amps: 3 * onLoss.amps });
    for (const { findings } of [late, high]) expect(findings.join()).toContain('and the campus may have');
  });
});
