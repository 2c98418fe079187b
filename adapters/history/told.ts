// Which lines of the journal the history wants: a look at the first letters, no parsing.

const common = '{"kind":"';

/** What comes after the first letter tells the kinds apart, so that most lines cost one look. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  T: ['TransactionStarted"', 'TransactionEnded"', 'TransactionJudged"'],
  S: ['StationBooted"'],
  L: ['LimitCommanded"', 'LockoutAcknowledged"'],
  R: ['ReasonChanged"'],
  C: ['CommandSettled"', 'CircuitLimitSet"', 'CircuitLimitCleared"', 'CircuitLockedOut"'],
  I: ['InputChanged"'],
  G: ['GridFailsafeSet"', 'GridLimitChanged"'],
  O: ['OrderEffectNoted"', 'OverloadEnded"'],
  E: ['ExcursionBegan"', 'ExcursionEnded"'],
};

/** True for what sessions, the log of limits and the log of orders are made of, and for a station that booted. */
export const isTold = (line: string): boolean =>
  wanted[line[common.length] ?? '']?.some((kind) => line.startsWith(kind, common.length)) ?? false;
