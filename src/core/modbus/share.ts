// Others read Modbus devices through the gateway: what it read last, else one read in the last lane, never an old value.

import type { BusAnswer, BusRequest, BusResult, LineId, RegistersRead } from '../../model/bus.ts';
import type { AskId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { after, never } from '../../model/time.ts';
import { exceptions, hindranceOf, keptForMs, overhear, refusalOf } from '../../modbus/device-shared.ts';
import type { Device } from '../../modbus/device-state.ts';
import { timingOf } from '../../modbus/device-state.ts';
import { forgetRegisters, keepRegisters, registersAt } from '../../modbus/register-cache.ts';
import type { Decided, Heard } from '../heard.ts';
import type { Now, Question, Send } from '../ports.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';
import type { Fetch, Share, SharedDevice } from './share-live.ts';
import { cacheKey, rangeKey } from './share-live.ts';

/** Masters give up after 1 to 10 s, most of them after 3. */
const waitMs = 3000;
/** Reads that wait for one device; a master asks for one thing at a time. */
const mostFetches = 16;
/** Between two reads for others: boxes that are asked more than a few times a second hang (Alfen). */
const gapMs = 200;
/** Each read without an answer may cost the connection of the device: one a minute, and the same one not for ten. */
const restMs = 60_000;
const leftOutMs = 600_000;
/** Refusals that are remembered; the oldest gives way. */
const mostRefused = 256;
/** A bus answers every request; one that it does not answer for so long is forgotten. */
const forgottenAfterMs = 300_000;

type Asked = Extract<Question, { kind: 'registers' }>;

/** DECIDE: answers at once what is known or cannot be, and lets the rest wait for the device. */
export function serveRegisters(state: State, ask: AskId, { unit, read }: Asked, decided: Decided, now: Now): void {
  const answer = registersFor(state, ask, unit, read, now);
  if (answer !== undefined) decided.commands.push({ kind: 'answerAsk', ask, body: answer, overtakes: true });
}

function registersFor(
  state: State,
  ask: AskId,
  unit: number,
  range: Asked['read'],
  now: Now,
): RegistersRead | undefined {
  const shared = state.modbus.share?.units.get(unit);
  const device = shared === undefined ? undefined : deviceOf(state, shared);
  if (shared === undefined || device === undefined) return { exception: exceptions.pathUnavailable };
  const refusal = refusalOf(device, range);
  if (refusal !== undefined) return { exception: refusal };
  const words = registersAt(shared.cache, range, now.mono);
  if (words !== undefined) return { words };
  const exception = hindranceOf(device, range) ?? knownRefusal(shared, rangeKey(range), now.mono);
  if (exception !== undefined) return { exception };
  return wait(state, shared, ask, range, now);
}

function knownRefusal({ refused, restsUntil }: SharedDevice, key: string, now: Mono): number | undefined {
  const known = refused.get(key);
  if (known !== undefined && now < known.until) return known.exception;
  return now < restsUntil ? exceptions.targetSilent : undefined;
}

/** Whoever asks for the same gets the same answer. */
function wait(
  state: State,
  { fetches }: SharedDevice,
  ask: AskId,
  range: Asked['read'],
  now: Now,
): RegistersRead | undefined {
  const key = rangeKey(range);
  const same = fetches.find((one) => now.mono < one.until && rangeKey(one.range) === key);
  if (same !== undefined) return void same.askers.push(ask);
  if (fetches.length >= mostFetches) return { exception: exceptions.busy };
  fetches.push({ range, askers: [ask], until: after(now.mono, waitMs), sentAt: undefined });
  state.modbus.dueAt = now.mono;
  return undefined;
}

function deviceOf({ modbus }: State, { key }: SharedDevice): Device | undefined {
  return 'meter' in key ? modbus.meters.get(key.meter)?.meter.device : modbus.chargers.get(key.charger)?.charger.device;
}

/** SAY: who has waited too long is told so, and the next read of each device leaves. Returns when to look again. */
export function askForOthers(state: State, sends: Send[], now: Mono): Mono {
  const { share } = state.modbus;
  let wakeAt: number = never;
  for (const device of new Set(share?.units.values())) {
    if (device.fetches.length === 0) continue;
    dismissLate(device, sends, now);
    const [first] = device.fetches;
    if (first !== undefined && first.sentAt === undefined && device.nextAt <= now)
      sends.push(requestFor(state, share!, device, first, now));
    for (const fetch of device.fetches) wakeAt = Math.min(wakeAt, dismissAt(fetch));
    if (first !== undefined && first.sentAt === undefined) wakeAt = Math.min(wakeAt, device.nextAt);
  }
  return wakeAt as Mono;
}

/** When its askers, or it itself once they are gone, have waited long enough. */
const dismissAt = ({ askers, until, sentAt }: Fetch): Mono =>
  sentAt === undefined || askers.length > 0 ? until : after(sentAt, forgottenAfterMs);

function dismissLate({ fetches }: SharedDevice, sends: Send[], now: Mono): void {
  for (const fetch of [...fetches]) {
    if (now < fetch.until) continue;
    const body: RegistersRead = { exception: exceptions.targetSilent };
    for (const ask of fetch.askers) sends.push({ kind: 'answer', ask, body, overtakes: true });
    fetch.askers = [];
    const isOver = fetch.sentAt === undefined || now >= after(fetch.sentAt, forgottenAfterMs);
    if (isOver) fetches.splice(fetches.indexOf(fetch), 1);
  }
}

function requestFor(state: State, share: Share, device: SharedDevice, fetch: Fetch, now: Mono): Send {
  const { line, unit } = device;
  fetch.sentAt = now;
  const id = `shared#${makeId(state)}`;
  share.out.set(id, { device, fetch });
  const request: BusRequest = {
    id,
    unit,
    action: { kind: 'read', ...fetch.range },
    lane: 'shared',
    timing: timingOf(deviceOf(state, device)!),
  };
  return { kind: 'bus', line, request, overtakes: true };
}

/** READ: takes in the answer to a read for others; false where it is somebody else's. */
export function hearForOthers(state: State, heard: Pick<Heard, 'commands'>, answer: BusAnswer, now: Mono): boolean {
  const { share } = state.modbus;
  const out = share?.out.get(answer.request);
  if (share === undefined || out === undefined) return false;
  share.out.delete(answer.request);
  const { device: shared, fetch } = out;
  const at = shared.fetches.indexOf(fetch);
  if (at >= 0) shared.fetches.splice(at, 1);
  shared.nextAt = after(now, gapMs);
  const device = deviceOf(state, shared);
  if (device !== undefined) overhear(device, answer.result, now);
  const body = bodyOf(shared, fetch, answer.result, device, now);
  for (const ask of fetch.askers) heard.commands.push({ kind: 'answerAsk', ask, body, overtakes: true });
  return true;
}

function bodyOf(
  shared: SharedDevice,
  { range }: Fetch,
  result: BusResult,
  device: Device | undefined,
  now: Mono,
): RegistersRead {
  const goodForMs = device === undefined ? 0 : keptForMs(device);
  if (result.kind === 'words' && result.words.length === range.count) {
    keepRegisters(shared.cache, range, result.words, { now, goodForMs, isPlanned: false });
    return { words: result.words };
  }
  if (result.kind === 'exception') {
    refuse(shared, rangeKey(range), result.code, after(now, goodForMs));
    return { exception: result.code };
  }
  const disturbs = result.kind !== 'lost' || ['timeout', 'garbled', 'closed'].includes(result.why);
  if (disturbs) {
    shared.restsUntil = after(now, restMs);
    refuse(shared, rangeKey(range), exceptions.targetSilent, after(now, leftOutMs));
  }
  return { exception: exceptions.targetSilent };
}

function refuse({ refused }: SharedDevice, key: string, exception: number, until: Mono): void {
  refused.delete(key);
  refused.set(key, { exception, until });
  if (refused.size <= mostRefused) return;
  const [oldest] = refused.keys();
  refused.delete(oldest!);
}

/** What was just written to a device is not shown as it was before. */
export function forgetWritten({ modbus: { share } }: State, line: LineId, { unit, action }: BusRequest): void {
  if (share === undefined || action.kind !== 'write') return;
  const cache = share.caches.get(cacheKey(line, unit));
  if (cache !== undefined) forgetRegisters(cache, action.address, action.words.length);
}
