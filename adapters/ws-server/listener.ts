// What a listener is told to be, and how TLS is put into it.

import type { X509Certificate } from 'node:crypto';
import type { TlsOptions } from 'node:tls';

export interface Listener {
  readonly address?: string;
  readonly port: number;
  readonly paths: readonly string[];
  /** An unknown identity is answered like a wrong password (F052). */
  readonly hideUnknown?: boolean;
  readonly tls?: ListenerTls;
}

export interface ListenerTls {
  /** What it shows, as it is now; without anything nobody comes in until there is something. It is never without TLS. */
  readonly shows: () => TlsOptions | undefined;
  /** What it asks for, settled when it opens. */
  readonly asks: TlsOptions;
  /** Whether one that has expired was good until then. */
  readonly wasGood: (certificate: X509Certificate) => boolean;
  /** The longest record. */
  readonly maxFragmentBytes?: number;
}
