// Reports that stations make in parts, on their way to the central system that asked for them: one report there, whatever
// number of stations make it.

import type { StationId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { after, isoOf } from '../../model/time.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { Version } from '../../model/protocol.ts';
import type { FromStation, Wording } from '../../ocpp/heard.ts';
import type { Passage } from '../../ocpp/order.ts';
import { checkOutbound } from '../../ocpp/schema.ts';
import type { Context } from '../hear/context.ts';
import { answer } from '../hear/context.ts';
import { noteForeignOne } from '../hear/foreign.ts';
import { lose } from '../losses.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { count, wakeBy } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { addNotice } from '../uplink/live.ts';
import type { Report } from './live.ts';
import { freshRequest } from './request.ts';
import { numberFor } from '../uplink/numbers.ts';

/** A station that has not finished by then leaves the report without it. */
const patienceMs = 60_000;
/** Reports that may be under way; the oldest is ended for another. */
const mostReports = 64;

/** Stations are about to be asked: the number by which each knows its part. */
export function openReport(
  state: State,
  about: Pick<Report, 'uplink' | 'action' | 'request'>,
  stations: readonly StationId[],
  now: Now,
): { readonly report: Report; readonly numbers: ReadonlyMap<StationId, number> } {
  const report = { ...about, waiting: new Set(stations), until: after(now.mono, patienceMs), parts: 0 };
  const numbers = new Map(stations.map((station) => [station, freshRequest(state)]));
  for (const [station, number] of numbers) state.asked.reports.set(keyOf(station, number), report);
  const [oldest, ...others] = new Set(state.asked.reports.values());
  if (oldest !== undefined && others.length >= mostReports) endReport(state, oldest, now);
  wakeBy(state, report.until);
  return { report, numbers };
}

const keyOf = (station: StationId, request: number): string => `${station} ${request}`;

/** This station says nothing of it (any more). A report that waits for nobody else is closed, where parts of it promised more. */
export function leaveReport(state: State, report: Report, station: StationId, now: Now): void {
  if (!report.waiting.delete(station) || report.waiting.size > 0) return;
  endReport(state, report, now);
}

function endReport(state: State, report: Report, now: Now): void {
  for (const [key, one] of state.asked.reports) if (one === report) state.asked.reports.delete(key);
  report.waiting.clear();
  const uplink = state.uplinks.get(report.uplink);
  if (report.parts === 0 || uplink === undefined) return;
  const last = report.action === 'NotifyDisplayMessages' ? {} : { data: '', generatedAt: isoOf(now.utc) };
  tellPart(state, uplink, report, last, false);
}

/** Puts one part in line for the central system. */
export function tellPart(
  state: State,
  uplink: UplinkLive,
  report: Report,
  part: Passage,
  more: boolean,
  { from, losses }: Pick<Wording, 'losses'> & { readonly from: Version | 'site' } = { from: 'site' },
): void {
  const { action, request } = report;
  const isCounted = action === 'NotifyCustomerInformation';
  const payload = { ...part, requestId: request, ...(isCounted && { seqNo: report.parts }) };
  const wording = dialectOf(uplink.config.version).toCsms.passed(action, payload, { more });
  if (wording === undefined || checkOutbound(uplink.config.version, action, wording.payload) !== undefined)
    return count(state, 'unsendableReports');
  report.parts += 1;
  lose(state, from, uplink.config.version, losses);
  addNotice(uplink, wording);
}

/** NotifyDisplayMessages, NotifyCustomerInformation. What nobody asked for is acknowledged, and that is all. */
export function hearPassedReport(context: Context, said: Extract<FromStation, { kind: 'passedReport' }>): void {
  const { state, station, now } = context;
  answer(context, { kind: 'empty' });
  const key = keyOf(station, said.request);
  const report = state.asked.reports.get(key);
  const uplink = report === undefined ? undefined : state.uplinks.get(report.uplink);
  if (report === undefined)
    noteForeignOne(context, 'request', (other) => state.asked.reports.has(keyOf(other, said.request)));
  if (report === undefined || uplink === undefined || report.action !== said.action)
    return count(state, 'strayReports');
  if (!said.more) {
    state.asked.reports.delete(key);
    report.waiting.delete(station);
  }
  const words = dialectOf(uplink.config.version).toCsms.passed(said.action, said.payload, {
    evse: (evse) => numberFor(state, uplink, evseKey(station, evse)),
    transaction: (transaction) => transactionNamed(context, transaction),
  });
  if (words === undefined) return count(state, 'unsendableReports');
  const before = report.parts;
  tellPart(state, uplink, report, words.payload as Passage, said.more || report.waiting.size > 0, {
    ...words,
    from: context.link.peer.version,
  });
  // What cannot be said must not leave the others waiting for the last part.
  if (report.parts === before && report.waiting.size === 0 && !said.more) endReport(state, report, now);
}

/** Our id of a transaction that the station names by its own. */
export function transactionNamed({ part }: Pick<Context, 'part'>, named: string): string | undefined {
  for (const { stationTransaction, transaction } of part.transactions.known.values())
    if (stationTransaction === named) return transaction;
  return undefined;
}

/** Reports whose time is over. */
export function endReports(state: State, now: Now): void {
  for (const report of new Set(state.asked.reports.values())) {
    if (isOver(report, now.mono)) endReport(state, report, now);
    else wakeBy(state, report.until);
  }
}

const isOver = ({ until }: Report, mono: Mono): boolean => mono >= until;
