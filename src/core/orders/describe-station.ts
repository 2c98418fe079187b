import type { StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { OrderContext } from './context.ts';

/** What a CSMS that sees one charge point may want to know of one of its stations. */
export function describeStation({ state }: OrderContext, station: StationId): object {
  const part = state.ledger.stations.get(station);
  const { vendor, model, serial, firmware } = part?.booted ?? {};
  return {
    station,
    connected: state.stationLinks.has(station),
    ...(vendor !== undefined && { vendor }),
    ...(model !== undefined && { model }),
    ...(serial !== undefined && { serial }),
    ...(firmware !== undefined && { firmware }),
    connectors: [...state.ledger.gateway.numbering]
      .filter(([key]) => evseOf(key).station === station)
      .map(([key, number]) => ({
        connectorId: number,
        evse: evseOf(key).evse,
        status: part?.statuses.get(evseOf(key).evse)?.native ?? 'Unknown',
      })),
  };
}
