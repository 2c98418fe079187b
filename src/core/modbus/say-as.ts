// What a charger without OCPP says, in the words that the journal keeps for billing: those of OCPP 1.6.

import type { StationId } from '../../model/ids.ts';
import { encodeCallText } from '../../ocpp/frame.ts';
import { hearStationCall } from '../hear/station.ts';
import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';

/** Says it for the station, under `id` where it was said before. The answer comes as a reply to that id. */
export function sayAs(
  state: State,
  heard: Heard,
  station: StationId,
  evse: number,
  now: Now,
  action: string,
  payload: object,
  id = `${evse}:${makeId(state)}`,
): string {
  const link = state.stationLinks.get(station);
  if (link === undefined) return id;
  const idText = JSON.stringify(id);
  const frame = { kind: 'call', id, idText, action, payload } as const;
  hearStationCall(state, heard, link, station, frame, encodeCallText(id, action, JSON.stringify(payload)), now);
  return id;
}
