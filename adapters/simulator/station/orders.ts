// What a simulated station does when it is told to start, stop, close or reset, in no version's words.

import type { Asking, Body, Evse, Live } from './body.ts';
import { isOnline } from './body.ts';
import { keyIsTrue } from './keys.ts';
import { mayTake } from './reservations.ts';
import { ask, isUsable, welcome } from './sessions.ts';
import type { At } from './types.ts';

/** Somebody far away wants to charge with this token: accepted or not. Without an EVSE the station chooses one. */
export function orderStart(body: Body, live: Live, evse: Evse | undefined, order: Asking, now: At): boolean {
  const { token } = order;
  if (!isOnline(live) || evse === undefined || !isUsable(body, live, evse)) return false;
  if (mayTake(body, evse, token) === 'no') return false;
  if (keyIsTrue(body.memory.keys, 'AuthorizeRemoteTxRequests')) ask(body, live, evse, token, now, order);
  else welcome(body, live, evse, order, now);
  return true;
}

/** Where a remote start without a connector goes: to a vehicle that waits, else to a free place. */
export function freeEvse({ evses }: Body): Evse | undefined {
  const free = evses.filter(
    ({ transaction, isOperative, fault }) => transaction === undefined && isOperative && fault === undefined,
  );
  return free.find(({ vehicle }) => vehicle !== undefined) ?? free[0];
}

/** The status of the answer. A running transaction goes on to its end. Without an EVSE it is the station and all of them. */
export function setOperative(body: Body, named: Evse | undefined, isOperative: boolean): 'Accepted' | 'Scheduled' {
  const some = named === undefined ? body.evses : [named];
  if (named === undefined) body.memory.isOperative = isOperative;
  for (const evse of some) evse.isOperative = isOperative;
  return !isOperative && some.some(({ transaction }) => transaction !== undefined) ? 'Scheduled' : 'Accepted';
}
