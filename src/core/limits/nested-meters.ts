// E32: what flows below a measured circuit flows through it as well, but for what feeds in between. Where meters say otherwise,
// one of them is wrong: each still holds its own circuit, and people are told.

import type { Circuit } from '../../model/config/site.ts';
import { lineCount, lineName, nominalVolts } from '../../model/electric.ts';
import type { CircuitId } from '../../model/ids.ts';
import { readingOf } from '../meters/readings.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { Gap } from './bases-live.ts';
import { setAlarms } from './limit-alarms.ts';

/** Meters are read at different moments, and vehicles come and go: what is wrong with a meter lasts. */
const lastsMs = 60_000;
/** As far as two good meters may be apart. */
const slack = { amps: 2, share: 0.1 };

/** At each reading of a measured circuit. */
export function watchNested(state: State, now: Now): void {
  const { bases } = state;
  if (bases.metered.size < 2) return;
  const fedIn = fedInOn(state, now);
  for (const { circuit, meter } of bases.metered.values()) {
    const gap = fedIn === undefined ? undefined : gapOf(state, circuit, meter, fedIn, now);
    if (gap === undefined) bases.disagree.delete(circuit.id);
    else bases.disagree.set(circuit.id, { ...gap, since: bases.disagree.get(circuit.id)?.since ?? now.mono });
  }
  for (const id of bases.disagree.keys()) if (!bases.metered.has(id)) bases.disagree.delete(id);
  const lasting = [...bases.disagree].filter(([, { since }]) => now.mono - since >= lastsMs).map(([id]) => id);
  setAlarms(state, 'BB_METERS_DISAGREE', lasting, (id) => textOf(state, id));
}

/** Where more flows in its measured parts than in the circuit and what feeds in; undefined where all is well, or nobody knows. */
function gapOf(state: State, { id }: Circuit, meter: string, fedIn: readonly number[], now: Now): Gap | undefined {
  const parts = [...state.bases.metered.values()].filter(
    (one) => one.meter !== meter && measuredAbove(state, one.circuit) === id,
  );
  const above = ampsOf(state, meter, now);
  const below = parts.map((one) => ampsOf(state, one.meter, now));
  if (parts.length === 0 || above === undefined || below.includes(undefined)) return undefined;
  const sums = fedIn.map((_, line) => below.reduce((sum, amps) => sum + amps![line]!, 0));
  const line = sums.findIndex(
    (sum, at) => sum - above[at]! - fedIn[at]! > Math.max(slack.amps, slack.share * Math.abs(sum)),
  );
  if (line < 0) return undefined;
  return { line, above: above[line]!, below: sums[line]!, parts: parts.map(({ circuit }) => circuit.id) };
}

/** The nearest measured circuit above this one. */
function measuredAbove(state: State, { parent }: Circuit): CircuitId | undefined {
  const { circuits } = siteOf(state);
  let at = parent;
  for (let depth = 0; at !== undefined && depth < circuits.length; depth += 1) {
    if (state.bases.metered.has(at)) return at;
    at = circuits.find(({ id }) => id === at)?.parent;
  }
  return undefined;
}

function ampsOf(state: State, meter: string, now: Now): number[] | undefined {
  const { quality, amps } = readingOf(state, meter, now);
  const lines = lineCount[siteOf(state).supply];
  const known = amps?.slice(0, lines).filter((one) => one !== null);
  return quality === 'good' && known?.length === lines ? known : undefined;
}

/** What the sun and batteries feed in on each line, somewhere; undefined where nobody knows. */
function fedInOn(state: State, now: Now): number[] | undefined {
  const { meters = [], circuits, supply } = siteOf(state);
  const feeding = meters.filter(({ role }) => role !== undefined);
  if (feeding.length === 0 && circuits.some(({ pvCredit }) => pvCredit === true)) return undefined;
  const fedIn = Array<number>(lineCount[supply]).fill(0);
  for (const { id } of feeding) {
    const { quality, amps, powerW } = readingOf(state, id, now);
    if (quality !== 'good') return undefined;
    // On a line of which only watts are known, all of them.
    const ofAll = typeof powerW === 'number' ? powerW / nominalVolts : undefined;
    for (const line of fedIn.keys()) {
      const own = amps?.[line] ?? ofAll;
      if (own === undefined) return undefined;
      fedIn[line]! += Math.max(0, -own);
    }
  }
  return fedIn;
}

function textOf(state: State, id: CircuitId): string {
  const { line, above, below, parts } = state.bases.disagree.get(id)!;
  const { meter } = state.bases.metered.get(id)!;
  const others = parts.map((part) => `${state.bases.metered.get(part)?.meter ?? '?'} (circuit ${part})`).join(', ');
  return `Circuit ${id}, ${lineName(line)}: meter ${meter} shows ${above.toFixed(1)} A, and below it ${others} ${parts.length > 1 ? 'show' : 'shows'} ${below.toFixed(1)} A, for a minute. One of them is wrong; each circuit is held by its own. Check ctRatio, phaseMap and invert of both, whether a circuit hangs where the file says, and whether everything that feeds in is in the file (role: pv or battery).`;
}
