// Our own certificate towards a central system: a new one is asked for (A02, as the station), with a key that was made here and
// stays here.

import type { AlarmKey } from '../../model/alarm.ts';
import type { Uplink } from '../../model/config/site.ts';
import type { UplinkId } from '../../model/ids.ts';
import { after, isoOf, mono, never } from '../../model/time.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import { callTimeoutMs, placeCall } from '../call.ts';
import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { OwnFiles } from '../ports/certificates.ts';
import type { State } from '../state.ts';
import { makeId } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { lookBy } from './due.ts';
import type { OwnCertificate, OwnRequest } from './live.ts';
import { giveTask } from './task.ts';

const dayMs = 86_400_000;
/** CertSigningWaitMinimum and CertSigningRepeatTimes; each wait is twice the one before (A02.FR.18). */
const waitMinimumMs = 60_000;
const repeatTimes = 3;
const lookEveryMs = 6 * 3_600_000;
const warnMs = 30 * dayMs;

/** One of ours; the sockets of a relay ask for nothing by themselves. */
export const ownFilesOf = ({ id, cert, key, ca }: Uplink): OwnFiles | undefined =>
  cert === undefined || key === undefined ? undefined : { uplink: id, cert, key, ...(ca !== undefined && { ca }) };

const isOurs = ({ mode, speaksFor }: Uplink): boolean => mode === 'aggregate' && speaksFor === undefined;

/** Over MQTT nobody signs: it is only looked at. */
const isSigned = ({ kind }: Uplink): boolean => kind === 'ocpp';

/** True where an uplink has such a certificate. */
export function followOwn(state: State, heard: Pick<Heard, 'commands'>, now: Now): boolean {
  let hasOwn = false;
  for (const uplink of state.uplinks.values()) {
    const files = ownFilesOf(uplink.config);
    if (files === undefined || !isOurs(uplink.config)) continue;
    hasOwn = true;
    const own = ownOf(state, uplink.config.id);
    if (own.lookAt <= now.mono) look(state, heard, own, files, now);
    if (own.request === undefined) renewIfOld(state, heard, uplink, own, now);
    else askAgain(state, heard, uplink, own, now);
  }
  return hasOwn;
}

export function ownOf(state: State, uplink: UplinkId): OwnCertificate {
  const { own } = state.certificates;
  const known = own.get(uplink);
  if (known !== undefined) return known;
  const made: OwnCertificate = { lookAt: mono(0), notBefore: mono(0) };
  own.set(uplink, made);
  return made;
}

function look(state: State, heard: Pick<Heard, 'commands'>, own: OwnCertificate, files: OwnFiles, now: Now): void {
  own.lookAt = after(now.mono, lookEveryMs);
  giveTask(state, heard, { kind: 'look', files }, (outcome, _heard, at) => {
    if (!outcome.ok || outcome.validity === undefined) return;
    own.validity = outcome.validity;
    lookBy(state, at.mono);
  });
}

function renewIfOld(
  state: State,
  heard: Pick<Heard, 'commands'>,
  uplink: UplinkLive,
  own: OwnCertificate,
  now: Now,
): void {
  const { validity } = own;
  if (validity === undefined || !state.clock.trusted) return;
  const { id } = uplink.config;
  const alarm: AlarmKey = `BB_UPLINK_CERTIFICATE_ENDS:${id}`;
  const life = validity.until - validity.from;
  const isOld = now.utc >= validity.from + (life * 2) / 3;
  if (isOld && validity.until - now.utc < warnMs)
    state.alarms.set(
      alarm,
      isSigned(uplink.config)
        ? `Our certificate towards ${id} ends ${isoOf(validity.until)}. A new one is asked for each day; if none comes, get one from its operator and put it into the files under "security".`
        : `Our certificate towards ${id} ends ${isoOf(validity.until)}. Get a new one from its operator and put it into the files under "security": over MQTT none is asked for.`,
    );
  else state.alarms.delete(alarm);
  if (isOld && isSigned(uplink.config) && own.notBefore <= now.mono) askForNew(state, heard, uplink);
}

/** False where there is nothing to renew, or nobody to ask. */
export function askForNew(state: State, heard: Pick<Heard, 'commands'>, uplink: UplinkLive): boolean {
  const files = ownFilesOf(uplink.config);
  if (files === undefined || !isOurs(uplink.config) || !isSigned(uplink.config) || uplink.link === undefined)
    return false;
  const own = ownOf(state, uplink.config.id);
  if (own.request !== undefined) return true;
  state.certificates.numbers += 1;
  const request: OwnRequest = { number: state.certificates.numbers, attempts: 0, againAt: never };
  own.request = request;
  giveTask(state, heard, { kind: 'request', files }, (outcome, later, at) => {
    if (!outcome.ok || outcome.csr === undefined || outcome.keyMark === undefined)
      return giveUp(state, uplink.config.id, outcome.ok ? 'it could not be made' : outcome.reason, at);
    request.csr = outcome.csr;
    request.keyMark = outcome.keyMark;
    send(state, later, uplink, request, at);
  });
  return true;
}

function send(
  state: State,
  heard: Pick<Heard, 'commands'>,
  { config, link }: UplinkLive,
  request: OwnRequest,
  now: Now,
): void {
  request.againAt = after(now.mono, waitMinimumMs * 2 ** request.attempts);
  request.attempts += 1;
  lookBy(state, request.againAt);
  if (link !== undefined && request.csr !== undefined)
    heard.commands.push({ kind: 'signOwn', uplink: config.id, csr: request.csr, number: request.number });
}

function askAgain(
  state: State,
  heard: Pick<Heard, 'commands'>,
  uplink: UplinkLive,
  own: OwnCertificate,
  now: Now,
): void {
  const { request } = own;
  if (request === undefined) return;
  if (request.againAt > now.mono) return lookBy(state, request.againAt);
  if (request.attempts > repeatTimes) return giveUp(state, uplink.config.id, 'no certificate came', now);
  send(state, heard, uplink, request, now);
}

function giveUp(state: State, id: UplinkId, reason: string, now: Now): void {
  const own = ownOf(state, id);
  delete own.request;
  own.notBefore = after(now.mono, dayMs);
  lookBy(state, own.notBefore);
  state.alarms.set(
    `BB_UPLINK_CERTIFICATE:${id}`,
    `Our certificate towards ${id} was not renewed: ${reason.slice(0, 200)}. It is tried again tomorrow; the present one stays in use.`,
  );
}

/** SAY: the request leaves. */
export function sayOwnRequest(state: State, id: UplinkId, csr: string, number: number): void {
  const uplink = state.uplinks.get(id);
  const link = uplink?.link === undefined ? undefined : state.links.get(uplink.link);
  if (uplink === undefined || link === undefined) return;
  const wording = dialectOf(uplink.config.version).toCsms.signCertificate(csr, 'ChargingStationCertificate', number);
  if (wording === undefined) return;
  placeCall(state, link, wording, { kind: 'signOwn', uplink: id }, 1, makeId(state), callTimeoutMs);
}

/** What the central system said to it. An answer that does not come is asked for again like a certificate that does not. */
export function hearOwnAnswer(state: State, uplink: UplinkId, status: string | undefined, now: Now): void {
  if (status === 'Accepted') return;
  giveUp(state, uplink, `the central system refuses to sign it (${(status ?? 'no status').slice(0, 50)})`, now);
}

/** The new certificate lies ready: the next connection uses it. */
export function noteTaken(state: State, uplink: UplinkLive, now: Now): void {
  const own = ownOf(state, uplink.config.id);
  delete own.request;
  delete own.validity;
  // After the next connection it is looked at, and may have to be asked for again.
  own.lookAt = after(now.mono, reconnectMs * 12);
  lookBy(state, own.lookAt);
  state.alarms.delete(`BB_UPLINK_CERTIFICATE:${uplink.config.id}`);
  uplink.resetAt = after(now.mono, reconnectMs);
  state.wakeAt = mono(Math.min(state.wakeAt, uplink.resetAt));
}

/** The answer has left by then. */
const reconnectMs = 5000;
