// What stations say besides charging: data of vendors, how far a job is, and what matters for security.

import type { StationId } from '../../model/ids.ts';
import type { FromStation, SecurityEventHeard } from '../../ocpp/heard.ts';
import type { StationLive } from '../../site/live.ts';
import { tellJob } from '../asked/jobs.ts';
import { isCriticalEvent, raiseSecurityEvent } from '../security-event.ts';
import type { State } from '../state.ts';
import { count } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { momentOf } from './clock.ts';
import type { Context, Incoming } from './context.ts';
import { answer, keepWaiting, rawOf, record } from './context.ts';
import { isInRation } from './ration.ts';
import { uplinksOf } from '../uplink/work.ts';

/** Data of a vendor go to the CSMS where the site file says so, and come to their answer there; nobody here knows any. */
export function hearData(context: Context, said: Extract<FromStation, { kind: 'data' }>): void {
  const { state, station, asker } = context;
  const taker = takerOf(state, station, said.vendor);
  if (taker === undefined) {
    count(state, 'unknownVendors');
    return answer(context, { kind: 'data', status: 'UnknownVendorId' });
  }
  if (taker.link === undefined || !taker.accepted) return answer(context, { kind: 'data', status: 'Rejected' });
  keepWaiting(context);
  const { kind: _, ...data } = said;
  context.heard.commands.push({ kind: 'forwardData', link: taker.link, asker, station, ...data });
}

/** The uplink that has the say over a station and takes the data of this vendor. */
function takerOf(state: State, station: StationId, vendor: string): UplinkLive | undefined {
  for (const uplink of uplinksOf(state, station)) {
    const { role, forwardDataTransfer = [] } = uplink.config;
    if (role !== 'control') continue;
    if (forwardDataTransfer.some((one) => one.toLowerCase() === vendor.toLowerCase())) return uplink;
  }
  return undefined;
}

export function hearJob(context: Context, said: Extract<FromStation, { kind: 'job' }>): void {
  const { station, part, now } = context;
  const { kind: _, ...report } = said;
  const last = part.jobs.get(said.job);
  if (last?.status !== said.status || last.request !== said.request)
    record(context, { kind: 'JobReported', station, happenedAt: now.utc, ...report });
  tellJob(context, said);
  answer(context, { kind: 'empty' });
}

/** What is kept as an event; one that comes too often is not. */
export function hearRemark(context: Context, { action }: Extract<FromStation, { kind: 'remark' }>): void {
  const { state, station, live, now } = context;
  answer(context, { kind: 'empty' });
  if (!isInRation(live, now.mono)) return count(state, 'remarksLeftOut');
  record(context, { kind: 'StationRemarked', station, happenedAt: now.utc, action, raw: rawOf(context) });
}

/** Somebody should go and look. */
const alarming = new Set(['MemoryExhaustion', 'SecurityLogWasCleared', 'TamperDetectionActivated']);

export function hearSecurityEvent(context: Context, said: SecurityEventHeard): void {
  noteSecurityEvent(context, said);
  answer(context, { kind: 'empty' });
}

function noteSecurityEvent(context: Context, said: SecurityEventHeard): void {
  const { state, station, live, now } = context;
  const isCritical = isCriticalEvent(said.type);
  if (!isCritical && !isInRation(live, now.mono)) return count(state, 'securityEventsLeftOut');
  const leftOut = isCritical ? 0 : live.events.leftOut;
  if (!isCritical) live.events.leftOut = 0;
  record(context, {
    kind: 'SecurityEventReported',
    station,
    happenedAt: momentOf(context, said).happenedAt,
    receivedAt: now.utc,
    type: said.type,
    ...(said.info !== undefined && { info: said.info }),
    critical: isCritical,
    ...(leftOut > 0 && { leftOut }),
  });
  const techInfo = said.info === undefined ? {} : { techInfo: said.info };
  raiseSecurityEvent(state, context.heard.facts, { type: said.type, ...techInfo, station }, now);
  if (alarming.has(said.type))
    state.alarms.set(
      `BB_STATION_SECURITY:${station}`,
      `${station} reports ${said.type}. Have a look at the station, and at its security log.`,
    );
}

/** A message id of this station came again with other content: perhaps somebody plays back what he recorded (F074). */
export function noteReplay({ state, heard, station, now }: Incoming, live: StationLive): void {
  if (!isInRation(live, now.mono)) return count(state, 'securityEventsLeftOut');
  const techInfo = 'a message id was used for two messages';
  raiseSecurityEvent(state, heard.facts, { type: 'AttemptedReplayAttacks', techInfo, station }, now);
}
