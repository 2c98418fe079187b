// The limits of a control box: tables by rule number, and random events against what must never happen.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lpc, LpcEvent } from '../../../src/control/grid/lpc.ts';
import { allowedAmps, changesBy, follow, newLpc, refusalOf } from '../../../src/control/grid/lpc.ts';
import { mono, never } from '../../../src/model/time.ts';

const hourMs = 3_600_000;
const rules = { failsafeMinMs: 2 * hourMs };
const failsafe = 6;

/** Such as `1 beat, 2 limit 10 for 30, 121 time`: seconds since the start, and what happens then. */
function run(text: string): Lpc {
  const events = text.split(', ').filter((one) => one !== '');
  return events.reduce(
    (lpc, one) => {
      const [at, what = '', amps, , lasts] = one.split(' ');
      return follow(lpc, eventOf(what, Number(amps), lasts), rules, mono(Number(at) * 1000));
    },
    newLpc(mono(0)),
  );
}

function eventOf(what: string, amps: number, lasts: string | undefined): LpcEvent {
  const duration = lasts === undefined ? {} : { durationMs: Number(lasts) * 1000 };
  switch (what) {
    case 'beat':
      return { kind: 'heartbeat' };
    case 'off':
      return { kind: 'limit', active: false, amps: 0 };
    case 'limit':
      return { kind: 'limit', active: true, amps, ...duration };
    default:
      return { kind: what === 'lost' ? 'lost' : 'time' };
  }
}

const shown = (lpc: Lpc): string => `${lpc.state} ${allowedAmps(lpc, failsafe) ?? 'none'}`;
/** A heartbeat each minute. */
const beats = (from: number, to: number): string =>
  Array.from({ length: Math.floor((to - from) / 60) + 1 }, (_, at) => `${from + at * 60} beat`).join(', ');

describe('the control box', () => {
  it.each([
    ['after a start the failsafe limit is in force', 'init 6', ''],
    ['from the start a heartbeat, then an active limit', 'limited 10', '1 beat, 2 limit 10'],
    ['from the start a heartbeat, then a deactivated limit', 'controlled none', '1 beat, 2 off'],
    ['LPC-906 silence from the start is autonomous, and not unlimited', 'autonomous 6', '120 time'],
    ['LPC-906 not before 120 s', 'init 6', '119.9 time'],
    ['a limit without a heartbeat is ignored', 'init 6', '1 limit 30'],
    ['LPC-908 the duration is over', 'controlled none', '1 beat, 2 limit 10 for 30, 32 time'],
    ['LPC-908 the duration is not over', 'limited 10', '1 beat, 2 limit 10 for 30, 31.9 time'],
    ['LPC-909 the limit is deactivated', 'controlled none', '1 beat, 2 limit 10, 3 off'],
    ['LPC-910 an active limit ends no limit', 'limited 0', '1 beat, 2 off, 3 limit 0'],
    ['LPC-911 silence without a limit', 'failsafe 6', '1 beat, 2 off, 121 time'],
    ['LPC-912 silence with a limit drops it', 'failsafe 6', '1 beat, 2 limit 3, 121 time'],
    ['LPC-912 119 s are no silence', 'limited 3', '1 beat, 2 limit 3, 120 time'],
    ['a heartbeat alone changes nothing (evcc 32492)', 'failsafe 6', '1 beat, 2 limit 3, 121 time, 130 beat, 200 beat'],
    ['a limit alone changes nothing either', 'failsafe 6', '1 beat, 2 limit 3, 121 time, 130 limit 30'],
    ['LPC-916 a heartbeat and a limit after it', 'limited 12', '1 beat, 2 limit 3, 121 time, 130 beat, 131 limit 12'],
    [
      'LPC-918 a heartbeat and a deactivated limit',
      'controlled none',
      '1 beat, 2 limit 3, 121 time, 130 beat, 131 off',
    ],
    ['LPC-921 heartbeats, but no limit in 120 s', 'autonomous 6', `1 beat, 2 limit 3, 121 time, ${beats(130, 250)}`],
    ['LPC-922 the failsafe duration is over (evcc 29705)', 'autonomous 6', '1 beat, 2 limit 3, 121 time, 7321 time'],
    ['LPC-922 and not before', 'failsafe 6', '1 beat, 2 limit 3, 121 time, 7320 time'],
    ['from autonomous a heartbeat, then a limit', 'limited 8', '500 beat, 501 limit 8'],
    ['from autonomous a heartbeat alone stays', 'autonomous 6', `500 time, ${beats(501, 1000)}`],
    ['from autonomous never to failsafe', 'autonomous 6', '500 beat, 700 time, 90000 time'],
    ['the connection is lost', 'failsafe 6', '1 beat, 2 limit 20, 3 lost'],
    ['the connection is lost again', 'autonomous 6', '121 time, 122 lost'],
    ['absent is for ever', 'limited 10', `1 beat, 2 limit 10, ${beats(60, 400_000)}`],
    ['zero is the end of it', 'controlled none', '1 beat, 2 limit 10 for 0'],
    ['E45 a limit of 0 is one', 'limited 0', '1 beat, 2 limit 0'],
    ['below 0 is none', 'init 6', '1 beat, 2 limit -1'],
    ['what is no limit leaves what was', 'limited 7', '1 beat, 2 limit 7, 3 limit -1, 4 limit x'],
    ['a limit ends before the box falls silent', 'failsafe 6', '1 beat, 2 limit 10 for 119, 121 time'],
  ])('%s: %s', (_, expected, events) => {
    expect(shown(run(events))).toBe(expected);
  });

  it('LPC refusals have a cause', () => {
    const limit = (amps: number): LpcEvent => ({ kind: 'limit', active: true, amps });
    expect(refusalOf(newLpc(mono(0)), limit(5), rules, mono(1))).toBe('silent');
    const heard = run('1 beat');
    expect(refusalOf(heard, limit(5), rules, mono(2000))).toBeUndefined();
    expect(refusalOf(heard, limit(-5), rules, mono(2000))).toBe('invalid');
    expect(refusalOf(heard, { ...limit(5), durationMs: -1 } as LpcEvent, rules, mono(2000))).toBe('invalid');
    expect(refusalOf(heard, limit(5), rules, mono(121_000))).toBe('silent');
  });
});

describe('whatever a control box says, and when', () => {
  const event: fc.Arbitrary<LpcEvent> = fc.oneof(
    fc.constantFrom<LpcEvent[]>({ kind: 'heartbeat' }, { kind: 'heartbeat' }, { kind: 'time' }, { kind: 'lost' }),
    fc.record({
      kind: fc.constant('limit' as const),
      active: fc.boolean(),
      amps: fc.integer({ min: -5, max: 40 }),
    }),
    fc.record({
      kind: fc.constant('limit' as const),
      active: fc.boolean(),
      amps: fc.integer({ min: 0, max: 40 }),
      durationMs: fc.integer({ min: 0, max: 400_000 }),
    }),
  );
  const lines = fc.array(fc.tuple(fc.integer({ min: 0, max: 200_000 }), event), { maxLength: 40 });

  it('more than failsafe is allowed only by a limit that was taken after a heartbeat, and while it is heard', () => {
    fc.assert(
      fc.property(lines, (all) => {
        let lpc = newLpc(mono(0));
        let at = 0;
        let beatAt = -Infinity;
        for (const [wait, one] of all) {
          at += wait;
          const before = lpc;
          lpc = follow(lpc, one, rules, mono(at));
          if (one.kind === 'heartbeat') beatAt = at;
          const isControlled = lpc.state === 'controlled' || lpc.state === 'limited';
          if (isControlled) expect(at - beatAt).toBeLessThan(120_000);
          else expect(allowedAmps(lpc, failsafe)).toBe(failsafe);
          // Only a limit leads out of what holds while nothing is heard.
          if (isControlled && before.state !== 'controlled' && before.state !== 'limited')
            expect(one.kind).toBe('limit');
        }
      }),
    );
  });

  it('time in many small steps does what it does in one', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 400_000 }), (all, wait) => {
        let at = 0;
        let lpc = newLpc(mono(0));
        for (const [gap, one] of all) lpc = follow(lpc, one, rules, mono((at += gap)));
        const once = follow(lpc, { kind: 'time' }, rules, mono(at + wait));
        let often = lpc;
        for (let step = 1; step <= 50; step += 1)
          often = follow(often, { kind: 'time' }, rules, mono(at + (wait * step) / 50));
        expect(often).toEqual(once);
        // And it says when it will change.
        const due = changesBy(lpc, rules);
        if (due < never && due > at) {
          expect(follow(lpc, { kind: 'time' }, rules, mono(due - 1))).toEqual(lpc);
          expect(follow(lpc, { kind: 'time' }, rules, due).state).not.toBe(lpc.state);
        }
      }),
    );
  });
});
