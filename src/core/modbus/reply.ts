import { evseKey } from '../../model/ids.ts';
import type { ToStationReply } from '../../ocpp/heard.ts';
import type { Asker } from '../hear/asker.ts';
import type { State } from '../state.ts';
import { isDriven } from './driven.ts';

/** Answers a charger that the gateway drives itself, at its next step. False where somebody else asked. */
export function replyTo(state: State, asker: Asker, reply: ToStationReply | 'refused'): boolean {
  const link = state.links.get(asker.link);
  if (link?.peer.kind !== 'station' || !isDriven(link)) return false;
  if (asker.isStray !== true) link.session.handling.delete(asker.idText);
  const id = JSON.parse(asker.idText) as string;
  const charger = evseKey(link.peer.station, Number(id.slice(0, id.indexOf(':'))));
  state.modbus.replies.push({ kind: 'heard', charger, id, reply });
  return true;
}
