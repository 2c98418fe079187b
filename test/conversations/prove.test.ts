// `busbar stations prove`: a station that does everything right, and one for each thing that can be wrong; then leases, and the
// chargers' own limits (R4, reference §5.3).

import { describe, expect, it } from 'vitest';
import type { ProvingView } from '../../src/core/prove/proving.ts';
import type { Fault } from './prove-bench.ts';
import { Bench, fallbackAmps } from './prove-bench.ts';

describe('busbar stations prove', () => {
  it('R4 finds everything in order where it is, and gives limits with an end from then on', () => {
    const bench = new Bench();
    expect(bench.all()).toMatchObject({
      state: 'over',
      results: { takesLease: 'proved', leaseEnds: 'proved', reboot: 'proved', cutOff: 'proved', newSession: 'proved' },
    });
    // What this session was told already has no end; the next one is told what has.
    bench.restartsSession();
    bench.passes(90);
    const told = bench.post.lastTold();
    expect(told?.csChargingProfiles).toMatchObject({ chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 });
    expect(told?.csChargingProfiles.chargingSchedule.duration).toBeGreaterThan(60);
    expect(bench.post.mayDraw()).toBe(32);
    const kinds = bench.depot.harness().facts.filter(({ kind }) => kind === 'FallbackProved');
    expect(kinds).toHaveLength(5);
    // A gateway that is gone: what it gave ends by itself, and nobody is above the fallback.
    bench.post.drops();
    bench.depot.passes(1000);
    bench.post.connects();
    bench.depot.passes(1);
    expect(bench.post.profiles.map(({ amps }) => amps)).toContain(fallbackAmps);
  });

  it.each<[Fault, keyof ProvingView['results']]>([
    ['refuses', 'takesLease'],
    ['keeps', 'leaseEnds'],
    ['forgetsAtReboot', 'reboot'],
    ['freeWhenCutOff', 'cutOff'],
    ['forgetsAtSession', 'newSession'],
  ])('R4 finds one that %s, and gives it no limit with an end', (fault, step) => {
    const bench = new Bench(fault);
    const { results, state } = bench.all();
    expect({ state, result: results[step] }).toEqual({ state: 'over', result: 'failed' });
    bench.isFree = false;
    bench.post.told();
    bench.passes(60);
    expect(bench.post.profiles.every(({ level, purpose }) => level === 0 || purpose === 'TxProfile')).toBe(true);
    const isOfFallback = step !== 'takesLease' && step !== 'leaseEnds';
    const alarms = bench.depot.alarms();
    expect(alarms.includes(`BB_FALLBACK_FAILED:${bench.station}`)).toBe(isOfFallback);
  });

  it('counts one that failed at its rating while it is away, in what others are raised into too', () => {
    const bench = new Bench('forgetsAtReboot', 3, 70);
    bench.all();
    const [tested, second, third] = bench.depot.posts;
    bench.isFree = false;
    bench.passes(30);
    tested!.stops();
    second!.starts();
    bench.depot.passes(60);
    expect([second!.mayDraw(), third!.mayDrawAtMost()]).toEqual([32, fallbackAmps]);
    bench.isSecondDeaf = true;
    tested!.drops();
    third!.starts();
    bench.depot.passes(45);
    // The first may draw 32 A, and the second does not come down: nothing is left for the third.
    expect([second!.mayDraw(), third!.mayDrawAtMost()]).toEqual([32, fallbackAmps]);
    bench.isSecondDeaf = false;
    bench.depot.passes(120);
    expect(second!.mayDrawAtMost() + third!.mayDrawAtMost()).toBeGreaterThan(2 * fallbackAmps);
    expect(32 + second!.mayDrawAtMost() + third!.mayDrawAtMost()).toBeLessThanOrEqual(70);
  });

  it('gives no limit with an end any more where the fallback of its model failed later', () => {
    const bench = new Bench();
    bench.all();
    bench.restartsSession();
    bench.passes(60);
    expect(bench.post.profiles.some(({ level }) => level > 0)).toBe(true);
    bench.post.stops();
    bench.depot.passes(1000);
    bench.fault = 'freeWhenCutOff';
    expect(bench.all().results).toMatchObject({ leaseEnds: 'proved', cutOff: 'failed' });
    bench.restartsSession();
    bench.isFree = false;
    bench.passes(60);
    bench.post.told();
    bench.passes(900);
    expect(bench.post.told().filter((words) => words.startsWith('TxDefaultProfile'))).toEqual([]);
  });

  it('gives what a station had that did not come back after a restart to others, once that has ended for certain', () => {
    const bench = new Bench(undefined, 2);
    bench.all();
    bench.restartsSession();
    const [away, other] = bench.depot.posts;
    other!.starts();
    bench.passes(90);
    const had = away!.mayDraw();
    expect(had).toBeGreaterThan(fallbackAmps);
    away!.drops();
    bench.depot.restarts();
    other!.connects().boots();
    const timestamp = new Date(bench.depot.harness().utc()).toISOString();
    other!.says('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging', timestamp });
    bench.depot.passes(900);
    expect(other!.mayDrawAtMost()).toBe(40 - had);
    bench.depot.passes(60);
    expect(other!.mayDraw()).toBe(40 - fallbackAmps);
  });

  it.each([[20], [25]])('takes a reading of before the restart, told %i s later, for nothing', (agoSeconds) => {
    const bench = new Bench('forgetsAtReboot');
    bench.does('begin');
    bench.post.starts();
    bench.passes(60);
    bench.does('next');
    bench.passes(270);
    bench.does('next');
    bench.reboots();
    const before = [{ value: '16.0', measurand: 'Current.Import', phase: 'L1', unit: 'A' }];
    bench.saysReading(agoSeconds, before);
    bench.depot.passes(2);
    expect(bench.does('look')).toMatchObject({ step: 'reboot', state: 'running' });
    bench.passes(30);
    expect(bench.does('look').results.reboot).toBe('failed');
  });

  it('says what is missing before it begins', () => {
    const bench = new Bench();
    expect(bench.does('look')).toMatchObject({ problem: { code: 'BB_PROVE_NONE' } });
    bench.does('begin');
    expect(bench.does('next')).toMatchObject({ problem: { code: 'BB_PROVE_NOT_READY' } });
    expect(bench.does('end')).toMatchObject({ state: 'over' });
  });
});

describe('busbar release', () => {
  it('gives the chargers their own limits back, counts their ratings, and takes them back when that ends', () => {
    const bench = new Bench(undefined, 2);
    bench.post.starts();
    bench.passes(30);
    const harness = bench.depot.harness();
    expect(harness.asks({ kind: 'release' })).toMatchObject({ released: true });
    bench.depot.settles();
    bench.passes(60);
    expect(bench.depot.posts.map(({ profiles }) => profiles.length)).toEqual([0, 0]);
    expect(bench.depot.alarms()).toContain('BB_CHARGERS_RELEASED');
    expect(bench.depot.alarms()).not.toContain(`BB_STATION_UNCONTROLLABLE:${bench.station}/1`);
    expect(harness.asks({ kind: 'endRelease' })).toMatchObject({ released: false });
    bench.passes(60);
    for (const post of bench.depot.posts) expect(post.profiles.length).toBeGreaterThan(0);
    const sum = bench.depot.posts.reduce((amps, post) => amps + post.mayDrawAtMost(), 0);
    expect(sum).toBeLessThanOrEqual(40);
    expect(bench.depot.alarms()).not.toContain('BB_CHARGERS_RELEASED');
  });
});
