// An OCPP 1.6J charge point without its socket: events in, actions out, `now` as an argument. It shares nothing with the
// gateway that it tests, and what must survive its power cut does.

import type { Random } from '../../src/core/ports.ts';
import type { SimEvse } from './station-evse.ts';
import { flow, meterValue, newEvse } from './station-evse.ts';
import type { Vehicle } from './vehicle.ts';

export type StationEvent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'frame'; readonly text: string }
  | { readonly kind: 'wake' }
  | { readonly kind: 'plug'; readonly evse: number; readonly vehicle: Vehicle }
  | { readonly kind: 'unplug'; readonly evse: number }
  | { readonly kind: 'powerCycle' };

export type StationAction =
  | { readonly kind: 'connect' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'send'; readonly text: string };

/** A transaction message that really happened, for whoever compares the books. */
export interface StationRecord {
  readonly station: string;
  readonly evse: number;
  /** Which transaction of this station it belongs to, whatever number anybody gave it. */
  readonly session: string;
  readonly action: 'StartTransaction' | 'MeterValues' | 'StopTransaction';
  readonly payload: Record<string, unknown>;
  acknowledged: boolean;
}

export interface StationOptions {
  readonly id: string;
  readonly evses: number;
  readonly ratingAmps: number;
  readonly sampleSeconds: number;
  readonly random: Random;
  readonly callTimeoutMs?: number;
  readonly reconnectMs?: number;
  /** Repeats a start that was not answered under a new message id (Q51). */
  readonly newIdOnRetry?: boolean;
  /** Keeps a few records only: for load tests that run long. */
  readonly forgetful?: boolean;
}

export interface At {
  readonly mono: number;
  readonly utc: number;
}

export interface SimStation {
  readonly id: string;
  step(event: StationEvent, now: At): StationAction[];
  wakeAt(): number;
  readonly evses: readonly SimEvse[];
  readonly records: readonly StationRecord[];
  /** What the gateway did wrong. */
  readonly complaints: string[];
  /** Does not answer CALLs while it is true. */
  deaf: boolean;
  /** Transaction messages that are not acknowledged yet. */
  unacknowledged(): number;
  /** The transaction message that waits for its answer, if one does; `startedAt` (UTC ms) for a start. */
  awaits(): { readonly id: string; readonly startedAt?: number } | undefined;
}

interface ProfileReq {
  readonly csChargingProfiles: { readonly chargingSchedule: { readonly chargingSchedulePeriod: readonly { limit: number }[] } };
}

interface Outgoing {
  id: string;
  tries: number;
  readonly action: string;
  readonly payload: () => Record<string, unknown>;
  readonly record?: StationRecord;
  readonly evse?: SimEvse;
}

export function createStation(options: StationOptions): SimStation {
  const { id, random } = options;
  const timeoutMs = options.callTimeoutMs ?? 30_000;
  const evses = Array.from({ length: options.evses }, (_, at) => newEvse(at + 1, options.ratingAmps));
  const records: StationRecord[] = [];
  const complaints: string[] = [];
  const answered = new Map<string, string>();
  // Kept through a power cut: messages about transactions, in order.
  const queue: Outgoing[] = [];
  let messages = 0;
  let sessions = 0;
  // Lost in a power cut.
  let connected = false;
  let connecting = false;
  let booted = false;
  let small: Outgoing[] = [];
  let current: { call: Outgoing; deadline: number } | undefined;
  let reconnectAt = 0;
  let heartbeatMs = 300_000;
  let heartbeatAt = Infinity;
  let flowedAt: number | undefined;
  const actions: StationAction[] = [];

  const say = (action: string, payload: Record<string, unknown>, evse?: SimEvse): void => {
    small.push({ id: nextId(), tries: 0, action, payload: () => payload, ...(evse !== undefined && { evse }) });
  };
  const nextId = (): string => `${id}-${(messages += 1)}`;

  function step(event: StationEvent, now: At): StationAction[] {
    actions.length = 0;
    energy(now);
    switch (event.kind) {
      case 'opened':
        connected = true;
        connecting = false;
        booted = false;
        small = [];
        say('BootNotification', { chargePointVendor: 'Simulated', chargePointModel: 'AC22', firmwareVersion: '1.0' });
        break;
      case 'closed':
        lost(now);
        break;
      case 'frame':
        hear(event.text, now);
        break;
      case 'plug':
        plug(event.evse, event.vehicle, now);
        break;
      case 'unplug':
        unplug(event.evse, now);
        break;
      case 'powerCycle':
        if (connected) actions.push({ kind: 'disconnect' });
        for (const evse of evses) if (evse.session !== undefined) stop(evse, 'PowerLoss', now);
        lost(now);
        break;
      case 'wake':
        break;
    }
    due(now);
    speak(now);
    return [...actions];
  }

  function lost(now: At): void {
    connected = false;
    connecting = false;
    booted = false;
    current = undefined;
    small = [];
    heartbeatAt = Infinity;
    const wait = options.reconnectMs ?? 5000;
    reconnectAt = now.mono + wait * (0.5 + random.fraction());
  }

  function energy(now: At): void {
    const ms = flowedAt === undefined ? 0 : now.mono - flowedAt;
    flowedAt = now.mono;
    for (const evse of evses) flow(evse, ms);
  }

  function due(now: At): void {
    if (!connected && !connecting && now.mono >= reconnectAt) {
      connecting = true;
      actions.push({ kind: 'connect' });
      reconnectAt = now.mono + 30_000;
    }
    if (connecting && now.mono >= reconnectAt) connecting = false;
    if (current !== undefined && now.mono >= current.deadline) {
      // No answer means a broken connection; the message is repeated over the next one with the same id.
      actions.push({ kind: 'disconnect' });
      lost(now);
    }
    if (booted && now.mono >= heartbeatAt) {
      heartbeatAt = now.mono + heartbeatMs;
      say('Heartbeat', {});
    }
    for (const evse of evses) {
      if (evse.session === undefined) continue;
      if (now.mono >= evse.sampleAt) sample(evse, now);
      if (evse.vehicle !== undefined && evse.vehicle.wantedWh <= 0) stop(evse, 'Local', now);
    }
  }

  function sample(evse: SimEvse, now: At): void {
    evse.sampleAt = now.mono + options.sampleSeconds * 1000;
    book('MeterValues', evse, { connectorId: evse.evse, meterValue: [meterValue(evse, now.utc)] });
  }

  function plug(number: number, vehicle: Vehicle, now: At): void {
    const evse = evses[number - 1];
    if (evse === undefined || evse.vehicle !== undefined) return;
    evse.vehicle = vehicle;
    status(evse, 'Preparing', now);
    if (booted) say('Authorize', { idTag: vehicle.token }, evse);
    else start(evse, now);
  }

  function unplug(number: number, now: At): void {
    const evse = evses[number - 1];
    if (evse?.vehicle === undefined) return;
    if (evse.session !== undefined) stop(evse, 'EVDisconnected', now);
    evse.vehicle = undefined;
    status(evse, 'Available', now);
  }

  function start(evse: SimEvse, now: At): void {
    if (evse.vehicle === undefined || evse.session !== undefined) return;
    evse.session = `${id}#${(sessions += 1)}`;
    evse.transactionId = undefined;
    evse.sampleAt = now.mono + options.sampleSeconds * 1000;
    book('StartTransaction', evse, {
      connectorId: evse.evse,
      idTag: evse.vehicle.token,
      meterStart: Math.round(evse.registerWh),
      timestamp: new Date(now.utc).toISOString(),
    });
    status(evse, 'Charging', now);
  }

  function stop(evse: SimEvse, reason: string, now: At): void {
    book('StopTransaction', evse, {
      meterStop: Math.round(evse.registerWh),
      timestamp: new Date(now.utc).toISOString(),
      reason,
      ...(evse.vehicle !== undefined && { idTag: evse.vehicle.token }),
    });
    evse.session = undefined;
    status(evse, 'Finishing', now);
  }

  /** A transaction message: kept until it is answered. Its transaction id is filled in when it leaves. */
  function book(action: StationRecord['action'], evse: SimEvse, payload: Record<string, unknown>): void {
    const record: StationRecord = { station: id, evse: evse.evse, session: evse.session!, action, payload, acknowledged: false };
    if (options.forgetful !== true) records.push(record);
    const numbers = evse.numbers;
    const fill = () => (action === 'StartTransaction' ? payload : { ...payload, transactionId: numbers.get(record.session) ?? -1 });
    let sent: Record<string, unknown> | undefined;
    queue.push({ id: nextId(), tries: 0, action, payload: () => (sent ??= fill()), record, evse });
  }

  function status(evse: SimEvse, text: string, now: At): void {
    evse.status = text;
    if (booted) sayStatus(evse, now);
  }

  const sayStatus = (evse: SimEvse, now: At): void =>
    say('StatusNotification', {
      connectorId: evse.evse,
      errorCode: 'NoError',
      status: evse.status,
      timestamp: new Date(now.utc).toISOString(),
    });

  function speak(now: At): void {
    if (!connected || current !== undefined) return;
    const call = small.shift() ?? (booted ? queue[0] : undefined);
    if (call === undefined) return;
    call.tries += 1;
    if (options.newIdOnRetry === true && call.tries > 1 && call.action === 'StartTransaction') call.id = nextId();
    current = { call, deadline: now.mono + timeoutMs };
    actions.push({ kind: 'send', text: JSON.stringify([2, call.id, call.action, call.payload()]) });
  }

  function hear(text: string, now: At): void {
    const frame = JSON.parse(text) as [number, string, ...unknown[]];
    if (frame[0] === 2) return hearCall(frame[1], frame[2] as string, frame[3] as Record<string, never>, now);
    if (current?.call.id !== frame[1]) return void complaints.push(`${id}: an answer to ${frame[1]}, which waits for none`);
    const { call } = current;
    current = undefined;
    if (frame[0] === 3) hearResult(call, frame[2] as Record<string, never>, now);
    else if (call.record !== undefined) {
      // 1.6 §3.7.1 asks for another try after an error; here it is the gateway's fault.
      complaints.push(`${id}: ${call.action} was refused: ${text}`);
      queue.shift();
    }
  }

  function hearResult(call: Outgoing, payload: Record<string, never>, now: At): void {
    if (call.record !== undefined) {
      call.record.acknowledged = true;
      queue.shift();
    }
    const { transactionId, status: result, interval, idTagInfo } = payload as {
      transactionId?: number;
      status?: string;
      interval?: number;
      idTagInfo?: { status: string };
    };
    if (call.action === 'BootNotification') {
      booted = result === 'Accepted';
      heartbeatMs = (interval ?? 300) * 1000;
      heartbeatAt = now.mono + heartbeatMs;
      for (const evse of evses) sayStatus(evse, now);
    } else if (call.action === 'StartTransaction') call.evse!.numbers.set(call.record!.session, transactionId!);
    else if (call.action === 'Authorize' && idTagInfo?.status === 'Accepted') start(call.evse!, now);
  }

  function hearCall(messageId: string, action: string, payload: Record<string, never>, now: At): void {
    const seen = answered.get(messageId);
    const content = JSON.stringify(payload);
    if (seen !== undefined) complaints.push(`${id}: the message id ${messageId} was used twice (${seen === content ? 'a repeat' : 'another message'})`);
    answered.set(messageId, content);
    if (station.deaf) return;
    const answer = obey(action, payload, now);
    const text = answer === undefined ? [4, messageId, 'NotImplemented', '', {}] : [3, messageId, answer];
    actions.push({ kind: 'send', text: JSON.stringify(text) });
  }

  function obey(action: string, payload: Record<string, never>, now: At): object | undefined {
    const { connectorId, idTag, transactionId } = payload as { connectorId?: number; idTag?: string; transactionId?: number };
    switch (action) {
      case 'SetChargingProfile': {
        const evse = evses[(connectorId ?? 0) - 1];
        const { csChargingProfiles: profile } = payload as unknown as ProfileReq;
        for (const one of evse === undefined ? evses : [evse])
          one.profileAmps = profile.chargingSchedule.chargingSchedulePeriod[0]!.limit;
        return { status: 'Accepted' };
      }
      case 'RemoteStartTransaction': {
        const evse = evses[(connectorId ?? 1) - 1];
        if (evse?.vehicle === undefined || evse.session !== undefined) return { status: 'Rejected' };
        evse.vehicle = { ...evse.vehicle, token: idTag! };
        start(evse, now);
        return { status: 'Accepted' };
      }
      case 'RemoteStopTransaction': {
        const evse = evses.find((one) => one.session !== undefined && one.numbers.get(one.session) === transactionId);
        if (evse === undefined) return { status: 'Rejected' };
        stop(evse, 'Remote', now);
        return { status: 'Accepted' };
      }
      default:
        return undefined;
    }
  }

  function wakeAt(): number {
    let at = connected ? Infinity : reconnectAt;
    if (current !== undefined) at = Math.min(at, current.deadline);
    if (booted) at = Math.min(at, heartbeatAt);
    for (const evse of evses) if (evse.session !== undefined) at = Math.min(at, evse.sampleAt);
    return at;
  }

  const station: SimStation = {
    id,
    step,
    wakeAt,
    evses,
    records,
    complaints,
    deaf: false,
    unacknowledged: () => queue.length,
    awaits() {
      const { id: messageId, action, record } = current?.call ?? {};
      if (record === undefined || messageId === undefined) return undefined;
      if (action !== 'StartTransaction') return { id: messageId };
      return { id: messageId, startedAt: Date.parse(record.payload['timestamp'] as string) };
    },
  };
  return station;
}

