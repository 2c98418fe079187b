// On how many phases an EVSE stands that can be switched, and whether load control may switch it: chargers over Modbus, and
// stations with OCPP that are told their phases in a profile.

import { mostRefusals, mostSwitchesPerDay } from '../../control/phases.ts';
import type { Load } from '../../control/envelope.ts';
import { linesOf, wattsPerAmp, wiringOf } from '../../model/electric.ts';
import type { TransactionId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { Standing } from '../modbus/phases.ts';
import { isSwitchable, lastSwitchAt, standingAt } from '../modbus/phases.ts';
import { isByProfile, standingByProfile } from './profile-phases.ts';
import { switchesOn } from '../../site/phases.ts';
import type { PhasesTold } from '../../site/phases.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { PhaseChoice } from './phases-live.ts';
import { newChoice } from './phases-live.ts';

/** Undefined where nobody can switch it. */
export const standingOf = (state: State, load: Load): Standing | undefined =>
  load.evses.length > 1 ? undefined : (standingAt(state, load.key) ?? standingByProfile(state, load));

export function choiceOf(state: State, load: Load, transaction: TransactionId | undefined): PhaseChoice {
  const known = state.phases.get(load.key);
  if (known !== undefined && known.transaction === transaction) return known;
  const made = newChoice(transaction);
  state.phases.set(load.key, made);
  return made;
}

const isGoingUp = (state: State, { key }: Load): boolean => state.phases.get(key)?.isGoingUp === true;

/** Lines on which nothing can flow, or where nothing was seen to flow; where a switch is at hand, all of them count. */
export const unusedLines = (state: State, load: Load): ReadonlySet<number> =>
  isGoingUp(state, load) ? new Set() : unusedBefore(state, load);

/** As long as the switch that is at hand is not ordered. */
export function unusedBefore(state: State, load: Load): ReadonlySet<number> {
  const wiring = wiringOf(load.evses[0]!.phases, siteOf(state).supply) ?? [];
  const standing = standingOf(state, load);
  if (standing?.isSwitching === true) return new Set();
  if (isOnOne(standing)) return new Set(wiring.slice(1));
  const used = state.vehicles.get(load.key)?.phases;
  return new Set(wiring.filter((_line, phase) => used?.[phase] === false));
}

/** It was switched to one phase, and nothing speaks against it. */
const isOnOne = (standing: Standing | undefined): boolean => standing?.phases === 1 && standing.isSure;

/** The only line that such an EVSE uses; undefined for one that may use others. */
export function onlyLine(state: State, load: Load): number | undefined {
  if (isGoingUp(state, load) || !isOnOne(standingOf(state, load))) return undefined;
  return wiringOf(load.evses[0]!.phases, siteOf(state).supply)?.[0];
}

/** Lines on which energy flows, as far as anybody knows. */
export function linesInUse(state: State, load: Load): number {
  const wired = linesOf(load.evses[0]!.phases, siteOf(state).supply).length;
  const standing = standingOf(state, load);
  if (standing?.phases === 1 && !isGoingUp(state, load)) return 1;
  const seen = state.vehicles.get(load.key)?.phases?.filter(Boolean).length ?? 0;
  const used = seen > 0 ? seen : (state.phases.get(load.key)?.linesOnThree ?? 0);
  return used > 0 ? Math.min(used, wired) : wired;
}

/** kW of one amp on one phase, and on what the vehicle uses of three. */
export function kWOnPhases(state: State, load: Load): { readonly one: number; readonly three: number } {
  const { supply } = siteOf(state);
  const wired = linesOf(load.evses[0]!.phases, supply).length;
  const lines = state.phases.get(load.key)?.linesOnThree ?? wired;
  return { one: wattsPerAmp(supply, 1) / 1000, three: wattsPerAmp(supply, Math.min(lines, wired)) / 1000 };
}

/**
 * Whether load control may choose for this session: the device can, nobody else said how it is to stand, and neither its relay
 * nor its vehicle was asked too often.
 */
export function mayChoose(state: State, load: Load, transaction: TransactionId | undefined, now: Now): boolean {
  if (load.evses.length > 1 || load.minAmps <= 0) return false;
  if (!isSwitchable(state, load.key) && !isByProfile(state, load)) return false;
  const { linesOnThree = 3, refusals } = choiceOf(state, load, transaction);
  const part = state.ledger.stations.get(load.station.id);
  const told = part?.phases.get(load.evses[0]!.id);
  const beganAt = transaction === undefined ? undefined : beginOf(state, load, transaction);
  const isPersons = told !== undefined && told.why === undefined && beganAt !== undefined && told.orderedAt >= beganAt;
  // One phase alone would load a line more than the circuit may.
  const isEven = load.path.every(({ maxUnbalanceAmps = Infinity }) => maxUnbalanceAmps >= load.minAmps);
  return !isPersons && isEven && linesOnThree > 1 && refusals < mostRefusals && !isWorn(told, now);
}

/** When a switch was ordered last. Of another process only the computer's clock knows; one that was set back makes nobody wait. */
export function lastSwitch(state: State, load: Load, now: Now): Mono {
  if (state.modbus.chargers.has(load.key)) return lastSwitchAt(state, load.key, now);
  const told = state.ledger.stations.get(load.station.id)?.phases.get(load.evses[0]!.id);
  return (told === undefined ? Number.NEGATIVE_INFINITY : now.mono - Math.max(0, now.utc - told.orderedAt)) as Mono;
}

export const isWorn = (told: PhasesTold | undefined, now: Now): boolean =>
  told !== undefined && switchesOn(told, now.utc) >= mostSwitchesPerDay;

function beginOf({ ledger }: State, { station }: Load, transaction: TransactionId): number | undefined {
  const known = ledger.stations.get(station.id)?.transactions.known.get(transaction);
  return known?.heardAt ?? known?.startedAt;
}
