// A charging station of any version without its socket: events in, actions out, `now` as an argument. It shares nothing with
// the gateway that it checks.

import { readFrame } from './frame.ts';
import { hearError, hearResult } from './station/answers.ts';
import type { Body, Live } from './station/body.ts';
import { complain, isOnline, newBody } from './station/body.ts';
import { hearCall } from './station/hear-call.ts';
import { keepUp, lost, opened, powerOff, powerOn, reset, sayStatuses } from './station/connection.ts';
import { flow, heldLevel, lines, noteChanges, setPilots, statusOf } from './station/electric.ts';
import { say, speak } from './station/outbox.ts';
import { expireReservations } from './station/reservations.ts';
import { raiseSecurityEvent } from './station/security-events.ts';
import { attendResets, resetsAt } from './station/resets.ts';
import { attend, plug, setFault, swipe, tellChargingStates, unplug } from './station/sessions.ts';
import { attendJobs, jobsAt } from './station/transfers.ts';
import { firstKeys } from './station/keys.ts';
import type { Handlers } from './station/reply.ts';
import type { StationWords, Version } from './station/words.ts';
import { handlers16 } from './v16/handlers.ts';
import { words16 } from './v16/words.ts';
import { handlers201, handlers21 } from './v2/handlers.ts';
import { firstKeys2 } from './v2/settings.ts';
import { words201, words21 } from './v2/words.ts';
import type { At, EvseView, SimStation, StationAction, StationEvent, StationOptions } from './station/types.ts';

/** What each version says, and how it answers. */
const speech: Readonly<Record<Version, Speech>> = {
  '1.6': { words: words16, handlers: handlers16, firstKeys },
  '2.0.1': { words: words201, handlers: handlers201, firstKeys: firstKeys2 },
  '2.1': { words: words21, handlers: handlers21, firstKeys: firstKeys2 },
};

interface Speech {
  readonly words: StationWords;
  readonly handlers: Handlers;
  readonly firstKeys: (options: StationOptions) => Map<string, string>;
}

/** A station with the power on, which connects at its first wake-up. */
export function createStation(options: StationOptions): SimStation {
  const { words, handlers, firstKeys } = speech[options.version ?? '1.6'];
  const body = newBody(options, words, firstKeys(options));
  return {
    id: options.id,
    version: words.version,
    step: (event, now) => step(body, handlers, event, now),
    wakeAt: () => wakeAt(body),
    evses: (now) => view(body, now),
    get journal() {
      return body.journal;
    },
    complaints: body.complaints,
    notes: () => body.notes.splice(0),
    tally: body.tally,
    unacknowledged: () => body.memory.queue.length,
    forget(session) {
      body.journal = body.journal.filter((one) => one.session !== session);
    },
    isOnline: () => body.live !== undefined && isOnline(body.live),
    password: () => (body.memory.password === undefined ? undefined : words.passwordBytes(body.memory.password)),
  };
}

function step(body: Body, handlers: Handlers, event: StationEvent, now: At): StationAction[] {
  body.out = [];
  flow(body, now.mono);
  if (event.kind === 'plug') plug(body, event.evse, event.vehicle, now);
  else if (event.kind === 'unplug') unplug(body, event.evse, now);
  else if (event.kind === 'fault') setFault(body, event.evse, event.errorCode, now);
  else if (event.kind === 'securityEvent') raiseSecurityEvent(body, event.type, now, event.techInfo);
  takePower(body, event, now);
  if (body.live !== undefined) heed(body, body.live, handlers, event, now);
  if (body.live !== undefined && now.mono >= body.live.rebootAt) {
    powerOff(body, body.live, now);
    body.powerOnAt = now.mono + (body.options.rebootMs ?? 10_000);
  }
  if (body.live !== undefined) settle(body, body.live, now);
  return body.out;
}

function takePower(body: Body, { kind }: StationEvent, now: At): void {
  if ((kind === 'powerCycle' || kind === 'powerOff') && body.live !== undefined) powerOff(body, body.live, now);
  if (kind === 'powerCycle') body.powerOnAt = now.mono + (body.options.rebootMs ?? 10_000);
  if (kind === 'powerOff') body.powerOnAt = Infinity;
  if (body.live === undefined && (kind === 'powerOn' || now.mono >= body.powerOnAt)) powerOn(body, now);
}

function heed(body: Body, live: Live, handlers: Handlers, event: StationEvent, now: At): void {
  switch (event.kind) {
    case 'opened':
      if (live.link === 'connecting') opened(body, live);
      else body.out.push({ kind: 'disconnect' });
      break;
    case 'refused':
    case 'closed':
      if (live.link !== 'closed') lost(body, live, now);
      break;
    case 'frame':
      if (live.link === 'open') hear(body, live, handlers, event.text, now);
      break;
    case 'plug':
      if (event.token !== undefined) swipe(body, live, event.evse, event.token, now);
      break;
    case 'swipe':
      swipe(body, live, event.evse, event.token, now);
      break;
    case 'tell':
      if (isOnline(live)) say(body, live, event.action, event.payload);
      break;
    case 'reset':
      reset(body, live, 'Reboot', now, 'LocalReset');
      break;
    default:
  }
}

function hear(body: Body, live: Live, handlers: Handlers, text: string, now: At): void {
  live.failures = 0;
  const frame = readFrame(text);
  if (frame.kind === 'call') hearCall(body, live, handlers, frame, now);
  else if (frame.kind === 'result') hearResult(body, live, frame.id, frame.payload, now);
  else if (frame.kind === 'error') hearError(body, live, frame.id, frame.code, now);
  else complain(body, `a frame that is no OCPP: ${frame.why}`);
}

/** Everything that follows from what happened: currents, samples, statuses, and what may be said. */
function settle(body: Body, live: Live, now: At): void {
  attend(body, live, now);
  attendJobs(body, live, now);
  expireReservations(body, live, now);
  attendResets(body, live, now);
  setPilots(body, live, now);
  tellChargingStates(body, live, now);
  keepUp(body, live, now);
  sayStatuses(body, live, now);
  noteChanges(body, now);
  speak(body, live, now);
}

function wakeAt(body: Body): number {
  const { live, powerOnAt, evses, memory } = body;
  if (live === undefined) return powerOnAt;
  const moments = [
    live.rebootAt,
    live.profileAt,
    live.reservationAt,
    live.alignedAt,
    jobsAt(body, live),
    resetsAt(body),
  ];
  if (live.link === 'open') moments.push(live.hangUpAt);
  if (live.link !== 'open') moments.push(live.connectAt);
  for (const { deadline } of live.inFlight.values()) moments.push(deadline);
  if (live.link === 'open' && live.boot === 'Accepted') {
    moments.push(live.heartbeatAt);
    if (memory.queue.length > 0 && live.inFlight.size === 0) moments.push(live.queueAt);
  }
  if (live.link === 'open' && (live.boot === 'Pending' || live.boot === 'Rejected')) moments.push(live.bootAt);
  for (const { sampleAt, welcome, vehicle, transaction } of evses) {
    moments.push(sampleAt, welcome?.until ?? Infinity);
    if (vehicle !== undefined && transaction !== undefined) moments.push(vehicle.nextChangeAt());
  }
  return Math.min(...moments);
}

function view(body: Body, now: At): EvseView[] {
  flow(body, now.mono);
  return body.evses.map((evse) => ({
    evse: evse.evse,
    plugged: evse.vehicle !== undefined,
    ...(evse.transaction?.id !== undefined && { transaction: evse.transaction.id }),
    charging: evse.transaction !== undefined,
    status: body.live === undefined ? 'Unavailable' : statusOf(body, evse, now.utc),
    drawnAmps: lines(evse),
    heldAmps: heldLevel(body, evse, now.utc).amps,
    ratingAmps: body.ratingAmps,
    registerWh: evse.registerWh,
    ...(evse.vehicle !== undefined && { soc: evse.vehicle.soc() }),
  }));
}
