// Other load of a metered circuit: what its meter says less what the chargers below draw. What these draw is known only
// roughly between two of their readings, so a change is taken for theirs as far as it may be theirs, and only the rest for
// a change of other load. A later reading that shows that it was not theirs corrects what was taken for other load before.

import type { EvseKey } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';

/** What all chargers below draw on each line, at the least and at the most. */
export interface Drawn {
  readonly least: readonly number[];
  readonly most: readonly number[];
  /** Of these, those that may just begin or rise: they drew no more than they draw when they are read next. */
  readonly rising?: ReadonlyMap<EvseKey, Rising>;
  /** How far these are apart, on each line, because of chargers that say nothing. */
  readonly unread?: readonly number[];
}

/** One that may begin, or rise to its limit. */
export interface Rising {
  /** What it counts with at the most, on each line. */
  readonly most: readonly number[];
  readonly limitAmps: number;
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
  /** Its last readings, the oldest first. */
  readonly past: Past[];
}

/** What one reading of a circuit left open. */
interface Past {
  readonly readAt: Mono;
  readonly highest: readonly number[];
  readonly lowest: number[];
  amps: readonly number[];
  readonly rising: Map<EvseKey, Rising>;
}

/** A meter that was lost is believed again when it was good for so long (boots and flapping lines). */
export const settledMs = 30_000;
/** Nothing is raised into room that was not there all the while of this time; into what others feed in, of the longer one. */
export const lookBackMs = 30_000;
export const creditLookBackMs = 60_000;
const spanMs = 5000;

/** One more good reading of a circuit's meter; `before` is absent after a loss, `worstAmps` is its worst case. */
export function nextBaseLoad(
  before: BaseLoad | undefined,
  measured: readonly number[],
  drawn: Drawn,
  readAt: Mono,
  worstAmps = 0,
): BaseLoad {
  const highest = measured.map((total, line) => total - drawn.least[line]!);
  // Whoever says nothing explains no more than what other load cannot be.
  const lowest = measured.map((total, line) => {
    const least = total - drawn.most[line]!;
    return Math.max(least, Math.min(worstAmps, least + (drawn.unread?.[line] ?? 0)));
  });
  // Without a past it is as large as it may be.
  const amps = before === undefined ? highest : within({ highest, lowest }, before.amps);
  const base = before ?? { amps, readAt, goodSince: readAt, spans: [], past: [] };
  base.amps = amps;
  base.readAt = readAt;
  const { spans, past } = base;
  const last = spans.at(-1);
  if (last === undefined || readAt - last.since >= spanMs) spans.push({ since: readAt, most: [...amps] });
  else raise(last, amps);
  while (spans.length > 1 && readAt - spans[1]!.since > creditLookBackMs) spans.shift();
  past.push({ readAt, highest, lowest, amps, rising: new Map(drawn.rising) });
  while (readAt - past[0]!.readAt > lookBackMs) past.shift();
  return base;
}

/** As it was before, as far as that can be. */
const within = ({ highest, lowest }: Pick<Past, 'highest' | 'lowest'>, before: readonly number[]): number[] =>
  highest.map((most, line) => Math.min(most, Math.max(lowest[line]!, before[line]!)));

function raise({ most }: BaseLoad['spans'][number], amps: readonly number[]): void {
  for (const [line, one] of amps.entries()) most[line] = Math.max(most[line]!, one);
}

/**
 * One that might have begun or risen was read: so much it draws on each line now, and it drew no more at any time before,
 * when its limit was not above `limitAmps` then. What was taken for its current was other load. Says whether any was.
 */
export function hasNotRisen(base: BaseLoad, key: EvseKey, drawn: readonly number[], limitAmps: number): boolean {
  const { past, spans } = base;
  let [first, isOther] = [past.length, false];
  for (const [at, { rising, lowest }] of past.entries()) {
    const one = rising.get(key);
    if (one === undefined) continue;
    rising.delete(key);
    if (one.limitAmps > limitAmps) continue;
    for (const [line, most] of one.most.entries()) lowest[line]! += Math.max(0, most - (drawn[line] ?? 0));
    first = Math.min(first, at);
  }
  for (let at = first; at < past.length; at += 1) {
    const one = past[at]!;
    const amps = within(one, past[at - 1]?.amps ?? one.amps);
    if (amps.some((more, line) => more > one.amps[line]!)) isOther = true;
    one.amps = amps;
    raise(
      spans.findLast(({ since }) => since <= one.readAt)!,
      amps,
    );
  }
  base.amps = past.at(-1)?.amps ?? base.amps;
  return isOther;
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
