// What is seen of the site once a second, for all MQTT uplinks: what its topics would say, and what telemetry sums up.

import type { EvseKey, StationId } from '../../model/ids.ts';
import type { Shown } from '../../uplink/mqtt/change.ts';
import type { Now } from '../ports.ts';

export interface Seen extends Figures {
  readonly topics: readonly TopicSeen[];
}

/** What is drawn, without words. */
export interface Figures {
  readonly now: Now;
  readonly evses: readonly EvseSeen[];
  readonly circuits: readonly CircuitSeen[];
  /** On each line, what all EVSEs say together. */
  readonly charging: readonly number[];
  /** What the meter of the grid connection says, where there is one. */
  readonly grid: { readonly powerW?: number; readonly importWh?: number };
}

/** A retained topic. */
export interface TopicSeen {
  readonly of:
    | { readonly circuit: string }
    | { readonly station: StationId }
    | { readonly station: StationId; readonly evse: EvseKey };
  readonly shown: Shown;
  /** A station that is connected. */
  readonly isHere?: true;
  /** Its payload, worked out when it is told; in the step in which it was seen. */
  readonly body: () => object;
}

export interface EvseSeen {
  readonly key: EvseKey;
  readonly station: StationId;
  readonly isCharging: boolean;
  /** On its fullest line; negative where it feeds in. Undefined while nobody knows. */
  readonly amps: number | undefined;
  /** By its own word; else at nominal voltage. */
  readonly powerW: number | undefined;
  /** The newest that can be believed. */
  readonly registerWh: number | undefined;
}

export interface CircuitSeen {
  readonly id: string;
  /** On each line: what its meter shows, else what its EVSEs say together. Undefined while nobody knows. */
  readonly amps: readonly number[] | undefined;
  /** Without a meter: EVSEs that charge and do not say with how much. */
  readonly unreadEvses: number;
}

/** The look at the site that all feeds share. */
export interface Looks {
  dueAt: Now['mono'];
  last: Seen | undefined;
}
