// READ: what devices answered, and what chargers are still to hear.

import type { BusAnswer } from '../../model/bus.ts';
import type { EvseKey } from '../../model/ids.ts';
import { answerCharger } from '../../modbus/charger.ts';
import { answerMeter } from '../../modbus/meter.ts';
import { answered, failed } from '../hear/answer.ts';
import type { Heard } from '../heard.ts';
import { settleLimit } from '../limits/limits.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { followCharger } from './charger.ts';
import { hearReply } from './session.ts';

/** A request is named after its device: `station/1#7`, `meter:grid#7`. */
export function hearBus(state: State, heard: Heard, answer: BusAnswer, now: Now): void {
  const device = answer.request.slice(0, answer.request.lastIndexOf('#'));
  const charger = state.modbus.chargers.get(device as EvseKey);
  if (charger !== undefined) {
    const events = answerCharger(charger.charger, answer, now.mono);
    charger.dueAt = now.mono;
    followCharger(state, heard, charger, events, now);
  }
  const meter = device.startsWith('meter:') ? state.modbus.meters.get(device.slice('meter:'.length)) : undefined;
  if (meter !== undefined) {
    answerMeter(meter.meter, answer, now.mono);
    meter.dueAt = now.mono;
  }
  state.modbus.dueAt = now.mono;
}

/** What was answered in the step before, by the gateway to a charger or by a charger to the gateway. */
export function hearReplies(state: State, heard: Heard, now: Now): void {
  for (const one of state.modbus.replies.splice(0)) {
    if (one.kind === 'heard' || one.kind === 'look') {
      const charger = state.modbus.chargers.get(one.charger);
      if (charger === undefined) continue;
      if (one.kind === 'heard') hearReply(state, heard, charger, one.id, one.reply, now);
      else followCharger(state, heard, charger, [], now);
      continue;
    }
    const link = state.links.get(one.link);
    if (link === undefined) continue;
    if (one.kind === 'overtaken') settleLimit(state, heard, link, one.purpose, 'unanswered', now);
    else if (one.payload === undefined) failed(state, heard, link, one.call, 'NotSupported', '', now);
    else answered(state, heard, link, one.call, one.payload, now);
  }
}
