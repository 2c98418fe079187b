import type { UplinkId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import type { LogType } from '../../ocpp/order.ts';

/** An upload of our own diagnostics that a CSMS ordered. */
export interface Upload {
  readonly id: string;
  readonly uplink: UplinkId;
  readonly kind: 'getDiagnostics' | 'getLog';
  readonly type: LogType;
  /** Of GetLog. */
  readonly request?: number;
  readonly location: string;
  readonly fileName: string;
  retriesLeft: number;
  readonly retryMs: number;
  /** When it is tried again; `never` while it is under way. */
  retryAt: Mono;
}
