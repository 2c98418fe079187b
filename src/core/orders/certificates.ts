// Certificates that a central system manages: its own roots and our certificate are ours to keep, everything else concerns the
// stations. What a station trusts us by is never taken from it.

import type { StationId } from '../../model/ids.ts';
import type { CertificateHash, InstalledCertificate, OrderAnswer, OrderOf } from '../../ocpp/order.ts';
import { noteTaken, ownFilesOf, ownOf } from '../certificates/own.ts';
import { requestKey } from '../certificates/requests.ts';
import type { StationRequest } from '../certificates/live.ts';
import { noteDelivered } from '../certificates/requests.ts';
import { giveTask, tooMuch } from '../certificates/task.ts';
import type { CertificateOutcome, CertificateTask } from '../ports/certificates.ts';
import { raiseSecurityEvent } from '../security-event.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { UplinkLive } from '../uplink/live.ts';
import type { OrderContext } from './context.ts';
import { answerNow, passOn, stationsOf, uplinkOf } from './context.ts';
import type { Ending, Fold, StationAnswer, StationOrder } from './ticket.ts';

/** By which the central system is known: ours, because stations know us and not it. */
const csmsRoot = 'CSMSRootCertificate';
const manufacturerRoot = 'ManufacturerRootCertificate';
/** More than all stations of a site have of different ones. */
const mostTold = 200;

/** A task of this order, and what follows in a context of its own. */
function ask(
  { state, decided, from, now }: OrderContext,
  task: CertificateTask,
  then: (outcome: CertificateOutcome, context: OrderContext) => void,
): void {
  const isTaken = giveTask(state, decided, task, (outcome, heard, at) =>
    then(outcome, { state, decided: heard, from, now: at }),
  );
  if (!isTaken) then(tooMuch, { state, decided, from, now });
}

/** CertificateSigned: for our own key, or for that of a station. */
export function serveCertificateSigned(context: OrderContext, order: OrderOf<'certificateSigned'>): void {
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'Rejected' });
  ask(context, { kind: 'read', chain: order.chain }, (outcome, later) => {
    if (!outcome.ok) return refuseChain(later, order, uplink, outcome.reason);
    const request = requestOf(later, uplink, order, outcome.keyMark);
    if (request !== undefined) return passChain(later, order, request, outcome);
    if (ownOf(later.state, uplink.config.id).request === undefined)
      return answerNow(later, order, { status: 'Rejected' });
    take(later, order, uplink);
  });
}

function requestOf(
  { state }: OrderContext,
  { config }: UplinkLive,
  { request }: OrderOf<'certificateSigned'>,
  keyMark: string | undefined,
): StationRequest | undefined {
  for (const one of state.certificates.requests.values()) {
    if (one.uplink !== config.id || one.keyMark === undefined || one.keyMark !== keyMark) continue;
    if (request === undefined || request === one.upstream) return one;
  }
  return undefined;
}

function passChain(
  context: OrderContext,
  order: OrderOf<'certificateSigned'>,
  request: StationRequest,
  { validity }: CertificateOutcome & { ok: true },
): void {
  const { state } = context;
  const { station, use, number } = request;
  state.certificates.requests.delete(requestKey(station, use));
  const down = {
    kind: 'certificateSigned',
    chain: order.chain,
    ...(use !== undefined && { use }),
    ...(number !== undefined && { request: number }),
  } as const;
  passOn(context, order, [{ station, order: down }], {
    fold: ([only]) => only!.answer,
    note: ([only]) => {
      noteDelivered(state, request, only, validity, context.now);
      return [];
    },
  });
}

function take(context: OrderContext, order: OrderOf<'certificateSigned'>, uplink: UplinkLive): void {
  const files = ownFilesOf(uplink.config);
  if (files === undefined) return answerNow(context, order, { status: 'Rejected' });
  ask(context, { kind: 'take', files, chain: order.chain }, (outcome, later) => {
    if (!outcome.ok) return refuseChain(later, order, uplink, outcome.reason);
    noteTaken(later.state, uplink, later.now);
    answerNow(later, order, { status: 'Accepted' });
  });
}

/** A02.FR.07: the central system hears why. */
function refuseChain(context: OrderContext, order: OrderOf<'certificateSigned'>, uplink: UplinkLive, reason: string) {
  const { state, decided, now } = context;
  const event = { type: 'InvalidChargePointCertificate', techInfo: `${uplink.config.id}: ${reason}` };
  raiseSecurityEvent(state, decided.facts, event, now);
  answerNow(context, order, { status: 'Rejected' });
}

/** InstallCertificate. */
export function serveInstallCertificate(context: OrderContext, order: OrderOf<'installCertificate'>): void {
  const uplink = uplinkOf(context);
  if (order.use !== csmsRoot || uplink === undefined) return toStations(context, order);
  if (!uplink.config.url.startsWith('wss:')) return answerNow(context, order, { status: 'Rejected' });
  const { id } = uplink.config;
  ask(context, { kind: 'addRoot', uplink: id, certificate: order.certificate }, (outcome, later) => {
    if (outcome.ok) return answerNow(later, order, { status: 'Accepted' });
    const event = { type: 'InvalidCentralSystemCertificate', techInfo: `${id}: ${outcome.reason}` };
    raiseSecurityEvent(later.state, later.decided.facts, event, later.now);
    answerNow(later, order, { status: 'Rejected' });
  });
}

function toStations(context: OrderContext, order: OrderOf<'installCertificate'>): void {
  const stations = stationsOf(context);
  if (stations.length === 0) return answerNow(context, order, { status: 'Rejected' });
  passOn(
    context,
    order,
    stations.map((station) => ({ station, order })),
    allAccept,
  );
}

/** Those that do not know the message, or such a certificate, do not count. */
const allAccept: Fold = (answers) => {
  const statuses = answers.map(({ answer }) => answer.status).filter((status) => status !== 'NotSupported');
  if (statuses.length === 0) return { status: 'Rejected' };
  if (statuses.every((status) => status === 'Accepted')) return { status: 'Accepted' };
  return { status: statuses.includes('Accepted') || statuses.includes('Offline') ? 'Failed' : statuses[0]! };
};

/** GetInstalledCertificateIds: ours and those of all stations, each once. */
export function serveInstalledCertificates(context: OrderContext, order: OrderOf<'getInstalledCertificateIds'>): void {
  const uplink = uplinkOf(context);
  const others = order.uses.filter((use) => use !== csmsRoot);
  const asksUs = uplink !== undefined && (order.uses.length === 0 || order.uses.includes(csmsRoot));
  const asksStations = uplink === undefined || order.uses.length === 0 || others.length > 0;
  if (!asksUs) {
    const orders = ordersFor(context, stationsOf(context), others);
    if (orders.length === 0) return answerNow(context, order, { status: 'NotFound' });
    return passOn(context, order, orders, (answers) => listed(answers, []));
  }
  const { id, ca } = uplink.config;
  ask(context, { kind: 'roots', uplink: id, ...(ca !== undefined && { ca }) }, (outcome, later) => {
    const own = ((outcome.ok ? outcome.roots : undefined) ?? []).map((hash) => ({ ...hash, use: csmsRoot }));
    const orders = asksStations ? ordersFor(later, stationsOf(later), others) : [];
    if (orders.length === 0) return answerNow(later, order, answerWith(own));
    // Roots by which stations know us are nothing to the central system.
    const fold: Fold = (answers) => listed(answers, own, csmsRoot);
    passOn(later, order, orders, fold);
  });
}

/** 1.6 has one kind besides, and is asked for one at a time. */
function ordersFor({ state }: OrderContext, stations: readonly StationId[], uses: readonly string[]): StationOrder[] {
  const kind = 'getInstalledCertificateIds';
  const of16 = uses.length === 0 || uses.includes(manufacturerRoot) ? [manufacturerRoot] : undefined;
  return stations.flatMap((station) => {
    const asked = dialectOfStation(state, station).version === '1.6' ? of16 : uses;
    return asked === undefined ? [] : [{ station, order: { kind, uses: asked } }];
  });
}

function listed(
  answers: readonly StationAnswer[],
  own: readonly InstalledCertificate[],
  without?: string,
): OrderAnswer {
  const all = answers.flatMap(({ answer, order }) => {
    const [only, ...more] = (order as OrderOf<'getInstalledCertificateIds'>).uses;
    // 1.6 asks for one kind and does not repeat it.
    return (answer.certificates ?? []).map((one) => ({ use: more.length === 0 ? only : undefined, ...one }));
  });
  const named = all.flatMap(({ use, ...one }) =>
    use === without && use !== undefined ? [] : [{ ...one, ...(use !== undefined && { use }) }],
  );
  return answerWith([...own, ...named]);
}

function answerWith(all: readonly InstalledCertificate[]): OrderAnswer {
  const once = new Map(all.map((one) => [`${one.use ?? ''} ${markOf(one)}`, one]));
  if (once.size === 0) return { status: 'NotFound' };
  return { status: 'Accepted', certificates: [...once.values()].slice(0, mostTold) };
}

const markOf = ({ algorithm, issuerName, issuerKey, serial }: CertificateHash): string =>
  [algorithm, issuerName, issuerKey, serial.replace(/^0+(?=.)/, '')].join(' ').toLowerCase();

/** DeleteCertificate: one of ours, but for the last; else wherever a station has it, but for what it trusts us by. */
export function serveDeleteCertificate(context: OrderContext, order: OrderOf<'deleteCertificate'>): void {
  const uplink = uplinkOf(context);
  if (uplink === undefined) return deleteAtStations(context, order);
  const { id, ca } = uplink.config;
  const task = { kind: 'deleteRoot', uplink: id, hash: order.hash, ...(ca !== undefined && { ca }) } as const;
  ask(context, task, (outcome, later) => {
    if (outcome.ok) return answerNow(later, order, { status: 'Accepted' });
    if (outcome.why !== 'absent') return answerNow(later, order, { status: 'Failed' });
    deleteAtStations(later, order);
  });
}

function deleteAtStations(context: OrderContext, order: OrderOf<'deleteCertificate'>): void {
  const stations = stationsOf(context);
  if (stations.length === 0) return answerNow(context, order, { status: 'NotFound' });
  deleteAt(context, order, stations, 'any');
}

/** `kept`: which roots of a station by which it knows us stay: `any` of them, or the `last` one. */
export function deleteAt(
  context: OrderContext,
  order: OrderOf<'deleteCertificate'>,
  stations: readonly StationId[],
  kept: 'any' | 'last',
): void {
  const look = { kind: 'getInstalledCertificateIds', uses: [csmsRoot] } as const;
  const isKept = ({ answer: { certificates = [] } }: StationAnswer): boolean =>
    certificates.some((one) => markOf(one) === markOf(order.hash)) && (kept === 'any' || certificates.length === 1);
  const looks = (answers: readonly StationAnswer[]) => answers.filter((one) => one.order === look);
  const ending: Ending = {
    // A station that says nothing of its roots is left alone.
    further: (answers) =>
      looks(answers)
        .filter((one) => ['Accepted', 'NotFound'].includes(one.answer.status) && !isKept(one))
        .map(({ station }) => ({ station, order })),
    fold: (answers) => {
      const statuses = answers.filter((one) => one.order === order).map(({ answer }) => answer.status);
      if (looks(answers).some(isKept) || statuses.includes('Failed')) return { status: 'Failed' };
      return { status: statuses.includes('Accepted') ? 'Accepted' : 'NotFound' };
    },
  };
  passOn(
    context,
    order,
    stations.map((station) => ({ station, order: look })),
    ending,
  );
}
