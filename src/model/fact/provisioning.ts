import type { Capabilities } from '../capabilities.ts';
import type { StationId } from '../ids.ts';
import type { Utc } from '../time.ts';

/** A station introduced itself. Recorded when what it says of itself is new. */
export interface StationBooted {
  readonly kind: 'StationBooted';
  readonly station: StationId;
  readonly happenedAt: Utc;
  readonly protocol: '1.6' | '2.0.1' | '2.1';
  readonly vendor: string;
  readonly model: string;
  readonly serial?: string;
  readonly firmware?: string;
}

/** A station showed what it can; added to what is known of it. */
export interface StationLearned {
  readonly kind: 'StationLearned';
  readonly station: StationId;
  readonly about: Capabilities;
}
