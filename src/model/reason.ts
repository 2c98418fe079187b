// Why an EVSE may draw what it may draw: the stage of the decision that was the tightest.

import type { CircuitId, UplinkId } from './ids.ts';

export type Reason =
  | { readonly kind: 'rating' }
  | { readonly kind: 'fallback' }
  /** `line` counts from 0, and is absent in old journals. */
  | { readonly kind: 'circuit'; readonly circuit: CircuitId; readonly line?: number; readonly sharedBy: number }
  /** No room for its minimum: it takes turns with the others. */
  | { readonly kind: 'waiting'; readonly circuit: CircuitId; readonly line?: number }
  /** What its circuit has beyond everybody's minimum goes to those of higher priority. */
  | { readonly kind: 'priority'; readonly circuit: CircuitId; readonly line?: number }
  /** It began a moment ago: vehicles jump to whatever they may have. */
  | { readonly kind: 'starting' }
  /** It was paused for want of room a moment ago, and does not start again so soon. */
  | { readonly kind: 'justPaused' }
  /** Charging would load this line of the circuit too far above the others (`maxUnbalanceAmps`). */
  | { readonly kind: 'unbalance'; readonly circuit: CircuitId; readonly line: number }
  /** Its vehicle was seen to take no more. */
  | { readonly kind: 'vehicle' }
  /** The plan has something better for it later, or for others now. */
  | { readonly kind: 'plan' }
  /** It charges on what the site would feed into the grid, and there is no more of that. */
  | { readonly kind: 'surplus' }
  /** A charging profile of the central system, for this EVSE or for all that it serves. */
  | { readonly kind: 'csms'; readonly uplink: UplinkId; readonly scope: 'evse' | 'site' }
  /** Somebody else limits the station itself, and it says so (OCPP 2.x): an energy management system, the grid operator. */
  | { readonly kind: 'stationLimit'; readonly source: string }
  /** An input of the site: it may draw so much all together, or nothing. */
  | { readonly kind: 'gridOperator'; readonly input: string; readonly action: 'dim' | 'stop' }
  /** The circuit has less at this time of the day, or until somebody takes a limit back (an input: until it ends). */
  | { readonly kind: 'window'; readonly circuit: CircuitId }
  | { readonly kind: 'temporary'; readonly circuit: CircuitId; readonly input?: string }
  /** The control box of the grid operator limits all stations, or is not heard (`failsafe`). */
  | { readonly kind: 'lpc'; readonly failsafe: boolean }
  /** The circuit drew more than agreed too often: no more than fallbacks until somebody acknowledges that. */
  | { readonly kind: 'lockout'; readonly circuit: CircuitId }
  | { readonly kind: 'idle' }
  /** It cannot be called: it keeps what it may hold. */
  | { readonly kind: 'unreachable' }
  /** It takes no limit and counts at its rating (Q35). */
  | { readonly kind: 'uncontrollable' }
  /** It should have nothing, but refuses a limit of 0 (Q38). */
  | { readonly kind: 'refusesZero' }
  /** The token of its transaction was refused after it began. */
  | { readonly kind: 'notAuthorized' }
  /** The site file put it on another circuit: no more than its fallback until it took that. */
  | { readonly kind: 'moving' }
  /** Somebody lowers it for a moment to see which lines follow (`busbar find-phases`). */
  | { readonly kind: 'tried' }
  /** It draws more than it may: it was told so, and gets nothing until it obeys. */
  | { readonly kind: 'ignoresLimit' }
  | { readonly kind: 'safeMode' };
