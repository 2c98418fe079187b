// The time as the gateway believes it. Waiting is done by the monotonic clock, so a clock that is wrong, or set, delays
// nothing and expires nothing; it only spoils stamps. A clock that cannot be right is replaced by a count from the last
// time that was known, until the computer's clock is set or a central system says the time.

import type { AlarmKey } from '../../model/alarm.ts';
import type { ClockDoubted, ClockStepped, ClockTrusted } from '../../model/fact/clock.ts';
import type { ClockFact } from '../../model/fact/fact.ts';
import type { UplinkId } from '../../model/ids.ts';
import type { Mono, Utc } from '../../model/time.ts';
import { after, isoOf, utc } from '../../model/time.ts';
import type { ClockLive } from './clock-live.ts';
import type { Now } from '../ports.ts';
import { forgetDrift } from '../../site/live.ts';
import { clockWasSet } from '../limits/leases.ts';
import type { State } from '../state.ts';
import { count, wakeBy } from '../state.ts';

/** Below it the clock runs a little fast or slow, and nobody's bill changes. */
const smallestStepMs = 1000;
/** A right clock may say so much less than was said before: it was set back a little in between. */
const toleranceMs = 5 * 60_000;
/** Two clocks that are so close confirm each other: an answer may be half a minute under way. */
const agreesWithinMs = 60_000;
/** How often a clock in doubt is looked at. */
const lookEveryMs = 5000;
/**
 * So long stations wait for the time. Then they are served by the count: vehicles must charge although clock and network
 * are both gone, and stamps are put right later.
 */
const pendingAtMostMs = 15 * 60_000;

interface Look {
  readonly now: Now;
  readonly facts: readonly ClockFact[];
}

/** The first look of a process at the clock. The facts come after `Started`. */
export function startClock(state: State, given: Now): Look {
  const { clock } = state;
  const history = state.ledger.gateway.clock;
  clock.offsetMs = given.utc - given.mono;
  // A memory that no clock can reach was damaged.
  const memories = [clock.lastKnown, history.newestUtc].filter((at) => at <= clock.latest);
  const floor = utc(Math.max(clock.earliest, ...memories));
  if (isPlausible(clock, given.utc, floor)) {
    if (history.doubt === undefined) return { now: given, facts: nothing };
    // How long the computer was off is not known: the stamps end now, at the latest that can be true.
    const aheadMs = Math.max(0, given.utc - history.newestUtc);
    const { from } = history.doubt;
    const fact: ClockTrusted = { kind: 'ClockTrusted', source: 'computer', from, aheadMs, happenedAt: given.utc };
    return { now: given, facts: [fact] };
  }
  // The count goes on where the computer did not stop in between.
  const counted = history.doubt === undefined ? floor : utc(given.utc + history.doubt.correctionMs);
  const from = utc(counted >= floor && counted <= clock.latest ? counted : floor);
  clock.trusted = false;
  clock.correctionMs = from - given.utc;
  clock.pendingUntil = after(given.mono, pendingAtMostMs);
  return { now: { ...given, utc: from }, facts: [doubted(given.utc, clock.correctionMs, from)] };
}

/** What UTC is believed to be now, and what happened to the clock since the last look. */
export function lookAtClock(state: State, given: Now): Look {
  const { clock } = state;
  const offsetMs = given.utc - given.mono;
  const byMs = offsetMs - clock.offsetMs;
  clock.offsetMs = offsetMs;
  if (Math.abs(byMs) < smallestStepMs) return { now: believed(clock, given), facts: nothing };
  count(state, 'clockSteps');
  const expected = utc(given.utc - byMs + clock.correctionMs);
  const facts = hearStep(state, given.utc, byMs, expected);
  return { now: believed(clock, given), facts };
}

const nothing: readonly ClockFact[] = [];

const believed = ({ correctionMs }: ClockLive, given: Now): Now =>
  correctionMs === 0 ? given : { ...given, utc: utc(given.utc + correctionMs) };

/** The computer's clock was set to `host`, and would have said `expected`. */
function hearStep(state: State, host: Utc, byMs: number, expected: Utc): readonly ClockFact[] {
  const { clock } = state;
  if (!clock.trusted) {
    if (isPlausible(clock, host, expected)) return trust(state, 'computer', host, expected);
    clock.correctionMs -= byMs;
    return nothing;
  }
  if (clock.correctionMs !== 0) {
    // A central system's time holds until the computer has it too.
    const agrees = Math.abs(host - expected) <= toleranceMs;
    clock.correctionMs = agrees ? 0 : clock.correctionMs - byMs;
    return agrees ? [stepped(host - expected, host)] : nothing;
  }
  // Whoever sets a running clock means it, as long as it can be true.
  if (host >= clock.earliest && host <= clock.latest) return [stepped(byMs, host)];
  clock.trusted = false;
  clock.correctionMs = -byMs;
  return [doubted(host, clock.correctionMs, expected)];
}

/**
 * A central system said the time. In doubt it is believed, unless it says less than what is known and the computer's clock
 * says something else; without doubt a difference is an alarm.
 */
export function hearCsmsTime(state: State, uplink: UplinkId, said: Utc, now: Now): readonly ClockFact[] {
  const { clock } = state;
  if (clock.trusted) {
    const alarm: AlarmKey = `BB_CLOCK_DIFFERS:${uplink}`;
    if (Math.abs(said - now.utc) > agreesWithinMs) state.alarms.set(alarm, differenceText(uplink, said, now.utc));
    else state.alarms.delete(alarm);
    return nothing;
  }
  const host = utc(now.utc - clock.correctionMs);
  if (Math.abs(said - host) <= agreesWithinMs) return trust(state, 'csms', host, now.utc);
  if (!isPlausible(clock, said, now.utc)) return nothing;
  const facts = trust(state, 'csms', said, now.utc);
  clock.correctionMs = said - host;
  return facts;
}

/** `right` is the time, and `expected` what the count had come to. */
function trust(state: State, source: ClockTrusted['source'], right: Utc, expected: Utc): readonly ClockFact[] {
  const { clock } = state;
  clock.trusted = true;
  clock.correctionMs = 0;
  // The doubt began in a step before this one, so the ledger knows it.
  const from = state.ledger.gateway.clock.doubt?.from ?? state.ledger.head;
  return [{ kind: 'ClockTrusted', source, from, aheadMs: right - expected, happenedAt: right }];
}

/** The time, as long as somebody knows it; `host` is what the computer's clock says. */
export const knownUtc = ({ clock }: State, host: Utc): Utc | undefined =>
  clock.trusted ? utc(host + clock.correctionMs) : undefined;

/** A boot must wait: nobody knows the time, and the station would take it from us. */
export const bootMustWait = ({ clock }: State, now: Now): boolean => bootWaits(clock, now.mono);

const bootWaits = ({ trusted, pendingUntil }: ClockLive, now: Mono): boolean => !trusted && now < pendingUntil;

/** Stations that took their time from us have the time of before until they ask again. */
export function oweTime(state: State, fact: ClockFact, now: Now): void {
  if (fact.kind === 'ClockDoubted') return;
  const byMs = fact.kind === 'ClockStepped' ? fact.byMs : fact.aheadMs;
  clockWasSet(state, byMs, now);
  state.loadsDue = true;
  for (const { clock } of state.live.stations.values()) {
    clock.owedMs += byMs;
    forgetDrift(clock);
  }
}

/** Looks again soon while the time is not known, and tells people so. */
export function mindClock(state: State, now: Now): void {
  const { clock, alarms } = state;
  if (clock.trusted && clock.correctionMs === 0) return void alarms.delete('BB_CLOCK_UNTRUSTED');
  if (!clock.trusted) wakeBy(state, after(now.mono, lookEveryMs));
  alarms.set('BB_CLOCK_UNTRUSTED', wrongText(clock, now));
}

function wrongText(clock: ClockLive, now: Now): string {
  const meanwhile = clock.trusted
    ? 'The gateway goes by the time that the central system says.'
    : `${waitText(clock, now)}Limits hold; transactions are kept, and told when the time is known.`;
  return (
    `The clock of this computer says ${sayUtc(utc(now.utc - clock.correctionMs))}, which cannot be right: it was later ` +
    `already. ${meanwhile} Set the clock: switch on time synchronisation (timedatectl set-ntp true) and check that its ` +
    `server is reached, or set it by hand; then replace the battery of the clock.`
  );
}

const waitText = (clock: ClockLive, now: Now): string =>
  bootWaits(clock, now.mono)
    ? `Stations that start wait until ${isoOf(utc(now.utc + clock.pendingUntil - now.mono))} at most. `
    : '';

const differenceText = (uplink: UplinkId, said: Utc, here: Utc): string =>
  `The clock of this computer is ${Math.round(Math.abs(here - said) / 1000)} s ${here > said ? 'ahead of' : 'behind'} that ` +
  `of ${uplink}. Check the time synchronisation of this computer (timedatectl); if it is in order, tell the operator of ` +
  `${uplink}.`;

/** A clock may say what no text has a form for. */
const sayUtc = (at: Utc): string => (Math.abs(at) <= 8.64e15 ? isoOf(at) : `${at} ms`);

const isPlausible = ({ latest }: ClockLive, said: Utc, atLeast: Utc): boolean =>
  said >= atLeast - toleranceMs && said <= latest;

const doubted = (hostUtc: Utc, correctionMs: number, happenedAt: Utc): ClockDoubted => ({
  kind: 'ClockDoubted',
  hostUtc,
  correctionMs,
  happenedAt,
});

const stepped = (byMs: number, happenedAt: Utc): ClockStepped => ({ kind: 'ClockStepped', byMs, happenedAt });
