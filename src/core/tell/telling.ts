// What every teller needs: the uplink whose slot is free, and how a CALL is put into it.

import type { Fact } from '../../model/fact/fact.ts';
import type { UplinkId } from '../../model/ids.ts';
import type { Wording } from '../../ocpp/heard.ts';
import type { Lane } from '../../ocpp/session.ts';
import { placeCall } from '../call.ts';
import type { Link, Purpose } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { noteTold } from './pause.ts';

export interface Telling {
  readonly state: State;
  readonly id: UplinkId;
  readonly uplink: UplinkLive;
  readonly link: Link;
  readonly facts: Fact[];
  readonly now: Now;
}

/** Puts one CALL in line, if it has one; true when it did. */
export type Teller = (telling: Telling) => boolean;

/** Puts the first of several in line, and the others behind whatever is told next; false where there is none. */
export function tellAll(telling: Telling, [first, ...others]: readonly Wording[]): boolean {
  if (first === undefined) return false;
  telling.uplink.notices.unshift(...others);
  return tell(telling, first, { kind: 'status' });
}

export function tell(
  { state, uplink, link, now }: Telling,
  wording: Wording,
  purpose: Purpose,
  lane: Lane = 1,
  id: string = makeId(state),
): true {
  noteTold(uplink, now);
  placeCall(state, link, wording, purpose, lane, id, uplink.config.callTimeoutSeconds * 1000);
  return true;
}
