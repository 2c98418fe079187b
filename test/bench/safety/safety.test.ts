// A few seconds of what `npm run bench -- safety` does for minutes.

import { describe, expect, it } from 'vitest';
import { createEnvelopeJudge } from './judge-envelope.ts';
import { createCurrentJudge } from './judge-currents.ts';
import { faults } from './faults.ts';
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

/** Each fault in another depot, so that a few runs see most of both. */
const shown: readonly (readonly [scenario: string, fault: string])[] = [
  ['no meter, and tight', 'none'],
  ['other load steps', 'meter lost'],
  ['two panels', 'meter frozen'],
  ['the sun feeds in', 'meter ten times too high'],
  ['DC beside AC', 'meter ten times too low'],
  ['two panels', 'charger lost'],
  ['one and three phases, turned', 'all chargers lost'],
  ['no meter, and tight', 'answers lost'],
  ['no meter, and tight', 'gateway killed'],
  ['one and three phases, turned', 'gateway stopped'],
  ['DC beside AC', 'CSMS gone'],
  ['dimmed in a window', 'grid operator dims'],
  ['one and three phases, turned', 'clock an hour fast'],
  ['the sun feeds in', 'clock an hour slow'],
  ['a tighter panel below a tight one', 'three at once'],
];

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

  it('are twelve, with sixteen faults', () => {
    expect([scenarios.length, faults.length]).toEqual([12, 16]);
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
