// How fast one station is read, so that nobody waits behind what it says (I5): a few messages at a time, and one that does
// not stop no faster than others speak.

/** What is known of a station over all its connections: when it flooded last, and when that is told. */
export interface Flood {
  lastAt: number;
  tellAt: number;
}

export const noFlood = (): Flood => ({ lastAt: -Infinity, tellAt: 0 });

export interface Turns {
  /** Milliseconds until a message may be taken; 0: now. */
  wait(now: number): number;
  /** One was taken, and everybody waited so long for it. */
  took(bytes: number, ms: number): void;
}

interface Turn {
  readonly frames: number;
  /** From its beginning to that of the next at least. */
  readonly ms: number;
  readonly bytesPerMs: number;
}

/** 1 000 a second, 8 at a time: thousands may have come together. Only a backlog has so much to say. */
const usual: Turn = { frames: 8, ms: 8, bytesPerMs: 1000 };
/**
 * So many turns in a row with messages left over: more than a station says at once when it boots. It does not wait for its
 * answers, or has them faster than any disk gives them.
 */
const mostFullTurns = 4;
/** A message at a time, and 25 a second: whoever waits does so behind one message. A backlog loses nothing by it. */
const flooding: Turn = { frames: 1, ms: 40, bytesPerMs: 100 };
/**
 * And only this share of the time of the one thread that serves everybody; what follows from a message takes as long again. Of a
 * hundred others hardly one has to wait.
 */
const shareOfTime = 1 / 1000;
/** A message that was in hand while the process was held up must not silence its station: two a second are taken of anybody. */
const mostRestMs = 400;
/** Its flood is over when it has not gone on like that for so long. */
const quietMs = 1000;
/** And this long it is read as one that floods: it may begin again, or come again. An honest station has no more to say. */
const rememberedMs = 60_000;
/** A whole device model that is said at once is no flood yet; what goes on is told again and again. */
const tellAfterMs = 1000;

/** The turns of one connection. */
export function createTurns(flood: Flood, now: number): Turns {
  let taken = 0;
  let bytes = 0;
  let spentMs = 0;
  let at = now;
  let isFull = false;
  let fullTurns = 0;

  function begin(now: number): void {
    fullTurns = isFull ? fullTurns + 1 : 0;
    if (fullTurns >= mostFullTurns) {
      if (now >= flood.lastAt + quietMs) flood.tellAt = now + tellAfterMs;
      flood.lastAt = now;
    }
    [taken, bytes, spentMs, at, isFull] = [0, 0, 0, now, false];
  }

  return {
    wait(now) {
      const isFlooding = now < flood.lastAt + rememberedMs;
      const { frames, ms, bytesPerMs } = isFlooding ? flooding : usual;
      if (taken < frames && bytes <= ms * bytesPerMs) return 0;
      const restMs = isFlooding ? Math.min(mostRestMs, spentMs / shareOfTime) : 0;
      const waitMs = at + Math.max(ms, bytes / bytesPerMs, restMs) - now;
      if (waitMs <= 0) begin(now);
      else isFull = true;
      return Math.max(0, waitMs);
    },
    took(more, ms) {
      taken += 1;
      bytes += more;
      spentMs += ms;
    },
  };
}

/** Whether somebody is to be told now that this station floods. */
export function isToTell(flood: Flood, now: number): boolean {
  if (now >= flood.lastAt + quietMs || now < flood.tellAt) return false;
  flood.tellAt = now + tellAfterMs;
  return true;
}
