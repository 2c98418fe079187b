// What the devices are to be asked now. Reads and heartbeats say nothing new to anybody, and lower limits may overtake the
// disk; everything else leaves when the journal has come as far as this step.

import type { BusRequest, LineId } from '../../model/bus.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import { due as chargerDue } from '../../modbus/charger.ts';
import { due as deviceDue } from '../../modbus/device.ts';
import type { Now, Send } from '../ports.ts';
import type { State } from '../state.ts';
import { inputDue } from '../inputs/read.ts';
import { discoveryDue } from './discover.ts';
import { askForOthers, forgetWritten } from './share.ts';

export function askDevices(state: State, sends: Send[], now: Now): void {
  const { modbus } = state;
  // First of all, so that nothing of what is asked from now on is meant.
  for (const device of modbus.forgotten.splice(0)) sends.push({ kind: 'forget', device });
  if (now.mono < modbus.dueAt) return;
  const { leaving } = modbus;
  let dueAt: number = leaving !== undefined && leaving.until > now.mono ? leaving.until : never;
  for (const one of modbus.chargers.values()) {
    if (one.dueAt <= now.mono) {
      const { requests, wakeAt } = chargerDue(one.charger, now.mono);
      one.dueAt = wakeAt;
      for (const request of requests) sends.push(askOf(state, one.line, request));
      // Time alone may bring an outcome; it is heard in the next step.
      if (one.charger.outcomes.length > 0) state.modbus.replies.push({ kind: 'look', charger: one.key });
    }
    dueAt = Math.min(dueAt, one.dueAt);
  }
  for (const one of modbus.meters.values()) {
    if (one.dueAt <= now.mono) {
      const { requests, wakeAt } = discoveryDue(one, now.mono) ?? deviceDue(one.meter.device, now.mono);
      one.dueAt = wakeAt;
      for (const request of requests) sends.push(askOf(state, one.line, request));
    }
    dueAt = Math.min(dueAt, one.dueAt);
  }
  for (const input of modbus.inputs.values()) {
    const { request, wakeAt } = inputDue(input, now.mono);
    if (request !== undefined) sends.push(askOf(state, input.line, request));
    dueAt = Math.min(dueAt, wakeAt);
  }
  if (modbus.share !== undefined) dueAt = Math.min(dueAt, askForOthers(state, sends, now.mono));
  modbus.dueAt = Math.min(dueAt, modbus.inputsAt) as Mono;
}

function askOf(state: State, line: LineId, request: BusRequest): Send {
  forgetWritten(state, line, request);
  const { lane, action } = request;
  const overtakes = action.kind === 'read' || lane === 'lowering' || lane === 'heartbeat';
  return { kind: 'bus', line, request, ...(overtakes && { overtakes }) };
}
