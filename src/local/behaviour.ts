// How a station and its vehicle take their limit, each with a name: one list, for the API, the screen and the docs.

import { amps } from './explain.ts';

/** The first that is true counts. */
export const behaviours = [
  /** Not connected, or not to be called. */
  'unreachable',
  /** It takes no limit at all. */
  'uncontrollable',
  /** It refused the last limit that it was told. */
  'refuses',
  /** It draws more than it may, longer than a vehicle needs to follow and a reading to show it. */
  'ignores',
  /** It draws a little more than it may, or for a moment. */
  'overshoots',
  /** The vehicle has taken nothing yet although it may. */
  'asleep',
  /** The vehicle takes nothing any more. */
  'full',
  /** The vehicle takes less than it may. */
  'takesLess',
  /** It charges, and nobody measures how much. */
  'unmeasured',
  /** It charges with no more than it may. */
  'follows',
] as const;
export type Behaviour = (typeof behaviours)[number];

/** How the vehicle of a session takes what it may have. */
export interface VehicleView {
  /** `asleep`: it has taken nothing yet although it may; `full`: nothing any more. */
  readonly state: 'charges' | 'takesLess' | 'asleep' | 'full';
  /** It takes less than it may: what it is offered instead. */
  readonly offerAmps?: number;
  /** On how many phases it was seen to charge. */
  readonly phases?: number;
}

/** What is known of an EVSE when it is to be named. */
export interface SeenAtEvse {
  readonly isReachable: boolean;
  readonly takesLimits: boolean;
  readonly isCharging: boolean;
  /** The limit that it refused last, until it takes one. */
  readonly refusedAmps?: number;
  /** It was judged not to obey. */
  readonly isIgnoring: boolean;
  readonly limitAmps: number;
  /** On its fullest line; absent where nobody measures. */
  readonly measuredAmps?: number;
  /** On the line where it draws the most above its limit; negative below it. */
  readonly overAmps?: number;
  readonly vehicle?: VehicleView;
}

export interface BehaviourView {
  readonly kind: Behaviour;
  readonly text: string;
  readonly advice?: string;
}

/** What a meter of a station is off by: no more than that above a limit is none. */
const meterAmps = 0.5;

/** Undefined where nobody charges and nothing is wrong. */
export function behaviourOf(seen: SeenAtEvse): Behaviour | undefined {
  if (!seen.isReachable) return 'unreachable';
  if (!seen.takesLimits) return 'uncontrollable';
  if (seen.refusedAmps !== undefined) return 'refuses';
  if (seen.isIgnoring) return 'ignores';
  // A reading of a session that ended is above what holds now, and means nothing.
  if (!seen.isCharging) return undefined;
  if ((seen.overAmps ?? 0) > meterAmps) return 'overshoots';
  if (seen.vehicle !== undefined && seen.vehicle.state !== 'charges') return seen.vehicle.state;
  return seen.measuredAmps === undefined ? 'unmeasured' : 'follows';
}

export function behaviourView(seen: SeenAtEvse): BehaviourView | undefined {
  const kind = behaviourOf(seen);
  return kind === undefined ? undefined : { kind, ...wordsOf(kind, seen) };
}

function wordsOf(kind: Behaviour, seen: SeenAtEvse): Omit<BehaviourView, 'kind'> {
  switch (kind) {
    case 'unreachable':
    case 'uncontrollable':
    case 'refuses':
      return wordsOfStation(kind, seen);
    case 'ignores':
    case 'overshoots':
    case 'follows':
    case 'unmeasured':
      return wordsOfCurrent(kind, seen);
    case 'asleep':
      return {
        text: `The vehicle has taken nothing yet although it may have ${amps(seen.limitAmps)}: it sleeps, or waits for its own timer.`,
        advice: 'If it should charge now, plug it in again or look at the timer in the vehicle.',
      };
    case 'full':
      return { text: 'The vehicle takes nothing any more: it is full, or ended by itself.' };
    case 'takesLess': {
      const { offerAmps } = seen.vehicle ?? {};
      const offer = offerAmps === undefined ? '' : `; it is offered ${amps(offerAmps)} and others have the rest`;
      return { text: `The vehicle takes less than it may${drawn(seen)}${offer}.` };
    }
  }
}

function wordsOfStation(
  kind: 'unreachable' | 'uncontrollable' | 'refuses',
  { refusedAmps = 0 }: SeenAtEvse,
): Omit<BehaviourView, 'kind'> {
  switch (kind) {
    case 'unreachable':
      return {
        text: 'The station is not connected, or does not answer yet: it keeps what it was told last.',
        advice:
          'Look at its power and network; GET /api/v1/stations/pending says whether it is turned away at the door.',
      };
    case 'uncontrollable':
      return {
        text: 'The station takes no limit: it counts at its rating, which others cannot have.',
        advice: 'Check its smart-charging support and firmware, or give it a circuit of its own.',
      };
    case 'refuses':
      return {
        text: `The station refused a limit of ${amps(refusedAmps)} (BB_LIMIT_REFUSED): it counts with the most that it may hold, and is told again.`,
        advice: 'Check its smart-charging support; a limit of 0 that is refused has zeroRefused in the site file.',
      };
  }
}

function wordsOfCurrent(
  kind: 'ignores' | 'overshoots' | 'follows' | 'unmeasured',
  seen: SeenAtEvse,
): Omit<BehaviourView, 'kind'> {
  const over = amps(seen.overAmps ?? 0);
  switch (kind) {
    case 'ignores':
      return {
        text: `It draws ${over} more than the ${amps(seen.limitAmps)} that it may${drawn(seen)}, and did not follow: what it draws counts, and others have less.`,
        advice: 'Check its smart-charging support, and whether somebody else sets limits in it. Is its meter right?',
      };
    case 'overshoots':
      return {
        text: `It draws ${over} more than the ${amps(seen.limitAmps)} that it may${drawn(seen)}. A tenth is what vehicles do; more, and for long, counts as ignored.`,
      };
    case 'follows':
      return { text: `It follows its limit of ${amps(seen.limitAmps)}${drawn(seen)}.` };
    case 'unmeasured':
      return {
        text: 'It charges, and the station says no current: it counts with all that it may draw.',
        advice: 'Let the station send Current.Import (MeterValuesSampledData), each 10 s or so.',
      };
  }
}

const drawn = ({ measuredAmps }: SeenAtEvse): string =>
  measuredAmps === undefined ? '' : ` (${amps(measuredAmps)} measured)`;
