// What is new to people of limits that are told: one that is told again as it was (a lease, a repeat) is not.

import type { Fact } from '../model/fact/fact.ts';
import type { CommandId } from '../model/ids.ts';
import { reasonMark } from '../model/reason-mark.ts';

/** More places and more limits under way than the largest depot has: beyond it, it forgets what it said. */
const mostKept = 20_000;

/** True for each fact that says something new; it remembers what was said. */
export function createNews(): (fact: Fact) => boolean {
  const said = new Map<string, string>();
  const underWay = new Set<CommandId>();
  return (fact) => {
    // What became of a start or a stop is told elsewhere.
    if (fact.kind === 'CommandSettled') return underWay.delete(fact.command);
    if (fact.kind !== 'LimitCommanded' && fact.kind !== 'ReasonChanged') return true;
    const place = `${fact.evse} ${fact.kind === 'LimitCommanded' ? (fact.rung ?? 'default') : 'reason'}`;
    const what = `${fact.amps} ${fact.transaction ?? ''} ${reasonMark(fact.reason)}`;
    if (underWay.size >= mostKept) underWay.clear();
    if (fact.kind === 'LimitCommanded') underWay.add(fact.command);
    if (said.get(place) === what) return false;
    if (said.size >= mostKept) said.clear();
    said.set(place, what);
    return true;
  };
}
