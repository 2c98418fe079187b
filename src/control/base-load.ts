// Other load of a metered circuit: what its meter says less what the chargers below draw. What these draw is known only
// roughly between two of their readings, so a change is taken for theirs as far as it may be theirs, and only the rest for
// a change of other load.

import type { Mono } from '../model/time.ts';

/** What all chargers below draw on each line, at the least and at the most. */
export interface Drawn {
  readonly least: readonly number[];
  readonly most: readonly number[];
}

/** What is known of the other load of one circuit. */
export interface BaseLoad {
  /** Now, on each line; negative where it feeds in. */
  amps: readonly number[];
  readAt: Mono;
  /** Its meter has been good without a gap since then. */
  goodSince: Mono;
  /** The most of each span of time, the oldest first. */
  readonly spans: { readonly since: Mono; readonly most: number[] }[];
}

/** A meter that was lost is believed again when it was good for so long (boots and flapping lines). */
export const settledMs = 30_000;
/** Nothing is raised into room that was not there all the while of this time; into what others feed in, of the longer one. */
export const lookBackMs = 30_000;
export const creditLookBackMs = 60_000;
const spanMs = 5000;

/** One more good reading of a circuit's meter; `before` is absent after a loss. */
export function nextBaseLoad(
  before: BaseLoad | undefined,
  measured: readonly number[],
  drawn: Drawn,
  readAt: Mono,
): BaseLoad {
  const amps = measured.map((total, line) => {
    const highest = total - drawn.least[line]!;
    const lowest = total - drawn.most[line]!;
    // Without a past it is as large as it may be.
    return before === undefined ? highest : Math.min(highest, Math.max(lowest, before.amps[line]!));
  });
  const base = before ?? { amps, readAt, goodSince: readAt, spans: [] };
  base.amps = amps;
  base.readAt = readAt;
  remember(base, readAt);
  return base;
}

function remember({ spans, amps }: BaseLoad, now: Mono): void {
  const last = spans.at(-1);
  if (last === undefined || now - last.since >= spanMs) spans.push({ since: now, most: [...amps] });
  else for (const [line, one] of amps.entries()) last.most[line] = Math.max(last.most[line]!, one);
  while (spans.length > 1 && now - spans[1]!.since > creditLookBackMs) spans.shift();
}

/** On each line, the most of so long. */
export function recentMost({ spans, amps, readAt }: BaseLoad, forMs: number): number[] {
  const recent = spans.filter((_span, at) => (spans[at + 1]?.since ?? readAt) >= readAt - forMs);
  return amps.map((one, line) => recent.reduce((most, span) => Math.max(most, span.most[line]!), one));
}

/** What others feed in counts as soon as the meter has shown it for so long without a gap; before that it is nothing. */
export const creditedMost = (base: BaseLoad): number[] =>
  base.readAt - base.goodSince >= creditLookBackMs
    ? recentMost(base, creditLookBackMs)
    : recentMost(base, lookBackMs).map((amps) => Math.max(0, amps));

export const isSettled = ({ goodSince }: BaseLoad, now: Mono): boolean => now - goodSince >= settledMs;
