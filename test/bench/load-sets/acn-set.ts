// A month of real sessions at a car park whose cars stand between two lines of a delta, in slots of five minutes.

import { rowsOf } from './folder.ts';

/** Between which lines a car stands: AB, BC, CA. */
export type Pair = 0 | 1 | 2;

export interface AcnSession {
  readonly id: string;
  readonly arrival: number;
  /** The first slot in which it is gone. */
  readonly departure: number;
  readonly kWh: number;
  readonly pair: Pair;
  /** A fuse of its own for eight stations: 0 or 1, or none. */
  readonly pod: 0 | 1 | undefined;
  /** Place of its station: it breaks every tie. */
  readonly order: number;
}

/** The name of the set in the reference tables. */
export const acnName = 'acn-caltech-2019-03';

export interface AcnSet {
  readonly sessions: readonly AcnSession[];
  readonly lastSlot: number;
}

const pairs = ['AB', 'BC', 'CA'];
const pods = ['AV', 'CC'];

export function readAcn(folder: string): AcnSet {
  const stations = new Map(rowsOf(folder, 'acn_caltech_stations.csv').map((row) => [row['station'], row]));
  const sessions = rowsOf(folder, 'acn_caltech_2019_03.csv').map((row): AcnSession => {
    const station = stations.get(row['station'])!;
    const pod = pods.indexOf(station['pod']!);
    return {
      id: row['id']!,
      arrival: Number(row['arrival']),
      departure: Number(row['departure']),
      kWh: Number(row['kWh']),
      pair: pairs.indexOf(station['pair']!) as Pair,
      pod: pod < 0 ? undefined : (pod as 0 | 1),
      order: Number(station['order']),
    };
  });
  return { sessions, lastSlot: Math.max(...sessions.map(({ departure }) => departure)) };
}
