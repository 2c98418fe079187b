import type { StationId } from '../model/ids.ts';
import type { Dialect } from '../ocpp/dialect.ts';
import { dialectOf } from '../ocpp/dialects.ts';
import type { State } from './state.ts';

/** In which words a station is spoken with: those of its connection, else those in which it introduced itself last. */
export const dialectOfStation = (state: State, station: StationId): Dialect =>
  dialectOf(
    state.stationLinks.get(station)?.peer.version ?? state.ledger.stations.get(station)?.booted?.protocol ?? '1.6',
  );
