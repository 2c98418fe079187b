// A figure over a time: the least, the most, and the mean, in which each value counts for as long as it held.

export interface Span {
  readonly min: number;
  readonly max: number;
  /** Each value times the milliseconds that it held. */
  readonly sum: number;
  /** How long the figure was known. */
  readonly ms: number;
}

export const spanOf = (figure: number, ms: number): Span => ({ min: figure, max: figure, sum: figure * ms, ms });

/** Both one after the other; what nobody knew for a while takes nothing away. In whatever order they are joined, the same. */
export function joined(one: Span | undefined, other: Span | undefined): Span | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    sum: one.sum + other.sum,
    ms: one.ms + other.ms,
  };
}

/** Within the least and the most, whatever adding up in binary leaves behind. */
export const meanOf = ({ min, max, sum, ms }: Span): number => Math.min(max, Math.max(min, ms === 0 ? min : sum / ms));
