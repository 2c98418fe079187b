// OCPP 1.6 as one table; `orders.ts` has what central systems say. Everything else about it is in the files of the functional
// blocks.

import { isoOf } from '../../model/time.ts';
import type { Dialect } from '../dialect.ts';
import type { FromStation, ToStationReply } from '../heard.ts';
import type { Lose } from '../loss.ts';
import { longestToken, readAuthorize, readIdTagInfo, sayAuthorize, toIdTagInfo } from './authorize.ts';
import { readStatus, sayStatus } from './availability.ts';
import { sayJobOfFirmware, sayJobOfLog, saySecurityEvent } from './job-status.ts';
import { readMeterValues, sayMeterValues } from './meter-values.ts';
import { readData, readJob, readSecurityEvent, readSignCertificate, saySignCertificate } from './notifications.ts';
import { orders16 } from './orders.ts';
import { answerBoot, readBoot, readBootAnswer, sayBoot, sayHeartbeat } from './provisioning.ts';
import { sayLimit } from './smart-charging.ts';
import {
  answerStart,
  answerStop,
  readStart,
  readStop,
  recordOf,
  sayEnded,
  saySampled,
  sayStarted,
  sayUpdated,
  tells,
} from './transactions.ts';

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

const transactional = new Set(['StartTransaction', 'StopTransaction', 'MeterValues']);
const unrepeatable = new Set(['Authorize', 'BootNotification', 'Heartbeat', ...transactional]);

/** The payload of an answer to a station. */
function answerStation(reply: ToStationReply, lose: Lose): object {
  switch (reply.kind) {
    case 'boot':
      return answerBoot(reply.status, reply.intervalSeconds, reply.at);
    case 'time':
      return { currentTime: isoOf(reply.at) };
    case 'charging':
    case 'empty':
      return {};
    case 'verdict':
      return { idTagInfo: toIdTagInfo(reply.verdict, lose) };
    case 'started':
      return answerStart(reply.number, reply.verdict, lose);
    case 'stopped':
      return answerStop(reply.verdict, lose);
    case 'data':
      return { status: reply.status, ...(reply.data !== undefined && { data: reply.data }) };
    case 'certificate':
    case 'taken':
      return { status: reply.status };
    case 'passed':
      return reply.payload;
  }
}

const actions = {
  TransactionStarted: 'StartTransaction',
  TransactionSampled: 'MeterValues',
  TransactionUpdated: 'StartTransaction',
  TransactionEnded: 'StopTransaction',
} as const;

const parts: Readonly<Record<string, 'start' | 'stop'>> = { StartTransaction: 'start', StopTransaction: 'stop' };

export const dialect16: Dialect = {
  version: '1.6',
  raw: 'ocpp1.6',
  longestToken,
  orders: orders16,
  recordOf,
  actionOf: (kind) => actions[kind],
  fromStations: {
    hear: (action, payload) => fromStation.get(action)?.(payload as never),
    isTransactional: (action) => transactional.has(action),
    isRepeatable: (action) => !unrepeatable.has(action),
    answer: answerStation,
    sayLimit,
  },
  toCsms: {
    boot: sayBoot,
    readBootAnswer,
    heartbeat: sayHeartbeat,
    authorize: sayAuthorize,
    readVerdict: ({ idTagInfo }: { idTagInfo?: Parameters<typeof readIdTagInfo>[0] }) =>
      idTagInfo === undefined ? undefined : readIdTagInfo(idTagInfo),
    readNumber: ({ transactionId }: { transactionId?: number }) => transactionId,
    status: ({ number }, report) => [sayStatus(number, report)],
    readings: ({ number: connector }, number, values, times) => sayMeterValues(connector, number, [{ values, times }]),
    securityEvent: saySecurityEvent,
    logStatus: sayJobOfLog,
    firmwareStatus: sayJobOfFirmware,
    publishStatus: () => undefined,
    reservationUpdate: () => undefined,
    signCertificate: saySignCertificate,
    passed: () => undefined,
    tells,
    started: sayStarted,
    sampled: saySampled,
    updated: sayUpdated,
    ended: sayEnded,
    part: ({ action }) => parts[action] ?? 'other',
    tokenIn: ({ idTag }: { idTag?: string }) => idTag,
  },
};
