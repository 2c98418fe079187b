// What is kept about all uplinks together, so that no message costs a look at each of them.

import type { AlarmKey } from '../../model/alarm.ts';
import type { LinkId, Row, StationId, UplinkId } from '../../model/ids.ts';
import { row } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import type { Looks } from '../feed/seen.ts';
import type { WantedLink } from '../ports/wanted-link.ts';
import type { UplinkLive } from './live.ts';

export interface Wanted {
  readonly link: WantedLink;
  /** How often it had failed: one that failed is told again, to be tried again. */
  readonly failures: number;
}

export interface UplinkWork {
  /** Those that have to do with a station, in the order of the site file. Worked out once per site. */
  ofStation: ReadonlyMap<StationId, readonly UplinkLive[]>;
  /** Those of a station that no uplink names. */
  ofOthers: readonly UplinkLive[];
  /** Those that speak for many: they may have something to say after every step. */
  ofMany: readonly UplinkLive[];
  /** MQTT uplinks that are told frames as they are. */
  ofRaw: readonly UplinkLive[];
  /** MQTT uplink → the connections of stations over it. */
  framed: ReadonlyMap<UplinkId, readonly UplinkLive[]>;
  /** Those of them that were closed, and answers that are to be said again. */
  readonly framedToClose: { readonly link: LinkId; readonly code: number; readonly reason: string }[];
  readonly framedAgain: { readonly uplink: UplinkId; readonly text: string }[];
  /** What stations said in this step, where anybody is told it as it is. */
  readonly rawHeard: { readonly station: StationId; readonly text: string }[];
  /** Those that speak for one station and may have something to say in this step. */
  readonly stirred: Set<UplinkId>;
  /** Those whose window has not looked at every row. */
  readonly behind: Set<UplinkId>;
  /** Those of which it may have changed whether they are to be open. */
  readonly rewanted: Set<UplinkId>;
  /** When the next connection to each address may be opened. */
  readonly turns: Map<string, Mono>;
  /** Alarms of the connections of a relay, who has each, and what is wrong with the last. */
  readonly shared: Map<AlarmKey, { readonly who: Set<UplinkId>; text: string }>;
  /** When those that speak for one station were last seen to have nothing to tell. */
  passedAt: Row;
  /** For whom rows are being read that are for all who speak for one station. */
  readsFor: UplinkId | undefined;
  /** The look at the site that MQTT uplinks are told by. */
  readonly looks: Looks;
}

export const newUplinkWork = (): UplinkWork => ({
  ofStation: new Map(),
  ofOthers: [],
  ofMany: [],
  ofRaw: [],
  framed: new Map(),
  framedToClose: [],
  framedAgain: [],
  rawHeard: [],
  stirred: new Set(),
  behind: new Set(),
  rewanted: new Set(),
  turns: new Map(),
  shared: new Map(),
  passedAt: row(0),
  readsFor: undefined,
  looks: { dueAt: never, last: undefined },
});
