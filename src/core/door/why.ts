// The reasons for which a station is turned away, as the installer reads them.

import type { Version } from '../../model/protocol.ts';
import type { Station } from '../../model/config/site.ts';
import type { KeyEncoding } from '../../model/station-key.ts';
import type { HandshakeFault, ShownCertificate } from '../ports/door.ts';
import type { Why } from './knocks.ts';
import { printable } from './knocks.ts';

const why = (code: string, what: string, remedy: string): Why => ({ code: `BB_STATION_${code}`, what, remedy });

export const noIdentity = (path: string): Why =>
  why(
    'NO_IDENTITY',
    `Somebody came to the address ${printable(path)}, which does not end in the name of a station.`,
    'In the station, let the address of the central system end in its identity, such as ws://<this computer>:9000/CP-01: 1 to 48 letters, digits or * _ = + | @ . -',
  );

export const unknown = (identity: string, alike: string | undefined): Why =>
  alike === undefined
    ? why(
        'UNKNOWN',
        `There is no station ${identity} in the site file.`,
        `If it belongs here, run "busbar stations approve ${identity}". If it takes the place of another, run "busbar stations replace <old> ${identity}".`,
      )
    : why(
        'UNKNOWN',
        `There is no station ${identity} in the site file, but there is ${alike}.`,
        `Set the identity of the station to ${alike}: small and capital letters differ.`,
      );

export const replaced = (identity: string, by: string): Why =>
  why(
    'REPLACED',
    `${identity} was replaced by ${by} and has no place here any more.`,
    `Switch it off. If it is to come back, run "busbar stations replace ${by} ${identity}".`,
  );

export const retired = (identity: string): Why =>
  why(
    'RETIRED',
    `${identity} is retired.`,
    'Switch it off. If it is to charge here again, write "state: installed" at it in the site file.',
  );

export const enrolling = (identity: string): Why =>
  why(
    'ENROLLING',
    `${identity} is new and is being enrolled.`,
    'Nothing: it is let in when it comes again, and gets no current until it is placed.',
  );

export const noEnrolmentKey = (identity: string): Why =>
  why(
    'UNKNOWN',
    `There is no station ${identity} in the site file, and it cannot be enrolled because it sent no key of at least 16 bytes under its own name.`,
    `Give the station an AuthorizationKey and let it come again, or run "busbar stations approve ${identity}".`,
  );

export const modbusOnly = ({ id, modbus }: Station): Why =>
  why(
    'IS_MODBUS',
    `${id} is a Modbus device (${modbus?.device}) in the site file, and somebody came under its name.`,
    `If the station speaks OCPP, take "modbus:" out of its entry and give it a key. If not, look who uses its name.`,
  );

export const noCredentials = (station: Station): Why =>
  why(
    'NO_CREDENTIALS',
    `${station.id} sent no user name and password.`,
    `Set security profile 1 and the AuthorizationKey in the station. ${newKey(station)}`,
  );

export const wrongUser = (station: Station, username: string): Why =>
  why(
    'WRONG_USER',
    `${station.id} sent the user name "${printable(username, 48)}".`,
    `Set the user name of the station to its identity, ${station.id}.`,
  );

export const wrongKey = (station: Station, bytes: number): Why =>
  why(
    'WRONG_KEY',
    `${station.id} sent a password of ${bytes} bytes that is not its key.`,
    `Correct the AuthorizationKey in the station. ${newKey(station)}`,
  );

export const noKey = (station: Station): Why =>
  why(
    'NO_KEY',
    `No key has been made for ${station.id} yet.`,
    `Run "busbar stations key ${station.id}" and set what it shows as AuthorizationKey in the station.`,
  );

const newKey = ({ id }: Station): string =>
  `If nobody knows the key, "busbar stations key ${id}" makes a new one, where the site file says "password: managed".`;

const sentAs: Readonly<Record<KeyEncoding, string>> = {
  raw: 'as raw bytes',
  hex: 'as hex digits',
  text: 'as text',
};

/** The key is right, but its form is not the one that the site file says. */
export const wrongEncoding = (station: Station, expected: KeyEncoding, sent: KeyEncoding): Why =>
  why(
    'KEY_ENCODING',
    `${station.id} sent the right key ${sentAs[sent]}, but it is expected ${sentAs[expected]}.`,
    `Write "keyEncoding: ${sent}" at ${station.id} or its template in the site file.`,
  );

export const wrongAddress = (station: Station, address: string, allowed: string): Why =>
  why(
    'WRONG_ADDRESS',
    `${station.id} came from ${address}, but without a password it is let in from ${allowed} only.`,
    'Correct "address" in its security if the station moved; else find out who used its name.',
  );

export const browser = (identity: string, page: string): Why =>
  why(
    'BROWSER',
    `A page of ${printable(page)} in a browser came as ${identity}.`,
    'Close that page. To try a station out there is "busbar simulate"; a page that knows the key of a station with security profile 1 comes in.',
  );

export const wrongProfile = (station: Station, isSecure: boolean): Why =>
  why(
    'WRONG_PROFILE',
    isSecure
      ? `${station.id} came over TLS, but its security profile in the site file is ${station.security.profile}, without TLS.`
      : `${station.id} came without TLS, but its security profile in the site file is ${station.security.profile}.`,
    `Let the station use the ${isSecure ? 'ws' : 'wss'}:// address, or change its profile in the site file: a station has one profile.`,
  );

type Named = Pick<Station, 'id'>;

export const noCertificate = ({ id }: Named): Why =>
  why(
    'NO_CERTIFICATE',
    `${id} showed no certificate.`,
    'Give the station a certificate of the CA that "clientCa" names, or another profile in the site file.',
  );

/** What the TLS library found, and what helps; it knows more words, for what is rarer. */
const faults: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  CERT_HAS_EXPIRED: [
    'it has expired',
    'Give the station a new one. One of OCPP 2.x can get it from Busbar: write "acceptExpired: true" in its security until it has.',
  ],
  CERT_NOT_YET_VALID: [
    'it is not valid yet',
    'Look at the clock of this computer, and at the date from which the certificate counts.',
  ],
  CERT_REVOKED: ['the CA has revoked it', 'Give the station a new one; if it was stolen, look who uses it.'],
  UNABLE_TO_GET_CRL: [
    'no list of revoked certificates says anything of who signed it',
    'Put the lists of all CAs of the chain into the file that "crl" names.',
  ],
  CRL_HAS_EXPIRED: [
    'the list of revoked certificates has expired, so nobody knows whether it still counts',
    'Let the CA make a new list and put it into the file that "crl" names.',
  ],
  CRL_NOT_YET_VALID: ['the list of revoked certificates is not valid yet', 'Look at the clock of this computer.'],
  INVALID_PURPOSE: [
    'it is not made for a client',
    'Let it be made with the extended key usage clientAuth, or without any.',
  ],
};

const foreign: readonly [string, string] = [
  'the CA that "clientCa" names has not signed it',
  'Give the station a certificate of that CA, with those of the CAs between the two, or add its CA to the file.',
];

const foreignFaults = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);

export function badCertificate({ id }: Named, fault: string): Why {
  const [what, remedy] = foreignFaults.has(fault)
    ? foreign
    : (faults[fault] ?? [
        `TLS says ${printable(fault, 80)}`,
        'Give the station a new one, signed by the CA that "clientCa" names.',
      ]);
  return why('BAD_CERTIFICATE', `The certificate of ${id} does not count: ${what}.`, remedy);
}

export const oldTls = ({ id }: Named): Why =>
  why(
    'OLD_TLS',
    `${id} came over TLS 1.0 or 1.1 with OCPP 2.x, which needs TLS 1.2.`,
    'Let the station use the listener without "legacy"; if it cannot, only OCPP 1.6 is left for it.',
  );

/** Nobody knows as which station it came: the address is all there is. */
export function handshake(fault: HandshakeFault, address: string, port: number): Why {
  const who = `Somebody at ${printable(address)}`;
  switch (fault) {
    case 'version':
      return why(
        'TLS_VERSION',
        `${who} came to port ${port} with a version of TLS that is too old; at least 1.2 is needed.`,
        'Update the station, or let it use TLS 1.2. For one of OCPP 1.6 that cannot, there is "legacy: true" on a listener of its own.',
      );
    case 'suites':
      return why(
        'TLS_SUITES',
        `${who} came to port ${port} with TLS suites of which Busbar takes none.`,
        'Give the listener an RSA and an ECDSA certificate; then it takes the four suites of the standard. Else update the station.',
      );
    case 'distrust':
      return why(
        'TLS_DISTRUST',
        `${who} does not trust the certificate that Busbar shows on port ${port}.`,
        'Install the CA of that certificate in the station, look at the name that it connects to, and at its clock.',
      );
    case 'plain':
      return why(
        'NO_TLS',
        `${who} came without TLS to port ${port}, which is with TLS.`,
        'Let the station use the wss:// address with this port, or the ws:// address with the port that is without TLS.',
      );
    case 'tls':
      return why(
        'TLS_ON_PLAIN',
        `${who} came with TLS to port ${port}, which is without TLS.`,
        'Let the station use the ws:// address with this port, or the wss:// address with the port that has TLS.',
      );
  }
}

export const otherCertificate = ({ id }: Named, { commonName }: ShownCertificate, wanted: string): Why =>
  why(
    'OTHER_CERTIFICATE',
    `${id} showed the certificate of "${printable(commonName)}" instead of "${wanted}".`,
    'If that is the serial number of the station, write it as "commonName" in its security; else look whose certificate it is.',
  );

export const otherOrganization = ({ id }: Named, { organizations }: ShownCertificate, wanted: string): Why =>
  why(
    'OTHER_ORGANIZATION',
    `The certificate of ${id} is of "${printable(organizations.join(', '))}" and not of "${wanted}".`,
    'Give the station a certificate of its operator, or correct "organization" in its security.',
  );

export const quarantined = (station: Station, cause: string): Why =>
  why(
    'QUARANTINED',
    `${station.id} is shut out: ${cause}.`,
    `Look at the log, then run "busbar stations readmit ${station.id}".`,
  );

export const tooManyTries = (identity: string, address: string): Why =>
  why(
    'TOO_MANY_TRIES',
    `${identity} was refused too often in a short time at ${address}.`,
    'Correct what was wrong before; it is looked at again after some seconds.',
  );

export const flapping = (station: Station): Why =>
  why(
    'FLAPPING',
    `${station.id} connects again and again.`,
    'Look whether two devices have this identity, and at its network cable or signal.',
  );

export const duplicate = (id: string, address: string): Why =>
  why(
    'DUPLICATE',
    `A second device at ${address} came as ${id} with the right credentials, while ${id} is connected and answers.`,
    `Give one of the two another identity. If both are strange to you, run "busbar stations key ${id}" for a new key.`,
  );

/** `spoken`: what it may be spoken with; one version where it is relayed. */
export function noProtocol(station: Station, offered: readonly string[], spoken: readonly Version[]): Why {
  const offers = offered.map((one) => printable(one, 40)).join(', ') || 'no subprotocol';
  const [one] = spoken;
  if (spoken.length === 1)
    return why(
      'NO_PROTOCOL',
      `${station.id} offers ${offers}; its central system speaks ocpp${one}, and a relay translates nothing.`,
      `Set the station to OCPP ${one}${one === '1.6' ? 'J' : ''}, or take it out of the "stations" of that uplink: an uplink with "mode: aggregate" translates.`,
    );
  return why(
    'NO_PROTOCOL',
    `${station.id} offers ${offers}; Busbar speaks ocpp1.6, ocpp2.0.1 and ocpp2.1.`,
    offered.length === 0
      ? 'Set the station to OCPP 1.6J, 2.0.1 or 2.1 (JSON over WebSocket), or write "assumeProtocol: ocpp1.6" for it in the site file.'
      : 'Set the station to OCPP 1.6J, 2.0.1 or 2.1 (JSON over WebSocket).',
  );
}
