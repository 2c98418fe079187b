// E1, E4: lines that a vehicle leaves free, with the real core.

import { describe, expect, it } from 'vitest';
import type { EvseKey } from '../../src/model/ids.ts';
import { ready, siteOf } from './limit-depot.ts';

describe('E4 a line that a vehicle left free', () => {
  it('counts at once when it is used, also before anybody can have followed the last limit', () => {
    const depot = ready(siteOf(2, 24));
    const [one, other] = depot.posts as [(typeof depot.posts)[0], (typeof depot.posts)[0]];
    const { id } = depot.view().stations[0]!;
    const freeLines = (): unknown => depot.harness().gateway.state.vehicles.get(`${id}/1` as EvseKey)?.phases;
    const transactionId = one.starts();
    const draws = (...amps: number[]): void => {
      const sampledValue = amps.map((value, phase) => ({
        ...{ value: String(value), measurand: 'Current.Import', unit: 'A', phase: `L${phase + 1}` },
      }));
      const timestamp = new Date(depot.harness().utc()).toISOString();
      one.says('MeterValues', { connectorId: 1, transactionId, meterValue: [{ timestamp, sampledValue }] });
      depot.settles();
    };
    for (let at = 0; at < 100; at += 10) {
      depot.passes(10);
      draws(16, 0, 0);
    }
    expect(freeLines()).toEqual([true, false, false]);
    const before = one.mayDraw();
    other.starts();
    depot.passes(3);
    expect(one.mayDraw()).toBeLessThan(before);
    draws(16, 16, 16);
    expect(freeLines()).toBeUndefined();
  });
});
