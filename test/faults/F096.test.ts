// F096: a vehicle that does not follow its limit. What it draws counts until it was seen to draw less, and others yield; while a
// circuit is over its limit it is told again, given nothing, stopped and taken out of service.

import { describe, expect, it } from 'vitest';
import type { Site } from '../../src/model/config/site.ts';
import type { CircuitId } from '../../src/model/ids.ts';
import type { Yard } from '../conversations/yard.ts';
import { newYard } from '../conversations/yard.ts';

const unmetered = ({ meters: _, ...site }: Site): Site => ({
  ...site,
  circuits: [{ id: 'main' as CircuitId, limitAmps: 40, worstCaseBaseAmps: 0 }],
});

/** One draws 32 A of 40 A and goes on with it, whatever it is told, when another comes. */
function ignoring(): Yard {
  const yard = newYard({ posts: 2, change: unmetered });
  yard.posts[0]!.starts();
  yard.passes(60);
  yard.cars[0]!.obeys = false;
  yard.posts[1]!.starts();
  return yard;
}

describe('F096 a station that takes its limit and ignores it', () => {
  it('its room is nobody else’s, from the first second to the last', () => {
    const yard = ignoring();
    let most = 0;
    yard.each = () => (most = Math.max(most, yard.cars[0]!.draws + yard.may(1)));
    yard.passes(150);
    expect(most).toBeLessThanOrEqual(40);
    // 8 A are left for the other, and are given.
    expect(yard.may(1)).toBe(8);
    expect(yard.alarms()).toEqual(['BB_LIMIT_IGNORED:CP-01/1']);
    // It was never over its limit: nothing more is done about it.
    expect(yard.posts[0]!.calls().map(([action]) => action)).not.toContain('RemoteStopTransaction');
  });

  it('on one line, whatever it calls its only phase', () => {
    const phases = 'L3';
    const yard = newYard({
      posts: 2,
      change: (site) => {
        const { stations, ...rest } = unmetered(site);
        return { ...rest, stations: stations.map((one) => ({ ...one, evses: [{ ...one.evses[0]!, phases }] })) };
      },
    });
    for (const car of yard.cars) car.lines = [2];
    yard.posts[0]!.starts();
    yard.passes(60);
    yard.cars[0]!.obeys = false;
    yard.posts[1]!.starts();
    yard.passes(150);
    expect(yard.may(1)).toBe(8);
    expect(yard.alarms()).toEqual(['BB_LIMIT_IGNORED:CP-01/1']);
  });

  it('is believed again when it follows', () => {
    const yard = ignoring();
    yard.passes(60);
    yard.cars[0]!.obeys = true;
    yard.passes(60);
    expect(yard.alarms()).toEqual([]);
    expect([yard.may(0), yard.may(1)]).toEqual([20, 20]);
  });

  it('above the limit of its circuit: again, nothing, stopped, inoperative, within 60 s', () => {
    const yard = newYard({ posts: 2, change: unmetered });
    for (const post of yard.posts) post.starts();
    yard.passes(60);
    expect([yard.may(0), yard.may(1)]).toEqual([20, 20]);
    Object.assign(yard.cars[0]!, { obeys: false, wants: 48 });
    let stoppedAfter = 0;
    let seconds = 0;
    yard.each = () => {
      seconds += 1;
      const actions = yard.posts[0]!.calls().map(([action]) => action);
      if (actions.includes('RemoteStopTransaction')) stoppedAfter ||= seconds;
    };
    yard.passes(75);
    expect(yard.may(1)).toBe(0);
    expect(stoppedAfter).toBeGreaterThan(0);
    expect(stoppedAfter).toBeLessThanOrEqual(60);
    expect(yard.harness().facts.some((fact) => fact.kind === 'AvailabilityOrdered' && !fact.operative)).toBe(true);
  });
});
