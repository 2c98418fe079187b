// What stations say besides charging: data of a vendor, how far uploads and updates are, and what matters for security.

import type { Job } from '../../model/fact/diagnostics.ts';
import type { ToCsms } from '../dialect.ts';
import type { FromStation, SecurityEventHeard } from '../heard.ts';
import { cut } from '../text.ts';
import { stampOf } from '../stamp.ts';

/** Lengths of the standard; what a station says beyond them is not kept. */
const most = { vendor: 255, message: 50, status: 50, type: 50, info: 255 } as const;
/** The standard has no limit for the data of a vendor. */
const mostData = 64 * 1024;

interface DataTransferReq {
  readonly vendorId: string;
  readonly messageId?: string;
  readonly data?: string;
}

/** DataTransfer.req. */
export const readData = ({ vendorId, messageId, data }: DataTransferReq): FromStation => ({
  kind: 'data',
  vendor: cut(vendorId, most.vendor),
  ...(messageId !== undefined && { message: cut(messageId, most.message) }),
  ...(data !== undefined && { data: cut(data, mostData) }),
});

/** DiagnosticsStatusNotification.req, FirmwareStatusNotification.req and their kin of the security whitepaper. */
export const readJob =
  (job: Job) =>
  ({ status, requestId }: { status: string; requestId?: number }): FromStation => ({
    kind: 'job',
    job,
    status: cut(status, most.status),
    ...(requestId !== undefined && { request: requestId }),
  });

interface SecurityEventNotificationReq {
  readonly type: string;
  readonly timestamp: string;
  readonly techInfo?: string;
}

/** SecurityEventNotification.req. */
export const readSecurityEvent = ({ type, timestamp, techInfo }: SecurityEventNotificationReq): SecurityEventHeard => ({
  kind: 'securityEvent',
  type: cut(type, most.type),
  ...(techInfo !== undefined && { info: cut(techInfo, most.info) }),
  ...stampOf(timestamp),
});

/** SignCertificate.req. */
export const readSignCertificate = ({ csr }: { csr: string }): FromStation => ({
  kind: 'signCertificate',
  request: csr,
});

/** SignCertificate.req, as the station; 1.6 has one kind of certificate. */
export const saySignCertificate: ToCsms['signCertificate'] = (csr, use = 'ChargingStationCertificate') =>
  use === 'ChargingStationCertificate' ? { action: 'SignCertificate', payload: { csr } } : undefined;
