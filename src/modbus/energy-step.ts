// Whether a counter of energy can be where it says that it is.

export interface EnergyStep {
  /** The last value that was believed. */
  readonly before: number | undefined;
  readonly value: number;
  readonly elapsedMs: number;
  readonly maxWatts: number;
  /** One count of the register. */
  readonly stepWh: number;
  /** Samples in a row that were not believed. */
  readonly suspects: number;
}

export interface EnergyVerdict {
  /** `changed`: said so often that it is another counter now. Nothing was consumed between the two. */
  readonly kind: 'take' | 'drop' | 'changed';
  readonly suspects: number;
}

/** So many in a row are believed: a filter without a way out holds for ever. */
const believedAfter = 3;

/** Above what the device can do, for clocks and registers that do not run evenly. */
const margin = 1.5;

export function energyVerdict(step: EnergyStep): EnergyVerdict {
  if (step.value < 0) return { kind: 'drop', suspects: step.suspects };
  if (fits(step)) return { kind: 'take', suspects: 0 };
  const suspects = step.suspects + 1;
  if (suspects < believedAfter) return { kind: 'drop', suspects };
  return { kind: step.before === undefined ? 'take' : 'changed', suspects: 0 };
}

function fits({ before, value, elapsedMs, maxWatts, stepWh }: EnergyStep): boolean {
  // Some say 0 until they have looked; a new meter says it for longer.
  if (before === undefined) return value > 0;
  const most = (maxWatts * elapsedMs * margin) / 3_600_000 + 2 * stepWh;
  return value >= before && value - before <= most;
}
