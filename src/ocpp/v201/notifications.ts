// What stations say besides charging: data of a vendor, and how far uploads and updates are.

import type { Job } from '../../model/fact/diagnostics.ts';
import type { ToCsms } from '../dialect.ts';
import type { FromStation } from '../heard.ts';
import { cut } from '../text.ts';
import { textOf } from './json-data.ts';

interface DataTransferReq {
  readonly vendorId: string;
  readonly messageId?: string;
  readonly data?: unknown;
}

/** DataTransfer. Data are any JSON here and a text in 1.6: what is no text is kept as that of its JSON. */
export const readData = ({ vendorId, messageId, data }: DataTransferReq): FromStation => ({
  kind: 'data',
  vendor: cut(vendorId, 255),
  ...(messageId !== undefined && { message: cut(messageId, 50) }),
  ...textOf(data),
});

/** FirmwareStatusNotification, LogStatusNotification. */
export const readJob =
  (job: Job) =>
  ({ status, requestId }: { status: string; requestId?: number }): FromStation => ({
    kind: 'job',
    job,
    status: cut(status, 50),
    ...(requestId !== undefined && { request: requestId }),
  });

/** What is kept and not acted on. */
export const readRemark = (action: string) => (): FromStation => ({ kind: 'remark', action });

/** LogStatusNotification; without a request only Idle. */
export const sayLogStatus: ToCsms['logStatus'] = (status, request) => ({
  action: 'LogStatusNotification',
  payload: { status, ...(request !== undefined && { requestId: request }) },
});

/** FirmwareStatusNotification; without a request only Idle (L01.FR.20). */
export const sayFirmwareStatus: ToCsms['firmwareStatus'] = (status, _isSigned, request) => ({
  action: 'FirmwareStatusNotification',
  payload: { status, ...(request !== undefined && { requestId: request }) },
});

/** PublishFirmwareStatusNotification; the places are named once it is published (L03.FR.04). */
export const sayPublishStatus: ToCsms['publishStatus'] = (status, locations, request) => ({
  action: 'PublishFirmwareStatusNotification',
  payload: {
    status,
    ...(status === 'Published' && locations.length > 0 && { location: locations }),
    ...(request !== undefined && { requestId: request }),
  },
});
