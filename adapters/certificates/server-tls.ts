// What a listener with TLS shows and asks for.

import { constants } from 'node:crypto';
import type { TlsOptions } from 'node:tls';
import type { TlsFiles } from '../../src/model/config/gateway.ts';

/** What was read of the files of a listener: PEM texts. */
export interface ListenerPems {
  readonly certs: readonly string[];
  readonly keys: readonly string[];
  readonly clientCa?: string;
  readonly crl?: readonly string[];
}

/** The four suites that the standard mandates (A00.FR.317, 2.x A00.FR.318); TLS 1.3 has suites of its own. */
const mandated = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
];
/** Offered besides, because they have forward secrecy with an RSA certificate. */
const besides = ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'];
/** All that an old station of 1.6 may be met with (A00.FR.312): TLS_RSA_WITH_AES_128_CBC_SHA. */
const old = ['AES128-SHA'];
const tls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'];

/** No compression (A00.FR.320, .321), and nobody makes us prove again who we are on an open connection. */
const always = constants.SSL_OP_NO_COMPRESSION | constants.SSL_OP_NO_RENEGOTIATION;

/** What `https` takes for a listener, and what it takes again when the files have changed. */
export function serverTls(files: TlsFiles, pems: ListenerPems): TlsOptions {
  const suites = [...mandated, ...besides].filter((one) => !files.requireForwardSecrecy || one.startsWith('ECDHE'));
  const offered = [...tls13, ...suites, ...(files.legacy === true ? [...old, '@SECLEVEL=0'] : [])];
  return {
    cert: [...pems.certs],
    key: [...pems.keys],
    minVersion: files.legacy === true ? 'TLSv1' : 'TLSv1.2',
    ciphers: offered.join(':'),
    honorCipherOrder: true,
    // A session that is resumed brings along what was found about its certificate before: a station that has been revoked
    // since would come in.
    secureOptions: always | (files.clientCa === undefined ? 0 : constants.SSL_OP_NO_TICKET),
    ...(pems.clientCa !== undefined && { ca: pems.clientCa }),
    ...(pems.crl !== undefined && { crl: [...pems.crl] }),
  };
}

/**
 * What is settled for good when a listener opens. Whoever shows no certificate, or a bad one, is told apart at the door, which
 * says why.
 */
export const askingOf = ({ clientCa }: TlsFiles): TlsOptions =>
  clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: false };
