// SAY: a station with OCPP is told its limit once more, with the phases on which its session is to go on.

import { forgetLines } from '../../control/vehicle.ts';
import type { CommandId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { slotLive, stationLive } from '../../site/live.ts';
import { openAt } from '../../site/transaction.ts';
import type { Said, SwitchPhases } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';
import { tellLimit } from './limits.ts';
import { heldBy } from './profile-phases.ts';

/** Nothing is said where its session has ended, or its limit is under way: load control thinks of it again. */
export function tellPhases(state: State, { evse, phases, phaseToUse, why }: SwitchPhases, said: Said, now: Now): void {
  const { station, evse: number } = evseOf(evse);
  const part = state.ledger.stations.get(station);
  const transaction = part === undefined ? undefined : openAt(part.transactions, number)?.transaction;
  const held = transaction === undefined ? undefined : heldBy(part, number, transaction);
  const load = state.loadsOfStation.get(station)?.find((one) => one.key === evse);
  if (transaction === undefined || held === undefined || load === undefined || !state.stationLinks.has(station)) return;
  const command = makeId(state) as CommandId;
  said.facts.push({
    ...{ kind: 'PhasesCommanded', command, station, evse: number, phases },
    ...(phaseToUse !== undefined && { phaseToUse }),
    ...(why !== undefined && { why }),
    happenedAt: now.utc,
  });
  const slot = slotLive(stationLive(state.live, station), 'tx', number);
  const before = slot.phases;
  slot.phases = { transaction, phases, ...(phaseToUse !== undefined && { phaseToUse }) };
  // What was seen on these lines says nothing of those to come.
  const vehicle = state.vehicles.get(evse);
  if (vehicle !== undefined) forgetLines(vehicle);
  state.reallocate = true;
  const { amps, level = load.hold.level, reason } = held;
  tellLimit(
    state,
    {
      ...{ kind: 'setLimit', station, evse, rung: 'tx', amps, level, transaction, reason, lowers: false },
      wattsPerAmp: load.wattsPerAmp,
      ...(load.hold.dynamic === true && { dynamic: true }),
    },
    said,
    now,
    { command, before },
  );
}
