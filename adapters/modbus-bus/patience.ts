// How often units that do not answer are asked, so that they cost those that do little, and a heartbeat at most one wait.

export interface Patience {
  /** Until when this unit is not asked; a moment that has passed where it may be. */
  restsUntil(unit: number): number;
  /** It has not answered the last time that it was asked. */
  isDoubtful(unit: number): boolean;
  /** So often that nobody expects an answer. */
  isGone(unit: number): boolean;
  /** Returns true where it had been gone. */
  answered(unit: number, now: number): boolean;
  /** `costMs`: how long the line served nobody for it. Returns true where it is gone from now on. */
  failed(unit: number, now: number, costMs: number): boolean;
  units(): ReadonlyMap<number, UnitRecord>;
}

export interface UnitRecord {
  /** Failures in a row; what is lost now and then counts down only one by one. */
  failures: number;
  restsUntil: number;
  answeredAt: number;
}

/** A lost frame is no lost device: asked again twice without a rest (F090). */
const failuresUntilGone = 3;
const firstRestMs = 1000;
/** A device that was switched on again is seen this soon, when nobody else needs the line. */
const longestRestMs = 30_000;
/** The share of a line's time that goes to silent units, all of them together: below a tenth, with the connecting. */
const share = 0.07;
/** What was not used of it, so that a lost frame can be asked for again at once. */
const mostSavedMs = 5000;
/** A unit that is back is asked within ten minutes, however many others are silent. */
const mostOwedMs = 40_000;
/** Nobody else is on the line when nobody answered for so long. */
const aliveForMs = 60_000;

export function createPatience(start: number): Patience {
  const units = new Map<number, UnitRecord>();
  let savedMs = mostSavedMs;
  let countedAt = start;

  function recordOf(unit: number): UnitRecord {
    let record = units.get(unit);
    if (record === undefined) {
      record = { failures: 0, restsUntil: 0, answeredAt: -Infinity };
      units.set(unit, record);
    }
    return record;
  }

  const othersLive = (unit: number, now: number): boolean =>
    [...units].some(([other, { answeredAt }]) => other !== unit && now - answeredAt < aliveForMs);

  function save(now: number): void {
    savedMs = Math.min(mostSavedMs, savedMs + (now - countedAt) * share);
    countedAt = now;
  }

  return {
    restsUntil: (unit) => units.get(unit)?.restsUntil ?? 0,
    isDoubtful: (unit) => (units.get(unit)?.failures ?? 0) > 0,
    isGone: (unit) => (units.get(unit)?.failures ?? 0) >= failuresUntilGone,
    answered(unit, now) {
      const record = recordOf(unit);
      const wasGone = record.failures >= failuresUntilGone;
      record.failures = wasGone ? 0 : Math.max(0, record.failures - 1);
      record.restsUntil = 0;
      record.answeredAt = now;
      return wasGone;
    },
    failed(unit, now, costMs) {
      save(now);
      const record = recordOf(unit);
      record.failures += 1;
      savedMs = Math.max(-mostOwedMs, savedMs - costMs);
      const rest = restAfter(record.failures);
      // The wait is counted from when the line serves the others again.
      const wait = savedMs < 0 && othersLive(unit, now) ? costMs - savedMs / share : 0;
      record.restsUntil = now + Math.max(rest, wait);
      return record.failures === failuresUntilGone;
    },
    units: () => units,
  };
}

const restAfter = (failures: number): number =>
  failures < failuresUntilGone ? 0 : Math.min(longestRestMs, firstRestMs * 2 ** (failures - failuresUntilGone));
