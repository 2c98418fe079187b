// Circuits that draw more than agreed with the grid operator: each time is a fact, and too many lock charging out (G100).

import { lockoutBy, sustainedMs } from '../../control/grid/excursions.ts';
import type { Circuit } from '../../model/config/site.ts';
import { lineCount } from '../../model/electric.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { LockoutCause } from '../../model/fact/outside.ts';
import type { CircuitId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { after, earliest, never } from '../../model/time.ts';
import { noExcursions } from '../../site/outside-part.ts';
import { setAlarms } from '../limits/limit-alarms.ts';
import { readingOf } from '../meters/readings.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { ExcursionLive } from './live.ts';

/** How often a meter is looked at. */
const lookEveryMs = 1000;
/** What a meter shows beside the truth. */
const grainAmps = 1e-3;

interface Seen {
  readonly line: number;
  readonly amps: number;
}

/** Returns when to look again. */
export function noteExcursions(state: State, facts: Fact[], now: Now): Mono {
  const watched = siteOf(state).circuits.filter((one) => one.agreedImportAmps !== undefined && one.meter !== undefined);
  const { excursions } = state.outside;
  for (const id of excursions.keys()) if (!watched.some((circuit) => circuit.id === id)) excursions.delete(id);
  let dueAt: Mono = never;
  for (const circuit of watched) dueAt = earliest(dueAt, watch(state, circuit, facts, now));
  alarm(state);
  return dueAt;
}

function watch(state: State, { id, meter, agreedImportAmps: agreedAmps = 0 }: Circuit, facts: Fact[], now: Now): Mono {
  const live = liveOf(state, id);
  const known = state.ledger.outside.excursions.get(id) ?? noExcursions;
  const lookAt = after(now.mono, lookEveryMs);
  const seen = look(state, meter!, live, agreedAmps, now);
  let { isOpen, began } = known;
  if (seen !== undefined && seen.amps > agreedAmps + grainAmps !== isOpen) {
    isOpen = !isOpen;
    if (isOpen) {
      began = [...began, now.utc];
      facts.push({ kind: 'ExcursionBegan', circuit: id, ...seen, agreedAmps, happenedAt: now.utc });
    } else facts.push({ kind: 'ExcursionEnded', circuit: id, happenedAt: now.utc });
  }
  // One that was open before a restart, or whose meter is lost, goes on until somebody sees that it ended.
  live.openSince = isOpen ? (live.openSince ?? now.mono) : undefined;
  if (known.lockedOut !== undefined) return lookAt;
  const because = lockoutBy(began, live.openSince === undefined ? 0 : now.mono - live.openSince, now.utc);
  if (because !== undefined) facts.push({ kind: 'CircuitLockedOut', circuit: id, because, happenedAt: now.utc });
  return live.openSince === undefined ? lookAt : earliest(lookAt, after(live.openSince, sustainedMs));
}

function liveOf({ outside: { excursions } }: State, circuit: CircuitId): ExcursionLive {
  let live = excursions.get(circuit);
  if (live === undefined) {
    live = { readAt: undefined, wasAbove: undefined, openSince: undefined };
    excursions.set(circuit, live);
  }
  return live;
}

/** The fullest line, where two readings in a row agree on which side of the agreed import it is. */
function look(state: State, meter: string, live: ExcursionLive, agreedAmps: number, now: Now): Seen | undefined {
  const { quality, readAt, amps } = readingOf(state, meter, now);
  if (quality !== 'good' || readAt === undefined || amps === undefined || readAt === live.readAt) return undefined;
  const lines = amps.slice(0, lineCount[siteOf(state).supply]);
  // A line of which nothing is said may be the fullest one.
  if (lines.some((one) => one === null)) return undefined;
  const most = Math.max(...(lines as number[]));
  const isAbove = most > agreedAmps + grainAmps;
  const isBelieved = isAbove === live.wasAbove;
  live.readAt = readAt;
  live.wasAbove = isAbove;
  return isBelieved ? { line: lines.indexOf(most), amps: Math.round(most * 1000) / 1000 } : undefined;
}

const becauseText: Readonly<Record<LockoutCause, string>> = {
  sustained: 'for a minute',
  twice: 'twice in ten minutes',
  often: 'more than three times in a day',
};

function alarm(state: State): void {
  const { excursions } = state.ledger.outside;
  const all = [...excursions];
  const { circuits } = siteOf(state);
  const agreed = (id: CircuitId): string => `${circuits.find((one) => one.id === id)?.agreedImportAmps ?? 0} A`;
  setAlarms(
    state,
    'BB_CIRCUIT_ABOVE_AGREED',
    all.filter(([, { isOpen }]) => isOpen).map(([id]) => id),
    (id) =>
      `Circuit ${id} draws more than the ${agreed(id)} agreed with the grid operator. Look for what draws it: charging is lowered, other load is not.`,
  );
  setAlarms(
    state,
    'BB_CIRCUIT_LOCKED_OUT',
    all.filter(([, { lockedOut }]) => lockedOut !== undefined).map(([id]) => id),
    (id) =>
      `Circuit ${id} drew more than the ${agreed(id)} agreed ${becauseText[excursions.get(id)!.lockedOut!.because]}: its stations get no more than their fallbacks together. Find out why, then acknowledge it: POST /api/v1/circuits/${id}/lockout/acknowledge.`,
  );
}
