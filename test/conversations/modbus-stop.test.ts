// A planned stop of the gateway, and what becomes of the session behind it.

import { describe, expect, it } from 'vitest';
import { charge, plug } from '../unit/modbus/vestel-by-hand.ts';
import type { Harness } from './harness.ts';
import { createHarness } from './harness.ts';
import { drivers, vestelDepot } from './modbus-depot.ts';

const limitOf = ({ registers }: ReturnType<typeof vestelDepot>['vestels'][number]) => registers.holding.get(5004);

function charging(count = 2) {
  const made = vestelDepot(count);
  const depot = createHarness(made.site, { drivers, bus: made.bus });
  depot.sleep(20_000);
  for (const vestel of made.vestels) {
    plug(vestel, true);
    charge(vestel, 10);
  }
  depot.sleep(20_000);
  return { ...made, depot };
}

/** Its answers come at once. */
function leave({ driver, offers, sleep }: Harness): Promise<readonly string[]> {
  const left = driver.leave();
  offers({ kind: 'wake' });
  sleep(10);
  return left;
}

describe('a planned stop', () => {
  it('tells each charger its fallback, and nothing else afterwards', async () => {
    const { depot, vestels } = charging();
    const { fallback } = depot.gateway.state;
    expect(vestels.map(limitOf)).toEqual([25, 25]);
    expect(await leave(depot)).toEqual([]);
    expect(vestels.map(limitOf)).toEqual([...fallback.values()]);
    expect([...fallback.values()]).toEqual([6, 6]);
    plug(vestels[0]!, false);
    depot.sleep(2900);
    expect(vestels.map(limitOf)).toEqual([6, 6]);
  });

  it('waits 3 s for one that does not answer, and names it', async () => {
    const { depot, vestels, site } = charging();
    let untold: readonly string[] | undefined;
    vestels[1]!.isSilent = true;
    void leave(depot).then((keys) => (untold = keys));
    // A new limit is not told to who has heard his last, and nobody claims that it was taken.
    const before = depot.facts.length;
    depot.change({ ...site, circuits: site.circuits.map((one) => ({ ...one, limitAmps: 40 })) });
    depot.sleep(2900);
    const news = depot.facts.slice(before).map(({ kind }) => kind);
    expect(news).toContain('LimitCommanded');
    expect(news).not.toContain('CommandSettled');
    await Promise.resolve();
    expect(untold).toBeUndefined();
    depot.sleep(200);
    await new Promise((resolve) => setImmediate(resolve));
    expect(untold).toEqual(['OLD-2/1']);
    expect(limitOf(vestels[0]!)).toBe(6);
  });

  it('a depot without Modbus leaves at once', async () => {
    const { site } = vestelDepot(1);
    const depot = createHarness({ ...site, stations: [] });
    expect(await depot.driver.leave()).toEqual([]);
  });

  it('the next process goes on with the session and gives it its share again', async () => {
    const { depot, vestels } = charging();
    await leave(depot);
    const again = depot.restart();
    again.sleep(20_000);
    expect(vestels.map(limitOf)).toEqual([25, 25]);
    const kinds = [...depot.facts, ...again.facts].map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'TransactionStarted')).toHaveLength(2);
    expect(kinds).not.toContain('TransactionEnded');
  });
});
