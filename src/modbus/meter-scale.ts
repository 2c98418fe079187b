// Does what a meter shows fit what hangs behind it? A wrong unit, transformer ratio or direction shows there, and so does load
// that nobody told of, or a charger that says something else than it draws (F093, F095).

import type { Mono } from '../model/time.ts';
import { after } from '../model/time.ts';

/** All in amps, of all lines together; import is positive. */
export interface Balance {
  /** What the meter shows, with what feeds in behind it. */
  readonly meterAmps: number;
  /** What the chargers behind it say that they draw. */
  readonly chargerAmps: number;
  /** The most that everything else behind it draws, as the site file says. */
  readonly baseAmps: number;
  /** What its fuse carries for long. */
  readonly limitAmps: number;
  /** Every charger that draws has said how much. */
  readonly isWhole: boolean;
  /** Of what the chargers say, what was read when the meter showed far less than all of them for a while already. */
  readonly sinceFarAmps?: number;
  /** The largest of its lines, and the largest that one charger says of one of its phases; absent where nobody knows. */
  readonly line?: { readonly meterAmps: number; readonly chargerAmps: number };
}

/** `huge`: no fuse carries that. `more`: than chargers and base load. `less`: than the chargers alone. */
export type Off = 'huge' | 'more' | 'less';

export interface Scale {
  off: Off | undefined;
  /** Since when it is off in this way. */
  since: Mono;
  /** Since when it shows less than half of what the chargers say. */
  farSince: Mono | undefined;
  /** It did so for long enough, beside what chargers have said since then, and was not seen to be right after that. */
  isFar: boolean;
}

export const newScale = (): Scale => ({ off: undefined, since: 0 as Mono, farSince: undefined, isFar: false });

/** F095: so much, for so long. What is read at different moments differs for less. */
const tolerance = 0.15;
const leastAmps = 9;
const leastLineAmps = leastAmps / 3;
const persistsMs = 30_000;

/** Where it shows less than this share of what its chargers say, nobody waits for so long: other load may step meanwhile (P14). */
const farShare = 0.5;
const farMs = 5000;
/** A vehicle sheds its current, and both are read, within this time. */
const shedMs = 3000;

/** What a fuse does not carry for half a minute, with room for a limit below its rating. */
const hugeFactor = 4;

export function offBy({ meterAmps, chargerAmps, baseAmps, limitAmps, isWhole, line }: Balance): Off | undefined {
  if (Math.abs(meterAmps) > hugeFactor * limitAmps && limitAmps > 0) return 'huge';
  if (isLess(meterAmps, chargerAmps, leastAmps)) return 'less';
  // One vehicle on one line is little of all of them, and that line carries it whichever it is.
  if (line !== undefined && isLess(line.meterAmps, line.chargerAmps, leastLineAmps)) return 'less';
  if (isWhole && meterAmps > (chargerAmps + baseAmps) * (1 + tolerance) + leastAmps) return 'more';
  return undefined;
}

const isLess = (meterAmps: number, chargerAmps: number, slackAmps: number): boolean =>
  meterAmps < chargerAmps * (1 - tolerance) - slackAmps;

/** Chargers that draw less show nobody that a meter is right again. */
const showingAmps = 30;

export const isShown = ({ chargerAmps }: Balance): boolean => chargerAmps >= showingAmps;

/** From then on what chargers say counts against a meter that shows far less; undefined where it does not. */
export const farFrom = ({ farSince }: Scale): Mono | undefined =>
  farSince === undefined ? undefined : after(farSince, shedMs);

/** Once a second, before `noteScale`. */
export function noteFar(scale: Scale, { meterAmps, chargerAmps, sinceFarAmps = 0 }: Balance, now: Mono): void {
  const isFarFrom = (amps: number): boolean => meterAmps < amps * farShare - leastAmps;
  scale.farSince = isFarFrom(chargerAmps) ? (scale.farSince ?? now) : undefined;
  const isLong = scale.farSince !== undefined && now - scale.farSince >= farMs;
  // Chargers go down for it at once, and a meter beside which nobody draws anything always fits.
  if (isLong && sinceFarAmps >= showingAmps && isFarFrom(sinceFarAmps)) scale.isFar = true;
}

/** `canTell`: it would show now if it were off. One that hid load is not believed again before. */
export function noteScale(scale: Scale, off: Off | undefined, canTell: boolean, now: Mono): void {
  if (scale.off === off) return;
  if (off === undefined && !canTell && provenOff(scale, now) === 'less') return;
  scale.off = off;
  scale.since = now;
  scale.isFar = false;
}

/** Off for so long that it is no accident. */
export const provenOff = ({ off, since, isFar }: Scale, now: Mono): Off | undefined =>
  off !== undefined && (now - since >= persistsMs || (off === 'less' && isFar)) ? off : undefined;

/** More load than anybody told of may be there; what cannot be, or hides load, is no measurement. */
export const isUnusable = (off: Off | undefined): boolean => off === 'huge' || off === 'less';

export function scaleText(meter: string, off: Off, balance: Balance): string {
  const { meterAmps, chargerAmps, baseAmps, limitAmps, line } = balance;
  const shows = `Meter ${meter} shows ${round(meterAmps)} A on all lines together`;
  const times = chargerAmps > 0 ? round(meterAmps / chargerAmps) : undefined;
  switch (off) {
    case 'huge':
      return `${shows}, and its circuit carries ${round(limitAmps)} A: that cannot be, so it counts as lost. Check ctRatio and units of the meter; a factor of 10 or 1000 is usual.`;
    case 'less':
      if (line !== undefined && !isLess(meterAmps, chargerAmps, leastAmps))
        return `Meter ${meter} shows ${round(line.meterAmps)} A on the line that carries the most, and one charger behind it says ${round(line.chargerAmps)} A on one line: it counts as lost. ${remedyOfLess(line.meterAmps / line.chargerAmps)}`;
      return `${shows} (${times ?? 0} times what the chargers say), and the chargers behind it say ${round(chargerAmps)} A: it counts as lost. ${remedyOfLess(times ?? 0)}`;
    case 'more':
      return `${shows}: chargers say ${round(chargerAmps)} A, and everything else is to draw ${round(baseAmps)} A at most. There is load that the site file does not know, or ctRatio or units of the meter are wrong. Raise worstCaseBaseAmps of the circuit, or correct the meter.`;
  }
}

function remedyOfLess(times: number): string {
  if (times < -0.5) return 'It counts the wrong way round: write "invert: true".';
  if (times > 0.05 && times < 0.3)
    return 'Check ctRatio and units of the meter: a factor of 10 is usual. If something feeds in behind it, name its meter with "role: pv" or "role: battery".';
  return 'Check whether the chargers hang behind it, its transformers, and the chargers’ own readings. If something feeds in behind it, name its meter with "role: pv" or "role: battery".';
}

const round = (amps: number): number => Math.round(amps * 10) / 10;
