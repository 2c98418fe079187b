// What stations say besides charging: data of a vendor, and how far uploads and updates are.

import type { Job } from '../../model/fact/diagnostics.ts';
import type { ToCsms } from '../dialect.ts';
import type { FromStation } from '../heard.ts';
import { cut } from '../text.ts';

/** The standard has no limit for the data of a vendor. */
const mostData = 64 * 1024;

interface DataTransferReq {
  readonly vendorId: string;
  readonly messageId?: string;
  readonly data?: unknown;
}

/** DataTransfer. Data are any JSON here and a text in 1.6: what is no text is written as one. */
export const readData = ({ vendorId, messageId, data }: DataTransferReq): FromStation => ({
  kind: 'data',
  vendor: cut(vendorId, 255),
  ...(messageId !== undefined && { message: cut(messageId, 50) }),
  ...(data !== undefined && { data: cut(textOf(data), mostData) }),
});

export const textOf = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data));

/** FirmwareStatusNotification, LogStatusNotification. */
export const readJob =
  (job: Job) =>
  ({ status, requestId }: { status: string; requestId?: number }): FromStation => ({
    kind: 'job',
    job,
    status: cut(status, 50),
    ...(requestId !== undefined && { request: requestId }),
  });

/** LogStatusNotification; without a request only Idle. */
export const sayLogStatus: ToCsms['logStatus'] = (status, request) => ({
  action: 'LogStatusNotification',
  payload: {
    status: status === 'UploadFailed' ? 'UploadFailure' : status,
    ...(request !== undefined && { requestId: request }),
  },
});

/** FirmwareStatusNotification; without a request only Idle (L01.FR.20). */
export const sayFirmwareStatus: ToCsms['firmwareStatus'] = (status, _isSigned, request) => ({
  action: 'FirmwareStatusNotification',
  payload: { status, ...(request !== undefined && { requestId: request }) },
});
