// A new epoch. What must never be given out twice goes on from the journal or from the identity file, whichever is ahead.

import type { Fact } from '../model/fact/fact.ts';
import type { Identity, Now } from './ports.ts';
import type { State } from './state.ts';

/** The first fact of a process, and the numbers that a journal which was moved aside no longer knows. */
export function startEpoch(state: State, identity: Identity, now: Now): Fact[] {
  const { gateway } = state.ledger;
  const isNew = gateway.nextNumber === 1 && identity.numbersBelow === 0;
  const started: Fact = {
    kind: 'Started',
    epoch: Math.max(gateway.epoch, identity.epoch) + 1,
    happenedAt: now.utc,
    numbersFrom: isNew ? firstNumber(now.utc) : Math.max(gateway.nextNumber, lostAbove(state, identity)),
  };
  const renumbered = identity.numbering
    .filter(([evse]) => !gateway.numbering.has(evse))
    .map(([evse, number]): Fact => ({ kind: 'EvseNumbered', evse, number }));
  return [started, ...renumbered];
}

/** The journal is behind the identity file when it was moved aside or restored: its own count means nothing then. */
const lostAbove = (state: State, identity: Identity): number =>
  state.ledger.gateway.epoch < identity.epoch ? identity.numbersBelow : 0;

/** Stations may still hold numbers of the system before us: the first one depends on when we were installed. */
const firstNumber = (utc: number): number => 1 + (Math.floor(utc / 60_000) % 2 ** 20) * 1024;
