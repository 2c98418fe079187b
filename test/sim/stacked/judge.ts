// What the fuse of the campus sees: what the vehicles draw, line by line. It knows the vehicles, how the posts are wired, and
// what the campus may have; it asks no gateway anything.

import type { SimStation } from '../../peers/station-types.ts';
import { ampsOf } from '../../peers/station-evse.ts';

/** A vehicle that was just plugged in, or told less, is in its place within this time. */
export const followMs = 30_000;
/** What adding up may miss, and meters round. */
const grainAmps = 0.01;
/** A device of the fastest kind (B16) trips at once from three times its rating; its thermal part does not within a minute. */
const tripsAt = 1.45;

export interface StackJudge {
  /** After every event. */
  look(): void;
  /** The limit is another one from now on; those above it have so long to follow. */
  limitIs(amps: number, withinMs: number): void;
  readonly findings: readonly string[];
  /** The most that was drawn on a line, and for how long it was above the limit at a stretch. */
  readonly worst: { amps: number; overMs: number };
  /** On each line, now. */
  drawn(): number[];
}

export function createStackJudge(
  stations: readonly { readonly station: SimStation; readonly wiring: string }[],
  now: () => number,
  firstLimit: number,
): StackJudge {
  const findings: string[] = [];
  const worst = { amps: 0, overMs: 0 };
  const overSince: (number | undefined)[] = [undefined, undefined, undefined];
  let limit = firstLimit;
  let budgetUntil = 0;

  function drawn(): number[] {
    const lines = [0, 0, 0];
    for (const { station, wiring } of stations)
      for (const evse of station.evses) {
        const amps = ampsOf(evse);
        const phases = evse.vehicle?.phases ?? 3;
        for (let phase = 0; phase < Math.min(phases, wiring.length / 2); phase += 1)
          lines[Number(wiring[2 * phase + 1]) - 1]! += amps;
      }
    return lines;
  }

  return {
    findings,
    worst,
    drawn,
    limitIs(amps, withinMs) {
      if (amps < limit) budgetUntil = Math.max(budgetUntil, now() + withinMs);
      limit = amps;
      overSince.fill(undefined);
    },
    look() {
      const lines = drawn();
      for (const [line, amps] of lines.entries()) {
        worst.amps = Math.max(worst.amps, amps);
        if (amps > firstLimit * tripsAt) findings.push(`at ${now()} the fuse trips: ${amps} A on L${line + 1}`);
        if (amps <= limit + grainAmps) {
          overSince[line] = undefined;
          continue;
        }
        overSince[line] ??= now();
        const overMs = now() - overSince[line];
        worst.overMs = Math.max(worst.overMs, overMs);
        if (overMs > followMs && now() > budgetUntil && findings.length < 20)
          findings.push(
            `at ${now()} ${amps.toFixed(1)} A on L${line + 1} for ${Math.round(overMs / 1000)} s, and the campus may have ${limit} A`,
          );
      }
    },
  };
}
