// Logs, firmware and data of one's own: what an operator wants of a station besides charging.

import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { GetLog, LogType, Order, OrderOf, OrderWords, UpdateFirmware } from '../order.ts';
import { oneOf } from '../order.ts';
import { parseTime } from '../time.ts';
import type { Tries } from '../tries.ts';
import { readTries, sayTries, timeOf } from '../tries.ts';
import { sayJson, textOf } from './json-data.ts';
import { sayWhy } from './smart-charging.ts';

interface GetLogReq extends Tries {
  readonly logType: LogType;
  readonly requestId: number;
  readonly log: {
    readonly remoteLocation: string;
    readonly oldestTimestamp?: string;
    readonly latestTimestamp?: string;
  };
}

/** GetLog. */
export const getLog: OrderWords<OrderOf<'getLog'>> = {
  action: 'GetLog',
  kind: 'getLog',
  read: (payload: GetLogReq) => {
    const from = timeOf(payload.log.oldestTimestamp);
    const to = timeOf(payload.log.latestTimestamp);
    return {
      kind: 'getLog',
      type: payload.logType,
      request: payload.requestId,
      location: payload.log.remoteLocation,
      ...readTries(payload),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
  },
  answer: ({ status, fileName }) => ({
    status: oneOf(status, ['Accepted', 'Rejected', 'AcceptedCanceled'], 'Rejected'),
    ...(fileName !== undefined && { filename: fileName.slice(0, 255) }),
  }),
  say: (order: GetLog) => ({
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
  readonly requestId: number;
  readonly firmware: {
    readonly location: string;
    readonly retrieveDateTime: string;
    readonly installDateTime?: string;
    readonly signingCertificate?: string;
    readonly signature?: string;
  };
}

/** UpdateFirmware, signed or not (L01, L02). */
export const updateFirmware: OrderWords<OrderOf<'updateFirmware'>> = {
  action: 'UpdateFirmware',
  kind: 'updateFirmware',
  read: ({ firmware, ...payload }: UpdateFirmwareReq) => {
    const installAt = timeOf(firmware.installDateTime);
    const { signingCertificate: certificate, signature } = firmware;
    return {
      kind: 'updateFirmware',
      request: payload.requestId,
      location: firmware.location,
      retrieveAt: (parseTime(firmware.retrieveDateTime) ?? 0) as Utc,
      ...(installAt !== undefined && { installAt }),
      ...readTries(payload),
      ...(certificate !== undefined && signature !== undefined && { signing: { certificate, signature } }),
    };
  },
  answer: (answer) => ({
    status: oneOf(
      answer.status,
      ['Accepted', 'Rejected', 'AcceptedCanceled', 'InvalidCertificate', 'RevokedCertificate'],
      'Rejected',
    ),
    ...sayWhy(answer),
  }),
  say: (order: UpdateFirmware) => ({
    requestId: order.request ?? 0,
    ...sayTries(order),
    firmware: {
      location: order.location,
      retrieveDateTime: isoOf(order.retrieveAt),
      ...(order.installAt !== undefined && { installDateTime: isoOf(order.installAt) }),
      ...(order.signing !== undefined && {
        signingCertificate: order.signing.certificate,
        signature: order.signing.signature,
      }),
    },
  }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

interface PublishReq extends Tries {
  readonly requestId: number;
  readonly location: string;
  readonly checksum: string;
}

/** PublishFirmware (L03). */
export const publishFirmware: OrderWords<OrderOf<'publishFirmware'>> = {
  action: 'PublishFirmware',
  kind: 'publishFirmware',
  read: (payload: PublishReq) => ({
    kind: 'publishFirmware',
    request: payload.requestId,
    location: payload.location,
    checksum: payload.checksum.toLowerCase(),
    ...readTries(payload),
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: ({ request, location, checksum, ...tries }) => ({
    requestId: request,
    location,
    checksum,
    ...sayTries(tries),
  }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** UnpublishFirmware (L04). */
export const unpublishFirmware: OrderWords<OrderOf<'unpublishFirmware'>> = {
  action: 'UnpublishFirmware',
  kind: 'unpublishFirmware',
  read: ({ checksum }: { checksum: string }) => ({ kind: 'unpublishFirmware', checksum: checksum.toLowerCase() }),
  answer: ({ status }) => ({
    status: oneOf(status, ['DownloadOngoing', 'NoFirmware', 'Unpublished'], 'NoFirmware'),
  }),
  say: ({ checksum }) => ({ checksum }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

interface DataTransferReq {
  readonly vendorId: string;
  readonly messageId?: string;
  readonly data?: unknown;
}

/** DataTransfer. Data are any JSON; what is no text is kept as the text of its JSON. */
export const dataTransfer: OrderWords<OrderOf<'dataTransfer'>> = {
  action: 'DataTransfer',
  kind: 'dataTransfer',
  read: ({ vendorId, messageId, data }: DataTransferReq) => ({
    kind: 'dataTransfer',
    vendor: vendorId,
    ...(messageId !== undefined && { message: messageId }),
    ...textOf(data),
  }),
  answer: ({ status, data, isJson }) => ({
    status: oneOf(status, ['Accepted', 'Rejected', 'UnknownMessageId', 'UnknownVendorId'], 'Rejected'),
    ...(data !== undefined && { data: sayJson(data, isJson) }),
  }),
  say: ({ vendor, message, data, isJson }) => ({
    vendorId: vendor,
    ...(message !== undefined && { messageId: message }),
    ...(data !== undefined && { data: sayJson(data, isJson) }),
  }),
  readAnswer: ({ status, data }: { status: string; data?: unknown }) => ({ status, ...textOf(data) }),
};

interface ProfileReq {
  readonly configurationSlot: number;
}

/** SetNetworkProfile. What is in it concerns the connection of the gateway itself. */
export const setNetworkProfile: OrderWords<OrderOf<'setNetworkProfile'>> = {
  action: 'SetNetworkProfile',
  kind: 'setNetworkProfile',
  read: ({ configurationSlot }: ProfileReq) => ({ kind: 'setNetworkProfile', slot: configurationSlot }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected', 'Failed'], 'Rejected') }),
  // No station is ever told another network: it would leave us (G15).
  say: () => ({}),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** The same message for an order that 1.6 has another message for. */
export const as = <Kind extends Order['kind']>(
  kind: Kind,
  words: Pick<OrderWords, 'action' | 'kind'>,
): Pick<OrderWords, 'action' | 'kind'> => ({ ...words, kind });
