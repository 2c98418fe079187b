import type { CommandId, EvseKey, StationId } from '../ids.ts';
import type { Utc } from '../time.ts';

/** What `busbar stations prove` looks at, in this order. */
export const provedSteps = ['takesLease', 'leaseEnds', 'reboot', 'cutOff', 'newSession'] as const;

/**
 * `takesLease`: it takes a limit with an end. `leaseEnds`: that ends by itself, back to the fallback. `reboot`: it keeps the
 * fallback through a reboot. `cutOff`: with its cable pulled, a session comes down to the fallback. `newSession`: the next
 * session begins at the fallback.
 */
export type ProvedStep = (typeof provedSteps)[number];

/**
 * What a station showed of its fallback while somebody watched. It counts for every station of this model and firmware, until
 * they come with another.
 */
export interface FallbackProved {
  readonly kind: 'FallbackProved';
  readonly station: StationId;
  readonly vendor: string;
  readonly model: string;
  readonly firmware?: string;
  readonly what: ProvedStep;
  readonly outcome: 'proved' | 'failed';
  readonly happenedAt: Utc;
}

/**
 * A limit with an end cannot be relied on any more: one above the fallback is over by now, whatever clocks say; one below it
 * may be over soon.
 */
export interface LeaseEnded {
  readonly kind: 'LeaseEnded';
  readonly station: StationId;
  readonly evse: EvseKey;
  readonly command: CommandId;
  readonly happenedAt: Utc;
}

/**
 * A station that falls back by itself was not heard for so long that it has: whatever it was told before, all of it together
 * draws no more than this, and goes on so until it is told anew.
 */
export interface LimitLapsed {
  readonly kind: 'LimitLapsed';
  readonly station: StationId;
  readonly amps: number;
  readonly happenedAt: Utc;
}

/** Somebody gave the chargers their own limits back: from here on nobody is limited, and everybody counts at the rating. */
export interface ChargersReleased {
  readonly kind: 'ChargersReleased';
  readonly happenedAt: Utc;
}

/** The gateway limits again. */
export interface ReleaseEnded {
  readonly kind: 'ReleaseEnded';
  readonly happenedAt: Utc;
}
