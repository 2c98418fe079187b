// What kept somebody from coming as far as to knock, where that can be told.

import type { HandshakeFault } from '../../src/core/ports/door.ts';

const faults: Readonly<Record<string, HandshakeFault>> = {
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'version',
  ERR_SSL_VERSION_TOO_LOW: 'version',
  ERR_SSL_UNKNOWN_PROTOCOL: 'version',
  ERR_SSL_INAPPROPRIATE_FALLBACK: 'version',
  ERR_SSL_NO_SHARED_CIPHER: 'suites',
  ERR_SSL_HTTP_REQUEST: 'plain',
};

/** Alerts by which a client says that it takes our certificate for no good. */
const distrust = /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|UNSUPPORTED_CERTIFICATE)$/;

/** Undefined for whoever only went away, or was no station at all. */
export function tlsFaultOf({ code = '' }: NodeJS.ErrnoException): HandshakeFault | undefined {
  return faults[code] ?? (distrust.test(code) ? 'distrust' : undefined);
}

/** A TLS record that begins a handshake, where a line of HTTP was to come. */
const clientHello = 0x16;

export const isTls = ({ rawPacket }: { readonly rawPacket?: Buffer }): boolean => rawPacket?.[0] === clientHello;
