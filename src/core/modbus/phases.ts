// One phase or three: whether an EVSE may be switched now, the switch, and what became of it. People ask for it over the API; load
// control asks in the same way.

import type { CommandId, EvseKey } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { stationOf } from '../../model/config/site.ts';
import type { Site } from '../../model/config/site.ts';
import type { CommandSettled } from '../../model/fact/command.ts';
import type { Mono } from '../../model/time.ts';
import { lineCount, linesOf } from '../../model/electric.ts';
import { forgetLines } from '../../control/vehicle.ts';
import { phasesView } from '../../modbus/charger.ts';
import { command as tellDevice } from '../../modbus/charger-commands.ts';
import type { Outcome } from '../../modbus/charger-state.ts';
import type { PhasesView } from '../../local/site-view.ts';
import type { Heard, Said, SwitchPhases } from '../heard.ts';
import type { Now, Problem } from '../ports.ts';
import type { State } from '../state.ts';
import { makeId, siteOf } from '../state.ts';
import type { ChargerLive, PhaseSwitch } from './live.ts';

/** E42: relays and vehicles wear out by switching; this is what vehicles take to come to rest twice. */
export const switchPauseMs = 210_000;

export type AskedPhases =
  | { readonly kind: 'switch'; readonly command: SwitchPhases }
  /** It stands there already. */
  | { readonly kind: 'stands' }
  | ({ readonly kind: 'refused' } & Problem);

/** The command that switches an EVSE, or why it is not switched now. Nothing is changed by asking. */
export function requestPhases(state: State, evse: EvseKey, phases: 1 | 3, now: Now): AskedPhases {
  const one = state.modbus.chargers.get(evse);
  const problem = whyNever(state, evse, phases) ?? (one === undefined ? undefined : whyNotNow(state, one, phases, now));
  if (problem !== undefined) return { kind: 'refused', problem };
  if (one === undefined || stands(state, one, phases)) return { kind: 'stands' };
  return { kind: 'switch', command: { kind: 'switchPhases', evse, phases } };
}

type Why = Problem['problem'];

function whyNever(state: State, evse: EvseKey, phases: 1 | 3): Why | undefined {
  const site = siteOf(state);
  const config = evseIn(site, evse);
  if (config === undefined)
    return problem(404, 'BB_EVSE_UNKNOWN', 'There is no such EVSE in the site file. GET /api/v1/site lists them.');
  const never = (why: string): Why => problem(409, 'BB_PHASES_NOT_SWITCHABLE', `${evse} is not switched: ${why}.`);
  const lines = linesOf(config.phases, site.supply).length;
  if (phases === 3 && lines < 3)
    return never(
      `the site file says that it is wired to ${lines} of ${lineCount[site.supply]} lines. Correct "phases" if it is not so`,
    );
  const one = state.modbus.chargers.get(evse);
  if (one === undefined)
    return never(
      'it is no charger that Busbar drives over Modbus. Phases of a station with OCPP are a matter of the station',
    );
  const why = phasesView(one.charger).whyNotSwitched;
  return why === undefined ? undefined : never(`${why}. "busbar check" of the device file shows what it can`);
}

function evseIn(site: Site, key: EvseKey) {
  const { station, evse } = evseOf(key);
  return stationOf(site, station)?.evses.find(({ id }) => id === evse);
}

function whyNotNow(state: State, one: ChargerLive, phases: 1 | 3, now: Now): Why | undefined {
  const { key, charger } = one;
  const isThere = state.stationLinks.has(one.station) && charger.device.reach.kind !== 'unreachable';
  if (!isThere || state.modbus.leaving !== undefined)
    return problem(409, 'BB_PHASES_NOT_CONNECTED', `${key} does not answer. Look at it, and at GET /api/v1/site.`);
  if (one.session.switching !== undefined)
    return problem(409, 'BB_PHASES_UNDER_WAY', `${key} is being switched at this moment. Look again in a minute.`);
  if (stands(state, one, phases)) return undefined;
  const restMs = lastSwitch(state, one, now) + switchPauseMs - now.mono;
  if (restMs <= 0) return undefined;
  const seconds = Math.ceil(restMs / 1000);
  const detail = `A switch of ${key} was ordered less than ${switchPauseMs / 1000} s ago; relay and vehicle are spared. Try again in ${seconds} s.`;
  return problem(409, 'BB_PHASES_TOO_SOON', detail);
}

const problem = (status: number, code: string, detail: string): Why => ({ status, code, detail });

/** By our word, and nothing that it says or that flows speaks against it. */
function stands(state: State, { station, evse, charger }: ChargerLive, phases: 1 | 3): boolean {
  const { reported, used = 1 } = phasesView(charger);
  const told = state.ledger.stations.get(station)?.phases.get(evse);
  return told?.phases === phases && (reported ?? phases) === phases && used <= phases;
}

/** How an EVSE stands. */
export interface Standing {
  /** Where nobody knows, three. */
  readonly phases: 1 | 3;
  /** It was switched so, no switch is under way, and nothing that it says or that flows speaks against it. */
  readonly isSure: boolean;
  readonly isSwitching: boolean;
}

/** Undefined for what is no charger of ours, or was described as one that cannot be switched. */
export function standingAt(state: State, key: EvseKey): Standing | undefined {
  const one = state.modbus.chargers.get(key);
  if (one === undefined || one.charger.device.driver.control?.phases === undefined) return undefined;
  const told = state.ledger.stations.get(one.station)?.phases.get(one.evse);
  const isSwitching = told?.underWay !== undefined || one.session.switching !== undefined;
  const { reported, used = 1 } = phasesView(one.charger);
  // A relay may fall back while nobody speaks to it.
  const { hasSwitched, isDoubted } = one.session;
  const isSeen = state.stationLinks.has(one.station) && !isDoubted && (hasSwitched || reported !== undefined);
  const to = told?.phases ?? 'unknown';
  const isSure = !isSwitching && isSeen && to !== 'unknown' && stands(state, one, to);
  if (isSure) return { phases: to, isSure, isSwitching };
  return { phases: !isSwitching && !isDoubted && reported === 1 && used <= 1 ? 1 : 3, isSure, isSwitching };
}

/** At each reading (E43): what flows is believed, not what it was told or says. */
export function noteLines(state: State, one: ChargerLive): void {
  const { session, charger } = one;
  const told = state.ledger.stations.get(one.station)?.phases.get(one.evse);
  if (session.isDoubted || told?.phases !== 1 || told.underWay !== undefined) return;
  if ((phasesView(charger).used ?? 1) <= 1) return;
  session.isDoubted = true;
  state.reallocate = true;
}

/** Between one phase and three, whoever asks and whenever. */
export const isSwitchable = (state: State, key: EvseKey): boolean =>
  state.modbus.chargers.has(key) && whyNever(state, key, 3) === undefined;

/** When a switch was ordered last. */
export function lastSwitchAt(state: State, key: EvseKey, now: Now): Mono {
  const one = state.modbus.chargers.get(key);
  return one === undefined ? (Number.NEGATIVE_INFINITY as Mono) : lastSwitch(state, one, now);
}

/** Of another process only the computer's clock knows. One that was set back since does not make it wait longer. */
function lastSwitch(state: State, { station, evse, session }: ChargerLive, now: Now): Mono {
  const told = state.ledger.stations.get(station)?.phases.get(evse);
  if (told === undefined) return Number.NEGATIVE_INFINITY as Mono;
  session.switchedAt ??= (now.mono - Math.max(0, now.utc - told.orderedAt)) as Mono;
  return session.switchedAt;
}

/** SAY: the charger begins as soon as the fact is durable. */
export function switchPhases(state: State, { evse, phases, why, ask }: SwitchPhases, said: Said, now: Now): void {
  const one = state.modbus.chargers.get(evse);
  if (one === undefined) return;
  const { station, session, charger } = one;
  const command = makeId(state) as CommandId;
  const reason = why === undefined ? {} : { why };
  said.facts.push({
    kind: 'PhasesCommanded',
    command,
    station,
    evse: one.evse,
    phases,
    ...reason,
    happenedAt: now.utc,
  });
  session.switching = { command, station, evse: one.evse, phases, ...(ask !== undefined && { ask }) };
  session.switchedAt = now.mono;
  // What was seen on these lines says nothing of those to come.
  const vehicle = state.vehicles.get(evse);
  if (vehicle !== undefined) forgetLines(vehicle);
  state.reallocate = true;
  tellDevice(charger, { id: command, kind: 'phases', phases }, now.mono);
  one.dueAt = now.mono;
  state.modbus.dueAt = now.mono;
}

export function settlePhases(state: State, heard: Heard, { key, session }: ChargerLive, outcome: Outcome): void {
  const { switching } = session;
  if (switching?.command !== outcome.command) return;
  session.switching = undefined;
  session.hasSwitched = outcome.kind === 'confirmed';
  if (session.hasSwitched) session.isDoubted = false;
  const choice = state.phases.get(key);
  if (choice !== undefined && outcome.kind !== 'confirmed') choice.refusals += 1;
  state.reallocate = true;
  endSwitch(heard, switching, outcome);
}

export function endSwitch(heard: Heard, switching: PhaseSwitch, { kind, detail }: Omit<Outcome, 'command'>): void {
  const { command, station, ask } = switching;
  const outcome: CommandSettled['outcome'] = kind === 'confirmed' ? 'accepted' : kind;
  heard.facts.push({ kind: 'CommandSettled', command, station, outcome });
  if (ask !== undefined) heard.commands.push({ kind: 'answerAsk', ask, body: answerTo(switching, kind, detail) });
}

function answerTo({ station, evse, phases }: PhaseSwitch, kind: Outcome['kind'], detail: string): object {
  switch (kind) {
    case 'confirmed':
      return { status: 'Accepted', phases };
    case 'refused':
      return {
        problem: problem(409, 'BB_PHASES_REFUSED', `${station}/${evse} was not switched to ${phases}: ${detail}.`),
      };
    case 'unanswered':
      return {
        problem: problem(
          409,
          'BB_PHASES_UNKNOWN',
          `Nobody knows whether ${station}/${evse} was switched to ${phases}: ${detail}. Its currents show it; until then it counts with all its lines.`,
        ),
      };
  }
}

/** For the API; undefined for what cannot be switched. */
export function phasesAt(state: State, key: EvseKey): PhasesView | undefined {
  const one = state.modbus.chargers.get(key);
  if (one === undefined) return undefined;
  const { reported, used, whyNotSwitched } = phasesView(one.charger);
  if (whyNotSwitched !== undefined) return undefined;
  const told = state.ledger.stations.get(one.station)?.phases.get(one.evse);
  return {
    switchedTo: told?.phases ?? 'unknown',
    ...(told?.why !== undefined && { why: told.why }),
    ...(one.session.switching !== undefined && { switchingTo: one.session.switching.phases }),
    ...(reported !== undefined && { reported }),
    ...(used !== undefined && { used }),
  };
}
