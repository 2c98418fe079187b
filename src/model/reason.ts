// Why an EVSE may draw what it may draw: the stage of the decision that was the tightest.

import type { CircuitId } from './ids.ts';

export type Reason =
  | { readonly kind: 'rating' }
  | { readonly kind: 'fallback' }
  | { readonly kind: 'circuit'; readonly circuit: CircuitId; readonly sharedBy: number }
  | { readonly kind: 'waiting'; readonly circuit: CircuitId }
  | { readonly kind: 'idle' }
  /** The token of its transaction was refused after it began. */
  | { readonly kind: 'notAuthorized' }
  | { readonly kind: 'safeMode' };
