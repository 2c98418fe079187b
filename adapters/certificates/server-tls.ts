// What a listener with TLS shows and asks for, from its PEM files as they are now.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TlsOptions } from 'node:tls';
import type { TlsFiles } from '../../src/model/config/gateway.ts';

/** The four suites that the standard mandates (A00.FR.317, 2.x A00.FR.318); TLS 1.3 has suites of its own. */
const mandated = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
];
/** Offered besides, because they have forward secrecy with an RSA certificate. */
const besides = ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'];

/** Throws where a file cannot be read. `dir` is that of the site file. */
export function serverTls(files: TlsFiles, dir: string): TlsOptions {
  const read = (path: string): string => readFileSync(resolve(dir, path), 'utf8');
  const suites = [...mandated, ...besides].filter((one) => !files.requireForwardSecrecy || one.startsWith('ECDHE'));
  return {
    cert: files.certs.map(({ cert }) => read(cert)),
    key: files.certs.map(({ key }) => read(key)),
    minVersion: 'TLSv1.2',
    ciphers: ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', ...suites].join(':'),
    honorCipherOrder: true,
    ...(files.clientCa !== undefined && {
      ca: read(files.clientCa),
      // Whoever shows none, or a bad one, is told apart at the door, which says why.
      requestCert: true,
      rejectUnauthorized: false,
    }),
    ...(files.crl !== undefined && { crl: read(files.crl) }),
  };
}
