// `busbar stations prove`, and what a station says to the limit with an end that it is told: only a refusal is one (R4).

import { describe, expect, it } from 'vitest';
import type { ProvingView } from '../../src/core/prove/proving.ts';
import { Bench } from './prove-bench.ts';

/** A test that has told its station the limit, and the vehicle charges. */
function told(change: (bench: Bench) => void): Bench {
  const bench = new Bench();
  bench.does('begin');
  bench.post.starts();
  bench.passes(60);
  change(bench);
  bench.does('next');
  return bench;
}

const lease = ({ depot, station }: Bench) => depot.harness().gateway.state.ledger.stations.get(station)!;

const isTriedAgain: Partial<ProvingView> = { step: 'takesLease', state: 'waiting', results: {} };

/** All of it, from the first step on. */
function provesAll(bench: Bench): void {
  const { results } = bench.all();
  expect(Object.values(results)).toEqual(Array(5).fill('proved'));
  expect(lease(bench).capabilities.lease).toBe('proved');
}

describe('a test whose station', () => {
  it('does not answer shows nothing: nobody says that it refuses limits with an end', () => {
    const bench = told((its) => (its.says = 'silence'));
    bench.passes(20);
    expect(bench.does('look')).toMatchObject({ state: 'running', results: {} });
    bench.passes(30);
    expect(bench.does('look')).toMatchObject({
      ...isTriedAgain,
      saw: 'No answer to the limit came in 30 s: it was late, or the connection went. Try again.',
    });
    expect(lease(bench).capabilities.lease).toBeUndefined();
    bench.says = undefined;
    bench.passes(60);
    bench.does('next');
    bench.passes(40);
    expect(bench.does('look').results).toEqual({ takesLease: 'proved' });
  });

  it('takes it and says so late is told to drop it, and may be tested at once when that has ended', () => {
    const bench = told((its) => (its.isSlow = true));
    bench.passes(40);
    expect(bench.does('look')).toMatchObject(isTriedAgain);
    expect(bench.post.profiles.filter(({ level }) => level > 0)).toEqual([]);
    bench.post.catchesUp();
    bench.isSlow = false;
    bench.passes(80);
    bench.does('end');
    bench.post.stops();
    provesAll(bench);
  });

  it('answers when its lease counts no more has taken it all the same', () => {
    const bench = told((its) => {
      its.isSlow = true;
      // It is known to take its time.
      const part = lease(its);
      part.capabilities = { ...part.capabilities, callTimeoutSeconds: 80 };
    });
    bench.passes(60);
    expect(lease(bench).limits.lease.has(1)).toBe(false);
    expect(bench.does('look')).toMatchObject({ step: 'takesLease', state: 'running', results: {} });
    bench.post.catchesUp();
    bench.passes(30);
    expect(bench.does('look')).toMatchObject({ results: { takesLease: 'proved' } });
  });

  it('loses its connection before it answers shows nothing', () => {
    const bench = told((its) => (its.says = 'silence'));
    bench.post.drops();
    bench.passes(10, false);
    expect(bench.does('look')).toMatchObject(isTriedAgain);
    expect(bench.does('look').saw).toMatch(/^No answer to the limit came in \d s: .* Try again\.$/);
    expect(lease(bench).capabilities.lease).toBeUndefined();
  });

  it.each([
    [{ status: 'Rejected' }, 'It refused a limit with an end: it answered Rejected after 0.0 s.'],
    [{ status: 'NotSupported' }, 'It refused a limit with an end: it answered NotSupported after 0.0 s.'],
    [{ code: 'InternalError' }, 'It refused a limit with an end: it answered InternalError after 0.0 s.'],
  ])('refuses it by %j is told by that', (says, saw) => {
    const bench = told((its) => (its.says = says));
    bench.passes(10);
    expect(bench.does('look')).toMatchObject({ state: 'over', results: { takesLease: 'failed' }, saw });
    expect(lease(bench).capabilities.lease).toBe('failed');
  });

  it('refuses it when its cable is to be pulled is told so at once, and its fallback has not failed', () => {
    const bench = told(() => undefined);
    bench.passes(270);
    bench.does('next');
    bench.reboots();
    bench.passes(40);
    bench.says = { status: 'Rejected' };
    bench.does('next');
    bench.passes(10);
    expect(bench.does('look')).toMatchObject({
      ...{ step: 'cutOff', state: 'waiting' },
      ...{ results: { takesLease: 'proved', leaseEnds: 'proved', reboot: 'proved' } },
      saw: 'It refused a limit with an end: it answered Rejected after 0.0 s. Try again.',
    });
  });
});
