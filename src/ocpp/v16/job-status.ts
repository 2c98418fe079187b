// What a charge point says of the jobs that it was given, and of its security.

import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { FirmwareStatus, LogStatus, ToCsms } from '../dialect.ts';
import type { Wording } from '../heard.ts';
import { eventNameIn16 } from '../security-event-names.ts';

/** Of an upload: GetDiagnostics has a message of its own; that of the security whitepaper names its request, but for Idle. */
export const sayJobOfLog: ToCsms['logStatus'] = (status, request, isDiagnostics) =>
  isDiagnostics
    ? { action: 'DiagnosticsStatusNotification', payload: { status: diagnosticsStatusOf(status) } }
    : {
        action: 'LogStatusNotification',
        payload: {
          status: status === 'AcceptedCanceled' ? 'UploadFailure' : status,
          ...(request !== undefined && { requestId: request }),
        },
      };

/** Four words: whatever kept it from coming is that it did not come. */
const diagnosticsStatusOf = (status: LogStatus): string =>
  status === 'Idle' || status === 'Uploading' || status === 'Uploaded' ? status : 'UploadFailed';

/**
 * `isSigned`: that of SignedUpdateFirmware, which has all the words of 2.x. ExtendedTriggerMessage of the security whitepaper
 * means it by FirmwareStatusNotification.
 */
export const sayJobOfFirmware: ToCsms['firmwareStatus'] = (status, isSigned, request) =>
  isSigned
    ? {
        action: 'SignedFirmwareStatusNotification',
        payload: { status, ...(request !== undefined && { requestId: request }) },
      }
    : { action: 'FirmwareStatusNotification', payload: { status: nearestFirmwareStatus[status] ?? status } };

/** What the core of 1.6 says in the place of a word that only 2.x has. */
const nearestFirmwareStatus: Readonly<Partial<Record<FirmwareStatus, string>>> = {
  DownloadPaused: 'Downloading',
  DownloadScheduled: 'Downloading',
  InstallRebooting: 'Installing',
  InstallScheduled: 'Downloaded',
  InstallVerificationFailed: 'InstallationFailed',
  InvalidSignature: 'InstallationFailed',
  SignatureVerified: 'Installing',
};

/** SecurityEventNotification of the security whitepaper. */
export const saySecurityEvent = (type: string, happenedAt: Utc, techInfo: string | undefined): Wording => ({
  action: 'SecurityEventNotification',
  payload: {
    type: eventNameIn16(type).slice(0, 50),
    timestamp: isoOf(happenedAt),
    ...(techInfo !== undefined && { techInfo: techInfo.slice(0, 255) }),
  },
});
