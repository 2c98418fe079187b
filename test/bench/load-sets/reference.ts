// The reference tables: what rules, planners and the offline optimum reach on each set and limit.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export interface ReferenceRow {
  readonly set: string;
  readonly network?: string;
  readonly limit: number;
  readonly algorithm: string;
  readonly energyPct: number;
  readonly readyPct: number | null;
  readonly startsPerSession: number | null;
  readonly offlineOptimumPct: number;
  readonly unrounded: {
    readonly energyPct: number;
    readonly readyPct: number;
    readonly startsPerSession?: number;
    readonly jain?: number;
    readonly worstSession?: number;
    readonly offlineOptimumPct: number;
  };
}

export interface Reference {
  /** Rows of a set (and network) at a limit; those with errors in the forecast have names of their own. */
  readonly rows: (set: string, limit: number, network?: string) => ReferenceRow[];
  readonly row: (algorithm: string, set: string, limit: number, network?: string) => ReferenceRow;
}

export function readReference(folder: string): Reference {
  const { results, forecastError } = JSON.parse(readFileSync(resolve(folder, 'reference-results.json'), 'utf8')) as {
    results: ReferenceRow[];
    forecastError: { rows: ReferenceRow[] };
  };
  const noisy = forecastError.rows.filter(({ algorithm }) => algorithm.includes('noisy'));
  const all = [...results, ...noisy];
  const rows: Reference['rows'] = (set, limit, network) =>
    all.filter((row) => row.set === set && row.limit === limit && row.network === network);
  return {
    rows,
    row: (algorithm, set, limit, network) => {
      const row = rows(set, limit, network).find((one) => one.algorithm === algorithm);
      if (row === undefined) throw new Error(`The reference has no row ${algorithm} of ${set} at ${limit}.`);
      return row;
    },
  };
}
