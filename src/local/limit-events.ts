// What a dashboard follows: limits, what became of them, what binds whom, and orders from outside, as events.

import type { Fact } from '../model/fact/fact.ts';
import { isoOf } from '../model/time.ts';
import { explain } from './explain.ts';
import { orderWords } from './order-words.ts';

export interface EventView {
  readonly name: 'limit' | 'settled' | 'reason' | 'order';
  readonly data: object;
}

/** Undefined for what nobody follows. An accepted command is no event: it is as it was told. */
export function eventOf(fact: Fact): EventView | undefined {
  switch (fact.kind) {
    case 'LimitCommanded':
    case 'ReasonChanged': {
      const { kind, reason, happenedAt, ...rest } = fact;
      const name = kind === 'LimitCommanded' ? 'limit' : 'reason';
      return { name, data: { ...rest, at: isoOf(happenedAt), reason, why: explain(reason, { amps: fact.amps }) } };
    }
    case 'CommandSettled': {
      const { command, station, outcome } = fact;
      return outcome === 'accepted' ? undefined : { name: 'settled', data: { command, station, outcome } };
    }
    default: {
      const words = orderWords(fact);
      if (words === undefined || !('happenedAt' in fact)) return undefined;
      return { name: 'order', data: { at: isoOf(fact.happenedAt), ...words, fact } };
    }
  }
}
