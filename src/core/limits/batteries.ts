// What batteries of the site feed in. It may end at any moment, so nobody is given room for it (§ 4.2: never credit a discharge).

import { lineCount, nominalVolts } from '../../model/electric.ts';
import { readingOf } from '../meters/readings.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** Credit for what feeds in, without what comes from batteries; nothing where a battery does not say what it does. */
export function withoutBatteries(state: State, load: readonly number[], now: Now): readonly number[] {
  if (load.every((amps) => amps >= 0)) return load;
  const fedIn = fedInByBatteries(state, now);
  return load.map((amps, line) => (amps >= 0 ? amps : Math.min(0, amps + (fedIn[line] ?? Infinity))));
}

/** Amps that batteries feed in on each line; Infinity where nobody knows. */
function fedInByBatteries(state: State, now: Now): number[] {
  const { meters = [], supply } = siteOf(state);
  const fedIn = Array<number>(lineCount[supply]).fill(0);
  for (const { id, role } of meters) {
    if (role !== 'battery') continue;
    const { quality, amps, powerW } = readingOf(state, id, now);
    // On a line of which only watts are known, all of them.
    const ofAll = typeof powerW === 'number' ? -powerW / nominalVolts : Infinity;
    for (const line of fedIn.keys())
      fedIn[line]! += quality === 'good' ? Math.max(0, -(amps?.[line] ?? -ofAll)) : Infinity;
  }
  return fedIn;
}
