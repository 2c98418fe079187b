// `busbar stations prove`: a person watches how a station falls back, a step at a time. What is seen is a fact for its model and
// firmware. Meanwhile its sessions have no more than the fallback, and once it runs nothing else is told to it.

import { backDateSecondsBelow, mayLease } from '../../control/leases.ts';
import { leaseLevel } from '../../control/ladder.ts';
import { toleratedAmps } from '../../control/obedience.ts';
import type { Load } from '../../control/envelope.ts';
import { linesOf, nominalVolts } from '../../model/electric.ts';
import type { ProvedStep } from '../../model/fact/fallback.ts';
import { provedSteps } from '../../model/fact/fallback.ts';
import type { StationId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import { leastOf, mostOf } from '../../site/limits.ts';
import { openAt } from '../../site/transaction.ts';
import type { Decided } from '../heard.ts';
import { isCallable, passOn } from '../orders/context.ts';
import type { Now, Problem } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf, wakeBy } from '../state.ts';
import type { Verdict } from './judge.ts';
import { drawsAmps, judge } from './judge.ts';
import type { Proving, ProvingView } from './proving.ts';
import { hasTaken } from './proving.ts';
import { testSeconds, todoOf } from './texts.ts';

export type ProveAction = 'begin' | 'next' | 'end' | 'look';

/** A test that nobody goes on with ends by itself. */
const idleMs = 60 * 60_000;
const lookEveryMs = 1000;

export function serveProve(
  state: State,
  station: StationId,
  action: ProveAction,
  decided: Decided,
  now: Now,
): ProvingView | Problem {
  const known = state.proving.get(station);
  switch (action) {
    case 'begin':
      return known === undefined || known.state === 'over' ? begin(state, station, now) : viewOf(known);
    case 'look':
      return known === undefined ? noneRuns(station) : viewOf(known);
    case 'next':
      return known === undefined ? noneRuns(station) : next(state, known, decided, now);
    case 'end':
      if (known === undefined) return noneRuns(station);
      state.proving.delete(station);
      state.reallocate = true;
      return { ...viewOf({ ...known, state: 'over' }), saw: 'The test was ended.' };
  }
}

const noneRuns = (station: StationId): Problem =>
  problem(409, 'BB_PROVE_NONE', `No test of ${station} runs. Begin one with "busbar stations prove ${station}".`);

const problem = (status: number, code: string, detail: string): Problem => ({ problem: { status, code, detail } });

const viewOf = (proving: Proving): ProvingView => {
  const { station, evse, fallbackAmps, testAmps, step, state, results, saw } = proving;
  return {
    ...{ station, evse, fallbackAmps, testAmps, step, state, hasTaken: hasTaken(proving), saw },
    ...{ results: { ...results }, todo: todoOf(proving) },
  };
};

function begin(state: State, station: StationId, now: Now): ProvingView | Problem {
  const load = state.loads.find((one) => one.station.id === station);
  const never = (why: string): Problem => problem(409, 'BB_PROVE_NOT_POSSIBLE', `${station} cannot be tested: ${why}`);
  if (load === undefined)
    return problem(404, 'BB_STATION_UNKNOWN', `${station} is not installed. GET /api/v1/site lists the stations.`);
  if (load.station.modbus !== undefined)
    return never('it is driven over Modbus. Its device file says what its watchdog does; "busbar check" prints it.');
  if (!isCallable(state, station, now)) return never('it is not connected.');
  if (load.hold.rung !== 'tx' && load.hold.rung !== 'default')
    return never('it takes no limit for each EVSE, so that nothing could stand above its fallback.');
  const fallbackAmps = state.fallback.get(load.key) ?? 0;
  const testAmps = fallbackAmps >= load.minAmps + 2 ? load.minAmps : 0;
  if (fallbackAmps < load.minAmps || fallbackAmps === 0)
    return never(
      `its fallback is ${fallbackAmps} A, and nothing could be seen to go back to it. Write "fallbackAmps: ${load.minAmps}" or more for the time of the test.`,
    );
  if (testAmps === 0 && !load.hold.zeroOk)
    return never(
      `it refuses a limit of 0. Write "fallbackAmps: ${load.minAmps + 2}" or more for the time of the test.`,
    );
  const proving: Proving = {
    ...{ station, evse: load.evses[0]!.id, fallbackAmps, testAmps },
    ...{ step: provedSteps[0], state: 'waiting', results: {}, saw: '', since: now.mono },
    ...{
      toldAt: undefined,
      leaseEndsAt: undefined,
      command: undefined,
      answer: undefined,
      wentAt: undefined,
      wentWh: undefined,
      session: undefined,
    },
    endsAt: after(now.mono, idleMs),
  };
  state.proving.set(station, proving);
  state.reallocate = true;
  return viewOf(proving);
}

function next(state: State, proving: Proving, decided: Decided, now: Now): ProvingView | Problem {
  if (proving.state !== 'waiting') return viewOf(proving);
  const why = whyNotNow(state, proving, now);
  if (why !== undefined) return problem(409, 'BB_PROVE_NOT_READY', why);
  const { station, evse, step } = proving;
  Object.assign(proving, { state: 'running', since: now.mono, saw: '', wentAt: undefined, wentWh: undefined });
  Object.assign(proving, { toldAt: undefined, command: undefined, answer: undefined, endsAt: after(now.mono, idleMs) });
  proving.session = openAt(state.ledger.stations.get(station)!.transactions, evse)?.transaction;
  if (step === 'takesLease' || step === 'cutOff') tell(state, proving, decided, now);
  if (step === 'reboot') {
    const order = { kind: 'reset', type: 'Immediate' } as const;
    passOn({ state, decided, from: { kind: 'gateway', purpose: 'prove' }, now }, order, [{ station, order }]);
  }
  wakeBy(state, after(now.mono, lookEveryMs));
  return viewOf(proving);
}

function whyNotNow(state: State, proving: Proving, now: Now): string | undefined {
  const { station, evse, step, fallbackAmps } = proving;
  const { limits, transactions } = state.ledger.stations.get(station)!;
  if (!isCallable(state, station, now)) return `${station} is not connected, or has just come back. Wait a moment.`;
  if (step === 'reboot') return undefined;
  if (openAt(transactions, evse) === undefined) return `Nobody charges at ${station}/${evse}. Begin a session first.`;
  const held = limits.default.get(evse);
  if (leastOf(held) !== fallbackAmps || mostOf(held) !== fallbackAmps)
    return `${station} has not taken its fallback of ${fallbackAmps} A yet. Wait a moment.`;
  if (limits.tx.has(evse)) return `This session has a limit of its own. End it and begin another one.`;
  if (limits.lease.has(evse)) return 'A limit with an end is still in force. Wait until it has ended.';
  if (!mayLease(state.live.stations.get(station)!))
    return `The clock of ${station} is more than 2 s off, or it has not told the time yet. Wait for its next reading, or set its clock.`;
  return step === 'newSession' ? undefined : whyNothingIsSeen(state, proving, now);
}

/** What comes down and goes up again must be seen to: a station without a meter, or a vehicle that takes nothing, shows nothing. */
function whyNothingIsSeen(state: State, { station, evse, testAmps }: Proving, now: Now): string | undefined {
  const { measured, historyAfterMs } = state.live.stations.get(station)!;
  const reading = measured.get(evse);
  if (reading?.amps === undefined || now.mono - reading.readAt > historyAfterMs)
    return `${station}/${evse} tells no current. Wait for its next reading; a station that measures none (Current.Import in MeterValues) cannot be tested.`;
  const amps = Math.max(...reading.amps.map((one) => one ?? 0));
  const least = testAmps === 0 ? drawsAmps : testAmps + toleratedAmps(testAmps);
  return amps > least
    ? undefined
    : `The vehicle at ${station}/${evse} draws ${amps.toFixed(1)} A. Wait until it draws more than ${least} A, or take another one.`;
}

/** Less than the fallback, which is counted anyway. */
function tell(state: State, proving: Proving, decided: Decided, now: Now): void {
  const { station, evse, testAmps } = proving;
  const load = loadOf(state, station)!;
  decided.commands.push({
    ...{ kind: 'setLimit', station, evse: evseKey(station, evse), rung: 'lease', amps: testAmps, level: leaseLevel },
    ...{ wattsPerAmp: load.wattsPerAmp, leaseSeconds: testSeconds, transaction: undefined },
    backDateSeconds: backDateSecondsBelow,
    ...{ reason: { kind: 'fallback' }, lowers: false },
  });
  proving.toldAt = now.mono;
  proving.leaseEndsAt = after(now.mono, testSeconds * 1000);
}

const loadOf = ({ loads }: State, station: StationId): Load | undefined =>
  loads.find((one) => one.station.id === station);

/** Looks at what the stations under test show. */
export function followProving(state: State, decided: Decided, now: Now): void {
  for (const proving of state.proving.values()) {
    if (now.mono >= proving.endsAt || loadOf(state, proving.station) === undefined) {
      state.proving.delete(proving.station);
      state.reallocate = true;
      continue;
    }
    if (proving.state === 'over') continue;
    wakeBy(state, proving.state === 'running' ? after(now.mono, lookEveryMs) : proving.endsAt);
    if (proving.state === 'running') look(state, proving, decided, now);
  }
}

function look(state: State, proving: Proving, decided: Decided, now: Now): void {
  const { station, evse } = proving;
  const part = state.ledger.stations.get(station)!;
  const live = state.live.stations.get(station)!;
  const load = loadOf(state, station)!;
  const isConnected = state.stationLinks.has(station);
  if (!isConnected && proving.wentAt === undefined) {
    proving.wentAt = now.mono;
    proving.wentWh = live.measured.get(evse)?.energyWh;
  }
  if (proving.step === 'cutOff' && isConnected && proving.wentAt === undefined && hasTaken(proving))
    proving.saw = 'It took the limit. Pull the cable now.';
  // It was told in this very step.
  if (now.mono === proving.toldAt) return;
  const wattsPerAmp = nominalVolts * linesOf(load.evses[0]!.phases, siteOf(state).supply).length;
  const sampleMs = load.station.sampleSeconds * 1000;
  const verdict = judge(proving, { part, live, isConnected, sampleMs, wattsPerAmp, now: now.mono });
  if (verdict === undefined) return;
  proving.saw = verdict.saw;
  proving.state = 'waiting';
  if (mayStayIn(proving.step, verdict.outcome)) takeOut(state, proving, decided, now);
  if (verdict.outcome !== 'nothing') settle(state, proving, verdict.outcome, decided, now);
}

function settle(state: State, proving: Proving, outcome: 'proved' | 'failed', decided: Decided, now: Now): void {
  const { station, step, results } = proving;
  const { booted } = state.ledger.stations.get(station)!;
  results[step] = outcome;
  if (booted !== undefined)
    decided.facts.push({
      ...{ kind: 'FallbackProved', station, vendor: booted.vendor, model: booted.model },
      ...(booted.firmware !== undefined && { firmware: booted.firmware }),
      ...{ what: step, outcome, happenedAt: now.utc },
    });
  const isLeaseStep = step === 'takesLease' || step === 'leaseEnds';
  if (isLeaseStep && outcome === 'failed') learn('failed');
  const following = provedSteps[provedSteps.indexOf(step) + 1];
  // One that takes no such limit has nothing that could end.
  if (following === undefined || (isLeaseStep && outcome === 'failed')) {
    proving.state = 'over';
    if (provedSteps.every((one) => results[one] === 'proved')) learn('proved');
    state.reallocate = true;
    return;
  }
  proving.step = following;
  if (following !== 'leaseEnds') return;
  proving.state = 'running';
  proving.since = now.mono;

  function learn(lease: 'proved' | 'failed'): void {
    decided.facts.push({ kind: 'StationLearned', station, about: { lease } });
  }
}

/** It does not let a limit end, or may have taken one and did not say so. */
const mayStayIn = (step: ProvedStep, outcome: Verdict['outcome']): boolean =>
  step === 'takesLease' ? outcome !== 'proved' : step === 'leaseEnds' && outcome === 'failed';

function takeOut(state: State, { station, evse }: Proving, decided: Decided, now: Now): void {
  const order = { kind: 'clearChargingProfile', evse, purpose: 'TxDefaultProfile', stackLevel: leaseLevel } as const;
  passOn({ state, decided, from: { kind: 'gateway', purpose: 'prove' }, now }, order, [{ station, order }]);
}

/** Sessions have no more than the fallback while their station is tested. */
export const isTested = ({ proving }: State, station: StationId): boolean =>
  (proving.get(station)?.state ?? 'over') !== 'over';

/** Nothing is told to a station once its test runs: it would hide what it does by itself. */
export function quietStations({ proving }: State): ReadonlySet<StationId> {
  const quiet = new Set<StationId>();
  for (const { station, state, results } of proving.values())
    if (state === 'running' || (state === 'waiting' && Object.keys(results).length > 0)) quiet.add(station);
  return quiet;
}
