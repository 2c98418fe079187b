import type { State } from '../state.ts';

/** Ids of one process that fit beside those of others; the epoch stands in front of them. */
const idsOfEpoch = 1_000_000;
const mostRequest = 0x7fffffff;

/** A number for a request to a station that was given to no other for long. */
export function freshRequest(state: State): number {
  state.idsMade += 1;
  return (state.ledger.gateway.epoch * idsOfEpoch + (state.idsMade % idsOfEpoch)) % mostRequest;
}
