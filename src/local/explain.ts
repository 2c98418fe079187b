// Reasons in words: one or two sentences with figures for a fleet manager, and what can be done.

import { lineName } from '../model/electric.ts';
import type { Reason } from '../model/reason.ts';
import { isoOf } from '../model/time.ts';
import type { Circumstances, Explanation } from './explanation.ts';
import { wallClock } from './wall-clock.ts';

interface Words {
  readonly says: string;
  readonly advice?: string;
}

/** The words begin with the amps where these are known. */
export function explain(reason: Reason, seen: Circumstances = {}): Explanation {
  const { says, advice } = wordsOf(reason, seen);
  const text = seen.amps === undefined ? says[0]!.toUpperCase() + says.slice(1) : `${amps(seen.amps)}: ${says}`;
  return { kind: reason.kind, text, ...(advice !== undefined && { advice }), ...dataOf(reason, seen) };
}

function dataOf(reason: Reason, { circuit, ceilingAmps, until }: Circumstances): Partial<Explanation> {
  return {
    ...('circuit' in reason && { circuit: reason.circuit }),
    ...('line' in reason && reason.line !== undefined && { line: lineName(reason.line) }),
    ...circuit,
    ...('sharedBy' in reason && { sharedBy: reason.sharedBy }),
    ...(ceilingAmps !== undefined && { ceilingAmps }),
    ...('uplink' in reason && { uplink: reason.uplink }),
    ...('input' in reason && reason.input !== undefined && { input: reason.input }),
    ...(until !== undefined && until < lastMoment && { until: isoOf(until) }),
  };
}

function wordsOf(reason: Reason, seen: Circumstances): Words {
  switch (reason.kind) {
    case 'rating':
      return { says: 'it has all that its EVSE can give.' };
    case 'idle':
      return { says: `nobody charges. Whoever plugs in begins with ${fallback(seen)} and gets a share at once.` };
    case 'starting':
      return { says: 'its session began a moment ago: it starts with its minimum and gets its share within a minute.' };
    case 'justPaused':
      return {
        says: `it was paused for want of room a moment ago: so that its contactor is not worn out, it waits${untilWhen(seen) || ' some minutes'}.`,
      };
    case 'vehicle':
      return {
        says: 'its vehicle was seen to take no more; others have the rest. It is offered more as soon as it takes all of this.',
      };
    case 'tried':
      return {
        says: 'somebody lowers it for a moment to see on which lines it is (busbar find-phases). It ends by itself within three minutes.',
      };
    case 'fallback':
    case 'moving':
    case 'unreachable':
    case 'safeMode':
      return wordsOfFallback(reason, seen);
    case 'circuit':
    case 'waiting':
    case 'priority':
    case 'unbalance':
    case 'plan':
    case 'surplus':
      return wordsOfSharing(reason, seen);
    case 'window':
    case 'temporary':
    case 'lockout':
      return wordsOfCircuit(reason, seen);
    case 'csms':
    case 'gridOperator':
    case 'lpc':
      return wordsOfOrder(reason, seen);
    case 'notAuthorized':
    case 'uncontrollable':
    case 'refusesZero':
    case 'ignoresLimit':
    case 'stationLimit':
      return wordsOfStation(reason, seen);
  }
}

type Of<Kind extends Reason['kind']> = Extract<Reason, { kind: Kind }>;

/** What it keeps by itself. */
function wordsOfFallback(
  { kind }: Of<'fallback' | 'moving' | 'unreachable' | 'safeMode'>,
  { fallbackAmps }: Circumstances,
): Words {
  switch (kind) {
    case 'fallback':
      return { says: 'this is what it may draw when nobody tells it otherwise (its fallback).' };
    case 'moving':
      return {
        says: `the site file put it on another circuit: no more than its fallback${inBrackets(fallbackAmps)} until it took a limit there.`,
        advice: 'If it stays so, look whether the station is connected: it must take one limit.',
      };
    case 'unreachable':
      return {
        says: 'the station cannot be reached and keeps what it was told last; that room is not given to others.',
        advice:
          'Look at its power and network; GET /api/v1/stations/pending says whether it is turned away at the door.',
      };
    case 'safeMode':
      return {
        says: 'the gateway runs without its journal (safe mode) and only lowers: nobody gets more than the fallback.',
        advice: 'Look at GET /healthz and at the disk of the gateway.',
      };
  }
}

/** Who shares what there is. */
function wordsOfSharing(
  reason: Of<'circuit' | 'waiting' | 'priority' | 'unbalance' | 'plan' | 'surplus'>,
  seen: Circumstances,
): Words {
  if (reason.kind === 'plan')
    return { says: 'the plan has better hours for it, or others need the room first; it is ready when it must be.' };
  if (reason.kind === 'surplus')
    return { says: 'it charges on what the site would feed into the grid, and there is no more of that now.' };
  const place = placeOf(reason);
  const room = roomIn(seen);
  switch (reason.kind) {
    case 'circuit': {
      const { sharedBy } = reason;
      return sharedBy > 1
        ? {
            says: `${place} is full${room}; ${sharedBy} vehicles share it. More is free when one of them is full.`,
          }
        : { says: `${place} is full${room}, and nobody else charges on it. More is free when other load is less.` };
    }
    case 'waiting':
      return {
        says: `it waits for its turn: ${place} has no room${room} for the ${minimum(seen)} that a vehicle needs. It is next when a turn ends or somebody is full.`,
        advice: 'Fewer vehicles at a time, a higher limit of the circuit or less other load let more of them charge.',
      };
    case 'unbalance':
      return {
        says: `${place} would carry too much more than the other lines of the circuit (maxUnbalanceAmps). More is free when vehicles on the other lines draw more, or one on this line less.`,
      };
    case 'priority':
      return {
        says: `${place} is full${room}, and what it has beyond everybody's minimum goes to vehicles of higher priority.`,
      };
  }
}

/** A circuit that has less for a while. */
function wordsOfCircuit(reason: Of<'window' | 'temporary' | 'lockout'>, seen: Circumstances): Words {
  const { circuit } = reason;
  const room = roomIn(seen);
  switch (reason.kind) {
    case 'window':
      return { says: `circuit ${circuit} has less at this time of the day${room}${untilWhen(seen)}.` };
    case 'temporary': {
      if (reason.input !== undefined)
        return { says: `circuit ${circuit} has less${room} while input ${reason.input} is on.` };
      const note = seen.note === undefined ? '' : `, "${seen.note}"`;
      const until = untilWhen(seen) || ' until it is taken back';
      return {
        says: `somebody limited circuit ${circuit}${note}${room}${until}.`,
        advice: `DELETE /api/v1/circuits/${circuit}/limit takes it back.`,
      };
    }
    case 'lockout':
      return {
        says: `circuit ${circuit} drew more than agreed with the grid operator too often: its stations have their fallbacks and no more${together(seen)} until a person has looked.`,
        advice: `Find out what drew too much, then POST /api/v1/circuits/${circuit}/lockout/acknowledge.`,
      };
  }
}

/** Somebody outside said so. */
function wordsOfOrder(reason: Of<'csms' | 'gridOperator' | 'lpc'>, seen: Circumstances): Words {
  if (reason.kind === 'csms') {
    const whom = reason.scope === 'evse' ? 'this EVSE' : `all that it serves${together(seen)}`;
    return {
      says: `a charging profile of the central system ${reason.uplink} limits ${whom}.`,
      advice: `Change or clear the profile in ${reason.uplink}.`,
    };
  }
  if (reason.kind === 'gridOperator')
    return reason.action === 'stop'
      ? { says: `the grid operator stops charging (input ${reason.input}) until the input ends.` }
      : { says: `the grid operator dims the site (input ${reason.input})${together(seen)} until the input ends.` };
  return reason.failsafe
    ? {
        says: `the control box of the grid operator is not heard, or has not set a limit yet: its failsafe limit keeps all stations${together(seen) || ' down'}.`,
        advice: 'Look at the control box and at what carries its heartbeat; GET /api/v1/grid shows it.',
      }
    : { says: `the control box of the grid operator limits all stations${together(seen)}${untilWhen(seen)}.` };
}

/** What is the matter with the station or the session. */
function wordsOfStation(
  reason: Of<'notAuthorized' | 'uncontrollable' | 'refusesZero' | 'stationLimit' | 'ignoresLimit'>,
  seen: Circumstances,
): Words {
  switch (reason.kind) {
    case 'notAuthorized':
      return {
        says: 'the token of its session was refused after it began.',
        advice: 'Ask the driver for another token, or ask whoever issues tokens why this one is refused.',
      };
    case 'uncontrollable':
      return {
        says: `the station takes no limit: it counts at its rating${inBrackets(seen.maxAmps)}, which others cannot have.`,
        advice: 'Check its smart-charging support and firmware, or give it a circuit of its own.',
      };
    case 'refusesZero':
      return {
        says: `it should have nothing, but the station refuses a limit of 0: it counts with its minimum${inBrackets(seen.minAmps)}.`,
        advice: 'Update its firmware, or set zeroRefused in the site file to choose what is done instead.',
      };
    case 'stationLimit':
      return {
        says: `the station says that somebody else limits it (${reason.source}).`,
        advice: 'Look at what is connected to the station itself: an energy management system, or an input of its own.',
      };
    case 'ignoresLimit':
      return {
        says: 'it draws more than it may although it was told twice: it gets nothing until it obeys.',
        advice: 'Check its smart-charging support, and whether somebody else sets limits in it.',
      };
  }
}

/** Amps to a tenth. */
export const amps = (value: number): string => `${Math.round(value * 10) / 10} A`;

const inBrackets = (value: number | undefined): string => (value === undefined ? '' : ` (${amps(value)})`);

const fallback = ({ fallbackAmps }: Circumstances): string =>
  fallbackAmps === undefined ? 'its fallback' : amps(fallbackAmps);

const minimum = ({ minAmps }: Circumstances): string => (minAmps === undefined ? 'minimum' : amps(minAmps));

/** Old journals do not say the line. */
const placeOf = ({ circuit, line }: { readonly circuit: string; readonly line?: number }): string =>
  line === undefined ? `circuit ${circuit}` : `circuit ${circuit}, ${lineName(line)}`;

function roomIn({ circuit }: Circumstances): string {
  if (circuit === undefined) return '';
  const { limitAmps, baseAmps, reserveAmps, base } = circuit;
  const reserve = reserveAmps >= 0.05 ? `, ${amps(reserveAmps)} reserve` : '';
  const other = base === 'measured' ? 'other load' : 'kept for other load at its worst';
  return ` (${amps(limitAmps)}; ${amps(baseAmps)} ${other}${reserve})`;
}

function together({ ceilingAmps }: Circumstances): string {
  if (ceilingAmps === undefined || ceilingAmps.length === 0) return '';
  const [first] = ceilingAmps;
  const isSame = ceilingAmps.every((one) => one === first);
  return isSame
    ? ` to ${amps(first!)} together on each line`
    : ` to ${ceilingAmps.map((one, line) => `${amps(one)} on ${lineName(line)}`).join(', ')} together`;
}

/** Years that somebody meant for ever have no text. */
const lastMoment = 8.64e15;

const untilWhen = ({ until, clock }: Circumstances): string =>
  until === undefined || until >= lastMoment ? '' : ` until ${wallClock(until, clock)}`;
