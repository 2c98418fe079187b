import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Demand, Question } from '../../../../src/control/allocate.ts';
import { leastPauseMs, leastTurnMs, turnMs } from '../../../../src/control/turns.ts';
import type { EvseKey } from '../../../../src/model/ids.ts';
import type { Utc } from '../../../../src/model/time.ts';
import { anyAsked, given, leastOf, minuteMs, mostOf, now, plain, sharersOf, sums, tolerance } from './asked.ts';
import { depot } from './depot.ts';

const runs = { numRuns: 200 };

/** What one begins with: what it draws alone costs nobody anything where that counts anyway. */
const beginOf = (question: Question, load: Question['loads'][number]): number =>
  load.hold.holding === 'lease'
    ? leastOf(question, load)
    : Math.max(leastOf(question, load), question.fallback.get(load.key)!);

describe('who is served', () => {
  it('P6 gives a lower priority no more than its minimum while a higher one could have it', () => {
    const noPlan = anyAsked((about) => ({ ...about, target: undefined }));
    fc.assert(
      fc.property(noPlan, (one) => {
        const { question } = one;
        const all = given(question);
        const priorityOf = (key: EvseKey): number => question.charging.get(key)!.priority!;
        for (const high of sharersOf(question))
          for (const low of sharersOf(question)) {
            const { amps, reason } = all.get(high.key)!;
            const least = Math.min(beginOf(question, low), all.get(low.key)!.amps);
            if (priorityOf(low.key) >= priorityOf(high.key) || all.get(low.key)!.amps <= least) continue;
            if (amps === 0 || reason.kind === 'starting' || amps + 1 > mostOf(question, high)) continue;
            const before = sums(one, (key) => all.get(key)!.amps);
            const exchanged = sums(one, (key) =>
              key === high.key ? amps + 1 : key === low.key ? least : all.get(key)!.amps,
            );
            const isBlocked = exchanged.some(
              ({ sum, room }, at) => sum > room + 1e-9 && sum > before[at]!.sum - tolerance,
            );
            expect(isBlocked, `${high.key} could have what ${low.key} has`).toBe(true);
          }
      }),
      runs,
    );
  });

  it('P7 is within a step of max-min fair among those who charge, where nobody is more than another', () => {
    const equals = anyAsked((about) => ({ ...about, ...plain, isStarting: false }));
    fc.assert(
      fc.property(equals, (one) => {
        const { question } = one;
        const all = given(question);
        const on = sharersOf(question).filter(({ key }) => all.get(key)!.amps > 0);
        const fine = new Map<string, number>(
          [...all].map(([key, { amps }]) => [key, on.some((load) => load.key === key) ? 0 : amps]),
        );
        for (const load of on) fine.set(load.key, Math.min(beginOf(question, load), all.get(load.key)!.amps));
        const grain = 1 / 8;
        let growing = on;
        for (let level = grain; growing.length > 0; level += grain)
          growing = growing.filter((load) => {
            const amps = fine.get(load.key)!;
            if (amps >= level) return true;
            const before = sums(one, (key) => fine.get(key)!);
            fine.set(load.key, Math.min(level, mostOf(question, load)));
            const fits = sums(one, (key) => fine.get(key)!).every(
              ({ sum, room }, at) => sum <= room + 1e-9 || sum <= before[at]!.sum,
            );
            if (!fits) fine.set(load.key, amps);
            return fits && fine.get(load.key)! < mostOf(question, load);
          });
        for (const { key } of on)
          expect(all.get(key)!.amps, key).toBeGreaterThan(fine.get(key)! - 1 - grain * on.length);
      }),
      { numRuns: 100 },
    );
  });

  it('P11 lets nobody who is in its turn, or does not come back after a pause, make room for another', () => {
    fc.assert(
      fc.property(anyAsked(), ({ question }) => {
        const isHeld = ({ turn, noPause, isIdle }: Demand): boolean =>
          turn?.on === true && (noPause === true || (!isIdle && now - turn.since < leastTurnMs));
        const alone = new Map(
          [...question.charging].map(([key, demand]) => [
            key,
            isHeld(demand) ? demand : { ...demand, cap: { amps: 0, reason: { kind: 'idle' } as const } },
          ]),
        );
        const left = given({ ...question, charging: alone });
        const right = given(question);
        for (const { key } of sharersOf(question))
          if (isHeld(question.charging.get(key)!) && left.get(key)!.amps > 0)
            expect(right.get(key)!.amps, key).toBeGreaterThan(0);
      }),
      runs,
    );
  });

  it('P12 starts nobody more often than once in a least pause, however the limit comes and goes', () => {
    const limits = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), limits, (vehicles, amps) => {
        const site = depot({ limitAmps: 40, evses: vehicles });
        for (const [minute, limit] of amps.entries()) site.pass((now + minute * minuteMs) as Utc, limit);
        for (const { starts } of site.vehicles())
          expect(starts).toBeLessThanOrEqual(1 + (amps.length * minuteMs) / leastPauseMs);
      }),
      { numRuns: 60 },
    );
  });

  it('P13 lets everybody who waits start within a round, where needs are equal and a minimum fits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 6, max: 30 }), (vehicles, limit) => {
        const site = depot({ limitAmps: limit, evses: vehicles });
        const slots = Math.min(vehicles, Math.floor(limit / 6));
        const rounds = Math.ceil((vehicles - slots) / slots);
        for (let minute = 0; minute <= 4 * (rounds + 1) * 15; minute += 1)
          site.pass((now + minute * minuteMs) as Utc, limit);
        for (const { longestPauseMs } of site.vehicles())
          expect(longestPauseMs).toBeLessThanOrEqual(rounds * turnMs + leastTurnMs);
      }),
      { numRuns: 60 },
    );
  });

  it('P5 a ceiling more gives nobody under it more than without, on the same lines with their minimum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(200), (evses, ceiling) => {
        const site = depot({ limitAmps: 200, evses });
        const reason = { kind: 'gridOperator', input: 'dso', action: 'dim' } as const;
        const before = site.given(now);
        const after = site.given(now, { ceilings: [{ reason, amps: 36 + ceiling, stations: undefined }] });
        for (const [key, { amps }] of after) expect(amps).toBeLessThanOrEqual(before.get(key)!.amps);
      }),
      { numRuns: 100 },
    );
  });
});
