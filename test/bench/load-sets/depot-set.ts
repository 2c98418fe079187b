// The depots: sessions, outlets, panels and the load of the building, in slots of five minutes.

import { rowsOf } from './folder.ts';

export type DepotName = 'van60' | 'bus40' | 'acn_eu';

export interface DepotSession {
  readonly id: string;
  readonly arrival: number;
  /** The first slot in which it is gone. */
  readonly departure: number;
  readonly kWh: number;
  /** The lines that it uses, 0 to 2. */
  readonly lines: readonly number[];
  readonly minAmps: number;
  readonly maxAmps: number;
  readonly panel: number;
  readonly evse: number;
}

export interface Depot {
  readonly name: DepotName;
  /** By arrival, then in the order of the file. */
  readonly sessions: readonly DepotSession[];
  readonly inFileOrder: readonly DepotSession[];
  readonly panels: number;
  readonly panelAmps: number;
  readonly lastSlot: number;
  /** Amps of the building on a line in a slot; `after` says what there is when the trace has ended. */
  readonly baseAmps: (slot: number, line: number, after: AfterTrace) => number;
}

export type AfterTrace = 'nothing' | 'the last';

/** Slots for which a value of the base load holds. */
const slotsOfValue = 3;

export function readDepot(folder: string, name: DepotName): Depot {
  const evses = rowsOf(folder, 'depot_evse.csv').filter(({ set }) => set === name);
  const site = rowsOf(folder, 'depot_sites.csv').find(({ set }) => set === name);
  if (site === undefined) throw new Error(`depot_sites.csv has no row ${name}.`);
  const base = rowsOf(folder, `depot_baseload_${name}.csv`).map((row) =>
    ['L1_A', 'L2_A', 'L3_A'].map((column) => Number(row[column])),
  );
  const sessions = rowsOf(folder, `depot_${name}.csv`).map((row): DepotSession => {
    const evse = evses[Number(row['evse'])]!;
    return {
      id: row['id']!,
      arrival: Number(row['arrival']),
      departure: Number(row['departure']),
      kWh: Number(row['kWh']),
      lines: [...row['lines']!].map((line) => Number(line) - 1),
      minAmps: Number(evse['minA']),
      maxAmps: Number(row['maxA']),
      panel: Number(evse['panel']),
      evse: Number(row['evse']),
    };
  });
  return {
    name,
    sessions: [...sessions].sort((a, b) => a.arrival - b.arrival),
    inFileOrder: sessions,
    panels: Number(site['panels']),
    panelAmps: Number(site['panelLimit_A']),
    lastSlot: Number(site['lastDepartureSlot']),
    baseAmps: (slot, line, after) => {
      const at = Math.floor(slot / slotsOfValue);
      const there = base[at] ?? (after === 'the last' ? base.at(-1) : undefined);
      return there?.[line] ?? 0;
    },
  };
}
