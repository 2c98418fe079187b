// DECIDE: one phase or three, where load control may choose. Who charges on the sun and has less than three phases take goes to
// one, as does whoever has no room on three lines and some on one; and back. A switch is a pause, so what speaks for it has to
// last, and there are never many.

import type { Allocation, Question } from '../../control/allocate.ts';
import { allocate } from '../../control/allocate.ts';
import type { Cell, Load } from '../../control/envelope.ts';
import { inForce } from '../../control/envelope.ts';
import { mostSwitchesPerDay, opinionOf, phasesFor, ripeAt, worthKW } from '../../control/phases.ts';
import type { PhasesCommanded } from '../../model/fact/phases.ts';
import { wiringOf } from '../../model/electric.ts';
import type { EvseKey } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import type { Decided, SwitchPhases } from '../heard.ts';
import type { Standing } from '../modbus/phases.ts';
import { requestPhases } from '../modbus/phases.ts';
import type { Now } from '../ports.ts';
import { isTested } from '../prove/prove.ts';
import type { State } from '../state.ts';
import { siteOf, wakeBy } from '../state.ts';
import { setAlarms } from './limit-alarms.ts';
import type { PhaseChoice } from './phases-live.ts';
import { heldBy, phaseFor, wasIgnored } from './profile-phases.ts';
import { isReleased } from './release.ts';
import { choiceOf, isWorn, kWOnPhases, lastSwitch, mayChoose, standingOf } from './standing.ts';
import { cellsWithout } from './vehicles.ts';

/** What it would have otherwise is worked out no more often, and for so many in one round: it is a whole allocation each. */
const otherwiseEachMs = 30_000;
const mostOtherwise = 4;
/** A device that does not take it now is asked again after this time. */
const askAgainMs = 60_000;
/** A station answers a limit in this time, usually. */
const underWayMs = 2000;
/** Finer than any register of a current. */
const grainAmps = 0.05;

interface Round {
  readonly state: State;
  readonly question: Question;
  readonly allocations: ReadonlyMap<EvseKey, Allocation>;
  readonly decided: Decided;
  readonly now: Now;
  asked: number;
}

/** After everybody's share is known. */
export function choosePhases(state: State, question: Question, decided: Decided, now: Now): void {
  const { leaving } = state.modbus;
  if (state.safeMode !== undefined || leaving !== undefined || isReleased(state)) return;
  const round: Round = { state, question, allocations: state.allocations, decided, now, asked: 0 };
  const switched: Load[] = [];
  for (const load of question.loads) {
    const { key, hold, station } = load;
    if (hold.switches === undefined && station.modbus === undefined) continue;
    const standing = standingOf(state, load);
    if (standing === undefined) continue;
    switched.push(load);
    if (standing.isSwitching) continue;
    if (!isTested(state, load.station.id) && !question.fixed.has(key)) choose(round, load, standing);
  }
  setWornAlarms(state, switched, now);
}

function choose(round: Round, load: Load, standing: Standing): void {
  const { state, question, now } = round;
  const demand = question.charging.get(load.key);
  const choice = choiceOf(state, load, demand?.transaction);
  const used = state.vehicles.get(load.key)?.phases?.filter(Boolean).length;
  if (standing.phases === 3 && used !== undefined && used > 0) choice.linesOnThree = used;
  const wants = mayChoose(state, load, demand?.transaction, now) ? wanted(round, load, standing, choice) : undefined;
  choice.opinion = opinionOf(choice.opinion, wants?.phases, now.mono);
  if (choice.opinion === undefined || wants === undefined) return stay(state, choice);
  const isPaused = demand === undefined || (state.allocations.get(load.key)?.amps ?? 0) < load.minAmps;
  const dueAt = choice.isGoingUp
    ? now.mono
    : ripeAt(choice.opinion, isPaused && standing.phases === 3, lastSwitch(state, load, now));
  if (dueAt > now.mono) return wakeBy(state, dueAt);
  if (wants.phases === 3 && demand !== undefined && !isLowEnough(round, load, choice)) return;
  const asked = state.modbus.chargers.has(load.key)
    ? requestPhases(state, load.key, wants.phases, now)
    : byProfile(round, load, wants.phases);
  if (asked.kind === 'later') return wakeBy(state, after(now.mono, underWayMs));
  choice.isGoingUp = false;
  if (asked.kind === 'switch') round.decided.commands.push({ ...asked.command, why: wants.why });
  else wakeBy(state, after(now.mono, askAgainMs));
  choice.opinion = undefined;
}

/** Not beside a limit that is under way, nor to a station that cannot be told anything. */
function byProfile(
  { state, question, decided }: Round,
  load: Load,
  phases: 1 | 3,
): { readonly kind: 'switch'; readonly command: SwitchPhases } | { readonly kind: 'later' } {
  const { transaction } = question.charging.get(load.key) ?? {};
  const part = state.ledger.stations.get(load.station.id);
  const held = transaction === undefined ? undefined : heldBy(part, load.evses[0]!.id, transaction);
  const isBusy = decided.commands.some((one) => one.kind === 'setLimit' && one.evse === load.key);
  if (held === undefined || isBusy || !state.stationLinks.has(load.station.id)) return { kind: 'later' };
  // It took this order before, and did not follow.
  if (phases === 1 && wasIgnored(state, load)) state.phases.get(load.key)!.refusals += 1;
  const phaseToUse = phases === 1 ? phaseFor(state, load, question.books) : undefined;
  const which = phaseToUse === undefined ? {} : { phaseToUse };
  return { kind: 'switch', command: { kind: 'switchPhases', evse: load.key, phases, ...which } };
}

/** Nothing speaks for another one any more. */
function stay(state: State, choice: PhaseChoice): void {
  if (choice.isGoingUp) state.reallocate = true;
  choice.isGoingUp = false;
}

/** Before it stands at three its limit is one that all its lines bear, and was taken. */
function isLowEnough({ state, question }: Round, load: Load, choice: PhaseChoice): boolean {
  if (!choice.isGoingUp) {
    choice.isGoingUp = true;
    state.reallocate = true;
    return false;
  }
  const alone = question.fallback.get(load.key) ?? 0;
  const amps = Math.max(alone, state.allocations.get(load.key)?.amps ?? 0);
  return inForce(state.ledger, load) <= amps + grainAmps;
}

interface Wanted {
  readonly phases: 1 | 3;
  readonly why: NonNullable<PhasesCommanded['why']>;
}

function wanted(round: Round, load: Load, standing: Standing, choice: PhaseChoice): Wanted | undefined {
  const { state, question } = round;
  const demand = question.charging.get(load.key);
  if (demand === undefined) return isToGoBack(state, load, standing) ? { phases: 3, why: 'idle' } : undefined;
  const given = state.allocations.get(load.key);
  if (given === undefined) return undefined;
  const perAmp = kWOnPhases(state, load);
  const { budgetKW } = choice;
  const leasts = { one: load.minAmps * perAmp.one, three: load.minAmps * perAmp.three };
  if (standing.phases === 3) {
    if (isWithoutRoom(load, given))
      return otherwise(round, load, 1) >= load.minAmps ? { phases: 1, why: 'room' } : undefined;
    return budgetKW !== undefined && phasesFor(budgetKW, leasts, 3) === 1 ? { phases: 1, why: 'surplus' } : undefined;
  }
  // It counts with what it would have already.
  const onThree = choice.isGoingUp ? given.amps : otherwise(round, load, 3);
  if (onThree < load.minAmps) return undefined;
  if (budgetKW !== undefined) return phasesFor(budgetKW, leasts, 1) === 3 ? { phases: 3, why: 'surplus' } : undefined;
  const isMore = choice.isGoingUp || onThree * perAmp.three >= given.amps * perAmp.one + worthKW;
  return isMore ? { phases: 3, why: 'room' } : undefined;
}

/** What load control switched to one phase stands at three for the next vehicle. */
function isToGoBack({ ledger }: State, { station, evses }: Load, { phases }: Standing): boolean {
  const told = ledger.stations.get(station.id)?.phases.get(evses[0]!.id);
  return phases === 1 && told?.why !== undefined;
}

const isWithoutRoom = ({ minAmps }: Load, { amps, reason: { kind } }: Allocation): boolean =>
  amps < minAmps && (kind === 'waiting' || kind === 'justPaused');

/** Amps that it would have if it stood so. */
function otherwise(round: Round, load: Load, phases: 1 | 3): number {
  const { state, question, now } = round;
  const choice = state.phases.get(load.key)!;
  const known = choice.otherwise;
  if (known?.phases === phases && now.mono - known.at < otherwiseEachMs) return known.amps;
  if (round.asked >= mostOtherwise) {
    wakeBy(state, after(now.mono, otherwiseEachMs));
    return 0;
  }
  round.asked += 1;
  const { cap, cells: _cells, turn: _turn, ...demand } = question.charging.get(load.key)!;
  const cells = phases === 3 ? undefined : cellsOnOne(state, load, now);
  // A cap by the sun is in amps of the lines that it stands on.
  const own = {
    ...demand,
    ...(cap !== undefined && cap.reason.kind !== 'surplus' && { cap }),
    ...(cells && { cells }),
  };
  const charging = new Map([...question.charging, [load.key, own]]);
  const amps = allocate({ ...question, charging }).allocations.find((one) => one.load === load)?.amps ?? 0;
  choice.otherwise = { phases, amps, at: now.mono };
  return amps;
}

function cellsOnOne(state: State, load: Load, now: Now): readonly Cell[] | undefined {
  const wiring = wiringOf(load.evses[0]!.phases, siteOf(state).supply);
  return wiring === undefined ? undefined : cellsWithout(state, load, new Set(wiring.slice(1)), now);
}

function setWornAlarms(state: State, switched: readonly Load[], now: Now): void {
  const worn = switched.filter(({ station, evses }) =>
    isWorn(state.ledger.stations.get(station.id)?.phases.get(evses[0]!.id), now),
  );
  setAlarms(
    state,
    'BB_PHASES_SPENT',
    worn.map(({ key }) => key),
    (key) =>
      `${key} was switched between one phase and three ${mostSwitchesPerDay} times today, which wears its relay and the vehicle: load control leaves it as it is until midnight UTC. If that happens often, order 1 or 3 for the session, or take the surplus off it.`,
  );
}
