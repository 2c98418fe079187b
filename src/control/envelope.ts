// The most that each EVSE may legally draw now, and what that leaves in each circuit.

import type { Circuit, Evse, Site, Station } from '../model/config/site.ts';
import type { CircuitId, EvseKey } from '../model/ids.ts';
import { evseKey } from '../model/ids.ts';
import type { Ledger } from '../site/ledger.ts';
import { mostHeldAmps } from '../site/limits.ts';

export interface Load {
  readonly key: EvseKey;
  readonly station: Station;
  readonly evse: Evse;
  /** Its circuit and all above it. */
  readonly path: readonly Circuit[];
}

/** Every EVSE that counts. What is planned, isolated or retired draws nothing. */
export function loadsOf(site: Site): Load[] {
  const circuits = new Map(site.circuits.map((circuit) => [circuit.id, circuit]));
  return site.stations
    .filter((station) => station.state === 'installed')
    .flatMap((station) => {
      const path = pathOf(circuits, station.circuit);
      return station.evses.map((evse) => ({ key: evseKey(station.id, evse.id), station, evse, path }));
    });
}

function pathOf(circuits: ReadonlyMap<CircuitId, Circuit>, from: CircuitId): Circuit[] {
  const path: Circuit[] = [];
  for (let at = circuits.get(from); at !== undefined && !path.includes(at);) {
    path.push(at);
    at = at.parent === undefined ? undefined : circuits.get(at.parent);
  }
  return path;
}

/** What the EVSE may draw: the most that it may hold, or its rating where it never took a limit. */
export const envelopeOf = (ledger: Ledger, load: Load): number =>
  mostHeldAmps(ledger.stations.get(load.station.id)?.limits.get(load.evse.id)) ?? load.evse.maxAmps;

/** Amps that are free in each circuit when its EVSEs draw `amps`; negative where they do not fit. */
export function roomIn(loads: readonly Load[], amps: (load: Load) => number): Map<CircuitId, number> {
  const room = new Map<CircuitId, number>();
  for (const load of loads) {
    for (const circuit of load.path) {
      const free = room.get(circuit.id) ?? circuit.limitAmps - circuit.worstCaseBaseAmps;
      room.set(circuit.id, free - amps(load));
    }
  }
  return room;
}

/** The room that one EVSE has: the least of its circuit and all above. */
export const roomFor = (room: ReadonlyMap<CircuitId, number>, load: Load): number =>
  Math.min(...load.path.map((circuit) => room.get(circuit.id) ?? 0));

export function take(room: Map<CircuitId, number>, load: Load, amps: number): void {
  for (const circuit of load.path) room.set(circuit.id, (room.get(circuit.id) ?? 0) - amps);
}
