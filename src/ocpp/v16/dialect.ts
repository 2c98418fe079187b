// What stations say in OCPP 1.6, as one table; `orders.ts` has what central systems say. Everything else about it is in the
// files of the functional blocks.

import type { FromStation, ToStationReply } from '../heard.ts';
import { readAuthorize, toIdTagInfo } from './authorize.ts';
import { readStatus } from './availability.ts';
import { readMeterValues } from './meter-values.ts';
import { readData, readJob, readSecurityEvent, readSignCertificate } from './notifications.ts';
import { answerBoot, readBoot } from './provisioning.ts';
import { answerStart, answerStop, readStart, readStop } from './transactions.ts';
import { isoOf } from '../../model/time.ts';

// Payloads have passed the schema of their action, so each reader gets the shape that it names.
type Reader<Heard> = (payload: never) => Heard;

const fromStation = new Map<string, Reader<FromStation>>([
  ['Authorize', readAuthorize],
  ['BootNotification', readBoot],
  ['DataTransfer', readData],
  ['DiagnosticsStatusNotification', readJob('diagnostics')],
  ['FirmwareStatusNotification', readJob('firmware')],
  ['Heartbeat', () => ({ kind: 'heartbeat' })],
  ['LogStatusNotification', readJob('log')],
  ['MeterValues', readMeterValues],
  ['SecurityEventNotification', readSecurityEvent],
  ['SignCertificate', readSignCertificate],
  ['SignedFirmwareStatusNotification', readJob('signedFirmware')],
  ['StartTransaction', readStart],
  ['StatusNotification', readStatus],
  ['StopTransaction', readStop],
]);

/** What a station says; undefined for an action that is not served. The payload has passed its schema. */
export const hearStation = (action: string, payload: unknown): FromStation | undefined =>
  fromStation.get(action)?.(payload as never);

/** Actions whose CALLRESULT promises that a transaction is safe with us. */
export const isTransactional = (action: string): boolean =>
  action === 'StartTransaction' || action === 'StopTransaction' || action === 'MeterValues';

/**
 * Actions whose repeat under the same id gets the answer that was given before. An answer with the time, or about a token,
 * is right only when it is given; transaction messages are known again by the ledger, even over another socket.
 */
export const isRepeatable = (action: string): boolean => !unrepeatable.has(action) && !isTransactional(action);

const unrepeatable = new Set(['Authorize', 'BootNotification', 'Heartbeat']);

/** The payload of an answer to a station. */
export function answerStation(reply: ToStationReply): object {
  switch (reply.kind) {
    case 'boot':
      return answerBoot(reply.status, reply.intervalSeconds, reply.at);
    case 'time':
      return { currentTime: isoOf(reply.at) };
    case 'empty':
      return {};
    case 'verdict':
      return { idTagInfo: toIdTagInfo(reply.verdict) };
    case 'started':
      return answerStart(reply.number, reply.verdict);
    case 'stopped':
      return answerStop(reply.verdict);
    case 'data':
      return { status: reply.status, ...(reply.data !== undefined && { data: reply.data }) };
    case 'certificate':
      return { status: reply.status };
  }
}
