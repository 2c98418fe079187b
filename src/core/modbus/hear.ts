// READ: what devices answered, and what chargers are still to hear.

import type { BusAnswer } from '../../model/bus.ts';
import { deviceOfRequest } from '../../model/bus.ts';
import type { EvseKey } from '../../model/ids.ts';
import { answer as chargerHears, takeOutcomes } from '../../modbus/charger.ts';
import { answer as deviceHears } from '../../modbus/device.ts';
import { holdAgainst, meterSettledAt, watchMeter } from '../../modbus/meter.ts';
import { answered, failed } from '../hear/answer.ts';
import type { Heard } from '../heard.ts';
import { hearInput } from '../inputs/read.ts';
import { settleLimit } from '../limits/limits.ts';
import { judgeMeter } from '../meters/judge.ts';
import { lookBehind } from '../meters/behind.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { followCharger, goAway } from './charger.ts';
import { hearDiscovery } from './discover.ts';
import { showFindings, showLost } from './findings.ts';
import { shareAnswer } from './follow-share.ts';
import type { MeterLive, Reply } from './live.ts';
import { endSwitch } from './phases.ts';
import { hearReply } from './session.ts';
import { hearForOthers } from './share.ts';

export function hearBus(state: State, heard: Heard, answer: BusAnswer, now: Now): void {
  if (hearForOthers(state, heard, answer, now.mono)) {
    state.modbus.dueAt = now.mono;
    return;
  }
  const device = deviceOfRequest(answer.request);
  const charger = state.modbus.chargers.get(device as EvseKey);
  if (charger !== undefined) {
    shareAnswer(state, charger.charger.device, answer, now.mono);
    const { outcomes } = chargerHears(charger.charger, answer, now.mono);
    charger.dueAt = now.mono;
    followCharger(state, heard, charger, outcomes, now);
  }
  const meter = device.startsWith('meter:') ? state.modbus.meters.get(device.slice('meter:'.length)) : undefined;
  if (meter !== undefined) hearMeter(state, meter, answer, now);
  const input = device.startsWith('input:') ? state.modbus.inputs.get(device.slice('input:'.length)) : undefined;
  if (input !== undefined) hearInput(state, input, answer, now);
  state.modbus.dueAt = now.mono;
}

function hearMeter(state: State, meter: MeterLive, given: BusAnswer, now: Now): void {
  shareAnswer(state, meter.meter.device, given, now.mono);
  const answer = hearDiscovery(meter, given, now.mono);
  if (answer !== undefined) {
    const said = deviceHears(meter.meter.device, answer, now.mono);
    if (watchMeter(meter.meter, said, now.mono)) {
      const { freeze } = meter.meter;
      const behind = lookBehind(state, meter.key, freeze, meterSettledAt(meter.meter), now);
      if (behind !== undefined) holdAgainst(meter.meter, behind, now.mono);
    }
    judgeMeter(state, meter.key, now);
  }
  showFindings(state, meter.meter.device, meter.alarms);
  showLost(state, meter, now);
  state.bases.isDue = true;
  meter.dueAt = now.mono;
}

/** What was answered in the step before, by the gateway to a charger or by a charger to the gateway. */
export function hearReplies(state: State, heard: Heard, now: Now): void {
  // What was still answered counts before its link ends.
  const isLast = ({ kind }: Reply): number => Number(kind === 'gone');
  for (const one of state.modbus.replies.splice(0).toSorted((a, b) => isLast(a) - isLast(b))) {
    if (one.kind === 'gone') {
      goAway(state, heard, one.station, 'described otherwise', now);
      continue;
    }
    if (one.kind === 'heard' || one.kind === 'look') {
      const charger = state.modbus.chargers.get(one.charger);
      if (charger === undefined) continue;
      if (one.kind === 'heard') hearReply(state, heard, charger, one.id, one.reply, now);
      else followCharger(state, heard, charger, takeOutcomes(charger.charger), now);
      continue;
    }
    if (one.kind === 'unheard') {
      endSwitch(heard, one.switching, { kind: 'unanswered', detail: 'the site file describes it otherwise now' });
      continue;
    }
    const link = state.links.get(one.link);
    if (link === undefined) continue;
    if (one.kind === 'overtaken') settleLimit(state, heard, link, one.purpose, 'unanswered', now);
    else if (one.payload === undefined) failed(state, heard, link, one.call, 'NotSupported', '', now);
    else answered(state, heard, link, one.call, one.payload, now);
  }
}
