// An OCPP 1.6J charge point without its socket: events in, actions out, `now` as an argument. It shares nothing with the
// gateway that it tests, and what must survive its power cut does.

import { flow, newEvse } from './station-evse.ts';
import { obey } from './station-orders.ts';
import type { Outgoing } from './station-outbox.ts';
import { newOutbox } from './station-outbox.ts';
import type { Profile } from './station-profiles.ts';
import { newSessions } from './station-sessions.ts';
import type { At, SimStation, StationAction, StationEvent, StationOptions } from './station-types.ts';

/** The connection as the station sees it; lost in a power cut. */
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
  const profiles: Profile[] = [...(options.profiles ?? [])];
  const evses = Array.from({ length: options.evses }, (_, at) => newEvse(at + 1, options.ratingAmps, profiles));
  const outbox = newOutbox(options);
  const line = newLine();
  const sessions = newSessions(options, evses, outbox, () => line.booted);
  const complaints: string[] = [];
  const answered = new Map<string, string>();
  let flowedAt: number | undefined;
  const actions: StationAction[] = [];

  function step(event: StationEvent, now: At): StationAction[] {
    actions.length = 0;
    energy(now);
    switch (event.kind) {
      case 'opened':
        line.connected = true;
        line.connecting = false;
        line.booted = false;
        outbox.clear();
        register();
        break;
      case 'closed':
        lost(now);
        break;
      case 'frame':
        hear(event.text, now);
        break;
      case 'plug':
        sessions.plug(event.evse, event.vehicle, now);
        break;
      case 'unplug':
        sessions.unplug(event.evse, now);
        break;
      case 'powerCycle':
        if (line.connected) actions.push({ kind: 'disconnect' });
        for (const evse of evses) if (evse.session !== undefined) sessions.stop(evse, 'PowerLoss', now);
        lost(now);
        break;
      case 'wake':
        break;
    }
    due(now);
    speak(now);
    return [...actions];
  }

  function register(): void {
    line.heartbeatAt = Infinity;
    outbox.say('BootNotification', {
      chargePointVendor: 'Simulated',
      chargePointModel: options.model ?? 'AC22',
      firmwareVersion: '1.0',
    });
  }

  function lost(now: At): void {
    line.connected = false;
    line.connecting = false;
    line.booted = false;
    outbox.lose();
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
    if (now.mono >= outbox.deadline()) {
      // No answer means a broken connection; the message is repeated over the next one with the same id.
      actions.push({ kind: 'disconnect' });
      lost(now);
    }
    if (line.connected && now.mono >= line.heartbeatAt) {
      line.heartbeatAt = now.mono + line.heartbeatMs;
      // Who is told to wait asks again after the same time.
      if (line.booted) outbox.say('Heartbeat', {});
      else register();
    }
    sessions.due(now);
  }

  function speak(now: At): void {
    const text = line.connected ? outbox.next(line.booted, now) : undefined;
    if (text !== undefined) actions.push({ kind: 'send', text });
  }

  function hear(text: string, now: At): void {
    const frame = JSON.parse(text) as [number, string, ...unknown[]];
    if (frame[0] === 2) return hearCall(frame[1], frame[2] as string, frame[3] as Record<string, never>, now);
    const call = outbox.answered(frame[1]);
    if (call === undefined) complaints.push(`${id}: an answer to ${frame[1]}, which waits for none`);
    else if (frame[0] === 3) hearResult(call, frame[2] as Record<string, never>, now);
    else if (call.record !== undefined) {
      // 1.6 §3.7.1 asks for another try after an error; here it is the gateway's fault.
      complaints.push(`${id}: ${call.action} was refused: ${text}`);
      outbox.done();
    }
  }

  function hearResult(call: Outgoing, payload: Record<string, never>, now: At): void {
    if (call.record !== undefined) {
      call.record.acknowledged = true;
      options.onAcknowledged?.(call.record);
      outbox.done();
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
      if (line.booted) for (const evse of evses) sessions.sayStatus(evse, now);
    } else if (call.action === 'StartTransaction') call.evse!.numbers.set(call.record!.session, transactionId!);
    else if (call.action === 'Authorize' && idTagInfo?.status === 'Accepted') sessions.start(call.evse!, now);
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
      start: (evse) => sessions.start(evse, now),
      stop: (evse) => sessions.stop(evse, 'Remote', now),
      refuses: options.refuses ?? (() => false),
    });
    if (station.mute) return;
    const text = answer === undefined ? [4, messageId, 'NotImplemented', '', {}] : [3, messageId, answer];
    actions.push({ kind: 'send', text: JSON.stringify(text) });
  }

  function wakeAt(): number {
    let at = Math.min(line.connected ? Infinity : line.reconnectAt, outbox.deadline());
    if (line.connected) at = Math.min(at, line.heartbeatAt);
    for (const evse of evses) if (evse.session !== undefined) at = Math.min(at, evse.sampleAt);
    return at;
  }

  const station: SimStation = {
    id,
    step,
    wakeAt,
    evses,
    records: sessions.records,
    complaints,
    deaf: false,
    mute: false,
    unacknowledged: outbox.unacknowledged,
    awaits: outbox.awaits,
  };
  return station;
}
