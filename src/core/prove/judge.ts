// What the readings of a station say about a step of its test.

import { clockToleranceMs, mayLease } from '../../control/leases.ts';
import { lagMs, toleratedAmps } from '../../control/obedience.ts';
import type { Mono } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import type { StationLive } from '../../site/live.ts';
import type { StationPart } from '../../site/station-part.ts';
import { openAt } from '../../site/transaction.ts';
import type { Proving, TestAnswer } from './proving.ts';
import { hasTaken } from './proving.ts';
import { cutOffSeconds } from './texts.ts';

/** `nothing`: it shows neither, and a person is to try again. */
export interface Verdict {
  readonly outcome: 'proved' | 'failed' | 'nothing';
  readonly saw: string;
}

export interface Seen {
  readonly part: StationPart;
  readonly live: StationLive;
  readonly isConnected: boolean;
  readonly sampleMs: number;
  /** Watts of one amp on the lines of the EVSE. */
  readonly wattsPerAmp: number;
  readonly now: Mono;
}

/** Less is a display and a contactor. */
export const drawsAmps = 2;
/** Readings that are to show something come within this time and two of their intervals. */
const patienceMs = 60_000;
/** A person walks to a station and back. */
const personMs = 15 * 60_000;
/** What an energy register and a voltage are off by. */
const energySlack = 1.15;

/** Undefined as long as nothing is certain. */
export function judge(proving: Proving, seen: Seen): Verdict | undefined {
  switch (proving.step) {
    case 'takesLease':
      return takesLease(proving, seen);
    case 'leaseEnds':
      return leaseEnds(proving, seen);
    case 'reboot':
      return reboot(proving, seen);
    case 'cutOff':
      return cutOff(proving, seen);
    case 'newSession':
      return newSession(proving, seen);
  }
}

/**
 * The amps of a reading that the station took after this moment, and up to the other, by a clock that is right: what was taken
 * before it may come after it, and shows nothing.
 */
function readingAfter({ live }: Seen, { evse }: Proving, from: Mono, until = never): number | undefined {
  const reading = live.measured.get(evse);
  const { amps, takenAt = from } = reading ?? {};
  if (amps === undefined || !mayLease(live) || takenAt <= from || takenAt > until) return undefined;
  return Math.max(...amps.map((one) => one ?? 0));
}

const isAbove = (amps: number, limit: number): boolean => amps > limit + toleratedAmps(limit);

const said = (amps: number): string => `It draws ${amps.toFixed(1)} A`;

/** What became of a limit that it did not take, as far as anybody knows. */
function whyNotTaken({ toldAt }: Proving, { outcome, words, at }: TestAnswer): string {
  const seconds = (at - (toldAt ?? at)) / 1000;
  if (outcome === 'refused')
    return `It refused a limit with an end: it answered ${words} after ${seconds.toFixed(1)} s.`;
  return outcome === 'withdrawn'
    ? 'The limit did not leave the gateway: the connection went before.'
    : `No answer to the limit came in ${Math.round(seconds)} s: it was late, or the connection went.`;
}

const triedAgain = (proving: Proving, answer: TestAnswer): Verdict => ({
  outcome: 'nothing',
  saw: `${whyNotTaken(proving, answer)} Try again.`,
});

/** Only a refusal says what the station is like. */
function takesLease(proving: Proving, seen: Seen): Verdict | undefined {
  const { leaseEndsAt, testAmps, answer } = proving;
  if (leaseEndsAt === undefined) return undefined;
  if (answer?.outcome === 'refused') return { outcome: 'failed', saw: whyNotTaken(proving, answer) };
  if (answer !== undefined && !hasTaken(proving)) return triedAgain(proving, answer);
  const endsAt = after(leaseEndsAt, -clockToleranceMs);
  const amps = answer === undefined ? undefined : readingAfter(seen, proving, after(answer.at, lagMs), endsAt);
  if (amps !== undefined && !isAbove(amps, testAmps))
    return { outcome: 'proved', saw: `It took ${testAmps} A. ${said(amps)}.` };
  if (seen.now < endsAt) return undefined;
  if (answer === undefined) return { outcome: 'nothing', saw: 'It has not answered the limit yet. Try again.' };
  return amps === undefined
    ? { outcome: 'nothing', saw: 'No reading came in that time. Lower sampleSeconds, and try again.' }
    : { outcome: 'failed', saw: `${said(amps)} although it took ${testAmps} A.` };
}

function leaseEnds(proving: Proving, seen: Seen): Verdict | undefined {
  const { leaseEndsAt, fallbackAmps, testAmps } = proving;
  if (leaseEndsAt === undefined) return undefined;
  const early = readingAfter(seen, proving, proving.since);
  if (seen.now < leaseEndsAt - 2000)
    return early !== undefined && isAbove(early, testAmps)
      ? { outcome: 'failed', saw: `${said(early)}: the limit of ${testAmps} A ended before its time.` }
      : undefined;
  const amps = readingAfter(seen, proving, after(leaseEndsAt, 2000));
  if (amps !== undefined && isAbove(amps, fallbackAmps))
    return { outcome: 'failed', saw: `${said(amps)} since the limit has ended; the fallback is ${fallbackAmps} A.` };
  if (amps !== undefined && isAbove(amps, testAmps))
    return { outcome: 'proved', saw: `${said(amps)} since the limit of ${testAmps} A has ended by itself.` };
  if (seen.now < leaseEndsAt + patienceMs + 2 * seen.sampleMs) return undefined;
  // A vehicle wakes up in its own time.
  const late = readingAfter(seen, proving, after(leaseEndsAt, patienceMs));
  return late === undefined
    ? { outcome: 'nothing', saw: 'No reading came after the limit should have ended.' }
    : { outcome: 'failed', saw: `${said(late)} still: the limit did not end, or the vehicle does not wake up.` };
}

/** Whether a session that charges is within the fallback; readings from then on count. */
function withinFallback(proving: Proving, seen: Seen, from: Mono, when: string): Verdict | undefined {
  const { fallbackAmps, evse, since } = proving;
  const amps =
    openAt(seen.part.transactions, evse) === undefined ? undefined : readingAfter(seen, proving, after(from, lagMs));
  if (amps !== undefined && isAbove(amps, fallbackAmps))
    return { outcome: 'failed', saw: `${said(amps)} ${when}; the fallback is ${fallbackAmps} A.` };
  if (amps !== undefined && amps > drawsAmps)
    return { outcome: 'proved', saw: `${said(amps)} ${when}, within its fallback of ${fallbackAmps} A.` };
  return seen.now < after(since, personMs)
    ? undefined
    : { outcome: 'nothing', saw: 'Nobody charged there. Try again.' };
}

function reboot(proving: Proving, seen: Seen): Verdict | undefined {
  const { live, isConnected } = seen;
  const isBack = isConnected && live.booted && live.connectedAt > proving.since;
  if (isBack) return withinFallback(proving, seen, live.connectedAt, 'after the restart');
  if (seen.now < after(proving.since, personMs)) return undefined;
  return { outcome: 'nothing', saw: 'It did not restart and come back within a quarter of an hour.' };
}

function cutOff(proving: Proving, seen: Seen): Verdict | undefined {
  const { live, isConnected } = seen;
  const { wentAt, testAmps, fallbackAmps, answer } = proving;
  // That it takes one was seen before; what was not in force when the cable was pulled shows nothing.
  if (answer !== undefined && !hasTaken(proving)) return triedAgain(proving, answer);
  if (wentAt === undefined || !isConnected || live.connectedAt <= wentAt) {
    const isLate = seen.now >= after(proving.since, personMs);
    return isLate ? { outcome: 'nothing', saw: 'The connection did not go and come back.' } : undefined;
  }
  const awayMs = live.connectedAt - wentAt;
  if (awayMs < cutOffSeconds * 1000)
    return { outcome: 'nothing', saw: `The cable was out for ${Math.round(awayMs / 1000)} s only. Try again.` };
  const mean = meanSince(proving, seen);
  if (mean !== undefined && mean > fallbackAmps * energySlack + 1)
    return {
      outcome: 'failed',
      saw: `While it was cut off it drew ${mean.toFixed(1)} A; the fallback is ${fallbackAmps} A.`,
    };
  const amps = readingAfter(seen, proving, live.connectedAt);
  if (amps !== undefined && !isAbove(amps, testAmps)) {
    // What comes first may have been read while the limit was still in force, and a vehicle wakes up in its own time.
    if (readingAfter(seen, proving, after(live.connectedAt, patienceMs)) === undefined)
      return seen.now < after(proving.since, personMs)
        ? undefined
        : { outcome: 'nothing', saw: 'No reading came. Try again.' };
    if (seen.now < after(live.connectedAt, patienceMs + 2 * seen.sampleMs)) return undefined;
    return {
      outcome: 'failed',
      saw: `${said(amps)} still: the limit did not end while it was cut off, or nobody charges.`,
    };
  }
  return withinFallback(proving, seen, (live.connectedAt - lagMs) as Mono, 'after it was cut off');
}

/** What it drew on average since its connection went, by its energy register. */
function meanSince({ wentAt, wentWh, evse }: Proving, { live, wattsPerAmp }: Seen): number | undefined {
  const reading = live.measured.get(evse);
  if (wentAt === undefined || wentWh === undefined || reading?.energyWh === undefined) return undefined;
  const hours = ((reading.takenAt ?? reading.readAt) - wentAt) / 3_600_000;
  return hours <= 0 ? undefined : Math.max(0, reading.energyWh - wentWh) / hours / wattsPerAmp;
}

function newSession(proving: Proving, seen: Seen): Verdict | undefined {
  const open = openAt(seen.part.transactions, proving.evse);
  const isNew = open !== undefined && open.transaction !== proving.session;
  if (isNew && proving.toldAt === undefined) proving.toldAt = seen.now;
  if (isNew) return withinFallback(proving, seen, proving.toldAt!, 'in a new session');
  if (seen.now < after(proving.since, personMs)) return undefined;
  return { outcome: 'nothing', saw: 'No new session began.' };
}
