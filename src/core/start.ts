// A new epoch. What must never be given out twice goes on from the journal or from the identity file, whichever is ahead.

import type { Fact } from '../model/fact/fact.ts';
import type { TokenKey } from '../model/token.ts';
import type { Now } from './ports.ts';
import type { Identity } from './ports/journal.ts';
import type { State } from './state.ts';

/** The first fact of a process, and the numbers that a journal which was moved aside no longer knows. */
export function startEpoch(state: State, identity: Identity, now: Now): Fact[] {
  const { gateway } = state.ledger;
  const isNew = gateway.nextNumber === 1 && identity.numbersBelow === 0;
  const started: Fact = {
    kind: 'Started',
    epoch: Math.max(gateway.epoch, identity.epoch) + 1,
    happenedAt: now.utc,
    firmware: state.firmware,
    numbersFrom: isNew ? firstNumber(now.utc) : Math.max(gateway.nextNumber, lostAbove(state, identity)),
  };
  const renumbered = identity.numbering
    .filter(([evse]) => !gateway.numbering.has(evse))
    .map(([evse, number]): Fact => ({ kind: 'EvseNumbered', evse, number }));
  return [started, ...renumbered, ...rekeyed(state, now)];
}

/** What the ledger remembers of tokens is worth nothing under another secret than the one it was kept with. */
function rekeyed(state: State, now: Now): Fact[] {
  const check = state.seal.key('busbar') as TokenKey;
  const { tokens } = state.ledger;
  if (tokens.every((part) => part.check === check)) return [];
  if (tokens.some((part) => part.check !== undefined))
    state.alarms.set(
      'BB_TOKENS_REKEYED',
      'The secret under which tokens are kept was lost (identity.json), so all that was remembered of tokens is forgotten. The central system must send its local list again.',
    );
  return [{ kind: 'TokensRekeyed', check, happenedAt: now.utc }];
}

/** The journal is behind the identity file when it was moved aside or restored: its own count means nothing then. */
const lostAbove = (state: State, identity: Identity): number =>
  state.ledger.gateway.epoch < identity.epoch ? identity.numbersBelow : 0;

/** Stations may still hold numbers of the system before us: the first one depends on when we were installed. */
const firstNumber = (utc: number): number => 1 + (Math.floor(utc / 60_000) % 2 ** 20) * 1024;
