// What people and other systems ask and say of the needs of a session.

import type { EvseKey } from '../../model/ids.ts';

export type NeedsQuestion =
  | { readonly kind: 'needs' | 'clearNeeds'; readonly evse: EvseKey }
  /** `needs` as it was sent: the core reads it. */
  | { readonly kind: 'setNeeds'; readonly evse: EvseKey; readonly needs: unknown };
