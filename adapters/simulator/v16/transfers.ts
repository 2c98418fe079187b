// Diagnostics, logs and firmware (1.6 §5.9, §5.19, security whitepaper §4, §5).

import type { Payload } from '../frame.ts';
import type { Handler, Handlers, Reply } from '../station/reply.ts';
import { done, incomplete, status } from '../station/reply.ts';
import { beginFirmware, beginUpload } from '../station/transfers.ts';

const getDiagnostics: Handler = (body, live, payload, now) => {
  if (typeof payload['location'] !== 'string') return incomplete('location is missing');
  beginUpload(body, live, 'diagnostics', now);
  return done({ fileName: `${body.options.id}-diagnostics.zip` });
};

const getLog: Handler = (body, live, { requestId, logType, log }, now) => {
  const place = (log as Partial<Record<string, unknown>> | undefined)?.['remoteLocation'];
  if (typeof requestId !== 'number' || typeof place !== 'string' || typeof logType !== 'string')
    return incomplete('requestId, logType and log.remoteLocation are needed');
  const isBusy = beginUpload(body, live, 'log', now, requestId);
  const filename = `${body.options.id}-${logType === 'SecurityLog' ? 'security' : 'diagnostics'}.log`;
  return done({ status: isBusy ? 'AcceptedCanceled' : 'Accepted', filename });
};

const updateFirmware: Handler = (body, live, { location, retrieveDate }, now) => {
  const utc = Date.parse(String(retrieveDate));
  if (typeof location !== 'string' || Number.isNaN(utc)) return incomplete('location and retrieveDate are needed');
  beginFirmware(body, live, { location, utc }, now);
  return done({});
};

const signedUpdateFirmware: Handler = (body, live, { requestId, firmware }, now): Reply => {
  const { location, retrieveDateTime, signingCertificate } = (firmware ?? {}) as Payload;
  const utc = Date.parse(String(retrieveDateTime));
  if (typeof requestId !== 'number' || typeof location !== 'string' || Number.isNaN(utc))
    return incomplete('requestId, firmware.location and firmware.retrieveDateTime are needed');
  if (!String(signingCertificate).includes('-----BEGIN CERTIFICATE-----')) return status('InvalidCertificate');
  const isBusy = beginFirmware(body, live, { location, utc, requestId }, now);
  return status(isBusy ? 'AcceptedCanceled' : 'Accepted');
};

export const transferHandlers: Handlers = {
  GetDiagnostics: ['FirmwareManagement', getDiagnostics],
  UpdateFirmware: ['FirmwareManagement', updateFirmware],
  GetLog: ['Security', getLog],
  SignedUpdateFirmware: ['Security', signedUpdateFirmware],
};
