// A protective device as a thermal body: it warms with the square of its current, and opens when it is too warm.

export interface BreakerModel {
  /** Current over rated current that it carries for ever. */
  readonly kt: number;
  /** Seconds in which its warmth follows. */
  readonly tauS: number;
}

/** Seconds of the thermal body that opens after `coldTripS` at 2.55 times its rated current, when it was cold. */
export const tauOf = (coldTripS: number, kt: number): number => coldTripS / Math.log(2.55 ** 2 / (2.55 ** 2 - kt ** 2));

/** As fast as the standard allows. */
export const fastest: BreakerModel = { kt: 1.13, tauS: tauOf(1, 1.13) };
export const conservative: BreakerModel = { kt: 1.13, tauS: 20 };
export const typical: BreakerModel = { kt: 1.13, tauS: tauOf(15, 1.13) };
/** IEC 60947-2. */
export const moulded: BreakerModel = { kt: 1.05, tauS: 120 };

/** Seconds until it opens at `ratio` of its rated current, when it has carried `before` for long. */
export function timeToTrip({ kt, tauS }: BreakerModel, ratio: number, before = 1): number {
  return ratio <= kt ? Infinity : tauS * Math.log((ratio ** 2 - before ** 2) / (ratio ** 2 - kt ** 2));
}

/** The highest ratio that does not open it within so many seconds, when it has carried its rated current for long. */
export function ratioFor({ kt, tauS }: BreakerModel, seconds: number): number {
  const left = Math.exp(-seconds / tauS);
  return Math.sqrt((kt ** 2 - left) / (1 - left));
}

export interface Breaker {
  /** Lets `ratio` of its rated current flow for a while. One that opened is closed again, cold: it opens but once. */
  carry(ratio: number, seconds: number): void;
  /** The warmest that it was, as a share of that at which it opens. */
  readonly peak: () => number;
  readonly trips: () => number;
}

/** Cold at first. */
export function createBreaker({ kt, tauS }: BreakerModel): Breaker {
  const opensAt = kt ** 2;
  let warmth = 0;
  let warmest = 0;
  let opened = 0;
  let lastSeconds = 0;
  let share = 0;
  return {
    carry(ratio, seconds) {
      if (seconds !== lastSeconds) {
        lastSeconds = seconds;
        share = 1 - Math.exp(-seconds / tauS);
      }
      warmth += (ratio * ratio - warmth) * share;
      warmest = Math.max(warmest, warmth);
      if (warmth <= opensAt) return;
      opened += 1;
      warmth = 0;
    },
    peak: () => warmest / opensAt,
    trips: () => opened,
  };
}
