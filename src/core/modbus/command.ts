// What a charger without OCPP is told: the limit that it was given while somebody may charge at it, else to pause.

import { commandCharger } from '../../modbus/charger.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { ChargerLive } from './live.ts';

/** Tells the device what it should do, where that is not what it was told last. Returns the name of the command. */
export function command(state: State, one: ChargerLive, now: Now): string | undefined {
  const { session, charger } = one;
  const wanted = isReleased(state, one) ? (session.limitAmps ?? 'pause') : 'pause';
  if (wanted === session.commanded) return undefined;
  const lowers = wanted === 'pause' || (typeof session.commanded === 'number' && wanted < session.commanded);
  session.commanded = wanted;
  one.dueAt = now.mono;
  state.modbus.dueAt = now.mono;
  return commandCharger(
    charger,
    wanted === 'pause' ? { kind: 'pause' } : { kind: 'limit', amps: wanted, lowers },
    now.mono,
  );
}

/** Only an open transaction whose token was accepted, at an EVSE that is in service, lets a vehicle charge. */
export function isReleased(state: State, { station, evse, session }: ChargerLive): boolean {
  const part = state.ledger.stations.get(station);
  if (part === undefined || session.step !== 'open' || !isInService(state, station, evse)) return false;
  return openOnes(part.transactions).some(
    (known) => known.number === session.number && known.verdict?.status === 'Accepted',
  );
}

export function isInService(state: State, station: ChargerLive['station'], evse: number): boolean {
  const availability = state.ledger.stations.get(station)?.availability;
  return (availability?.get(evse) ?? availability?.get(0)) !== false;
}
