// `busbar find-phases`: an EVSE is stepped at known moments; which lines of the site follow, and in which order. Whatever does not
// fit together is said, and then nothing is found: a wrong wiring in the site file is worse than an unknown one.

import type { Evse, Site } from '../model/config/site.ts';
import { lineName } from '../model/electric.ts';

/** A time in which the limit stood still: as low as it gets, or as much as there is. Milliseconds, in the order of time. */
export interface Stage {
  readonly from: number;
  readonly until: number;
  readonly isLow: boolean;
}

/** Amps that were measured at this moment; null or absent where nothing was said. */
export interface LineReading {
  readonly at: number;
  readonly amps: readonly (number | null | undefined)[];
}

export interface Watched {
  readonly supply: Site['supply'];
  readonly stages: readonly Stage[];
  /** Of the meter of the circuit: its lines. */
  readonly meter: readonly LineReading[];
  /** Of the station: its own phases, in its own order. */
  readonly station: readonly LineReading[];
  /** The EVSE is wired to one line only, whatever a vehicle takes. */
  readonly isSinglePhase?: boolean;
  /** Others charge behind the same meter, and may take just what this one leaves. */
  readonly othersCharge?: boolean;
}

/**
 * `sure`: the station's own phases and the lines of the site follow together. `likely`: the lines follow, and the station does not
 * say by which of its phases.
 */
export interface Finding {
  /** Lines of the site that follow, counted from 0. */
  readonly lines: readonly number[];
  readonly phases?: Evse['phases'];
  readonly confidence: 'sure' | 'likely' | 'none';
  /** Sentences for the installer. */
  readonly words: string;
}

/**
 * How long each stage lasts beside the others: of different length, so that nothing that comes and goes regularly goes along with
 * all of them. The first one is not low.
 */
export const stepLengths = [1, 1.2, 1, 1.35, 1.1, 1.25, 1] as const;

/** A vehicle follows within 12 s; what is told and measured takes a moment more. */
const settleMs = 16_000;
/** A station tells its own current every 10 s in most sites, of a moment that has passed. */
const stationSettleMs = 28_000;
const leastReadings = 2;
/** Fewer steps could be anybody's. */
const leastSteps = 5;
/** One step may be spoilt by other load. */
const spoilt = 1;
const leastStepAmps = 3;

/** What three steps and more say of one line. */
type Course = { readonly kind: 'follows'; readonly amps: number } | { readonly kind: 'still' | 'unclear' | 'silent' };

export function findPhases(watched: Watched): Finding {
  const { supply, stages, meter, station } = watched;
  if (supply !== 'tn400')
    return nothing(
      [],
      supply === 'it230'
        ? 'without a neutral each load flows on two lines, and amps do not say which of its phases is which. Look at the wiring'
        : 'a split-phase supply has two legs and no rotation. Look at the wiring',
    );
  const count = Math.min(3, Math.max(0, ...station.map(({ amps }) => amps.length)));
  const own = coursesOf(stages, { readings: station, count, after: stationSettleMs });
  const lines = coursesOf(stages, { readings: meter, count: 3, after: settleMs });
  const wrong = whyNot(lines, own);
  const following = placesThat(lines, 'follows');
  if (wrong !== undefined) return nothing(following, wrong);
  return together(watched, lines, own);
}

const nothing = (lines: readonly number[], why: string): Finding => ({
  lines,
  confidence: 'none',
  words: `Cannot tell, because ${why}.`,
});

const named = (lines: readonly number[]): string =>
  lines.length === 0 ? 'no line' : lines.map(lineName).join(' and ');

const placesThat = (courses: readonly Course[], kind: Course['kind']): number[] =>
  courses.flatMap((one, at) => (one.kind === kind ? [at] : []));

function whyNot(lines: readonly Course[], own: readonly Course[]): string | undefined {
  const silent = placesThat(lines, 'silent');
  if (silent.length > 0)
    return `the meter of the circuit said too little of ${named(silent)}. It must give the current of each line, every 10 s or sooner`;
  const unclear = placesThat(lines, 'unclear');
  if (unclear.length > 0)
    return `other load on ${named(unclear)} hides what follows. Try again when it is quiet, with a vehicle that draws more`;
  const isStationUnclear = own.some(({ kind }) => kind === 'unclear');
  if (isStationUnclear)
    return 'what the station says of its own current does not go with the steps. Give each step longer than its sampleSeconds (--step-seconds), and see that the vehicle charges all the time';
  if (placesThat(lines, 'follows').length > 0) return undefined;
  return own.some(({ kind }) => kind === 'follows')
    ? 'the vehicle follows, and no line of the meter does. Is the EVSE behind this meter at all'
    : 'nothing follows the steps. A vehicle must charge here with 4 A or more above the minimum of the EVSE';
}

/** What the station's phases and the lines of the site say together. */
function together(watched: Watched, lines: readonly Course[], own: readonly Course[]): Finding {
  const following = placesThat(lines, 'follows');
  const phases = placesThat(own, 'follows');
  const said = `${named(following)} of the site follow${following.length === 1 ? 's' : ''} the steps.`;
  // One value without a phase says nothing of the others.
  const isWhole = own.length === 3 && own.every(({ kind }) => kind !== 'silent');
  if (watched.isSinglePhase === true && following.length === 1) {
    const phasesFound = lineName(following[0]!) as Evse['phases'];
    if (phases.length > 1) return nothing(following, differing(following, phases));
    return found(following, phasesFound, phases.length === 1 ? 'sure' : 'likely', said);
  }
  if (watched.isSinglePhase === true)
    return nothing(following, `the EVSE is wired to one line by the site file, and ${named(following)} follow`);
  if (!isWhole) return withoutPhases(following, said, watched.othersCharge === true);
  if (phases.length !== following.length) return nothing(following, differing(following, phases));
  const misfit = misfitOf(lines, own);
  if (misfit !== undefined) return nothing(following, misfit);
  switch (following.length) {
    case 1:
      return found(following, rotationWith(phases[0]!, following[0]!), 'sure', `${said} ${onePhase(phases[0]!)}`);
    case 2:
      return found(
        following,
        rotationWith(idleOf(phases), idleOf(following)),
        'sure',
        `${said} The vehicle leaves ${lineName(idleOf(phases))} of the station alone, and the site's ${lineName(idleOf(following))} is still. ${turnsRight}`,
      );
    default:
      return byAmps(lines, own, said);
  }
}

const differing = (following: readonly number[], phases: readonly number[]): string =>
  phases.length === 0
    ? `${named(following)} of the site follow, but not what the station says of its own current. Something else steps with it, or the station measures late (--step-seconds)`
    : `the station draws on ${phases.length} phase${phases.length === 1 ? '' : 's'} and ${named(following)} of the site follow. Other load goes with the steps, or the meter does not stand above this EVSE on every line`;

const turnsRight =
  'That settles all three if the field turns right at this station (L1, L2, L3): measure it with a rotating-field tester if you are not sure.';

const onePhase = (phase: number): string => `${lineName(phase)} of the station is there. ${turnsRight}`;

function found(
  lines: readonly number[],
  phases: Evse['phases'],
  confidence: 'sure' | 'likely',
  words: string,
): Finding {
  return { lines, phases, confidence, words };
}

function withoutPhases(following: readonly number[], said: string, othersCharge: boolean): Finding {
  if (following.length === 1 && othersCharge)
    return nothing(
      following,
      `${named(following)} follows, the station does not say on which of its phases current flows, and other vehicles that charge may hide a line by taking what this one leaves. Try again when nobody else charges`,
    );
  if (following.length === 1)
    return found(
      following,
      rotationWith(0, following[0]!),
      'likely',
      `${said} The station does not say on which of its phases current flows; a vehicle on one phase uses the first. ${turnsRight}`,
    );
  return nothing(
    following,
    `${named(following)} follow, and the station does not say on which of its phases current flows. ${askForOne}`,
  );
}

const askForOne = 'Take a vehicle or an adapter on one phase, and try again';

/** What flows through the meter of the circuit and what the station measures is the same current. */
function misfitOf(lines: readonly Course[], own: readonly Course[]): string | undefined {
  const sorted = (courses: readonly Course[]): number[] =>
    courses.flatMap((one) => (one.kind === 'follows' ? [one.amps] : [])).sort((a, b) => a - b);
  const seen = sorted(lines);
  const drawn = sorted(own);
  const at = seen.findIndex((amps, index) => Math.abs(amps - drawn[index]!) > toleranceOf(drawn[index]!));
  if (at < 0) return undefined;
  return `the station steps by ${drawn[at]!.toFixed(1)} A and the meter by ${seen[at]!.toFixed(1)} A. Look at the ratio of its transformers, and for other load that goes with the steps`;
}

const toleranceOf = (amps: number): number => Math.max(1.5, 0.25 * amps);

const rotations = ['L1L2L3', 'L2L3L1', 'L3L1L2'] as const;

/** The one whose phase is on this line. */
const rotationWith = (phase: number, line: number): Evse['phases'] => rotations[(line - phase + 3) % 3]!;

const idleOf = (two: readonly number[]): number => [0, 1, 2].find((one) => !two.includes(one))!;

/** Three phases that differ say it by how much; amps must differ more than they are off. */
const clearAmps = 3;
const orders = [...rotations, 'L1L3L2', 'L2L1L3', 'L3L2L1'] as const;

function byAmps(lines: readonly Course[], own: readonly Course[], said: string): Finding {
  const amps = (course: Course): number => (course.kind === 'follows' ? course.amps : 0);
  const offBy = orders
    .map((phases) => ({
      phases,
      off: Math.max(
        ...[1, 3, 5].map((at, phase) => Math.abs(amps(lines[Number(phases[at]) - 1]!) - amps(own[phase]!))),
      ),
    }))
    .sort((a, b) => a.off - b.off);
  const [best, next] = offBy as [(typeof offBy)[0], (typeof offBy)[0]];
  if (next.off - best.off >= clearAmps)
    return found([0, 1, 2], best.phases, 'sure', `${said} Its phases differ, and fit in one order only.`);
  return nothing(
    [0, 1, 2],
    `all three lines follow alike: amps of a vehicle that draws the same on each phase do not show which is which. ${askForOne}`,
  );
}

/** Of each line. What is small beside the largest step is no step. */
function coursesOf(
  stages: readonly Stage[],
  {
    readings,
    count,
    after,
  }: { readonly readings: readonly LineReading[]; readonly count: number; readonly after: number },
): Course[] {
  const steps = Array.from({ length: count }, (_, line) => stepsOf(stages, readings, line, after));
  const most = Math.max(leastStepAmps, ...steps.map((some) => Math.abs(median(some))));
  return steps.map((some) => courseOf(some, most));
}

/** By how much a line rose with the limit, or fell with it, at each step that can be told. */
function stepsOf(stages: readonly Stage[], readings: readonly LineReading[], line: number, after: number): number[] {
  const levels = stages.map(({ from, until }) => {
    const within = readings.flatMap(({ at, amps }) => {
      const value = amps[line];
      return at >= from + after && at <= until && typeof value === 'number' ? [value] : [];
    });
    return within.length < leastReadings ? undefined : median(within);
  });
  return stages.slice(1).flatMap(({ isLow }, index) => {
    const [before, now] = [levels[index], levels[index + 1]];
    if (before === undefined || now === undefined || stages[index]!.isLow === isLow) return [];
    return [isLow ? before - now : now - before];
  });
}

function courseOf(steps: readonly number[], most: number): Course {
  if (steps.length < leastSteps) return { kind: 'silent' };
  const middle = median(steps);
  const near = (aim: number, within: number): boolean =>
    steps.filter((one) => Math.abs(one - aim) <= within).length >= steps.length - spoilt;
  if (middle >= leastStepAmps && near(middle, toleranceOf(middle))) return { kind: 'follows', amps: middle };
  // What stays is small, even where single steps are not: a little of a large vehicle may flow here.
  const isStill = Math.abs(middle) <= Math.max(1, 0.05 * most) && near(0, Math.max(1.2, 0.2 * most));
  return { kind: isStill ? 'still' : 'unclear' };
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
