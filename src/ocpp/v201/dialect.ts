// OCPP 2.0.1 as one table. 2.1 is the same with more words and more messages: its own table begins with this one.

import { isoOf } from '../../model/time.ts';
import type { Dialect } from '../dialect.ts';
import type { FromStation, ToStationReply } from '../heard.ts';
import type { Lose } from '../loss.ts';
import type { OrderWords } from '../order.ts';
import { orderTable } from '../order.ts';
import { readStatus, sayStatus } from './availability.ts';
import { readSignCertificate, saySignCertificate } from './certificates.ts';
import {
  chargingToCsms,
  readChargingLimit,
  readChargingNeeds,
  readLimitCleared,
  readProfilesReport,
  readVehicleSchedule,
} from './charging-notices.ts';
import { readMeterValues, sayMeterValues } from './meter-values.ts';
import { sayJson } from './json-data.ts';
import { readData, readJob, readRemark, sayFirmwareStatus, sayLogStatus, sayPublishStatus } from './notifications.ts';
import { orders201 } from './orders.ts';
import { readPassedReport, readQuestion, sayPassed } from './passed.ts';
import {
  readBoot,
  readBootAnswer,
  readSecurityEvent,
  sayBoot,
  sayHeartbeat,
  saySecurityEvent,
} from './provisioning.ts';
import { readReservationUpdate, sayReservationUpdate } from './reservation.ts';
import { readEvents, readMonitoringReport, readReport, sayEvents, sayReport } from './reports.ts';
import { sayLimit } from './smart-charging.ts';
import { readAuthorize, readCertificateStatus, readToken, readVerdict, sayAuthorize, sayVerdict } from './tokens.ts';
import { partOf, readEvent, recordOf, sayEnded, saySampled, sayStarted, sayUpdated } from './transactions.ts';
import type { Words } from './words.ts';
import { words201 } from './words.ts';

// Payloads have passed the schema of their action, so each reader gets the shape that it names.
export type Reader = (payload: never) => FromStation;

/** What stations of 2.0.1 say. */
export const readers201: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['Authorize', readAuthorize],
  ['BootNotification', readBoot],
  ['ClearedChargingLimit', readLimitCleared],
  ['DataTransfer', readData],
  ['FirmwareStatusNotification', readJob('firmware')],
  ['Get15118EVCertificate', readQuestion('Get15118EVCertificate')],
  ['GetCertificateStatus', readQuestion('GetCertificateStatus')],
  ['Heartbeat', () => ({ kind: 'heartbeat' })],
  ['LogStatusNotification', readJob('log')],
  ['MeterValues', readMeterValues],
  ['NotifyCustomerInformation', readPassedReport('NotifyCustomerInformation')],
  ['NotifyDisplayMessages', readPassedReport('NotifyDisplayMessages')],
  ['PublishFirmwareStatusNotification', readRemark('PublishFirmwareStatusNotification')],
  ['ReservationStatusUpdate', readReservationUpdate],
  ['NotifyChargingLimit', readChargingLimit],
  ['NotifyEVChargingNeeds', readChargingNeeds],
  ['NotifyEVChargingSchedule', readVehicleSchedule],
  ['ReportChargingProfiles', readProfilesReport],
  ['NotifyEvent', readEvents],
  ['NotifyMonitoringReport', readMonitoringReport],
  ['NotifyReport', readReport],
  ['SecurityEventNotification', readSecurityEvent],
  ['SignCertificate', readSignCertificate],
  ['StatusNotification', readStatus],
  ['TransactionEvent', readEvent],
]);

const unrepeatable = new Set([
  'Authorize',
  'BootNotification',
  'Heartbeat',
  'PullDynamicScheduleUpdate',
  'TransactionEvent',
]);

/** The payload of an answer to a station. */
export function answerStation(reply: ToStationReply, words: Words, lose: Lose): object {
  switch (reply.kind) {
    case 'boot':
      return { currentTime: isoOf(reply.at), interval: reply.intervalSeconds, status: reply.status };
    case 'charging':
      return { status: reply.status, ...(reply.limit !== undefined && { scheduleUpdate: { limit: reply.limit } }) };
    case 'time':
      return { currentTime: isoOf(reply.at) };
    case 'empty':
      return { ...reply.forDriver };
    case 'verdict':
      return {
        idTokenInfo: sayVerdict(reply.verdict, words, lose),
        ...(reply.certificate !== undefined && { certificateStatus: reply.certificate }),
      };
    case 'started':
      return { ...reply.forDriver, idTokenInfo: sayVerdict(reply.verdict, words, lose) };
    case 'stopped':
      return {
        ...(reply.totalCost !== undefined && { totalCost: reply.totalCost }),
        ...(reply.verdict !== undefined && { idTokenInfo: sayVerdict(reply.verdict, words, lose) }),
      };
    case 'data':
      return {
        status: reply.status,
        ...(reply.data !== undefined && { data: sayJson(reply.data, reply.isJson) }),
      };
    case 'certificate':
    case 'taken':
      return { status: reply.status };
    case 'passed':
      return reply.payload;
  }
}

/** A dialect of the second generation: its words, what its stations say, and what its central systems order. */
export function dialect2(
  words: Words,
  readers: ReadonlyMap<string, Reader>,
  orders: readonly Pick<OrderWords, 'action' | 'kind'>[],
): Dialect {
  return {
    version: words.version,
    raw: `ocpp${words.version}`,
    longestToken: words.longestToken,
    orders: orderTable(...orders),
    recordOf,
    actionOf: () => 'TransactionEvent',
    fromStations: {
      hear: (action, payload) => readers.get(action)?.(payload as never),
      isTransactional: (action) => action === 'TransactionEvent',
      isRepeatable: (action) => !unrepeatable.has(action),
      answer: (reply, lose) => answerStation(reply, words, lose),
      sayLimit,
    },
    toCsms: {
      boot: sayBoot,
      readBootAnswer,
      charging: chargingToCsms(words),
      heartbeat: sayHeartbeat,
      authorize: sayAuthorize(words),
      readVerdict,
      readCertificateStatus,
      readNumber: () => undefined,
      status: sayStatus,
      report: sayReport,
      events: sayEvents(words),
      readings: ({ number }, _transaction, values, times) => sayMeterValues(number, values, times, words),
      securityEvent: saySecurityEvent,
      logStatus: sayLogStatus,
      firmwareStatus: sayFirmwareStatus,
      publishStatus: sayPublishStatus,
      reservationUpdate: sayReservationUpdate(words),
      signCertificate: saySignCertificate(words),
      passed: sayPassed(words),
      tells: (fact) => fact.kind !== 'TransactionSampled' || fact.isOfStart !== true,
      started: sayStarted(words),
      sampled: saySampled(words),
      updated: sayUpdated(words),
      ended: sayEnded(words),
      part: partOf,
      tokenIn: ({ idToken }: { idToken?: { idToken: string; type: string } }) =>
        idToken === undefined ? undefined : readToken(idToken),
    },
  };
}

export const dialect201: Dialect = dialect2(words201, readers201, orders201(words201));
