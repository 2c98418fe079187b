// What has to be on the disk before words that are passed on may leave. A CALL of a station is its own word, and waits for
// nothing. The answer of its central system is the receipt of the gateway too: what was recorded of the CALL is durable before
// the station has it, and so is whatever the answer itself says that must not be forgotten.

import type { Fact } from '../../model/fact/fact.ts';
import type { Input, Send } from '../ports.ts';
import type { State } from '../state.ts';

/** At the end of a step. */
export function settleOwed(state: State, input: Input, facts: readonly Fact[], sends: Send[]): void {
  if (facts.length === 0) return;
  const link = input.kind === 'frame' ? state.links.get(input.link) : undefined;
  if (link?.peer.kind === 'station') link.owed = state.ledger.head;
  if (facts.every(mayBeForgotten)) return;
  for (const [at, send] of sends.entries())
    if (send.kind === 'frame' && send.after !== undefined && send.callId === undefined)
      sends[at] = { kind: 'frame', link: send.link, text: send.text };
}

/**
 * That a row was answered is forgotten in a power cut as when the answer had not come yet: the row, which was durable before it
 * left, is told again under the same id. Not so what a start or a stop was answered.
 */
function mayBeForgotten(fact: Fact): boolean {
  switch (fact.kind) {
    case 'Answered':
      return fact.upstreamId === undefined && fact.verdict === undefined && fact.closes === undefined;
    case 'FirstSent':
    case 'ManyPassed':
      return true;
    default:
      return false;
  }
}
