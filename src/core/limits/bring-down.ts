// Stations that draw more than they may, while a circuit is over its limit: told again, given nothing, stopped, taken out of
// service. Otherwise what they draw is counted, and people are told.

import type { Ceiling } from '../../control/allocate/question.ts';
import { isUnder } from '../../control/allocate/question.ts';
import type { Books } from '../../control/books.ts';
import { isOver } from '../../control/books.ts';
import type { Load } from '../../control/envelope.ts';
import type { Obedience } from '../../control/obedience.ts';
import { escalate, stepMs } from '../../control/obedience.ts';
import { after } from '../../model/time.ts';
import { slotLive } from '../../site/live.ts';
import { openAt } from '../../site/transaction.ts';
import type { Decided } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { readingOnLines } from './drawn.ts';
import { setAlarms } from './limit-alarms.ts';
import { isAbove } from './obedience.ts';
import { stopSession, takeOut } from './out-of-service.ts';

/** `counted`: the room that everything that may be in force leaves. */
export function bringDown(
  state: State,
  counted: () => Books,
  ceilings: readonly Ceiling[],
  decided: Decided,
  now: Now,
): void {
  const ignored = state.loads.filter(({ key }) => state.obedience.get(key)?.overSince !== undefined);
  let room: Books | undefined;
  for (const load of ignored) {
    const one = state.obedience.get(load.key)!;
    const above = (one: Ceiling): boolean => isUnder(one, load) && isAbove(state, one);
    if (isOver((room ??= counted()), { load, inUse: load.cells }) || ceilings.some(above))
      tryNext(state, load, one, decided, now);
  }
  const byKey = new Map<string, Load>(ignored.map((load) => [load.key, load]));
  setAlarms(state, 'BB_LIMIT_IGNORED', [...byKey.keys()], (key) => ignoredText(state, byKey.get(key)!, now));
}

function tryNext(state: State, load: Load, one: Obedience, decided: Decided, now: Now): void {
  const { id } = load.station;
  const live = state.live.stations.get(id);
  const part = state.ledger.stations.get(id);
  if (live === undefined || part === undefined) return;
  const step = escalate(one, now.mono);
  wakeBy(state, after(now.mono, stepMs));
  if (step === undefined) return;
  state.reallocate = true;
  for (const evse of load.evses) {
    const session = openAt(part.transactions, evse.id);
    if (step === 'again' && load.hold.rung !== 'none') slotLive(live, load.hold.rung, evse.id).isStuck = true;
    if (step === 'stop' && session !== undefined) stopSession(state, id, session, decided, now);
    if (step === 'inoperative') takeOut(state, id, evse.id, decided, now);
  }
}

function ignoredText(state: State, load: Load, now: Now): string {
  const { overSince = now.mono, amps } = state.obedience.get(load.key)!;
  const drawn = Math.max(...(readingOnLines(state, load)?.amps ?? [0]));
  const seconds = Math.round((now.mono - overSince) / 1000);
  return `${load.key} draws ${drawn.toFixed(1)} A and may draw ${amps} A, for ${seconds} s: what it draws is counted, and others yield. While a circuit is over its limit it is told again, given nothing, stopped and taken out of service. Check its firmware and its smart-charging settings; if it goes on, open its breaker.`;
}
