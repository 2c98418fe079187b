// When somebody is told that he will be signed out.

/** What is near, and when by the clock of this browser. */
export interface Ending {
  readonly kind: 'idle' | 'over';
  readonly at: number;
}

/** Time to come back to the desk; and time to finish what one does. */
export const warnIdleMs = 120_000;
const warnOverMs = 600_000;

export interface Ends {
  readonly idle: number;
  readonly over: number;
}

export const never: Ends = { idle: Number.POSITIVE_INFINITY, over: Number.POSITIVE_INFINITY };

/** Which end is near, if one is. */
export function endingAt({ idle, over }: Ends, now: number): Ending | undefined {
  if (over - now < warnOverMs && over <= idle) return { kind: 'over', at: over };
  if (idle - now < warnIdleMs) return { kind: 'idle', at: idle };
  return over - now < warnOverMs ? { kind: 'over', at: over } : undefined;
}
