// What a charger without OCPP is told: the limit that it was given while somebody may charge at it, else to pause.

import { command as tellDevice } from '../../modbus/charger-commands.ts';
import type { Row } from '../../model/ids.ts';
import { openOnes } from '../../site/transaction.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';
import type { ChargerLive } from './live.ts';

/**
 * Tells the device what it should do, where that is not what it was told last. `isLower`: the limit is at or below every one
 * that may be in force; then it may overtake the disk, if what the device was told before has not to wait for it.
 */
export function command(state: State, one: ChargerLive, now: Now, isLower = false): void {
  const { session, charger } = one;
  const { commanded, failed } = session;
  if (state.modbus.leaving !== undefined) return;
  const amps = isReleased(state, one) ? (session.limitAmps ?? 0) : 0;
  if (amps === commanded || (amps === failed?.amps && now.mono < failed.until)) return;
  const isDurable = now.durable >= session.raised.barrier;
  const lowers = amps === 0 || (isLower && isDurable && (commanded === undefined || amps < commanded));
  if (!lowers) state.taken.push((session.raised = { barrier: Infinity as Row }));
  const id = makeId(state);
  session.commanded = amps;
  session.told = { command: id, isConfirmed: false };
  tellDevice(charger, { id, kind: 'limit', amps, lowers }, now.mono);
  one.dueAt = now.mono;
  state.modbus.dueAt = now.mono;
}

/** What it is to fall back to when nobody speaks to it any more, where that is not what it was told. */
export function tellFallback(state: State, one: ChargerLive, now: Now): void {
  const { device } = one.charger;
  const amps = state.fallback.get(one.key);
  // What it must be told after connecting ends first; it may tell the same.
  const isBusy = device.stage !== 'run' || device.runs.has('sequence') || state.modbus.leaving !== undefined;
  if (amps === undefined || amps === device.fallbackAmps || isBusy) return;
  tellDevice(one.charger, { id: makeId(state), kind: 'fallback', amps }, now.mono);
  one.dueAt = now.mono;
  state.modbus.dueAt = now.mono;
}

/** Only an open transaction whose token was accepted lets a vehicle charge; what takes its EVSE out of service waits for its end. */
export function isReleased(state: State, { station, session }: ChargerLive): boolean {
  const part = state.ledger.stations.get(station);
  if (part === undefined || session.step !== 'open') return false;
  return openOnes(part.transactions).some(
    (known) => known.number === session.number && known.verdict?.status === 'Accepted',
  );
}

export function isInService(state: State, station: ChargerLive['station'], evse: number): boolean {
  const availability = state.ledger.stations.get(station)?.availability;
  return (availability?.get(evse) ?? availability?.get(0)) !== false;
}
