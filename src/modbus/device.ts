// One device behind a bus: what to ask of it and when, and what its answers mean. No timers: `due` says what leaves now and
// when it wants to be asked again, and `answer` takes in what became of a request.

import type { BusAnswer, BusRequest, BusResult } from '../model/bus.ts';
import type { Mono } from '../model/time.ts';
import { after, earliest, never } from '../model/time.ts';
import { arrange, begin, connectEnded, firstAnswered, wakeOfFirst } from './device-arrange.ts';
import { inOrderOfLanes } from './device-ask.ts';
import { beatAnswered, beatRequests, noteRead, wakeOfBeats } from './device-beats.ts';
import { pollAnswered, pollRequests, readAnswered, wakeOfPolls } from './device-polls.ts';
import type { Expand } from './device-runs.ts';
import { runAnswered, runRequests, wakeOfRuns } from './device-runs.ts';
import { lookBack } from './device-scope.ts';
import type { Asked, Device } from './device-state.ts';
import { lossesUntilUnreachable, takeBack } from './device-state.ts';

export interface Due {
  /** Those that must leave first are first. */
  readonly requests: readonly BusRequest[];
  readonly wakeAt: Mono;
}

/** A bus answers every request; one that it does not answer for so long is forgotten, so that nothing waits for ever. */
const forgottenAfterMs = 300_000;

const nothing: Expand = () => undefined;

/** To be called when `wakeAt` is reached, after every answer and after every command. */
export function due(device: Device, now: Mono, expand: Expand = nothing): Due {
  forget(device, now);
  const requests: BusRequest[] = [];
  // A step that ends may begin the next one.
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const stage = device.stage;
    requests.push(...arrange(device, now), ...runRequests(device, now, expand));
    connectEnded(device, now);
    if (device.stage === stage) break;
  }
  requests.push(...beatRequests(device, now), ...pollRequests(device, now));
  return { requests: inOrderOfLanes(requests), wakeAt: wakeOf(device) };
}

/** As many as there are stages, and the changes of a variant between them. */
const mostTurns = 8;

const wakeOf = (device: Device): Mono =>
  earliest(wakeOfFirst(device), wakeOfPolls(device), wakeOfBeats(device), wakeOfRuns(device), wakeOfForgotten(device));

function wakeOfForgotten({ asked }: Device): Mono {
  const [oldest] = asked.values();
  return oldest === undefined ? never : after(oldest.askedAt, forgottenAfterMs);
}

function forget(device: Device, now: Mono): void {
  for (const [id, { askedAt }] of device.asked) {
    if (now - askedAt < forgottenAfterMs) return;
    answered(device, id, device.connection, { kind: 'lost', why: 'timeout', detail: 'the bus gave no answer' }, now);
  }
}

/** The points that said something. An answer to nothing that was asked says nothing. */
export function answer(device: Device, { request, connection, result }: BusAnswer, now: Mono): readonly string[] {
  const said = answered(device, request, connection, result, now);
  if (said.length > 0) {
    lookBack(device);
    for (const name of said) takeBack(device, 'BB_MODBUS_REFUSED', name);
  }
  return said;
}

function answered(
  device: Device,
  id: string,
  connection: number | undefined,
  given: BusResult,
  now: Mono,
): readonly string[] {
  const asked = device.asked.get(id);
  if (asked === undefined) return [];
  device.asked.delete(id);
  const result = checked(asked, given);
  noteFed(device, result, asked, now);
  if (result.kind === 'lost') lost(device, result, now);
  else heard(device, connection, result, now);
  switch (asked.kind) {
    case 'first':
      firstAnswered(device, asked.round, result);
      return [];
    case 'beat':
      beatAnswered(device, asked, result, now);
      return asked.read === undefined ? [] : readAnswered(device, { ...asked, read: asked.read }, result, now);
    case 'read':
      return pollAnswered(device, asked, result, now);
    case 'run': {
      const said = runAnswered(device, asked, result, now);
      connectEnded(device, now);
      return said;
    }
  }
}

/** As many words as were asked for, or none at all. */
function checked(asked: Asked, result: BusResult): BusResult {
  const read = 'read' in asked ? asked.read : undefined;
  if (result.kind !== 'words' || read === undefined || result.words.length === read.count) return result;
  const detail = `${result.words.length} words where ${read.count} were asked for`;
  return { kind: 'lost', why: 'garbled', detail };
}

/** What may have come through may have kept the watchdog of the device quiet, whether it was answered or not. */
function noteFed(device: Device, result: BusResult, asked: Asked, now: Mono): void {
  if (result.kind === 'lost' && ['unreachable', 'resting', 'replaced'].includes(result.why)) return;
  if (feeds(device, asked)) device.reach = { ...device.reach, fedAt: now };
}

/** Where reading is enough everything feeds; elsewhere only what is written. */
export const feeds = (device: Device, asked: Asked): boolean =>
  asked.kind !== 'read' || device.driver.heartbeats.some(({ kind }) => kind === 'any-read');

function lost(device: Device, { why }: Extract<BusResult, { kind: 'lost' }>, now: Mono): void {
  if (why === 'replaced') return;
  const { reach } = device;
  const losses = reach.losses + 1;
  const isGone = losses >= lossesUntilUnreachable && reach.kind !== 'unreachable';
  device.reach = { ...reach, losses, ...(isGone && { kind: 'unreachable' as const, since: now }) };
}

function heard(device: Device, connection: number | undefined, result: BusResult, now: Mono): void {
  const { reach, config } = device;
  const wasSilent = reach.losses > 0;
  const isNew = connection !== device.connection && device.connection !== undefined && (!config.isSerial || wasSilent);
  const isBack = reach.kind === 'unreachable';
  const since = reach.kind === 'reachable' ? reach.since : now;
  device.reach = { ...reach, kind: 'reachable', since, heardAt: now, losses: 0 };
  device.connection = connection;
  if (result.kind === 'words') noteRead(device, now);
  if (isNew || isBack) begin(device);
}
