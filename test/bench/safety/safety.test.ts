// A few seconds of what `npm run bench -- safety` does for minutes.

import { describe, expect, it } from 'vitest';
import { createEnvelopeJudge } from './judge-envelope.ts';
import { createCurrentJudge } from './judge-currents.ts';
import { faults } from './faults.ts';
import { removals } from './removals/removals.ts';
import { without } from './removals.ts';
import type { Outcome } from './run.ts';
import { runOnce } from './run.ts';
import { scenarios } from './scenarios.ts';
import { hasFailed, replayOf } from './search.ts';
import { createWorld } from './world.ts';

const run = (scenario: string, fault: string, seed: number): Outcome | undefined =>
  runOnce(
    scenarios.find(({ name }) => name === scenario)!,
    faults.find(({ name }) => name === fault)!,
    seed,
  );

/** Faults of every kind, each in another depot. */
const shown: readonly (readonly [scenario: string, fault: string])[] = [
  ['other load steps', 'meter lost'],
  ['two panels', 'charger lost'],
  ['no meter, and tight', 'gateway killed'],
  ['dimmed in a window', 'grid operator dims'],
  ['a control box', 'control box silent'],
  ['only leases', 'none'],
  ['a tighter panel below a tight one', 'three at once'],
];

/** What the other processor does meanwhile. */
const gone = [
  'the worst case of other load stays free where nobody measures',
  'a lease that lasts has room without a gateway too',
  'the failsafe limit holds when the control box is silent (F121)',
].map(
  (name) =>
    [
      name,
      without(
        removals.find(({ protection }) => protection === name)!,
        0,
      ),
    ] as const,
);

describe('the depots of the safety bench', () => {
  it.each(shown)('P3, P14: %s, %s', (scenario, fault) => {
    const outcome = run(scenario, fault, 1)!;
    expect(hasFailed(outcome) ? [replayOf(outcome), ...outcome.findings] : []).toEqual([]);
    // A gateway that gives nothing is safe, too.
    expect(outcome.given).toBeGreaterThan(5000);
  });

  it('are the same again with the same seed', () => {
    expect(run('no meter, and tight', 'gateway killed', 2)).toEqual(run('no meter, and tight', 'gateway killed', 2));
  });

  it('are at least twelve, with sixteen faults', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(12);
    expect(faults.length).toBeGreaterThanOrEqual(16);
  });
});

describe('the judges, with a protection removed', () => {
  it.each(gone)('notice it: %s', async (_name, removed) => {
    expect((await removed).noticed).toBeDefined();
  });
});

describe('the judges, where nobody controls anything', () => {
  it('see what may be drawn, what is drawn, and a breaker that opens', () => {
    const world = createWorld(
      scenarios.find(({ name }) => name === 'no meter, and tight')!,
      1,
    );
    const envelope = createEnvelopeJudge(world, () => 15_000);
    const currents = createCurrentJudge(world, () => 15_000);
    const look = (): void => {
      envelope.look(world.now());
      currents.look(world.now().mono);
    };
    world.plugAll();
    world.run(150_000, look);
    expect(envelope.violations()).toBeGreaterThan(0);
    const { controllableAmpereSeconds, rawAmpereSeconds, trips, thermalPeak, longestExcursionS } = currents.figures();
    expect(controllableAmpereSeconds).toBeGreaterThan(1000);
    expect(rawAmpereSeconds).toBeGreaterThan(controllableAmpereSeconds);
    expect(trips).toBeGreaterThan(0);
    expect(thermalPeak).toBeGreaterThan(1);
    expect(longestExcursionS).toBeGreaterThan(20);
  });
});
