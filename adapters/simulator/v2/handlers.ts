import type { Payload } from '../frame.ts';
import { say } from '../station/outbox.ts';
import type { Handler, Handlers, Reply } from '../station/reply.ts';
import { done, incomplete, status } from '../station/reply.ts';
import { beginFirmware, beginUpload } from '../station/transfers.ts';
import { controlHandlers } from './control.ts';
import { deviceHandlers } from './device-model.ts';
import { listHandlers } from './lists.ts';
import { profileHandlers } from './profiles.ts';
import { iso } from './words.ts';

const getLog: Handler = (body, live, { requestId, logType, log }, now) => {
  const place = (log as Payload | undefined)?.['remoteLocation'];
  if (typeof requestId !== 'number' || typeof place !== 'string' || typeof logType !== 'string')
    return incomplete('requestId, logType and log.remoteLocation are needed');
  const isBusy = beginUpload(body, live, 'log', now, requestId);
  const filename = `${body.options.id}-${logType === 'SecurityLog' ? 'security' : 'diagnostics'}.log`;
  return done({ status: isBusy ? 'AcceptedCanceled' : 'Accepted', filename });
};

const updateFirmware: Handler = (body, live, { requestId, firmware }, now): Reply => {
  const { location, retrieveDateTime, signingCertificate } = (firmware ?? {}) as Payload;
  const utc = Date.parse(String(retrieveDateTime));
  if (typeof requestId !== 'number' || typeof location !== 'string' || Number.isNaN(utc))
    return incomplete('requestId, firmware.location and firmware.retrieveDateTime are needed');
  if (
    signingCertificate !== undefined &&
    !(typeof signingCertificate === 'string' && signingCertificate.includes('-----BEGIN CERTIFICATE-----'))
  )
    return status('InvalidCertificate');
  const isBusy = beginFirmware(body, live, { location, utc, requestId }, now);
  return status(isBusy ? 'AcceptedCanceled' : 'Accepted');
};

/** It knows nothing about anybody. */
const customerInformation: Handler = (body, live, { requestId, report }, now) => {
  const empty = { data: '', tbc: false, seqNo: 0, generatedAt: iso(now.utc), requestId };
  if (report === true) say(body, live, 'NotifyCustomerInformation', empty);
  return status('Accepted');
};

const always = (text: string): readonly [string, Handler] => ['Core', () => status(text)];

/** What it understands and has nothing of: certificates, displays, monitors, other networks. */
const poor: Handlers = {
  CertificateSigned: always('Rejected'),
  ClearDisplayMessage: always('Unknown'),
  CostUpdated: ['Core', () => done({})],
  DataTransfer: always('UnknownVendorId'),
  DeleteCertificate: always('NotFound'),
  GetDisplayMessages: always('Unknown'),
  GetInstalledCertificateIds: always('NotFound'),
  GetMonitoringReport: always('NotSupported'),
  InstallCertificate: always('Rejected'),
  PublishFirmware: always('Rejected'),
  SetDisplayMessage: always('NotSupportedMessageFormat'),
  SetMonitoringBase: always('NotSupported'),
  SetMonitoringLevel: always('Rejected'),
  SetNetworkProfile: always('Rejected'),
  UnpublishFirmware: always('NoFirmware'),
};

export const handlers201: Handlers = {
  ...poor,
  ...controlHandlers,
  ...deviceHandlers,
  ...listHandlers,
  ...profileHandlers,
  CustomerInformation: ['Core', customerInformation],
  GetLog: ['Security', getLog],
  UpdateFirmware: ['FirmwareManagement', updateFirmware],
};

/** The orders that 2.1 adds are answered NotImplemented. */
export const handlers21: Handlers = handlers201;
