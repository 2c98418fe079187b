// Stations that go out of the site file while a vehicle charges there: what it draws does not end with its line in the file, so
// they count, and are told their limits, until the session is over (E53).

import type { SerialBus, Site, Station } from '../model/config/site.ts';
import { stationOf } from '../model/config/site.ts';
import type { CircuitId, StationId } from '../model/ids.ts';
import { evseKey } from '../model/ids.ts';
import { openOnes } from '../site/transaction.ts';
import { setAlarms } from './limits/limit-alarms.ts';
import type { State } from './state.ts';

/** The wanted site with those of the current one that cannot go yet. */
export function keepCharging(state: State, current: Site, wanted: Site): Site {
  const kept = current.stations.filter(
    (station) =>
      station.state === 'installed' &&
      isGone(station, wanted) &&
      !isReplaced(state, station, wanted) &&
      !isDrivenByAnother(station, wanted) &&
      isCharging(state, station.id),
  );
  state.keptStations = kept.map(({ id }) => id);
  setAlarms(
    state,
    'BB_STATION_KEPT',
    state.keptStations,
    (id) =>
      `${id} is not in the site file any more, and a vehicle charges there: it counts, and is told its limits, until that session is over. Stop the session; if the station is gone for good, end what it left open with "busbar stations end-transactions ${id}".`,
  );
  if (kept.length === 0) return wanted;
  const others = wanted.stations.filter(({ id }) => !state.keptStations.includes(id));
  const stations = kept.map((station) => ({ ...station, circuit: circuitFor(station, current, wanted) }));
  const buses = [...(wanted.buses ?? []), ...busesOf(kept, current, wanted)];
  return { ...wanted, ...(buses.length > 0 && { buses }), stations: [...others, ...stations] };
}

/** Serial lines that kept stations hang on and the file does not have any more; not where another one has the port now. */
const busesOf = (kept: readonly Station[], current: Site, wanted: Site): SerialBus[] =>
  (current.buses ?? []).filter(
    ({ id, path }) =>
      kept.some(({ modbus }) => modbus !== undefined && 'bus' in modbus.at && modbus.at.bus === id) &&
      wanted.buses?.some((one) => one.id === id || one.path === path) !== true,
  );

export function isCharging({ ledger }: State, id: StationId): boolean {
  const part = ledger.stations.get(id);
  return part !== undefined && [...openOnes(part.transactions)].length > 0;
}

function isGone({ id }: Station, wanted: Site): boolean {
  const now = stationOf(wanted, id);
  return now === undefined || now.state === 'retired';
}

/** Another one has its number upstream: somebody took the device away and put that one in its place. */
const isReplaced = ({ ledger }: State, { id, evses }: Station, wanted: Site): boolean =>
  evses.some((evse) => {
    const number = ledger.gateway.numbering.get(evseKey(id, evse.id));
    return wanted.stations.some(
      (other) => other.id !== id && other.evses.some((one) => number !== undefined && one.upstreamEvse === number),
    );
  });

/** The same device under another name: it is driven once. */
const isDrivenByAnother = ({ id, modbus }: Station, wanted: Site): boolean =>
  modbus !== undefined &&
  wanted.stations.some(
    (other) =>
      other.id !== id &&
      other.modbus?.unit === modbus.unit &&
      JSON.stringify(other.modbus?.at) === JSON.stringify(modbus.at),
  );

/** Its own circuit, or the nearest above it that is still there. */
function circuitFor({ circuit }: Station, current: Site, wanted: Site): CircuitId {
  const seen = new Set<CircuitId>();
  for (let at: CircuitId | undefined = circuit; at !== undefined && !seen.has(at);) {
    if (wanted.circuits.some(({ id }) => id === at)) return at;
    seen.add(at);
    at = current.circuits.find(({ id }) => id === at)?.parent;
  }
  return (wanted.circuits.find(({ parent }) => parent === undefined) ?? wanted.circuits[0]!).id;
}
