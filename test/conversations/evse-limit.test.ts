// One EVSE lowered for a moment (`busbar find-phases`): it only lowers, it ends by itself, and it costs nobody else anything.

import { describe, expect, it } from 'vitest';
import type { EvseKey } from '../../src/model/ids.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { Depot } from './limit-depot.ts';
import type { PostOptions } from './post.ts';
import { evsesOf, ready, siteOf } from './limit-depot.ts';

const evse = 'CP-01/1' as EvseKey;

/** Its vehicle draws all that it may. */
function passes(depot: Depot, seconds: number): void {
  for (let one = 0; one < seconds; one += 5) {
    depot.passes(5);
    for (const post of depot.posts) {
      if (post.number() === undefined) continue;
      const sampledValue = ['L1', 'L2', 'L3'].map((phase) => ({
        ...{ value: post.mayDraw().toFixed(1), measurand: 'Current.Import', phase, unit: 'A' },
      }));
      const timestamp = new Date(depot.harness().utc()).toISOString();
      post.says('MeterValues', {
        connectorId: 1,
        transactionId: post.number(),
        meterValue: [{ timestamp, sampledValue }],
      });
    }
  }
}

function charging(count = 1, change?: (site: Site) => Site): Depot {
  const depot = ready(siteOf(count, 60, change));
  for (const post of depot.posts) post.starts();
  passes(depot, 120);
  return depot;
}

const set = (depot: Depot, durationMs: number, amps?: number): unknown =>
  depot.harness().asks({ kind: 'setEvseLimit', evse, durationMs, ...(amps !== undefined && { amps }) });

const mayDraw = (depot: Depot): number => depot.posts[0]!.mayDraw();

describe('an EVSE that somebody lowers for a moment', () => {
  it('has its minimum, says why, and has its share again when it is given back', () => {
    const depot = charging();
    const share = mayDraw(depot);
    expect(share).toBeGreaterThan(20);
    expect(set(depot, 60_000)).toMatchObject({ evse, amps: 6, minAmps: 6 });
    passes(depot, 5);
    expect(mayDraw(depot)).toBe(6);
    expect(depot.view().stations[0]!.evses[0]!.reason).toEqual({ kind: 'tried' });
    passes(depot, 20);
    expect(depot.harness().asks({ kind: 'clearEvseLimit', evse })).toEqual({ evse });
    passes(depot, 15);
    expect(mayDraw(depot)).toBe(share);
  });

  it('has its share again by itself when nobody gives it back, after three minutes at the latest', () => {
    const depot = charging();
    const share = mayDraw(depot);
    set(depot, 40_000);
    passes(depot, 35);
    expect(mayDraw(depot)).toBe(6);
    passes(depot, 20);
    expect(mayDraw(depot)).toBe(share);
    set(depot, 86_400_000);
    passes(depot, 170);
    expect(mayDraw(depot)).toBe(6);
    passes(depot, 25);
    expect(mayDraw(depot)).toBe(share);
  });

  it('pauses with less than its minimum, and goes on at once when it is given back', () => {
    const depot = charging();
    const share = mayDraw(depot);
    set(depot, 60_000, 0);
    passes(depot, 30);
    expect(mayDraw(depot)).toBe(0);
    depot.harness().asks({ kind: 'clearEvseLimit', evse });
    passes(depot, 15);
    expect(mayDraw(depot)).toBe(share);
  });

  it('is never raised by it (law 4)', () => {
    const depot = charging(3);
    const before = depot.posts.map((post) => post.mayDraw());
    set(depot, 60_000, 10_000);
    passes(depot, 30);
    expect(depot.posts.map((post) => post.mayDraw())).toEqual(before);
  });

  it('is not lowered by a gateway that has started since', () => {
    const depot = charging();
    set(depot, 120_000);
    passes(depot, 5);
    depot.restarts();
    expect(depot.harness().gateway.state.outside.evses.size).toBe(0);
  });

  it('is refused where it is unknown, or shares its limit with another', () => {
    const depot = charging();
    const unknown = { kind: 'setEvseLimit', evse: 'CP-09/1' as EvseKey, durationMs: 1000 } as const;
    expect(depot.harness().asks(unknown)).toMatchObject({ problem: { status: 404, code: 'BB_EVSE_UNKNOWN' } });
    expect(depot.harness().asks({ kind: 'clearEvseLimit', evse: 'CP-09/1' as EvseKey })).toMatchObject({
      problem: { code: 'BB_EVSE_UNKNOWN' },
    });
    const one = evsesOf(siteOf(1, 40), 2);
    const refuses: PostOptions['refuses'] = (_limit, { connectorId, csChargingProfiles: profile }) =>
      connectorId > 0 && profile.chargingProfilePurpose === 'TxDefaultProfile' ? { status: 'Rejected' } : undefined;
    const shared = ready(one, { refuses });
    shared.passes(45);
    expect(set(shared, 60_000)).toMatchObject({ problem: { status: 409, code: 'BB_EVSE_LIMIT_SHARED' } });
  });
});
