// A planned stop: before nobody speaks to them any more, chargers without OCPP are told what they fall back to. For most
// of those without a watchdog it is the only lowering that ever comes.

import type { EvseKey } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { after } from '../../model/time.ts';
import { command as tellDevice } from '../../modbus/charger-commands.ts';
import type { Outcome } from '../../modbus/charger-state.ts';
import { stoppedBy } from '../inputs/orders.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';
import type { Leaving, ModbusLive } from './live.ts';

/** Long enough for a slow write and its confirmation; a supervisor kills what takes 10 s to end. */
const lastWordsMs = 3000;

/** From here on no charger is told anything else, and no session begins or ends. */
export function tellLastWords(state: State, now: Now): void {
  const { modbus } = state;
  if (modbus.leaving !== undefined) return;
  const leaving: Leaving = { waiting: new Map(), untold: new Set(), until: after(now.mono, lastWordsMs) };
  modbus.leaving = leaving;
  // What the grid operator forbids is not given back because the gateway ends.
  const isStopped = stoppedBy(state) !== undefined;
  for (const { key, charger } of modbus.chargers.values()) {
    const amps = isStopped ? 0 : state.fallback.get(key);
    if (amps === undefined) continue;
    charger.device.fallbackAmps = amps;
    const id = makeId(state);
    tellDevice(charger, { id, kind: 'shutdown' }, now.mono);
    if (charger.device.reach.kind === 'reachable') leaving.waiting.set(id, key);
    else leaving.untold.add(key);
  }
  for (const one of modbus.chargers.values()) one.dueAt = now.mono;
  modbus.dueAt = now.mono;
}

export function noteLastWord({ modbus: { leaving } }: State, { command, kind }: Outcome): void {
  const charger = leaving?.waiting.get(command);
  if (leaving === undefined || charger === undefined) return;
  leaving.waiting.delete(command);
  if (kind !== 'confirmed') leaving.untold.add(charger);
}

/** Whether nobody is waited for any more. */
export const isLeft = ({ leaving }: ModbusLive, now: Mono): boolean =>
  leaving !== undefined && (leaving.waiting.size === 0 || now >= leaving.until);

/** Chargers that may not know what they fall back to. */
export const untoldOf = ({ leaving }: ModbusLive): readonly EvseKey[] =>
  leaving === undefined ? [] : [...leaving.untold, ...leaving.waiting.values()];
