// One phase or three at a station with OCPP that says that it can: the TxProfile of a session says it (`numberPhases`), and it
// ends with that session. What flows is believed, never what it was told.

import type { Books } from '../../control/books.ts';
import type { Load } from '../../control/envelope.ts';
import type { SetLimit } from '../../control/writes.ts';
import { linesOf, wiringOf } from '../../model/electric.ts';
import type { CommandSettled } from '../../model/fact/command.ts';
import type { EvseKey, TransactionId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Held } from '../../site/limits.ts';
import type { PhasesSaid, SlotLive } from '../../site/live.ts';
import { slotName } from '../../site/live.ts';
import type { PhasesTold } from '../../site/phases.ts';
import type { StationPart } from '../../site/station-part.ts';
import { openAt } from '../../site/transaction.ts';
import type { Heard } from '../heard.ts';
import type { LimitPurpose } from '../links.ts';
import type { Standing } from '../modbus/phases.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/**
 * Whether its TxProfiles may say it. Not where a station takes watts only: one that did not follow would draw three times as much
 * on its one line.
 */
export const isByProfile = (state: State, { station, evses, hold, minAmps }: Load): boolean =>
  hold.switches !== undefined &&
  station.modbus === undefined &&
  hold.rung === 'tx' &&
  hold.holding === 'hold' &&
  hold.unit === 'A' &&
  minAmps > 0 &&
  evses.length === 1 &&
  linesOf(evses[0]!.phases, siteOf(state).supply).length === 3;

/** What the open session was told; what another one was told ended with it. */
function toldNow(part: StationPart | undefined, evse: number): PhasesTold | undefined {
  const told = part?.phases.get(evse);
  const open = part === undefined || told === undefined ? undefined : openAt(part.transactions, evse);
  return open !== undefined && told!.orderedAt >= (open.heardAt ?? open.startedAt) ? told : undefined;
}

const linesUsed = ({ vehicles }: State, evse: EvseKey): number =>
  vehicles.get(evse)?.phases?.filter(Boolean).length ?? 0;

/**
 * How it stands, by our word, unless its vehicle was seen on more lines. It is never sure: lines are free for others only where
 * nothing was seen to flow.
 */
export function standingByProfile(state: State, load: Load): Standing | undefined {
  if (!isByProfile(state, load)) return undefined;
  const told = toldNow(state.ledger.stations.get(load.station.id), load.evses[0]!.id);
  const isOnOne = told?.phases === 1 && linesUsed(state, load.key) <= 1;
  return { phases: isOnOne ? 1 : 3, isSure: false, isSwitching: told?.underWay !== undefined };
}

/** It took a switch to one phase, and went on as before. */
export function wasIgnored(state: State, load: Load): boolean {
  const told = toldNow(state.ledger.stations.get(load.station.id), load.evses[0]!.id);
  return told?.phases === 1 && standingByProfile(state, load)?.phases === 3;
}

/** The limit that it holds for this session, or what that stands on: a switch says it again. Undefined while one is under way. */
export function heldBy(part: StationPart | undefined, evse: number, transaction: TransactionId): Held | undefined {
  if (part?.transactions.known.get(transaction)?.verdict === undefined) return undefined;
  const { tx, default: byDefault } = part.limits;
  const own = (tx.get(evse) ?? []).filter((held) => held.transaction === transaction);
  const last = own.length > 0 ? own : (byDefault.get(evse) ?? []);
  return last.length === 1 && last[0]!.state === 'confirmed' ? last[0] : undefined;
}

/** The phase, 1 to 3, whose line has most room on its way; undefined where nobody knows the wiring, or it takes no such word. */
export function phaseFor(state: State, load: Load, { live }: Books): number | undefined {
  const wiring = wiringOf(load.evses[0]!.phases, siteOf(state).supply);
  if (load.hold.switches !== 'phaseToUse' || wiring === undefined) return undefined;
  const room = wiring.map((line) =>
    Math.min(...load.cells.filter(({ at }) => at % 3 === line).map(({ at }) => live[at]!)),
  );
  return 1 + room.indexOf(Math.max(...room));
}

/** What a TxProfile says of phases: as it was told last in this process, else as the journal knows; undefined for three. */
export function phasesToSay(
  state: State,
  { station, evse, rung, transaction }: Pick<SetLimit, 'station' | 'evse' | 'rung' | 'transaction'>,
): { readonly phaseToUse?: number } | undefined {
  const load = state.loadsOfStation.get(station)?.find((one) => one.key === evse);
  if (rung !== 'tx' || transaction === undefined || load === undefined || !isByProfile(state, load)) return undefined;
  const { evse: number } = evseOf(evse);
  const said = state.live.stations.get(station)?.slots.get(slotName(rung, number))?.phases;
  const known = said?.transaction === transaction ? said : toldNow(state.ledger.stations.get(station), number);
  // One that goes on with three all the same counts so, and is not told otherwise.
  if (known?.phases !== 1 || linesUsed(state, evse) > 1) return undefined;
  return load.hold.switches === 'phaseToUse' && known.phaseToUse !== undefined ? { phaseToUse: known.phaseToUse } : {};
}

/** What became of a switch that a limit ordered. True where a refusal is of the switch: the limit itself counts as it did. */
export function settleSwitch(
  state: State,
  heard: Pick<Heard, 'facts'>,
  { switching, transaction, evse }: LimitPurpose,
  slot: SlotLive,
  outcome: CommandSettled['outcome'],
): boolean {
  if (switching === undefined) return false;
  const { station } = evseOf(evse);
  heard.facts.push({ kind: 'CommandSettled', command: switching.command, station, outcome });
  if (outcome === 'accepted') return false;
  // Where nobody knows how it stands it is told three with its next limit: as it counts.
  const before: PhasesSaid | undefined =
    outcome === 'unanswered' ? { transaction: transaction!, phases: 3 } : switching.before;
  slot.phases = before;
  const choice = state.phases.get(evse);
  if (choice !== undefined && outcome !== 'withdrawn') choice.refusals += 1;
  return outcome === 'refused';
}
