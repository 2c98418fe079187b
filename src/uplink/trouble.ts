// What a person is told about a connection that does not come about, and what else follows from its cause.

import type { AlarmCode } from '../model/alarm.ts';
import type { LinkTrouble } from '../model/link-trouble.ts';
import type { Utc } from '../model/time.ts';
import { isoOf } from '../model/time.ts';

export interface TroubleAbout {
  /** Name of the uplink. */
  readonly uplink: string;
  readonly url: string;
  readonly identity: string;
  /** What the network said, in its words. */
  readonly detail: string;
  readonly now: Utc;
}

export interface Meaning {
  readonly code: AlarmCode;
  readonly text: (about: TroubleAbout) => string;
  /** Trying soon again does not help: somebody has to do something. It waits as long as it ever does. */
  readonly patient?: true;
  /** The clock may be to blame: it is tried again as soon as that is set. */
  readonly byClock?: true;
  /** The security event of OCPP 1.6 that belongs to it. */
  readonly event?:
    | 'FailedToAuthenticationAtCentralSystem'
    | 'InvalidCentralSystemCertificate'
    | 'InvalidTLSVersion'
    | 'InvalidTLSCipherSuite';
}

const hostOf = (url: string): string => url.replace(/^wss?:\/\//, '').replace(/\/.*$/, '');

const certificate = (code: AlarmCode, what: string, remedy: string): Meaning => ({
  code,
  patient: true,
  event: 'InvalidCentralSystemCertificate',
  text: ({ uplink, url, detail }) =>
    `${uplink}: the certificate of ${hostOf(url)} is refused, because ${what} (${detail}). Nothing is sent until this is put right. ${remedy}`,
});

const certificateTime = (code: AlarmCode, what: string): Meaning => ({
  code,
  byClock: true,
  event: 'InvalidCentralSystemCertificate',
  text: ({ uplink, url, detail, now }) =>
    `${uplink}: the certificate of ${hostOf(url)} ${what} (${detail}), by the clock of this computer, which says ${isoOf(now)}. ` +
    `Nothing is sent until this is put right. If the clock is wrong, set it (timedatectl set-ntp true); if it is right, the operator of ${uplink} must renew the certificate.`,
});

const meanings: Readonly<Record<LinkTrouble, Meaning>> = {
  dns: {
    code: 'BB_UPLINK_DNS',
    text: ({ uplink, url, detail }) =>
      `${uplink}: the name ${hostOf(url)} cannot be resolved (${detail}). Check the url, the DNS server of this computer, and whether the Internet is reached at all.`,
  },
  refused: {
    code: 'BB_UPLINK_REFUSED',
    text: ({ uplink, url, detail }) =>
      `${uplink}: nobody listens at ${hostOf(url)} (${detail}). Check host and port of the url; if they are right, the central system is down.`,
  },
  unreachable: {
    code: 'BB_UPLINK_UNREACHABLE',
    text: ({ uplink, url, detail }) =>
      `${uplink}: no way leads to ${hostOf(url)} (${detail}). Check cable, modem, and the default route of this computer.`,
  },
  timeout: {
    code: 'BB_UPLINK_TIMEOUT',
    text: ({ uplink, url, detail }) =>
      `${uplink}: ${hostOf(url)} does not answer (${detail}). Check whether a firewall lets this computer out to that port.`,
  },
  unauthorized: {
    code: 'BB_UPLINK_UNAUTHORIZED',
    patient: true,
    event: 'FailedToAuthenticationAtCentralSystem',
    text: ({ uplink, identity, detail }) =>
      `${uplink} refuses the identity "${identity}" or its password (${detail}). Check both against the central system; if they are right, it may want the key in another form: see keyEncoding.`,
  },
  forbidden: {
    code: 'BB_UPLINK_FORBIDDEN',
    patient: true,
    text: ({ uplink, identity, detail }) =>
      `${uplink} knows "${identity}" and does not let it in (${detail}). Ask its operator whether the charge point is blocked, or may connect only from another address.`,
  },
  notFound: {
    code: 'BB_UPLINK_NOT_FOUND',
    patient: true,
    text: ({ uplink, url, identity, detail }) =>
      `${uplink} has no charge point "${identity}" at ${url} (${detail}). Check path and identity; the identity is added to the url.`,
  },
  redirected: {
    code: 'BB_UPLINK_REDIRECTED',
    patient: true,
    text: ({ uplink, url, detail }) =>
      `${uplink} sends ${url} elsewhere (${detail}), which is not followed, because the password would go there too. Write the new address into the site file.`,
  },
  busy: {
    code: 'BB_UPLINK_BUSY',
    text: ({ uplink, detail }) => `${uplink} has no room at the moment (${detail}). It is tried again by itself.`,
  },
  httpStatus: {
    code: 'BB_UPLINK_HTTP',
    text: ({ uplink, url, detail }) =>
      `${uplink}: ${url} answers, but opens no WebSocket (${detail}). Check the url, and any proxy in between.`,
  },
  subprotocol: {
    code: 'BB_UPLINK_SUBPROTOCOL',
    patient: true,
    text: ({ uplink, detail }) =>
      `${uplink} does not speak the version of OCPP that the site file gives it (${detail}). Check the version of this charge point in the central system.`,
  },
  certificateName: certificate(
    'BB_UPLINK_CERT_NAME',
    'it is made out for somebody else',
    'Check the host in the url; if it is right, somebody may stand in between.',
  ),
  certificateExpired: certificateTime('BB_UPLINK_CERT_EXPIRED', 'has expired'),
  certificateNotYetValid: certificateTime('BB_UPLINK_CERT_NOT_YET_VALID', 'is not valid yet'),
  certificateUnknown: certificate(
    'BB_UPLINK_CERT_UNKNOWN_CA',
    'nobody whom this computer trusts has signed it',
    'If the central system has a CA of its own, put its certificate into a PEM file and name that under security: { ca: … }; if not, somebody may stand in between.',
  ),
  certificateInvalid: certificate(
    'BB_UPLINK_CERT_INVALID',
    'it is not in order',
    'The operator of the central system must look at it.',
  ),
  tlsVersion: {
    code: 'BB_UPLINK_TLS_VERSION',
    patient: true,
    event: 'InvalidTLSVersion',
    text: ({ uplink, url, detail }) =>
      `${uplink}: ${hostOf(url)} offers no TLS of version 1.2 or later (${detail}), so nothing is sent. Its operator must switch TLS 1.2 on.`,
  },
  tlsCipher: {
    code: 'BB_UPLINK_TLS_CIPHER',
    patient: true,
    event: 'InvalidTLSCipherSuite',
    text: ({ uplink, url, detail }) =>
      `${uplink}: ${hostOf(url)} offers no cipher suite that is safe (${detail}), so nothing is sent. Its operator must switch on one of those that OCPP names.`,
  },
  tls: {
    code: 'BB_UPLINK_TLS',
    text: ({ uplink, url, detail }) =>
      `${uplink}: no TLS comes about with ${hostOf(url)} (${detail}). Check the port: a server without TLS is never spoken to under a wss:// url.`,
  },
  caFile: {
    code: 'BB_UPLINK_CA_FILE',
    text: ({ uplink, detail }) =>
      `${uplink}: the file under security: { ca: … } cannot be used (${detail}), so nothing is sent. Put the CA certificate of the central system there, as PEM.`,
  },
  other: {
    code: 'BB_UPLINK_FAILED',
    text: ({ uplink, url, detail }) => `${uplink}: the connection to ${hostOf(url)} fails (${detail}).`,
  },
};

export const meaningOf = (trouble: LinkTrouble): Meaning => meanings[trouble];
