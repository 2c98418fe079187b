// How a simulated charge point connects, boots, and loses its connection and its power.

import type { Body, Evse, Live } from './body.ts';
import { newLive, note } from './body.ts';
import { statusOf } from './electric.ts';
import { say } from './outbox.ts';
import { raiseSecurityEvent } from './security-events.ts';
import { judgeOffline, resume, stop } from './sessions.ts';
import type { At } from './types.ts';

/** An attempt to connect that says nothing for so long is given up. */
const connectTimeoutMs = 45_000;
/** Between boots where the central system names no interval. */
const bootRetryMs = 60_000;

export function opened(body: Body, live: Live): void {
  if (live.link !== 'connecting') return;
  live.link = 'open';
  if (live.boot === 'Accepted' && body.options.bootsOnReconnect !== true)
    return void (body.memory.cutOffSince = undefined);
  live.boot = 'needed';
  live.bootAt = 0;
}

/** The connection is gone: what was small is forgotten, what was about a transaction is still in memory. */
export function lost(body: Body, live: Live, now: At): void {
  const calls = [...[...live.inFlight.values()].map(({ call }) => call), ...live.lane];
  const wasOpen = live.link === 'open';
  live.link = 'closed';
  live.lane = [];
  live.inFlight.clear();
  if (live.boot !== 'Accepted') live.boot = 'needed';
  body.memory.cutOffSince ??= now.utc;
  live.connectAt = now.mono + backOffMs(body, live);
  live.failures += 1;
  live.hangUpAt = Infinity;
  if (wasOpen) note(body, undefined, 'the connection is lost');
  for (const { action, evse } of calls) {
    if (action === 'StatusNotification') forgetTold(live, evse);
    const token = evse?.asking?.token;
    if (action !== 'Authorize' || evse === undefined || token === undefined) continue;
    evse.asking = undefined;
    judgeOffline(body, live, evse, token, now);
  }
}

/** A status that did not arrive for certain is said again. */
function forgetTold(live: Live, evse: { toldStatus: string | undefined } | undefined): void {
  if (evse === undefined) live.toldStation = undefined;
  else evse.toldStatus = undefined;
}

/** Doubles with every failure and differs from station to station. */
function backOffMs({ options }: Body, live: Live): number {
  const most = options.reconnectMostMs ?? 120_000;
  const mean = Math.min(most, (options.reconnectMs ?? 5000) * 2 ** Math.min(live.failures, 20));
  return mean * (0.5 + options.chance.fraction());
}

/** Gives the connection up from this side. */
export function hangUp(body: Body, live: Live, now: At): void {
  if (live.link !== 'closed') body.out.push({ kind: 'disconnect' });
  lost(body, live, now);
}

/** Everything about the connection that is due by the clock. */
export function keepUp(body: Body, live: Live, now: At): void {
  if (live.link === 'connecting' && now.mono >= live.connectAt) hangUp(body, live, now);
  if (live.link === 'closed' && now.mono >= live.connectAt) {
    live.link = 'connecting';
    live.connectAt = now.mono + connectTimeoutMs;
    body.out.push({ kind: 'connect' });
  }
  for (const { deadline } of live.inFlight.values())
    // No answer means a broken connection; the message is said again over the next one, under the same id.
    if (now.mono >= deadline) return hangUp(body, live, now);
  if (live.link !== 'open') return;
  if (now.mono >= live.hangUpAt) return hangUp(body, live, now);
  if (live.boot !== 'Accepted' && live.boot !== 'asking' && now.mono >= live.bootAt) sayBoot(body, live);
  if (live.boot === 'Accepted' && now.mono >= live.heartbeatAt) {
    live.heartbeatAt = now.mono + live.heartbeatMs;
    say(body, live, 'Heartbeat', {});
  }
}

export function sayBoot(body: Body, live: Live, isTriggered = false): void {
  const { id, vendor, model } = body.options;
  const reason = isTriggered ? 'Triggered' : body.memory.bootReason;
  if (live.boot !== 'Accepted') live.boot = 'asking';
  const payload = body.words.boot({
    vendor: vendor ?? 'Simulated',
    model: model ?? 'AC22',
    serial: id.slice(0, 25),
    firmware: body.memory.firmware,
    reason,
  });
  say(body, live, 'BootNotification', payload, { isEarly: true });
}

/** The answer to a BootNotification (1.6 §4.2); undefined for a CALLERROR. */
export function booted(body: Body, live: Live, status: unknown, intervalSeconds: unknown, now: At): void {
  const ms = typeof intervalSeconds === 'number' && intervalSeconds > 0 ? intervalSeconds * 1000 : undefined;
  const text = typeof status === 'string' ? status : 'answered with an error';
  if (live.boot !== 'Accepted' || status !== 'Accepted') note(body, undefined, `its boot is ${text}`);
  if (status === 'Accepted') {
    body.tally.boots += 1;
    live.boot = 'Accepted';
    body.memory.cutOffSince = undefined;
    live.failures = 0;
    live.heartbeatMs = ms ?? live.heartbeatMs;
    live.heartbeatAt = now.mono + live.heartbeatMs;
    body.memory.keys.set('HeartbeatInterval', String(live.heartbeatMs / 1000));
    // All of them after a boot.
    live.toldStation = undefined;
    for (const evse of body.evses) evse.toldStatus = undefined;
    return;
  }
  live.boot = status === 'Pending' ? 'Pending' : 'Rejected';
  live.bootAt = now.mono + (ms ?? bootRetryMs);
}

/** Says every status that the central system does not know yet. */
export function sayStatuses(body: Body, live: Live, now: At): void {
  if (live.link !== 'open' || live.boot !== 'Accepted') return;
  if (live.toldStation !== stationStatus(body)) sayStatus(body, live, 0, now);
  for (const { evse, toldStatus } of body.evses)
    if (toldStatus !== plugOf(body, body.evses[evse - 1]!, now.utc)) sayStatus(body, live, evse, now);
}

const plugOf = (body: Body, evse: Evse, utc: number): string =>
  body.words.plug(statusOf(body, evse, utc), evse.vehicle !== undefined);

/** Connector 0 is available, unavailable or faulted (1.6 §4.9). */
const stationStatus = ({ memory }: Body): string => (memory.isOperative ? 'Available' : 'Unavailable');

/** Connector 0 is the station itself. */
export function sayStatus(body: Body, live: Live, connectorId: number, now: At, isEarly = false): void {
  const evse = body.evses[connectorId - 1];
  const status = evse === undefined ? stationStatus(body) : plugOf(body, evse, now.utc);
  if (evse === undefined) live.toldStation = status;
  else evse.toldStatus = status;
  const payload = body.words.status(connectorId, status, evse?.fault ?? 'NoError', now.utc);
  if (payload === undefined) return;
  say(body, live, 'StatusNotification', payload, {
    ...(evse !== undefined && { evse }),
    ...(isEarly && { isEarly: true as const }),
  });
}

export function powerOff(body: Body, live: Live, now: At): void {
  if (live.link !== 'closed') body.out.push({ kind: 'disconnect' });
  for (const evse of body.evses) {
    evse.vehicle?.cut(now.mono);
    evse.asking = undefined;
    evse.welcome = undefined;
    evse.sampleAt = Infinity;
    evse.toldStatus = undefined;
  }
  body.memory.offUtc = now.utc;
  body.memory.cutOffSince ??= now.utc;
  body.live = undefined;
}

export function powerOn(body: Body, now: At): void {
  body.powerOnAt = Infinity;
  const live = newLive(now.mono + body.options.chance.fraction() * 1000);
  body.live = live;
  raiseSecurityEvent(body, 'StartupOfTheDevice', now);
  for (const evse of body.evses) {
    if (evse.transaction === undefined) continue;
    if (body.options.afterPowerLoss !== 'resume')
      stop(body, live, evse, 'PowerLoss', now, undefined, body.memory.offUtc);
    else if (evse.vehicle === undefined) stop(body, live, evse, 'EVDisconnected', now);
    else resume(body, evse, now);
  }
}

/** Ends the transactions with a reason and boots a moment later, when the last answer has left. */
export function reset(body: Body, live: Live, reason: string, now: At, bootReason = 'RemoteReset'): void {
  body.memory.bootReason = bootReason;
  for (const evse of body.evses) stop(body, live, evse, reason, now);
  raiseSecurityEvent(body, 'ResetOrReboot', now, reason);
  live.rebootAt = now.mono + 1000;
}
