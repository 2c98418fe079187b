// Long work that a central system wanted of one station: it hears how far it is, in the words of its version.

import type { Job, JobOrdered } from '../../model/fact/diagnostics.ts';
import type { StationId, UplinkId } from '../../model/ids.ts';
import type { FirmwareStatus, LogStatus } from '../../ocpp/dialect.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { Wording } from '../../ocpp/heard.ts';
import type { Order } from '../../ocpp/order.ts';
import { checkOutbound } from '../../ocpp/schema.ts';
import type { Context } from '../hear/context.ts';
import { noteForeignOne } from '../hear/foreign.ts';
import { lose } from '../losses.ts';
import type { OrderContext } from '../orders/context.ts';
import { raiseNews } from './news.ts';
import { dialectOfStation } from '../station-dialect.ts';
import { freshRequest } from './request.ts';

type JobOrder = Extract<Order, { kind: 'getDiagnostics' | 'getLog' | 'updateFirmware' | 'signedUpdateFirmware' }>;

const isJob = (order: Order): order is JobOrder =>
  order.kind === 'getDiagnostics' ||
  order.kind === 'getLog' ||
  order.kind === 'updateFirmware' ||
  order.kind === 'signedUpdateFirmware';

/**
 * The order as this station is to get it: under a number, where it has one, and by the message that its version has for it. What the
 * station says of it is told to this uplink.
 */
export function asJob(
  { state, decided, now }: OrderContext,
  station: StationId,
  uplink: UplinkId,
  order: Order,
): Order {
  if (!isJob(order)) return order;
  const { version } = dialectOfStation(state, station);
  const kind = version === '1.6' ? kindIn16(order) : order.kind;
  const isNumbered = version !== '1.6' || kind === 'getLog' || kind === 'signedUpdateFirmware';
  const { request: upstream, ...rest } = order;
  const request = isNumbered ? (upstream ?? freshRequest(state)) : undefined;
  const job = jobOf(kind, version === '1.6');
  decided.facts.push({
    kind: 'JobOrdered',
    station,
    job,
    by: uplink,
    toldAs: jobOf(order.kind, state.uplinks.get(uplink)?.config.version === '1.6'),
    ...(request !== undefined && { request }),
    ...(upstream !== undefined && { upstream }),
    happenedAt: now.utc,
  });
  return { ...rest, kind, ...(request !== undefined && { request }) } as Order;
}

/** 1.6 has a message of its own for signed firmware. */
const kindIn16 = (order: JobOrder): JobOrder['kind'] =>
  order.kind === 'updateFirmware' && order.signing !== undefined ? 'signedUpdateFirmware' : order.kind;

function jobOf(kind: JobOrder['kind'], is16: boolean): Job {
  if (kind === 'getLog' || kind === 'getDiagnostics') return is16 && kind === 'getDiagnostics' ? 'diagnostics' : 'log';
  return is16 && kind === 'signedUpdateFirmware' ? 'signedFirmware' : 'firmware';
}

/** A station says how far it is: whoever asked for it hears it, under the number that he gave it, also after a restart. */
export function tellJob(
  context: Context,
  said: { readonly job: Job; readonly status: string; readonly request?: number },
): void {
  const { state, part, heard, link, now } = context;
  const ordered = part.jobsOrdered.get(said.job);
  if (said.request !== undefined && ordered?.request !== said.request)
    noteForeignOne(context, 'request', (_, { jobsOrdered }) => jobsOrdered.get(said.job)?.request === said.request);
  const uplink = ordered === undefined ? undefined : state.uplinks.get(ordered.by);
  // Idle says that there is no such job.
  if (ordered === undefined || uplink === undefined || !isMeant(ordered, said.request) || said.status === 'Idle')
    return;
  const { version } = uplink.config;
  const wording = wordsFor(ordered, said.status, dialectOf(version).toCsms);
  // A word of a vendor has no counterpart.
  if (checkOutbound(version, wording.action, wording.payload) !== undefined)
    return lose(state, link.peer.version, version, [{ field: 'status', reason: 'noSuchWord' }]);
  raiseNews(state, heard.facts, ordered.by, wording, link.peer.version, now);
}

const isMeant = (asked: JobOrdered, request: number | undefined): boolean =>
  asked.request === undefined || request === undefined || asked.request === request;

function wordsFor(
  { toldAs: job, upstream }: JobOrdered,
  status: string,
  toCsms: ReturnType<typeof dialectOf>['toCsms'],
): Wording {
  if (job === 'diagnostics' || job === 'log')
    return toCsms.logStatus(
      (status === 'UploadFailed' ? 'UploadFailure' : status) as LogStatus,
      upstream,
      job === 'diagnostics',
    );
  return toCsms.firmwareStatus(status as FirmwareStatus, job === 'signedFirmware', upstream);
}
