// Inputs are read each second and believed when two readings are equal. What is lost counts as its key `onLoss` says; an order
// that was in force stays in force until somebody can read that it ended.

import type { BusAnswer, BusRequest } from '../../model/bus.ts';
import type { Mono } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { InputLive } from './live.ts';
import { inputPeriodMs, lostAfterMs } from './live.ts';
import { dimmedTo } from './orders.ts';

/** A bus answers every request; one that it does not answer for so long is made again. */
const forgottenAfterMs = 10_000;

export function inputDue(input: InputLive, now: Mono): { request?: BusRequest; wakeAt: Mono } {
  const { asked, config, unit, fn, timing } = input;
  if (asked !== undefined && now < after(asked.at, forgottenAfterMs))
    return { wakeAt: after(asked.at, forgottenAfterMs) };
  if (now < input.nextAt) return { wakeAt: input.nextAt };
  input.requests += 1;
  input.nextAt = after(now, inputPeriodMs);
  const id = `input:${input.key}#${input.requests}`;
  input.asked = { id, at: now };
  const request: BusRequest = {
    id,
    unit,
    action: { kind: 'read', fn, address: config.register, count: 1 },
    lane: 'meter',
    timing,
  };
  return { request, wakeAt: after(now, forgottenAfterMs) };
}

export function hearInput(state: State, input: InputLive, { request, result }: BusAnswer, now: Now): void {
  if (input.asked?.id !== request) return;
  input.asked = undefined;
  if (result.kind !== 'words' || result.words.length !== 1) return;
  const isActive = Number(result.words[0] !== 0) === input.config.activeWhen;
  if (isActive === input.last) input.settled = isActive;
  input.last = isActive;
  input.readAt = now.mono;
  input.isRead = true;
  state.modbus.inputsAt = now.mono;
}

/** At the end of READ: what changed becomes a fact, and alarms. */
export function noteInputs(state: State, heard: Pick<Heard, 'facts'>, now: Now): void {
  const { modbus, ledger } = state;
  if (now.mono < modbus.inputsAt) return;
  let lookAt: number = never;
  for (const input of modbus.inputs.values()) {
    input.readAt ??= now.mono;
    const lostAt = after(input.readAt, lostAfterMs);
    const isLost = now.mono >= lostAt;
    if (isLost) {
      input.settled = undefined;
      input.last = undefined;
    } else lookAt = Math.min(lookAt, lostAt);
    const { key: id, config, settled } = input;
    const was = ledger.gateway.inputs.get(id)?.active ?? false;
    const active = settled ?? (was || config.onLoss === 'active');
    if (active !== was) {
      const lost = settled === undefined ? { lost: true as const } : {};
      heard.facts.push({
        kind: 'InputChanged',
        input: id,
        action: config.action,
        active,
        ...lost,
        happenedAt: now.utc,
      });
    }
    setAlarms(state, input, active, isLost);
  }
  modbus.inputsAt = lookAt as Mono;
  modbus.dueAt = Math.min(modbus.dueAt, lookAt) as Mono;
}

function setAlarms(state: State, { key: id, config }: InputLive, active: boolean, isLost: boolean): void {
  const { alarms } = state;
  if (!active) alarms.delete(`BB_INPUT_ACTIVE:${id}`);
  else alarms.set(`BB_INPUT_ACTIVE:${id}`, orderText(state, id));
  if (!isLost) return void alarms.delete(`BB_INPUT_LOST:${id}`);
  const counts = active ? 'is taken as in force' : 'is taken as not in force';
  alarms.set(
    `BB_INPUT_LOST:${id}`,
    `Input ${id} has not been read for ${lostAfterMs / 1000} s: ${config.action === 'limit' ? 'its limit' : 'the order of the grid operator'} ${counts} (onLoss: ${config.onLoss}${active && config.onLoss === 'inactive' ? '; it was in force when it was lost' : ''}). Check its device, unit and register ${config.register}.`,
  );
}

function orderText(state: State, id: string): string {
  const input = state.modbus.inputs.get(id)!.config;
  if (input.action === 'stop')
    return `Input ${id}: the grid operator stops charging. No EVSE gets anything until it ends.`;
  if (input.limit !== undefined)
    return `Input ${id}: circuit ${input.limit.circuit} has ${input.limit.amps} A on each line until it ends.`;
  const amps = dimmedTo(state, input);
  const most =
    typeof amps === 'number' ? `${amps} A on each line` : `${amps.map((one) => `${one} A`).join(', ')} on L1, L2, L3`;
  return `Input ${id}: the grid operator dims the site. All stations together may draw ${most} until it ends.`;
}
