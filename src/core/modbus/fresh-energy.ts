// What is billed is read when it is due, and not taken from the last round of a slow poll.

import { after } from '../../model/time.ts';
import type { Charger } from '../../modbus/charger-state.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { Billed, ChargerLive } from './live.ts';

/** A register that does not come by then is billed as it was read last. */
const freshWithinMs = 3000;

/** Asks for the energy register; true when it was read since it was due, or will not come. */
export function isEnergyFresh(state: State, one: ChargerLive, due: Billed['due'], now: Now): boolean {
  const { session, charger } = one;
  const points = ['energy_total', 'session_energy', 'power'].filter((name) => isRead(charger, name));
  if (session.billed?.due !== due) {
    session.billed = { due, since: now.mono };
    for (const name of points) charger.device.readSoon.add(name);
    one.dueAt = now.mono;
    state.modbus.dueAt = now.mono;
  }
  const { since } = session.billed;
  const [counted] = points;
  const hasCome = counted === undefined || (charger.device.readings.get(counted)?.readAt ?? -1) >= since;
  if (!hasCome && now.mono < after(since, freshWithinMs)) return false;
  // What was never read begins where it is, whatever it says later.
  if (!hasCome) charger.energy.isFirst = false;
  session.billed = undefined;
  return true;
}

const isRead = ({ device }: Charger, name: string): boolean =>
  device.driver.points.get(name)?.read !== undefined && !device.refused.has(name);
