// An OCPP 1.6J charge point without its socket: events in, actions out, `now` as an argument. It shares nothing with the
// gateway that it tests, and what must survive its power cut does.

import type { SimEvse } from './station-evse.ts';
import { flow, meterValue, newEvse } from './station-evse.ts';
import { obey } from './station-orders.ts';
import type { Profile } from './station-profiles.ts';
import type { At, SimStation, StationAction, StationEvent, StationOptions, StationRecord } from './station-types.ts';
import type { Vehicle } from './vehicle.ts';

interface Outgoing {
  id: string;
  tries: number;
  readonly action: string;
  readonly payload: () => Record<string, unknown>;
  readonly record?: StationRecord;
  readonly evse?: SimEvse;
}

/** The connection as the station sees it. */
const newLine = () => ({
  connected: false,
  connecting: false,
  booted: false,
  reconnectAt: 0,
  heartbeatMs: 300_000,
  heartbeatAt: Infinity,
});

export function createStation(options: StationOptions): SimStation {
  const { id, random } = options;
  const timeoutMs = options.callTimeoutMs ?? 30_000;
  const evses = newEvses(options);
  const records: StationRecord[] = [];
  const complaints: string[] = [];
  const answered = new Map<string, string>();
  // Kept through a power cut: messages about transactions, in order.
  const queue: Outgoing[] = [];
  let messages = 0;
  let sessions = 0;
  // Lost in a power cut.
  const line = newLine();
  let small: Outgoing[] = [];
  let current: { call: Outgoing; deadline: number } | undefined;
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
        line.connected = true;
        line.connecting = false;
        line.booted = false;
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
        if (line.connected) actions.push({ kind: 'disconnect' });
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
    line.connected = false;
    line.connecting = false;
    line.booted = false;
    current = undefined;
    small = [];
    line.heartbeatAt = Infinity;
    const wait = options.reconnectMs ?? 5000;
    line.reconnectAt = now.mono + wait * (0.5 + random.fraction());
  }

  function energy(now: At): void {
    const ms = flowedAt === undefined ? 0 : now.mono - flowedAt;
    flowedAt = now.mono;
    for (const evse of evses) flow(evse, ms);
  }

  function due(now: At): void {
    if (!line.connected && !line.connecting && now.mono >= line.reconnectAt) {
      line.connecting = true;
      actions.push({ kind: 'connect' });
      line.reconnectAt = now.mono + 30_000;
    }
    if (line.connecting && now.mono >= line.reconnectAt) line.connecting = false;
    if (current !== undefined && now.mono >= current.deadline) {
      // No answer means a broken connection; the message is repeated over the next one with the same id.
      actions.push({ kind: 'disconnect' });
      lost(now);
    }
    if (line.booted && now.mono >= line.heartbeatAt) {
      line.heartbeatAt = now.mono + line.heartbeatMs;
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
    if (line.booted) say('Authorize', { idTag: vehicle.token }, evse);
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
    const record: StationRecord = {
      station: id,
      evse: evse.evse,
      session: evse.session!,
      action,
      payload,
      acknowledged: false,
      messageId: '',
    };
    if (options.forgetful !== true) records.push(record);
    const numbers = evse.numbers;
    const fill = () =>
      action === 'StartTransaction' ? payload : { ...payload, transactionId: numbers.get(record.session) ?? -1 };
    let sent: Record<string, unknown> | undefined;
    queue.push({ id: nextId(), tries: 0, action, payload: () => (sent ??= fill()), record, evse });
  }

  function status(evse: SimEvse, text: string, now: At): void {
    evse.status = text;
    if (line.booted) sayStatus(evse, now);
  }

  const sayStatus = (evse: SimEvse, now: At): void =>
    say('StatusNotification', {
      connectorId: evse.evse,
      errorCode: 'NoError',
      status: evse.status,
      timestamp: new Date(now.utc).toISOString(),
    });

  function speak(now: At): void {
    if (!line.connected || current !== undefined) return;
    const call = small.shift() ?? (line.booted ? queue[0] : undefined);
    if (call === undefined) return;
    call.tries += 1;
    if (options.newIdOnRetry === true && call.tries > 1 && call.action === 'StartTransaction') call.id = nextId();
    if (call.record !== undefined) call.record.messageId = call.id;
    current = { call, deadline: now.mono + timeoutMs };
    actions.push({ kind: 'send', text: JSON.stringify([2, call.id, call.action, call.payload()]) });
  }

  function hear(text: string, now: At): void {
    const frame = JSON.parse(text) as [number, string, ...unknown[]];
    if (frame[0] === 2) return hearCall(frame[1], frame[2] as string, frame[3] as Record<string, never>, now);
    if (current?.call.id !== frame[1])
      return void complaints.push(`${id}: an answer to ${frame[1]}, which waits for none`);
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
      options.onAcknowledged?.(call.record);
      queue.shift();
    }
    const {
      transactionId,
      status: result,
      interval,
      idTagInfo,
    } = payload as {
      transactionId?: number;
      status?: string;
      interval?: number;
      idTagInfo?: { status: string };
    };
    if (call.action === 'BootNotification') {
      line.booted = result === 'Accepted';
      line.heartbeatMs = (interval ?? 300) * 1000;
      line.heartbeatAt = now.mono + line.heartbeatMs;
      for (const evse of evses) sayStatus(evse, now);
    } else if (call.action === 'StartTransaction') call.evse!.numbers.set(call.record!.session, transactionId!);
    else if (call.action === 'Authorize' && idTagInfo?.status === 'Accepted') start(call.evse!, now);
  }

  function hearCall(messageId: string, action: string, payload: Record<string, never>, now: At): void {
    const seen = answered.get(messageId);
    const content = JSON.stringify(payload);
    if (seen !== undefined)
      complaints.push(
        `${id}: the message id ${messageId} was used twice (${seen === content ? 'a repeat' : 'another message'})`,
      );
    answered.set(messageId, content);
    if (station.deaf) return;
    const answer = obey(action, payload, evses, {
      start: (evse) => start(evse, now),
      stop: (evse) => stop(evse, 'Remote', now),
      refuses: options.refuses ?? (() => false),
    });
    const text = answer === undefined ? [4, messageId, 'NotImplemented', '', {}] : [3, messageId, answer];
    actions.push({ kind: 'send', text: JSON.stringify(text) });
  }

  function wakeAt(): number {
    let at = line.connected ? Infinity : line.reconnectAt;
    if (current !== undefined) at = Math.min(at, current.deadline);
    if (line.booted) at = Math.min(at, line.heartbeatAt);
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
    awaits: () => awaited(current?.call),
  };
  return station;
}

function newEvses({ evses, ratingAmps }: StationOptions): SimEvse[] {
  const profiles: Profile[] = [];
  return Array.from({ length: evses }, (_, at) => newEvse(at + 1, ratingAmps, profiles));
}

/** The transaction message that waits for its answer. */
function awaited(call: Outgoing | undefined): ReturnType<SimStation['awaits']> {
  if (call?.record === undefined) return undefined;
  if (call.action !== 'StartTransaction') return { id: call.id };
  return { id: call.id, startedAt: Date.parse(call.record.payload['timestamp'] as string) };
}
