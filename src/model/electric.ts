// Amps on the lines of a supply, and the watts that they carry at nominal voltage.

import type { Evse, Site } from './config/site.ts';

type Supply = Site['supply'];

/** Lines of each supply: three phases with or without neutral, or the two legs of a split phase. */
export const lineCount: Readonly<Record<Supply, number>> = { tn400: 3, it230: 3, split240: 2 };

/** `L1` for the first line. */
export const lineName = (line: number): string => `L${line + 1}`;

/**
 * The lines that an EVSE is wired to, counted from 0. All of them where nobody knows, where the file names a line that the
 * supply does not have, and where it names one line of a supply without neutral: the way back is unknown then.
 */
export const linesOf = known(findLines);

function findLines(phases: Evse['phases'], supply: Supply): readonly number[] {
  const all = Array.from({ length: lineCount[supply] }, (_, line) => line);
  const named = new Set([...phases.matchAll(/L(\d)/g)].map(([, digit]) => Number(digit) - 1));
  const isOpen = supply === 'it230' && named.size === 1;
  if (named.size === 0 || isOpen || [...named].some((line) => line >= all.length)) return all;
  return all.filter((line) => named.has(line));
}

/** For each phase of an EVSE in its own order, the line that it is wired to; undefined where nobody knows. */
export const wiringOf = known(findWiring);

function findWiring(phases: Evse['phases'], supply: Supply): readonly number[] | undefined {
  if (phases === 'unknown') return undefined;
  const wired = [...phases.matchAll(/L(\d)/g)].map(([, digit]) => Number(digit) - 1);
  return wired.every((line) => line < lineCount[supply]) ? wired : undefined;
}

/** There are a few dozen ways to wire an EVSE, and each is asked for many times a second. */
function known<Found>(
  find: (phases: Evse['phases'], supply: Supply) => Found,
): (phases: Evse['phases'], supply: Supply) => Found {
  const bySupply: Record<Supply, Map<Evse['phases'], Found>> = {
    tn400: new Map(),
    it230: new Map(),
    split240: new Map(),
  };
  return (phases, supply) => {
    const ways = bySupply[supply];
    let found = ways.get(phases);
    if (found === undefined) ways.set(phases, (found = find(phases, supply)));
    return found;
  };
}

/** A DC unit loses something between grid and vehicle; this is on the safe side of what is sold. */
export const assumedEfficiency = 0.92;

/** From line to neutral, and between two lines of a supply without one: at which watts are amps, near enough. */
export const nominalVolts = 230;
const legVolts = 120;

/** Watts of one amp on each of so many lines: to neutral, but between the lines of a supply without one. */
export function wattsPerAmp(supply: Supply, lines: number): number {
  switch (supply) {
    case 'tn400':
      return nominalVolts * lines;
    case 'it230':
      return lines < 3 ? nominalVolts : Math.sqrt(3) * nominalVolts;
    case 'split240':
      return legVolts * lines;
  }
}

/** Whole tenths, downwards, which is the finest that OCPP says; 8.1 is 8.1, whatever binary makes of it times ten. */
export const tenthDown = (amount: number): number => Math.floor(amount * 10 + 1e-6) / 10;
