// Charging profiles of the central system, in aggregate: they lower what the site allows, by themselves when their time
// comes, and outlive the gateway.

import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../src/model/ids.ts';
import { profileLimits } from '../../src/model/charging-profile.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import type { Depot } from './limit-depot.ts';
import { ready, siteOf } from './limit-depot.ts';
import { ordinaryCsms } from './harness.ts';
import type { Post } from './post.ts';

interface Wish {
  readonly id?: number;
  readonly level?: number;
  readonly purpose?: string;
  readonly kind?: 'Absolute' | 'Recurring' | 'Relative';
  readonly unit?: 'A' | 'W';
  readonly startsIn?: number;
  readonly number?: number;
  /** Limits by second. */
  readonly limits: Readonly<Record<number, number>>;
}

/** A central system that says what it is told to. */
class Csms {
  readonly depot: Depot;
  readonly habit = ordinaryCsms();
  link = '' as LinkId;
  messages = 0;
  answers = new Map<string, unknown>();

  constructor(depot: Depot, id = 'csms') {
    this.depot = depot;
    this.connects(id);
  }

  connects(id = 'csms'): void {
    this.link = this.depot.harness().connectCsms(id);
    this.attends();
  }

  attends(): void {
    const harness = this.depot.harness();
    for (let frames = harness.hears(this.link); frames.length > 0; frames = harness.hears(this.link))
      for (const [type, id, ...rest] of frames) {
        if (type === 2)
          harness.says(this.link, [3, id, this.habit(rest[0] as string, rest[1] as Record<string, unknown>)]);
        else this.answers.set(id, rest[0]);
      }
  }

  /** Undefined as long as the gateway has not answered. */
  asks(action: string, payload: object): Record<string, unknown> | undefined {
    const id = `m${(this.messages += 1)}`;
    this.attends();
    this.depot.harness().says(this.link, [2, id, action, payload]);
    this.attends();
    this.depot.settles();
    this.attends();
    return this.answers.get(id) as Record<string, unknown> | undefined;
  }

  sets(connectorId: number, wish: Wish): unknown {
    return this.asks('SetChargingProfile', { connectorId, csChargingProfiles: this.profile(wish) })?.['status'];
  }

  profile({ id = 1, level = 0, purpose = 'TxDefaultProfile', kind = 'Relative', unit = 'A', ...more }: Wish): object {
    const startsAt = this.depot.harness().utc() + (more.startsIn ?? 0) * 1000;
    return {
      chargingProfileId: id,
      stackLevel: level,
      chargingProfilePurpose: purpose,
      chargingProfileKind: kind,
      ...(kind === 'Recurring' && { recurrencyKind: 'Daily' }),
      ...(more.number !== undefined && { transactionId: more.number }),
      chargingSchedule: {
        chargingRateUnit: unit,
        ...(kind !== 'Relative' && { startSchedule: new Date(startsAt).toISOString() }),
        chargingSchedulePeriod: Object.entries(more.limits).map(([at, limit]) => ({ startPeriod: Number(at), limit })),
      },
    };
  }

  clears(criteria: object): unknown {
    return this.asks('ClearChargingProfile', criteria)?.['status'];
  }

  passes(seconds: number): void {
    this.attends();
    this.depot.passes(seconds);
    this.attends();
    this.depot.settles();
  }
}

/** One station that charges with all that it can, and its central system. */
function charging(limitAmps = 32): { depot: Depot; post: Post; csms: Csms } {
  const depot = ready(siteOf(1, limitAmps));
  const [post] = depot.posts as [Post];
  const csms = new Csms(depot);
  post.starts();
  csms.passes(20);
  post.told();
  return { depot, post, csms };
}

describe('charging profiles of the central system', () => {
  it('F108 one above what the site has is taken; the least counts, and is shown', () => {
    const { post, csms } = charging(20);
    expect(post.mayDraw()).toBe(20);
    expect(csms.sets(1, { limits: { 0: 63 } })).toBe('Accepted');
    csms.passes(30);
    expect(post.told()).toEqual([]);
    const composite = csms.asks('GetCompositeSchedule', { connectorId: 1, duration: 600 });
    expect(composite).toMatchObject({
      status: 'Accepted',
      chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 20 }] },
    });
    const watts = csms.asks('GetCompositeSchedule', { connectorId: 1, duration: 600, chargingRateUnit: 'W' });
    expect(watts).toMatchObject({
      chargingSchedule: { chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit: 13_800 }] },
    });
  });

  it('lowers at once, raises again when it is cleared, and is below the fallback if it says so', () => {
    const { depot, post, csms } = charging();
    csms.sets(1, { limits: { 0: 10.7 } });
    csms.passes(0.1);
    expect(post.told()).toEqual(['TxProfile@1 10.7 A']);
    csms.sets(1, { limits: { 0: 3 } });
    csms.passes(0.1);
    expect(post.told()).toEqual(['TxProfile@1 0 A']);
    expect(depot.view().stations[0]!.evses[0]).toMatchObject({
      allocatedAmps: 0,
      envelopeAmps: 6,
      reason: { kind: 'csms', uplink: 'csms', scope: 'evse' },
    });
    expect(csms.clears({ id: 1 })).toBe('Accepted');
    csms.passes(11);
    expect(post.told()).toEqual(['TxProfile@1 32 A']);
    expect(csms.clears({ id: 1 })).toBe('Unknown');
  });

  it('F014 lowers while the disk is slow, and answers when it has come so far', () => {
    const { depot, post, csms } = charging();
    depot.harness().promptDisk = false;
    expect(csms.sets(1, { limits: { 0: 10 } })).toBeUndefined();
    csms.passes(0.1);
    expect(post.told()).toEqual(['TxProfile@1 10 A']);
    // What would be a raise waits; a lower limit takes its place before anybody has heard of it.
    expect(csms.clears({ id: 1 })).toBeUndefined();
    csms.passes(15);
    expect(post.told()).toEqual([]);
    expect(csms.sets(1, { limits: { 0: 8 } })).toBeUndefined();
    csms.passes(0.1);
    expect(post.told()).toEqual(['TxProfile@1 8 A']);
    depot.harness().promptDisk = true;
    depot.harness().commit();
    csms.passes(15);
    expect(post.told()).toEqual([]);
    expect([...csms.answers.values()].slice(-3)).toEqual([
      { status: 'Accepted' },
      { status: 'Accepted' },
      { status: 'Accepted' },
    ]);
  });

  it('Q41 takes limits of one decimal, whatever binary makes of them', () => {
    const { post, csms } = charging();
    for (const limit of [8.1, 13.3, 16.1]) {
      expect(csms.sets(1, { limits: { 0: limit } })).toBe('Accepted');
      csms.passes(11);
      expect(post.told()).toEqual([`TxProfile@1 ${limit} A`]);
    }
  });

  it('changes by itself when its time comes, also after a restart', () => {
    const { depot, post, csms } = charging();
    csms.sets(1, { kind: 'Absolute', startsIn: 60, limits: { 0: 10, 120: 16, 240: 8 } });
    csms.passes(59);
    expect(post.told()).toEqual([]);
    csms.passes(2);
    expect(post.told()).toEqual(['TxProfile@1 10 A']);
    depot.restarts();
    post.connects();
    csms.connects();
    csms.passes(120);
    expect(post.told()).toEqual(['TxProfile@1 16 A']);
    csms.passes(120);
    expect(post.told()).toEqual(['TxProfile@1 8 A']);
  });

  it('of a transaction ends with it, and the default counts for the next', () => {
    const { post, csms } = charging();
    csms.sets(1, { id: 1, limits: { 0: 16 } });
    expect(csms.sets(1, { id: 2, purpose: 'TxProfile', number: 5001, limits: { 0: 8 } })).toBe('Accepted');
    csms.passes(0.1);
    expect(post.mayDraw()).toBe(8);
    post.stops();
    csms.passes(11);
    post.starts();
    csms.passes(11);
    expect(post.mayDraw()).toBe(16);
    expect(csms.clears({ id: 2 })).toBe('Unknown');
  });

  it('of the site bounds the sum on each line', () => {
    const site = siteOf(3, 100);
    const phases = ['L1L2L3', 'L1', 'L2'] as const;
    const depot = ready({
      ...site,
      stations: site.stations.map((station, at) => ({
        ...station,
        evses: [{ ...station.evses[0]!, phases: phases[at]! }],
      })),
    });
    const csms = new Csms(depot);
    for (const post of depot.posts) post.starts();
    csms.passes(30);
    expect(depot.posts.map((post) => post.mayDraw())).toEqual([32, 32, 32]);
    expect(csms.sets(0, { purpose: 'ChargePointMaxProfile', kind: 'Absolute', limits: { 0: 30 } })).toBe('Accepted');
    csms.passes(30);
    expect(depot.posts.map((post) => post.mayDraw())).toEqual([15, 15, 15]);
    expect(depot.view().stations[1]!.evses[0]!.reason).toEqual({ kind: 'csms', uplink: 'csms', scope: 'site' });
    const whole = csms.asks('GetCompositeSchedule', { connectorId: 0, duration: 60, chargingRateUnit: 'W' });
    expect(whole).toMatchObject({ chargingSchedule: { chargingSchedulePeriod: [{ startPeriod: 0, limit: 20_700 }] } });
    // So little that not all can charge: whoever waits says why.
    csms.sets(0, { purpose: 'ChargePointMaxProfile', kind: 'Absolute', limits: { 0: 11 } });
    csms.passes(30);
    expect(depot.posts.map((post) => post.mayDraw()).filter((amps) => amps > 0).length).toBeLessThan(3);
  });

  it('bounds the stations of its own central system only', () => {
    const site = smallDepot(2, 100, [
      uplink('csms', 'control', { stations: ['CP-01' as never] }),
      uplink('other', 'control', { stations: ['CP-02' as never] }),
    ]);
    const depot = ready({ ...site, circuits: site.circuits.map((one) => ({ ...one, worstCaseBaseAmps: 0 })) });
    const [mine, theirs] = depot.posts as [Post, Post];
    const csms = new Csms(depot);
    const other = new Csms(depot, 'other');
    mine.starts();
    theirs.starts();
    csms.passes(5);
    other.passes(30);
    csms.sets(0, { purpose: 'TxDefaultProfile', limits: { 0: 10 } });
    csms.sets(0, { id: 2, purpose: 'ChargePointMaxProfile', kind: 'Absolute', limits: { 0: 8 } });
    csms.passes(30);
    expect([mine.mayDraw(), theirs.mayDraw()]).toEqual([8, 32]);
    expect(csms.sets(2, { id: 3, limits: { 0: 6 } })).toBe('Rejected');
  });

  it('Rejected where it makes no sense', () => {
    const { csms } = charging();
    const max = 'ChargePointMaxProfile';
    const refused: (readonly [number, Wish])[] = [
      [0, { purpose: max, kind: 'Relative', limits: { 0: 10 } }],
      [1, { purpose: max, kind: 'Absolute', limits: { 0: 10 } }],
      [0, { purpose: 'TxProfile', limits: { 0: 10 } }],
      [1, { purpose: 'TxProfile', number: 4711, limits: { 0: 10 } }],
      [9, { limits: { 0: 10 } }],
      [1, { limits: { 10: 10 } }],
      [1, { level: profileLimits.maxStackLevel + 1, limits: { 0: 10 } }],
      [1, { limits: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [at * 60, 10])) }],
    ];
    for (const [connector, wish] of refused) expect(csms.sets(connector, wish), JSON.stringify(wish)).toBe('Rejected');
  });

  it('Rejected beyond what the site keeps; what is over makes room', () => {
    const { depot, csms } = charging();
    const limits = Object.fromEntries(
      Array.from({ length: profileLimits.maxPeriods }, (_, at) => [at * 60, 10 + (at % 2)]),
    );
    const most = profileLimits.maxPeriodsTogether / profileLimits.maxPeriods;
    const sets = (id: number) => csms.sets(1, { id, level: id, limits });
    const taken = Array.from({ length: most + 2 }, (_, id) => sets(id));
    expect(taken.filter((status) => status === 'Accepted')).toHaveLength(most);
    expect(taken.slice(most)).toEqual(['Rejected', 'Rejected']);
    // One that takes the place of another needs no room.
    expect(sets(3)).toBe('Accepted');
    expect(csms.clears({ stackLevel: 5, chargingProfilePurpose: 'TxDefaultProfile', connectorId: 1 })).toBe('Accepted');
    expect(sets(90)).toBe('Accepted');
    expect(depot.harness().gateway.state.ledger.profiles.stored.get('csms' as never)!.size).toBe(most);
  });
});
