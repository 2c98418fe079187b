// Firmware, logs and data of one's own: what an operator wants of a station besides charging.

import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { OrderOf, OrderWords, UpdateFirmware } from '../order.ts';
import { oneOf } from '../order.ts';
import { parseTime } from '../time.ts';
import type { Tries } from '../tries.ts';
import { readTries, sayTries, timeOf } from '../tries.ts';

interface GetDiagnosticsReq extends Tries {
  readonly location: string;
  readonly startTime?: string;
  readonly stopTime?: string;
}

/** GetDiagnostics. Without a file name there is nothing to upload. */
export const getDiagnostics: OrderWords<OrderOf<'getDiagnostics'>> = {
  action: 'GetDiagnostics',
  kind: 'getDiagnostics',
  read: (payload: GetDiagnosticsReq) => ({
    kind: 'getDiagnostics',
    location: payload.location,
    ...readTries(payload),
    ...fromTo(timeOf(payload.startTime), timeOf(payload.stopTime)),
  }),
  answer: ({ fileName }) => (fileName === undefined ? {} : { fileName: fileName.slice(0, 255) }),
  say: (order) => ({
    location: order.location,
    ...sayTries(order),
    ...(order.from !== undefined && { startTime: isoOf(order.from) }),
    ...(order.to !== undefined && { stopTime: isoOf(order.to) }),
  }),
  readAnswer: ({ fileName }: { fileName?: string }) =>
    fileName === undefined ? { status: 'Rejected' } : { status: 'Accepted', fileName },
};

const fromTo = (from: Utc | undefined, to: Utc | undefined) => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});

interface GetLogReq extends Tries {
  readonly logType: 'DiagnosticsLog' | 'SecurityLog';
  readonly requestId: number;
  readonly log: {
    readonly remoteLocation: string;
    readonly oldestTimestamp?: string;
    readonly latestTimestamp?: string;
  };
}

/** GetLog of the security whitepaper. */
export const getLog: OrderWords<OrderOf<'getLog'>> = {
  action: 'GetLog',
  kind: 'getLog',
  read: (payload: GetLogReq) => ({
    kind: 'getLog',
    type: payload.logType,
    request: payload.requestId,
    location: payload.log.remoteLocation,
    ...readTries(payload),
    ...fromTo(timeOf(payload.log.oldestTimestamp), timeOf(payload.log.latestTimestamp)),
  }),
  answer: ({ status, fileName }) => ({
    status: oneOf(status, ['Accepted', 'Rejected', 'AcceptedCanceled'], 'Rejected'),
    ...(fileName !== undefined && { filename: fileName.slice(0, 255) }),
  }),
  say: (order) => ({
    logType: order.type ?? 'DiagnosticsLog',
    requestId: order.request ?? 0,
    ...sayTries(order),
    log: {
      remoteLocation: order.location,
      ...(order.from !== undefined && { oldestTimestamp: isoOf(order.from) }),
      ...(order.to !== undefined && { latestTimestamp: isoOf(order.to) }),
    },
  }),
  readAnswer: ({ status, filename }: { status: string; filename?: string }) => ({
    status,
    ...(filename !== undefined && { fileName: filename }),
  }),
};

interface UpdateFirmwareReq extends Tries {
  readonly location: string;
  readonly retrieveDate: string;
}

/** UpdateFirmware. Its answer says nothing: a refusal is told by FirmwareStatusNotification. */
export const updateFirmware: OrderWords<OrderOf<'updateFirmware'>> = {
  action: 'UpdateFirmware',
  kind: 'updateFirmware',
  read: (payload: UpdateFirmwareReq) => ({
    kind: 'updateFirmware',
    location: payload.location,
    retrieveAt: (parseTime(payload.retrieveDate) ?? 0) as Utc,
    ...readTries(payload),
  }),
  answer: () => ({}),
  say: (order) => ({ location: order.location, retrieveDate: isoOf(order.retrieveAt), ...sayTries(order) }),
  readAnswer: () => ({ status: 'Accepted' }),
};

interface SignedUpdateFirmwareReq extends Tries {
  readonly requestId: number;
  readonly firmware: {
    readonly location: string;
    readonly retrieveDateTime: string;
    readonly installDateTime?: string;
    readonly signingCertificate: string;
    readonly signature: string;
  };
}

/** SignedUpdateFirmware of the security whitepaper. */
export const signedUpdateFirmware: OrderWords<OrderOf<'signedUpdateFirmware'>> = {
  action: 'SignedUpdateFirmware',
  kind: 'signedUpdateFirmware',
  read: (payload: SignedUpdateFirmwareReq) => {
    const { firmware } = payload;
    const installAt = timeOf(firmware.installDateTime);
    return {
      kind: 'signedUpdateFirmware',
      request: payload.requestId,
      location: firmware.location,
      retrieveAt: (parseTime(firmware.retrieveDateTime) ?? 0) as Utc,
      ...(installAt !== undefined && { installAt }),
      ...readTries(payload),
      signing: { certificate: firmware.signingCertificate, signature: firmware.signature },
    };
  },
  answer: ({ status }) => ({
    status: oneOf(
      status,
      ['Accepted', 'Rejected', 'AcceptedCanceled', 'InvalidCertificate', 'RevokedCertificate'],
      'Rejected',
    ),
  }),
  say: (order: UpdateFirmware) => ({
    requestId: order.request ?? 0,
    ...sayTries(order),
    firmware: {
      location: order.location,
      retrieveDateTime: isoOf(order.retrieveAt),
      ...(order.installAt !== undefined && { installDateTime: isoOf(order.installAt) }),
      signingCertificate: order.signing?.certificate ?? '',
      signature: order.signing?.signature ?? '',
    },
  }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

interface DataTransferReq {
  readonly vendorId: string;
  readonly messageId?: string;
  readonly data?: string;
}

/** DataTransfer from the CSMS; the other direction has the same shape. */
export const dataTransfer: OrderWords<OrderOf<'dataTransfer'>> = {
  action: 'DataTransfer',
  kind: 'dataTransfer',
  read: ({ vendorId, messageId, data }: DataTransferReq) => ({
    kind: 'dataTransfer',
    vendor: vendorId,
    ...(messageId !== undefined && { message: messageId }),
    ...(data !== undefined && { data }),
  }),
  answer: ({ status, data }) => ({
    status: oneOf(status, ['Accepted', 'Rejected', 'UnknownMessageId', 'UnknownVendorId'], 'Rejected'),
    ...(data !== undefined && { data }),
  }),
  say: ({ vendor, message, data }) => ({
    vendorId: vendor,
    ...(message !== undefined && { messageId: message }),
    ...(data !== undefined && { data }),
  }),
  readAnswer: ({ status, data }: { status: string; data?: string }) => ({
    status,
    ...(data !== undefined && { data }),
  }),
};
