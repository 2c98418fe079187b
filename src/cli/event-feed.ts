// Facts as events for whoever follows them over the API: only what is durable, so that no row is ever told twice as two things.

import type { EventStream, StreamEvent } from '../../adapters/http/event-stream.ts';
import { eventOf } from '../local/limit-events.ts';
import { createNews } from '../local/limit-news.ts';
import type { Fact } from '../model/fact/fact.ts';

export interface EventFeed {
  readonly stream: EventStream;
  /** Asked once for each fact. */
  readonly isNews: (fact: Fact) => boolean;
  /** One after the other; what is undefined says nothing new. */
  take(facts: readonly (Fact | undefined)[], first: number): void;
  /** Everything through this row survives a power cut. */
  release(durable: number): void;
}

/** What waits for a full disk; the logs have all of it afterwards. */
const mostWaiting = 10_000;

export function createEventFeed(stream: EventStream): EventFeed {
  let waiting: StreamEvent[] = [];
  return {
    stream,
    isNews: createNews(),
    take(facts, first) {
      for (const [at, fact] of facts.entries()) {
        const event = fact === undefined || waiting.length >= mostWaiting ? undefined : eventOf(fact);
        if (event !== undefined) waiting.push({ row: first + at, ...event });
      }
    },
    release(durable) {
      if (waiting.length === 0) return;
      const ready = waiting.findIndex(({ row }) => row > durable);
      stream.publish(ready < 0 ? waiting : waiting.slice(0, ready));
      waiting = ready < 0 ? [] : waiting.slice(ready);
    },
  };
}
