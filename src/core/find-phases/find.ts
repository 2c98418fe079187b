// `busbar find-phases`: the EVSE is lowered and given back in steps, and what its meter and its station say goes to the analysis.
// Whoever began it may go away: it ends by itself. One runs at a time, because two would hide each other.

import { findPhases, stepLengths } from '../../local/find-phases.ts';
import type { PhaseTestView } from '../../local/phase-test.ts';
import type { Mono } from '../../model/time.ts';
import { after } from '../../model/time.ts';
import { openAt } from '../../site/transaction.ts';
import { readingOf } from '../meters/readings.ts';
import { clearEvseLimit, setEvseLimit } from '../outside/evse-limit.ts';
import { problem } from '../outside/problem.ts';
import { mostEvseLimitMs } from '../ports/outside.ts';
import type { FindPhasesQuestion } from '../ports/find-phases.ts';
import type { Now, Problem } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf, wakeBy } from '../state.ts';
import type { PhaseTest } from './phase-test.ts';
import { whereToLook } from './where.ts';

const usualStepSeconds = 45;
const lookEveryMs = 1000;
/** A step down that nobody ends, ends by itself so much later. */
const graceMs = 15_000;
/** Less than this above the step is hidden by other load. */
const leastDrawAmps = 4;

export function serveFindPhases(state: State, question: FindPhasesQuestion, now: Now): PhaseTestView | Problem {
  const { phaseTest: test } = state;
  const { evse: key, action } = question;
  if (action === 'begin') {
    if (test?.state !== 'running') return begin(state, question, now);
    return test.key === key ? viewOf(state, test, now) : busy(test);
  }
  if (test?.key !== key) return problem(409, 'BB_FIND_PHASES_NONE', `No test of the phases of ${key} runs. Begin one.`);
  if (action === 'end' && test.state === 'running')
    end(state, test, 'BB_FIND_PHASES_INTERRUPTED', `The test of ${key} was ended before it was over.`);
  return viewOf(state, test, now);
}

const busy = ({ key }: PhaseTest): Problem =>
  problem(
    409,
    'BB_FIND_PHASES_BUSY',
    `${key} is stepped now, and two at a time would hide each other. Wait until that is over, or end it.`,
  );

function begin(state: State, { evse: key, stepSeconds, amps }: FindPhasesQuestion, now: Now): PhaseTestView | Problem {
  const place = whereToLook(state, key, now);
  if ('problem' in place) return place;
  const stepMs = (stepSeconds ?? usualStepSeconds) * 1000;
  const { minAmps, ...about } = place;
  const test: PhaseTest = {
    ...about,
    ...{ key, stepMs, lowAmps: amps ?? minAmps, step: 0, from: now.mono, until: after(now.mono, stepMs) },
    ...{ stages: [], meterSaid: [], stationSaid: [], lookedAt: now.mono, othersCharge: false },
    ...{ state: 'running', finding: undefined, ended: undefined },
  };
  const given = clearEvseLimit(state, key);
  if ('problem' in given) return given;
  state.phaseTest = test;
  follow(state, test, now);
  return viewOf(state, test, now);
}

/** Looks on, and goes a step further when it is time. */
export function followPhaseTest(state: State, now: Now): void {
  const { phaseTest: test } = state;
  if (test?.state === 'running') follow(state, test, now);
}

function follow(state: State, test: PhaseTest, now: Now): void {
  const { station, evse, key } = test;
  const part = state.ledger.stations.get(station);
  if (part === undefined || openAt(part.transactions, evse)?.transaction !== test.transaction) {
    const why = `The session at ${key} ended before the test was over. Begin it again with a vehicle that goes on charging.`;
    return end(state, test, 'BB_FIND_PHASES_NOT_POSSIBLE', why);
  }
  if (now.mono - test.lookedAt >= lookEveryMs) note(state, test, now);
  if (now.mono >= test.until) goOn(state, test, now);
  if (test.state === 'running') wakeBy(state, Math.min(after(now.mono, lookEveryMs), test.until) as Mono);
}

function note(state: State, test: PhaseTest, now: Now): void {
  const { meter, station, evse, meterSaid, stationSaid } = test;
  test.lookedAt = now.mono;
  const { quality, readAt, amps } = readingOf(state, meter, now);
  // The same reading again says nothing new.
  const isNew = readAt !== undefined && readAt > (meterSaid.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
  if (quality === 'good' && isNew && amps !== undefined) meterSaid.push({ at: readAt, amps });
  const said = state.live.stations.get(station)?.measured.get(evse)?.amps;
  if (said !== undefined) stationSaid.push({ at: now.mono, amps: said });
  test.othersCharge ||= state.loads.some(({ station: { id }, evses }) => {
    const transactions = state.ledger.stations.get(id)?.transactions;
    return evses.some(
      (one) =>
        transactions !== undefined && (id !== station || one.id !== evse) && openAt(transactions, one.id) !== undefined,
    );
  });
}

function goOn(state: State, test: PhaseTest, now: Now): void {
  const { key, stepMs, stages, lowAmps } = test;
  stages.push({ from: test.from, until: now.mono, isLow: isLow(test) });
  if (test.step + 1 === stepLengths.length) return conclude(state, test);
  if (test.step === 0 && drawsTooLittle(test)) {
    const why = `The vehicle at ${key} draws hardly more than the ${lowAmps} A of the step. Take one that draws ${leastDrawAmps} A more, wait until others leave it room, or step lower (0 A).`;
    return end(state, test, 'BB_FIND_PHASES_NOT_POSSIBLE', why);
  }
  test.step += 1;
  const lastsMs = stepMs * stepLengths[test.step]!;
  const durationMs = Math.min(mostEvseLimitMs, lastsMs + graceMs);
  const told = isLow(test) ? setEvseLimit(state, key, { amps: lowAmps, durationMs }, now) : clearEvseLimit(state, key);
  if ('problem' in told) return end(state, test, told.problem.code, told.problem.detail);
  test.from = now.mono;
  test.until = after(now.mono, lastsMs);
}

const isLow = ({ step }: PhaseTest): boolean => step % 2 === 1;

/** What the station does not say may be enough. */
function drawsTooLittle({ stationSaid, lowAmps }: PhaseTest): boolean {
  const amps = stationSaid.at(-1)?.amps.flatMap((one) => one ?? []) ?? [];
  return amps.length > 0 && Math.max(...amps) < lowAmps + leastDrawAmps;
}

function conclude(state: State, test: PhaseTest): void {
  test.state = 'over';
  test.finding = findPhases({
    ...{ stages: test.stages, meter: test.meterSaid, station: test.stationSaid, othersCharge: test.othersCharge },
    ...{ supply: siteOf(state).supply, isSinglePhase: /^L[123]$/.test(phasesNow(state, test)) },
  });
}

/** It has its share again. */
function end(state: State, test: PhaseTest, code: string, detail: string): void {
  test.state = 'over';
  test.ended = { code, detail };
  clearEvseLimit(state, test.key);
}

const phasesNow = (state: State, { station, evse }: PhaseTest): string =>
  siteOf(state)
    .stations.find(({ id }) => id === station)
    ?.evses.find(({ id }) => id === evse)?.phases ?? 'unknown';

function viewOf(state: State, test: PhaseTest, now: Now): PhaseTestView {
  const { key, meter, circuit, step, lowAmps, stepMs, finding, ended } = test;
  const later = stepLengths.slice(step + 1).reduce((sum, one) => sum + one, 0) * stepMs;
  const leftMs = test.state === 'over' ? 0 : Math.max(0, test.until - now.mono) + later;
  return {
    ...{ evse: key, state: test.state, meter, circuit, step: step + 1, steps: stepLengths.length },
    ...{ isLow: isLow(test), lowAmps, stepSeconds: Math.round((stepMs * stepLengths[step]!) / 1000) },
    ...{ secondsLeft: Math.round(leftMs / 1000), phasesNow: phasesNow(state, test) },
    ...(finding !== undefined && { finding }),
    ...(ended !== undefined && { ended }),
  };
}
