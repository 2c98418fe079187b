// A linear program as plain arrays, and what a solver answers.

/** Maximise `cost · x` with `rowLower ≤ A x ≤ rowUpper` and `lower ≤ x ≤ upper`. A by columns. */
export interface LinearProgram {
  readonly cost: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  /** One more than there are columns. */
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

export interface Solution {
  readonly values: Float64Array;
  /** What one more of each row's limit would be worth. */
  readonly rowPrices: Float64Array;
  readonly objective: number;
}

/** Undefined when it found no optimum in its time. */
export type Solve = (program: LinearProgram) => Solution | undefined;

/** Gathers a program column by column. */
export interface Draft {
  /** A new row between two bounds; returns its place. */
  row(lower: number, upper: number): number;
  /** A new column; returns its place. What it adds to rows follows with `put`. */
  column(lower: number, upper: number, cost: number): number;
  put(row: number, value: number): void;
  done(): LinearProgram;
}

export function draftProgram(): Draft {
  const cost: number[] = [];
  const lower: number[] = [];
  const upper: number[] = [];
  const rowLower: number[] = [];
  const rowUpper: number[] = [];
  const starts: number[] = [];
  const indices: number[] = [];
  const values: number[] = [];
  return {
    row: (low, high) => rowUpper.push(high) && rowLower.push(low) - 1,
    column(low, high, gain) {
      starts.push(indices.length);
      lower.push(low);
      upper.push(high);
      return cost.push(gain) - 1;
    },
    put(row, value) {
      indices.push(row);
      values.push(value);
    },
    done: () => ({
      cost: Float64Array.from(cost),
      lower: Float64Array.from(lower),
      upper: Float64Array.from(upper),
      rowLower: Float64Array.from(rowLower),
      rowUpper: Float64Array.from(rowUpper),
      starts: Int32Array.from([...starts, indices.length]),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    }),
  };
}
