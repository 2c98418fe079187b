// What a depot draws while nobody limits it who shares more out than this depot (`onLoss`), and when it has its share again.

import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../src/model/ids.ts';
import { uplink } from '../sim/site.ts';
import { ordinaryCsms } from './harness.ts';
import type { Depot } from './limit-depot.ts';
import { charging, restarted, siteWith, sum } from './outside-depot.ts';

const onLoss = { amps: 24, afterSeconds: 60 };
const site = siteWith({ uplinks: [uplink('csms', 'control', { onLoss })] });

let ids = 0;

/** A campus that answers each sign of life, and limits all when it is told to. */
class Campus {
  readonly #depot: Depot;
  #link: LinkId | undefined;

  constructor(depot: Depot) {
    this.#depot = depot;
    this.connects();
  }

  connects(): void {
    this.#link = this.#depot.harness().connectCsms();
    this.passes(10);
  }

  passes(seconds: number): void {
    for (let second = 0; second < seconds; second += 1) {
      this.#answers();
      this.#depot.passes(1);
    }
    this.#answers();
  }

  goes(): void {
    this.#depot.harness().drop(this.#link!);
    this.#link = undefined;
  }

  /** Every EVSE together, on each line. */
  limits(amps: number): void {
    const chargingSchedule = { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: amps }] };
    const profile = { chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'ChargePointMaxProfile' };
    const csChargingProfiles = { ...profile, chargingProfileKind: 'Absolute', chargingSchedule };
    this.#depot
      .harness()
      .says(this.#link!, [2, `c${(ids += 1)}`, 'SetChargingProfile', { connectorId: 0, csChargingProfiles }]);
    this.passes(60);
  }

  #answers(): void {
    if (this.#link !== undefined) this.#depot.harness().answers(this.#link, ordinaryCsms());
  }
}

function limited(amps: number): [Depot, Campus] {
  const depot = charging(site);
  const campus = new Campus(depot);
  campus.limits(amps);
  return [depot, campus];
}

/** What `onLoss` says counts, also when somebody is there again, until he limits it. */
function waitsForALimit(depot: Depot): void {
  expect(sum(depot)).toBe(24);
  const campus = new Campus(depot);
  campus.passes(60);
  expect(sum(depot)).toBe(24);
  campus.limits(48);
  expect(sum(depot)).toBe(48);
}

describe('a depot that somebody limits', () => {
  it('draws what onLoss says until it is limited for the first time, connected or not', () => {
    waitsForALimit(charging(site));
  });

  it('keeps its limit while a sign of life comes, falls back when none came for so long, and has its share again by the next limit alone', () => {
    const [depot, campus] = limited(48);
    campus.passes(300);
    expect(sum(depot)).toBe(48);
    campus.goes();
    campus.passes(35);
    expect(sum(depot)).toBe(48);
    campus.passes(30);
    expect(sum(depot)).toBe(24);
    expect([...depot.harness().gateway.state.alarms.keys()]).toContain('BB_UPLINK_LIMIT_LOST:csms');
    campus.connects();
    campus.passes(60);
    expect(sum(depot)).toBe(24);
    campus.limits(36);
    expect(sum(depot)).toBe(36);
    expect([...depot.harness().gateway.state.alarms.keys()]).not.toContain('BB_UPLINK_LIMIT_LOST:csms');
  });

  it('falls back when a connection stays open and nothing comes through it', () => {
    const [depot] = limited(48);
    depot.passes(65);
    expect(sum(depot)).toBe(24);
  });

  it('draws what onLoss says after a start of its gateway, whatever its last limit was', () => {
    const [depot] = limited(48);
    restarted(depot);
    depot.passes(20);
    waitsForALimit(depot);
  });

  it('stays at a last limit that was lower', () => {
    const [depot, campus] = limited(18);
    campus.goes();
    campus.passes(120);
    expect(sum(depot)).toBe(18);
    restarted(depot);
    depot.passes(60);
    expect(sum(depot)).toBe(18);
  });
});
