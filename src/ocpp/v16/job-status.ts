// What a charge point says of the jobs that it was given, and of its security.

import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { ToCsms } from '../dialect.ts';
import type { Wording } from '../heard.ts';

/** Of an upload: GetDiagnostics has a message of its own; that of the security whitepaper names its request, but for Idle. */
export const sayJobOfLog: ToCsms['logStatus'] = (status, request, isDiagnostics) =>
  isDiagnostics
    ? { action: 'DiagnosticsStatusNotification', payload: { status } }
    : {
        action: 'LogStatusNotification',
        payload: {
          status: status === 'UploadFailed' ? 'UploadFailure' : status,
          ...(request !== undefined && { requestId: request }),
        },
      };

/** `isSigned`: what ExtendedTriggerMessage of the security whitepaper means by FirmwareStatusNotification. */
export const sayJobOfFirmware: ToCsms['firmwareStatus'] = (status, isSigned) => ({
  action: isSigned ? 'SignedFirmwareStatusNotification' : 'FirmwareStatusNotification',
  payload: { status },
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
