// What is new to people of limits that are told: one that is told again as it was (a lease, a repeat) is not.

import type { Fact } from '../model/fact/fact.ts';
import { reasonMark } from '../model/reason-mark.ts';

/** More places than the largest depot has: beyond it, it forgets what it said, and says it once more. */
const mostPlaces = 20_000;

/** True for each fact that says something new; it remembers what was said. */
export function createNews(): (fact: Fact) => boolean {
  const said = new Map<string, string>();
  return (fact) => {
    if (fact.kind !== 'LimitCommanded' && fact.kind !== 'ReasonChanged') return true;
    const place = `${fact.evse} ${fact.kind === 'LimitCommanded' ? (fact.rung ?? 'default') : 'reason'}`;
    const what = `${fact.amps} ${fact.transaction ?? ''} ${reasonMark(fact.reason)}`;
    if (said.get(place) === what) return false;
    if (said.size >= mostPlaces) said.clear();
    said.set(place, what);
    return true;
  };
}
