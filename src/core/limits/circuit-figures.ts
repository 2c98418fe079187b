// Each line of each circuit in figures, for whoever watches them over time.

import { inForce, linesAt, sumsIn } from '../../control/envelope.ts';
import { lineCount, lineName } from '../../model/electric.ts';
import type { CircuitId } from '../../model/ids.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

export interface LineFigures {
  readonly circuit: CircuitId;
  /** `L1`. */
  readonly line: string;
  readonly limitAmps: number;
  /** Other load as it is measured; absent while it is not. */
  readonly baseAmps?: number;
  /** The most that everything on it may draw now, other load at its worst. */
  readonly worstCaseAmps: number;
  /** Of a measured circuit: seconds above the limit since this process began. */
  readonly overSeconds?: number;
}

export function circuitFigures(state: State): LineFigures[] {
  const { circuits, supply } = siteOf(state);
  const sums = sumsIn(circuits, state.loads, (load) => inForce(state.ledger, load));
  return circuits.flatMap(({ id, limitAmps, worstCaseBaseAmps }, at) =>
    linesAt(sums, at, lineCount[supply]).map((amps, line): LineFigures => {
      const baseAmps = state.bases.known.get(id)?.amps[line];
      const overMs = state.bases.overloads.get(id)?.overMs[line];
      return {
        circuit: id,
        line: lineName(line),
        limitAmps,
        worstCaseAmps: worstCaseBaseAmps + amps,
        ...(baseAmps !== undefined && { baseAmps }),
        ...(overMs !== undefined && { overSeconds: overMs / 1000 }),
      };
    }),
  );
}
