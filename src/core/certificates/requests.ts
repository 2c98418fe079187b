// Stations ask for certificates (A02): the CA of the site signs, or that of the central system does, whose answer goes back
// to the station that holds the key.

import type { AlarmKey } from '../../model/alarm.ts';
import type { StationSecurity } from '../../model/config/station-security.ts';
import { stationOf } from '../../model/config/site.ts';
import type { StationId } from '../../model/ids.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { FromStation, ToStationReply } from '../../ocpp/heard.ts';
import { checkOutbound } from '../../ocpp/schema.ts';
import type { Asker } from '../hear/asker.ts';
import type { Context } from '../hear/context.ts';
import { answer, keepWaiting } from '../hear/context.ts';
import type { Heard } from '../heard.ts';
import { passOn } from '../orders/context.ts';
import type { StationAnswer } from '../orders/ticket.ts';
import type { Now } from '../ports.ts';
import type { CertificateSubject, Validity } from '../ports/certificates.ts';
import type { State } from '../state.ts';
import { count, siteOf } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { serves } from '../uplink/live.ts';
import type { StationRequest } from './live.ts';
import { lookBy } from './due.ts';
import { giveTask } from './task.ts';

type Wanted = Extract<FromStation, { kind: 'signCertificate' }>;

/** A station that asks again sooner is answered already, or does not listen (CertSigningWaitMinimum). */
const onePerMs = 20_000;
/** An operator may have to agree to what the CA of a central system signs. */
export const waitsForCsmsMs = 3_600_000;

export const requestKey = (station: StationId, use: string | undefined): string => `${station} ${use ?? ''}`;

/** What vehicles look at is signed by whom they know. */
const isForVehicles = (use: string | undefined): boolean => use !== undefined && use.startsWith('V2G');

export function hearSignCertificate(context: Context, said: Wanted): void {
  const { state, station, now } = context;
  const key = requestKey(station, said.use);
  const before = state.certificates.requests.get(key);
  if (before !== undefined && now.mono - before.since < onePerMs) {
    count(state, 'certificateRequestsLeftOut');
    return answer(context, rejected);
  }
  // Who relays has no say: what its central system does not answer is asked again.
  if (state.relays.has(station)) return answer(context, rejected);
  if (!state.clock.trusted) return refuse(context, 'the clock of this gateway is not right, so it signs nothing');
  const uplink = signerOf(context, said);
  if (uplink === 'nobody') return refuse(context, 'no central system is there whose CA could sign it');
  state.certificates.numbers += 1;
  const request: StationRequest = {
    station,
    use: said.use,
    number: said.number,
    upstream: state.certificates.numbers,
    since: now.mono,
    ...(uplink !== undefined && { uplink: uplink.config.id }),
  };
  state.certificates.requests.set(key, request);
  keepWaiting(context);
  if (uplink === undefined) signHere(context, said, request);
  else askCentral(context, said, request, uplink);
}

const rejected: ToStationReply = { kind: 'certificate', status: 'Rejected' };

/** Undefined for the site's own CA. */
function signerOf({ state, station }: Context, { use }: Wanted): UplinkLive | undefined | 'nobody' {
  if (siteOf(state).certificates?.sign !== 'csms' && !isForVehicles(use)) return undefined;
  for (const uplink of state.uplinks.values())
    if (canSign(uplink) && serves(uplink, station) && uplink.link !== undefined && uplink.accepted) return uplink;
  return 'nobody';
}

const canSign = ({ config }: UplinkLive): boolean => config.role === 'control' && config.kind === 'ocpp';

/** As the door will want to see it. */
export function subjectOf(state: State, station: StationId): CertificateSubject {
  const security: StationSecurity | undefined = stationOf(siteOf(state), station)?.security;
  if (security?.profile !== 3) return { commonName: station };
  const { commonName = station, organization } = security;
  return { commonName, ...(organization !== undefined && { organization }) };
}

function signHere(context: Context, { request: csr }: Wanted, request: StationRequest): void {
  const { state, station, asker } = context;
  const task = { kind: 'sign', csr, subject: subjectOf(state, station) } as const;
  const taken = giveTask(state, context.heard, task, (outcome, heard, now) => {
    if (!outcome.ok) return refuseLater(state, heard, request, asker, outcome.reason, outcome.why === 'absent');
    heard.commands.push({ kind: 'answer', asker, reply: { kind: 'certificate', status: 'Accepted' } });
    state.alarms.delete(alarmKey(station));
    deliver(state, heard, request, outcome.chain ?? '', outcome.validity, now);
  });
  if (!taken) refuseLater(state, context.heard, request, asker, 'too much is under way', false);
}

/** It is looked at before it goes up: what is no good here troubles nobody there. */
function askCentral(context: Context, { request: csr }: Wanted, request: StationRequest, uplink: UplinkLive): void {
  const { state, station, asker } = context;
  const task = { kind: 'check', csr, subject: subjectOf(state, station) } as const;
  const taken = giveTask(state, context.heard, task, (outcome, heard) => {
    if (!outcome.ok) return refuseLater(state, heard, request, asker, outcome.reason, false);
    if (outcome.keyMark !== undefined) request.keyMark = outcome.keyMark;
    const { version } = uplink.config;
    const wording = dialectOf(version).toCsms.signCertificate(csr, request.use, request.upstream);
    const isSayable = wording !== undefined && checkOutbound(version, wording.action, wording.payload) === undefined;
    if (!isSayable || uplink.link === undefined)
      return refuseLater(state, heard, request, asker, 'the central system takes no such request', false);
    heard.commands.push({ kind: 'askCsms', link: uplink.link, asker, wording });
  });
  if (!taken) refuseLater(state, context.heard, request, asker, 'too much is under way', false);
}

/** The station gets its certificate; whether it takes it is seen by people, and from then on it is that which is renewed. */
export function deliver(
  state: State,
  heard: Pick<Heard, 'facts' | 'commands'>,
  request: StationRequest,
  chain: string,
  validity: Validity | undefined,
  now: Now,
): void {
  const { station, use, number } = request;
  state.certificates.requests.delete(requestKey(station, use));
  const order = {
    kind: 'certificateSigned',
    chain,
    ...(use !== undefined && { use }),
    ...(number !== undefined && { request: number }),
  } as const;
  const from = { kind: 'gateway', purpose: 'certificate' } as const;
  const note = ([only]: readonly StationAnswer[]) => {
    noteDelivered(state, request, only, validity, now);
    return [];
  };
  passOn({ state, decided: heard, from, now }, order, [{ station, order }], {
    fold: ([only]) => only!.answer,
    note,
  });
}

export function noteDelivered(
  state: State,
  { station, use }: StationRequest,
  answered: StationAnswer | undefined,
  validity: Validity | undefined,
  now: Now,
): void {
  if (answered?.answer.status !== 'Accepted') {
    state.alarms.set(
      alarmKey(station),
      `${station} asked for a certificate and did not take it (${answered?.answer.status ?? 'no answer'}). Have a look at its security log.`,
    );
    return;
  }
  if (validity === undefined || isForVehicles(use)) return;
  state.certificates.shown.set(station, { validity });
  lookBy(state, now.mono);
}

const alarmKey = (station: StationId): AlarmKey => `BB_STATION_CERTIFICATE_WANTED:${station}`;

function refuse(context: Context, reason: string): void {
  noteRefusal(context.state, context.station, reason, false);
  answer(context, rejected);
}

function refuseLater(
  state: State,
  heard: Pick<Heard, 'commands'>,
  { station, use }: StationRequest,
  asker: Asker,
  reason: string,
  hasNoCa: boolean,
): void {
  state.certificates.requests.delete(requestKey(station, use));
  noteRefusal(state, station, reason, hasNoCa);
  heard.commands.push({ kind: 'answer', asker, reply: rejected });
}

function noteRefusal(state: State, station: StationId, reason: string, hasNoCa: boolean): void {
  const remedy = hasNoCa
    ? 'Run "busbar ca init", write "certificates: { sign: csms }", or install one with the tools of its maker.'
    : 'Set its serial number and organization right, in the station or as "commonName" and "organization" in its security.';
  state.alarms.set(
    alarmKey(station),
    `${station} asks for a certificate and was refused: ${reason.slice(0, 200)}. ${remedy}`,
  );
}
