// Is a meter wired as the site file says? Judged by what it showed when a known load came or went on a known line (E29, F093).

import { lineName } from '../model/electric.ts';

/** One load changed on one line of the site by `changeAmps`, and the meter, in the lines of the site, showed `shown`. */
export interface WiringTest {
  /** From 0. */
  readonly line: number;
  readonly changeAmps: number;
  /** After minus before, for each line, signed: import is positive. */
  readonly shown: readonly (number | null)[];
}

export interface WiringVerdict {
  readonly kind: 'fits' | 'reversed' | 'swapped' | 'scaled' | 'notSeen' | 'unclear';
  /** Of `swapped`: the line that it was seen on. It may be reversed as well. */
  readonly seenOn?: number;
  readonly isReversed?: boolean;
  /** Of `scaled`: what the meter shows, over what flowed. */
  readonly factor?: number;
  readonly message: string;
  readonly advice: string;
}

/** Below it noise of other loads decides. */
const leastChangeAmps = 4;

/** A line that took less than this share of the largest change is another one's noise. */
const quietShare = 0.35;

/** Factors that wrong transformer ratios and units make. */
const factors = [1000, 100, 10, 0.1, 0.01, 0.001] as const;
const factorTolerance = 0.3;

export function judgeWiring({ line, changeAmps, shown }: WiringTest): WiringVerdict {
  const sizes = shown.map((one) => Math.abs(one ?? 0));
  const largest = Math.max(...sizes, 0);
  const seenOn = sizes.indexOf(largest);
  const ratio = largest / Math.abs(changeAmps);
  if (Math.abs(changeAmps) < leastChangeAmps)
    return unclear(`the load changed by ${round(changeAmps)} A only`, `Repeat it with ${leastChangeAmps} A or more.`);
  if (ratio < 0.0005 || largest === 0) return notSeen(line, changeAmps, shown);
  if (sizes.some((size, at) => at !== seenOn && size > largest * quietShare))
    return unclear('more than one line changed', 'Repeat it with a load on one line, while nothing else is switched.');
  const isReversed = (shown[seenOn] ?? 0) > 0 !== changeAmps > 0;
  const scaled = factors.find((factor) => Math.abs(ratio / factor - 1) <= factorTolerance);
  if (scaled !== undefined) return scaledBy(scaled, changeAmps, shown[seenOn] ?? 0);
  if (Math.abs(ratio - 1) > factorTolerance)
    return unclear(
      `it showed ${round(largest)} A for ${round(changeAmps)} A`,
      'Repeat it while nothing else is switched.',
    );
  if (seenOn !== line) return swapped(line, seenOn, isReversed);
  if (isReversed) return reversed(line, changeAmps, shown[line] ?? 0);
  return {
    kind: 'fits',
    message: `${round(changeAmps)} A on ${lineName(line)} were seen there as ${round(shown[line] ?? 0)} A`,
    advice: 'Nothing is to be done for this line.',
  };
}

const round = (amps: number): number => Math.round(amps * 10) / 10;

const unclear = (message: string, advice: string): WiringVerdict => ({ kind: 'unclear', message, advice });

const notSeen = (line: number, changeAmps: number, shown: readonly (number | null)[]): WiringVerdict => ({
  kind: 'notSeen',
  message: `${round(changeAmps)} A on ${lineName(line)} were not seen at all`,
  advice:
    shown[line] === null
      ? `The meter says nothing of ${lineName(line)}: check its voltage tap and transformer.`
      : 'Check that the station hangs behind this meter, and that its current transformer is closed and connected.',
});

const scaledBy = (factor: number, changeAmps: number, shown: number): WiringVerdict => ({
  kind: 'scaled',
  factor,
  message: `${round(changeAmps)} A were seen as ${round(shown)} A: ${factor} times as much`,
  advice: `Divide ctRatio by ${factor}, or set the transformer ratio in the meter, not in both.`,
});

const swapped = (line: number, seenOn: number, isReversed: boolean): WiringVerdict => ({
  kind: 'swapped',
  seenOn,
  isReversed,
  message: `a load on ${lineName(line)} was seen on ${lineName(seenOn)}${isReversed ? ', and the wrong way round' : ''}`,
  advice:
    `Correct phaseMap of the meter, or of the station, so that ${lineName(seenOn)} becomes ${lineName(line)}; test every line.` +
    (isReversed ? ' Turn the transformer of that line round.' : ''),
});

const reversed = (line: number, changeAmps: number, shown: number): WiringVerdict => ({
  kind: 'reversed',
  isReversed: true,
  message: `${round(changeAmps)} A more on ${lineName(line)} were seen as ${round(shown)} A: the direction is wrong`,
  advice: `Turn the transformer of ${lineName(line)} round; if all lines show this, set invert on the meter instead.`,
});
