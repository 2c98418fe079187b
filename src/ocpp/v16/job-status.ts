// What a charge point says of the jobs that it was given, and of its security.

import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { Wording } from '../heard.ts';

export const sayDiagnosticsStatus = (status: 'Idle' | 'Uploading' | 'Uploaded' | 'UploadFailed'): Wording => ({
  action: 'DiagnosticsStatusNotification',
  payload: { status },
});

export const sayFirmwareStatus = (status: 'Idle' | 'DownloadFailed'): Wording => ({
  action: 'FirmwareStatusNotification',
  payload: { status },
});

/** Of the security whitepaper: what ExtendedTriggerMessage means by FirmwareStatusNotification. */
export const saySignedFirmwareStatus = (status: 'Idle'): Wording => ({
  action: 'SignedFirmwareStatusNotification',
  payload: { status },
});

/** Of the security whitepaper; without a request only Idle. */
export const sayLogStatus = (
  status: 'Idle' | 'Uploading' | 'Uploaded' | 'UploadFailure' | 'NotSupportedOperation',
  requestId?: number,
): Wording => ({
  action: 'LogStatusNotification',
  payload: { status, ...(requestId !== undefined && { requestId }) },
});

/** SecurityEventNotification of the security whitepaper. */
export const saySecurityEvent = (type: string, happenedAt: Utc, techInfo: string | undefined): Wording => ({
  action: 'SecurityEventNotification',
  payload: {
    type: type.slice(0, 50),
    timestamp: isoOf(happenedAt),
    ...(techInfo !== undefined && { techInfo: techInfo.slice(0, 255) }),
  },
});
