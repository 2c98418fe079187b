// HiGHS, compiled to WebAssembly, behind the planner's words for a program and its solution.

import type { Highs } from 'highs';
import highsModule from 'highs';
import type { LinearProgram, Solution, Solve } from '../../src/control/plan/program.ts';

/** Its types describe the CommonJS build; what an import gets is the loader itself. */
const loadHighs = highsModule as unknown as () => Promise<Highs>;

/** A solver that gives up after so many seconds. Loading it takes a moment; each call blocks its thread. */
export async function createSolver(limitSeconds: number): Promise<Solve> {
  const highs = await loadHighs();
  const { constants } = highs;
  return (program: LinearProgram): Solution | undefined => {
    const numCols = program.cost.length;
    const numRows = program.rowLower.length;
    const model = highs.createModel({
      numCols,
      numRows,
      sense: constants.objectiveSense.maximize,
      colCost: program.cost,
      colLower: program.lower,
      colUpper: program.upper,
      rowLower: program.rowLower,
      rowUpper: program.rowUpper,
      matrix: {
        format: 'csc',
        numRows,
        numCols,
        starts: program.starts,
        indices: program.indices,
        values: program.values,
      },
    });
    try {
      model.options.set({ output_flag: false, time_limit: limitSeconds });
      model.run();
      if (model.getModelStatus() !== constants.modelStatus.optimal) return undefined;
      const { colValue, rowDual } = model.getSolution();
      return { values: colValue, rowPrices: rowDual, objective: model.getObjectiveValue() };
    } finally {
      model.dispose();
    }
  };
}
