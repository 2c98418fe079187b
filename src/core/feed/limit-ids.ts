// Limits of an MQTT uplink for EVSEs are kept as charging profiles of it. Each EVSE has a range of ids of its own: those of
// frames that are for its station, and at the end that of the command `limit`.

import type { EvseKey } from '../../model/ids.ts';
import { numberOf } from '../../site/gateway-part.ts';
import type { State } from '../state.ts';

/** Ids of one EVSE. */
const idsEach = 1_000_000;
/** A site of more has more EVSEs than numbers of profiles below those of the gateway. */
const mostNumber = 1998;

/** The profile of the command `limit`. */
export const profileIdOf = (state: State, place: EvseKey | 'site'): number | undefined =>
  idAt(state, place, idsEach - 1);

/** The profile that a frame for a station names; undefined where there is no room for its id. */
export const framedIdOf = (state: State, place: EvseKey, id: number): number | undefined =>
  id >= 0 && id < idsEach - 1 ? idAt(state, place, id) : undefined;

/** The id that the frame had. */
export const idInFrame = (id: number): number => id % idsEach;

export const isOfCommand = (id: number): boolean => id % idsEach === idsEach - 1;

function idAt(state: State, place: EvseKey | 'site', id: number): number | undefined {
  const number = place === 'site' ? 0 : numberOf(state.ledger.gateway, place);
  return number === undefined || number > mostNumber ? undefined : number * idsEach + id;
}
