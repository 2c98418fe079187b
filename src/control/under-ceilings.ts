// Raises under ceilings: sessions count with the most that their own limits may be while the gateway lives, and a raise waits
// until others were seen to have made room.

import type { TransactionId } from '../model/ids.ts';
import type { Ledger } from '../site/ledger.ts';
import { isBounded, mostOf } from '../site/limits.ts';
import type { Allocation, Ceiling } from './allocate/question.ts';
import { isUnder } from './allocate/question.ts';
import type { Load, Room } from './envelope.ts';
import { cellsOfOne, highestIn, inForce, occupy, roomUnder } from './envelope.ts';

/** What sessions leave under each ceiling; `releasing`: what a load counts with until it was seen to have followed. */
export interface UnderCeilings {
  highest(load: Load): number;
  raise(load: Load, amps: number): void;
}

export function underCeilings(
  ceilings: readonly Ceiling[],
  allocations: readonly Allocation[],
  releasing: (load: Load) => number,
  ledger: Ledger,
): UnderCeilings {
  const counted = new Map<Load, number>();
  for (const { load, transaction, reason } of allocations)
    // One that shares its limit out and is away may have sessions of which nobody has heard.
    if (reason.kind === 'unreachable' && load.station.sharedLimit === true) counted.set(load, inForce(ledger, load));
    else if (transaction !== undefined)
      counted.set(load, Math.max(ofSession(ledger, load, transaction), releasing(load)));
  const rooms = ceilings.map((ceiling) => roomOf(ceiling, counted));
  const above = (load: Load): Room[] => rooms.flatMap(({ ceiling, room }) => (isUnder(ceiling, load) ? [room] : []));
  return {
    highest(load) {
      const from = counted.get(load) ?? 0;
      return Math.min(Infinity, ...above(load).map((room) => highestIn(room, cellsOfOne(load), from)));
    },
    raise(load, amps) {
      const from = counted.get(load) ?? 0;
      for (const room of above(load)) occupy(room, cellsOfOne(load), from, Math.max(from, amps));
      counted.set(load, Math.max(from, amps));
    },
  };
}

function roomOf(ceiling: Ceiling, counted: ReadonlyMap<Load, number>): { ceiling: Ceiling; room: Room } {
  const room = roomUnder(ceiling.amps);
  for (const [load, amps] of counted) if (isUnder(ceiling, load)) occupy(room, cellsOfOne(load), 0, amps);
  return { ceiling, room };
}

/** A session's own limit stands above what its EVSE falls back to, as long as it lasts. */
function ofSession(ledger: Ledger, load: Load, transaction: TransactionId): number {
  const [evse] = load.evses;
  if (load.hold.rung !== 'tx' || load.evses.length > 1 || load.hold.overruled === true) return inForce(ledger, load);
  const held = ledger.stations.get(load.station.id)?.limits.tx.get(evse!.id);
  const own = held?.filter((one) => one.transaction === transaction);
  return isBounded(own) ? mostOf(own) : Math.max(inForce(ledger, load), mostOf(own));
}
