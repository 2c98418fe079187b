// What the CSMS answers to what the gateway says of itself: boot, security events, dead letters.

import type { UplinkId } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import { isUnsupported } from '../../ocpp/errors.ts';
import type { Call } from '../../ocpp/session.ts';
import { ownNumber } from '../../uplink/device-model.ts';
import { doneThrough } from '../../uplink/outbox.ts';
import { parkAgain } from '../uplink/dead-letter.ts';
import type { Heard } from '../heard.ts';
import type { Link, Purpose } from '../links.ts';
import { dialectOfLink } from '../links.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { usualHeartbeatSeconds } from '../uplink/live.ts';
import { askMs } from '../uplink/loss.ts';

/** A CSMS that refuses our boot, or lets it wait, without an interval is asked again after this time. */
const bootRetrySeconds = 60;

/** Registration is what the CSMS said last; an interval of 0 leaves the time to us (1.6 §4.2). */
export function hearBootAnswer(
  state: State,
  uplink: UplinkLive,
  payload: { status: string; interval: number },
  now: Now,
): void {
  const { status, intervalSeconds } = dialectOf(uplink.config.version).toCsms.readBootAnswer(payload as never);
  // What happened until now could not be told when it did (E11.FR.02).
  if (status === 'Accepted' && !uplink.accepted) uplink.missedThrough = state.ledger.head;
  uplink.accepted = status === 'Accepted';
  uplink.pending = status === 'Pending';
  if (!uplink.accepted) return bootLater(state, uplink, intervalSeconds ?? bootRetrySeconds, now);
  const set = state.ledger.uplinks.get(uplink.config.id)?.settings.get('HeartbeatInterval');
  setHeartbeat(state, uplink, intervalSeconds ?? Number(set ?? usualHeartbeatSeconds), now);
}

export function bootLater(state: State, uplink: UplinkLive, seconds = bootRetrySeconds, now: Now): void {
  uplink.bootAt = after(now.mono, seconds * 1000);
  wakeBy(state, uplink.bootAt);
}

export function setHeartbeat(state: State, uplink: UplinkLive, seconds: number, now: Now): void {
  uplink.heartbeatMs = Math.min(seconds * 1000, askMs(uplink));
  if (!uplink.accepted) return;
  uplink.heartbeatAt = after(now.mono, uplink.heartbeatMs);
  wakeBy(state, uplink.heartbeatAt);
}

export function hearSecurityTold(state: State, heard: Heard, id: UplinkId, messageId: string, refusal?: string): void {
  const uplink = state.uplinks.get(id);
  if (uplink === undefined) return;
  uplink.securityRefusals = 0;
  const why = refusal === undefined ? {} : { refusal: refusal.slice(0, 64) };
  heard.facts.push({ kind: 'SecurityEventTold', uplink: id, messageId, ...why });
}

/** A CSMS that does not know security events is not asked a second time about one; any other refusal is tried again. */
export function hearSecurityRefused(
  state: State,
  heard: Heard,
  id: UplinkId,
  messageId: string,
  code: string,
  now: Now,
): void {
  const uplink = state.uplinks.get(id);
  if (uplink === undefined) return;
  uplink.securityRefusals += 1;
  const isUnknown = isUnsupported(code);
  if (isUnknown || uplink.securityRefusals >= attemptsOf(state, uplink))
    return hearSecurityTold(state, heard, id, messageId, code);
  uplink.securityRetryAt = after(now.mono, retryMsOf(state, uplink) * uplink.securityRefusals);
  wakeBy(state, uplink.securityRetryAt);
}

type LetterPurpose = Extract<Purpose, { kind: 'letter' }>;

export function hearLetterAnswered(
  state: State,
  heard: Heard,
  link: Link,
  purpose: LetterPurpose,
  call: Call<Purpose>,
  payload: unknown,
) {
  const uplink = state.uplinks.get(purpose.uplink);
  if (uplink === undefined) return;
  const { toCsms } = dialectOfLink(link);
  const part = toCsms.part({ action: call.action, payload: JSON.parse(call.payload) as object });
  const upstreamId = part === 'start' ? toCsms.readNumber(payload as never) : undefined;
  heard.facts.push({
    kind: 'Answered',
    uplink: purpose.uplink,
    messageId: call.id,
    ...(purpose.transaction !== undefined && { transaction: purpose.transaction }),
    ...(upstreamId !== undefined && { upstreamId }),
    ...(part === 'stop' && { closes: true }),
    through: doneThrough(uplink.outbox),
  });
}

/** Refused once more: it is a dead letter again, at once. */
export function hearLetterRefused(
  state: State,
  heard: Heard,
  purpose: LetterPurpose,
  call: Call<Purpose>,
  error: { code: string; description: string },
  now: Now,
): void {
  const uplink = state.uplinks.get(purpose.uplink);
  const letter = state.ledger.uplinks.get(purpose.uplink)?.replays.get(call.id);
  if (uplink === undefined || letter === undefined) return;
  const { code, description } = error;
  parkAgain({ state, uplink, facts: heard.facts, now }, letter, code.slice(0, 64), description.slice(0, 255));
}

/** TransactionMessageAttempts and TransactionMessageRetryInterval as they are in force. */
export const attemptsOf = (state: State, { config }: UplinkLive): number =>
  ownNumber(state.ledger.uplinks.get(config.id)?.settings, 'TransactionMessageAttempts', config.attempts);

export const retryMsOf = (state: State, { config }: UplinkLive): number =>
  1000 *
  ownNumber(
    state.ledger.uplinks.get(config.id)?.settings,
    'TransactionMessageRetryInterval',
    config.retryIntervalSeconds,
  );
