// What the errors of sockets and TLS mean for a connection that we open, whatever is spoken on it.

import type { LinkTrouble } from './link-trouble.ts';

export interface Trouble {
  readonly trouble: LinkTrouble;
  /** In the words of the network. */
  readonly detail: string;
}

const byCode: Readonly<Record<string, LinkTrouble>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificateName',
  ERR_TLS_CERT_ALTNAME_FORMAT: 'certificateName',
  HOSTNAME_MISMATCH: 'certificateName',
  CERT_HAS_EXPIRED: 'certificateExpired',
  CERT_NOT_YET_VALID: 'certificateNotYetValid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificateUnknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificateUnknown',
  UNABLE_TO_GET_ISSUER_CERT: 'certificateUnknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificateUnknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificateUnknown',
  CERT_UNTRUSTED: 'certificateUnknown',
};

/** Codes of OpenSSL for a certificate chain that is not in order. */
const chainFault = /^(CERT_|CRL_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|UNABLE_TO_|OUT_OF_MEM$|ERROR_IN_CERT)/;

export function troubleOf(error: Error): Trouble {
  // Where a name has several addresses, each has an error of its own.
  const first = error instanceof AggregateError ? (error.errors as Error[])[0] : undefined;
  const code = codeOf(error) ?? codeOf(first) ?? '';
  const said = first?.message ?? error.message;
  // OpenSSL: "error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:file:line:…".
  const detail = /:SSL routines:[^:]*:([^:]+):/.exec(said)?.[1] ?? said;
  return { trouble: byCode[code] ?? other(code, detail), detail: detail === '' ? code : detail };
}

function other(code: string, detail: string): LinkTrouble {
  if (chainFault.test(code)) return 'certificateInvalid';
  if (/^ERR_(SSL|TLS)_/.test(code) || code === 'EPROTO') return ofTls(detail);
  if (detail.includes('secure TLS connection')) return 'tls';
  if (/subprotocol/.test(detail)) return 'subprotocol';
  return /timed out/.test(detail) ? 'timeout' : 'other';
}

/** An older version, and a cipher that we do not take, are what the other end's alert or ours says. */
function ofTls(detail: string): LinkTrouble {
  if (/alert protocol version|unsupported protocol|version too low|wrong ssl version/.test(detail)) return 'tlsVersion';
  return /handshake failure|no shared cipher|no ciphers|key too small/.test(detail) ? 'tlsCipher' : 'tls';
}

const codeOf = (error: Error | undefined): string | undefined =>
  error !== undefined && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
