// One thing that is arranged with a station after it connected.

import type { Station } from '../../model/config/site.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { Mono, Utc } from '../../model/time.ts';
import type { Order, OrderAnswer } from '../../ocpp/order.ts';
import type { StationLive } from '../../site/live.ts';
import type { StationPart } from '../../site/station-part.ts';
import type { State } from '../state.ts';

export interface StepContext {
  readonly state: State;
  readonly station: Station;
  readonly part: StationPart;
  readonly live: StationLive;
}

export interface Step {
  readonly name: string;
  /**
   * The next order of this step, or a moment before which it has none; undefined when it is done. Asked again after each
   * answer, so it looks at what is known by then.
   */
  readonly next: (context: StepContext, now: Mono, at: Utc) => Order | { readonly waitUntil: Mono } | undefined;
  /** What the answer teaches. A station that is silent or refuses has answered too. */
  readonly heard: (context: StepContext, order: Order, answer: OrderAnswer) => Fact[];
  /** What it came to, once it has no more orders. */
  readonly ended?: (context: StepContext) => Fact[];
}
