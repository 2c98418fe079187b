// Where stations come in, and whether each of them can by its security profile.

import type { StationListener, TlsFiles } from './gateway.ts';
import { error, warning } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { Station } from './site.ts';

type Listener = NonNullable<SiteFile['listeners']>[number];

const all = ({ listeners = [{ port: 9000 }] }: SiteFile): readonly Listener[] => listeners;

export const listenersOf = (file: SiteFile): readonly StationListener[] =>
  all(file)
    .filter((one) => one.files !== true)
    .map(listenerOf);

const listenerOf = ({ address, port, paths, hideUnknown, tls }: Listener): StationListener => ({
  port,
  paths: paths ?? ['/*'],
  ...(address !== undefined && { address }),
  ...(hideUnknown === true && { hideUnknown }),
  ...(tls !== undefined && { tls: tlsOf(tls) }),
});

const tlsOf = (tls: NonNullable<Listener['tls']>): TlsFiles => {
  const { certs, clientCa, crl, requireForwardSecrecy, legacy, maxFragmentBytes, names } = tls;
  return {
    certs,
    ...(clientCa !== undefined && { clientCa }),
    ...(crl !== undefined && { crl }),
    ...(requireForwardSecrecy === true && { requireForwardSecrecy }),
    ...(legacy === true && { legacy }),
    ...(maxFragmentBytes !== undefined && { maxFragmentBytes }),
    ...(names !== undefined && { names }),
  };
};

/** What listeners say together, and the stations that find no door of their profile (A00.FR.001, .006). */
export function checkListeners(file: SiteFile, stations: readonly Station[], report: Report): void {
  for (const [at, listener] of all(file).entries()) checkTls(listener, ['listeners', at, 'tls'], report);
  checkDoors(file, stations, report);
}

function checkTls({ tls, files }: Listener, path: ConfigPath, report: Report): void {
  if (tls === undefined) return;
  const wrong = (key: string, code: string, message: string, remedy: string): void =>
    report(error(code, [...path, key], message, remedy));
  if (files === true)
    wrong('certs', 'BB_CONFIG_FILES_TLS', 'Files are served without TLS.', 'Take "tls" out of the listener of files.');
  if (tls.crl !== undefined && tls.clientCa === undefined)
    wrong(
      'crl',
      'BB_CONFIG_CRL_WITHOUT_CA',
      'There is a list of revoked certificates, and no CA whose list it is.',
      'Write "clientCa" beside it, or take "crl" out.',
    );
  if (tls.legacy === true && tls.requireForwardSecrecy === true)
    wrong(
      'legacy',
      'BB_CONFIG_TLS_LEGACY',
      'The one suite of TLS 1.0 and 1.1 has no forward secrecy, and the listener requires it.',
      'Give old stations a listener of their own.',
    );
  else if (tls.legacy === true)
    report(
      warning(
        'BB_CONFIG_TLS_LEGACY',
        [...path, 'legacy'],
        'This listener takes TLS 1.0 and 1.1, which are broken: whoever sits on the line can read along.',
        'Leave nobody on it but stations of OCPP 1.6 that have nothing newer, on a network of their own.',
      ),
    );
}

interface Lack {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

function checkDoors(file: SiteFile, stations: readonly Station[], report: Report): void {
  const doors = all(file).filter(({ files }) => files !== true);
  const lacks: Readonly<Record<Station['security']['profile'], Lack | undefined>> = {
    0: lackOfPlain(doors, 0),
    1: lackOfPlain(doors, 1),
    2: lackOfTls(doors, 2),
    3: lackOfTls(doors, 3) ?? lackOfCa(doors),
  };
  for (const profile of [0, 1, 2, 3] as const) {
    const lack = lacks[profile];
    if (lack === undefined) continue;
    const shut = stations.filter(
      ({ security, modbus, state }) => security.profile === profile && modbus === undefined && state !== 'retired',
    );
    const [first] = shut;
    if (first === undefined) continue;
    const more = shut.length > 1 ? ` and ${shut.length - 1} more` : '';
    report(error(lack.code, placeOf(file, first), `${first.id}${more}: ${lack.message}`, lack.remedy));
  }
}

const lackOfPlain = (doors: readonly Listener[], profile: number): Lack | undefined =>
  doors.length === 0 || doors.some(({ tls }) => tls === undefined)
    ? undefined
    : {
        code: 'BB_CONFIG_NO_PLAIN_LISTENER',
        message: `profile ${profile} is without TLS, and every listener has TLS.`,
        remedy: 'Write "security: { profile: 2, password: managed }", or add a listener without "tls".',
      };

const lackOfTls = (doors: readonly Listener[], profile: number): Lack | undefined =>
  doors.some(({ tls }) => tls !== undefined)
    ? undefined
    : {
        code: 'BB_CONFIG_NO_TLS_LISTENER',
        message: `profile ${profile} is with TLS, and no listener has TLS.`,
        remedy: 'Add one: "{ port: 9443, tls: { certs: [ { cert: gw-rsa.pem, key: gw-rsa.key } ] } }".',
      };

const lackOfCa = (doors: readonly Listener[]): Lack | undefined =>
  doors.some(({ tls }) => tls?.clientCa !== undefined)
    ? undefined
    : {
        code: 'BB_CONFIG_NO_CLIENT_CA',
        message: 'profile 3 is by certificates of stations, and no listener has the CA that signs them.',
        remedy: 'Write "clientCa: ca.pem" in the "tls" of a listener.',
      };

/** Its entry in the file where it has one of its own, else all entries. */
function placeOf(file: SiteFile, { id }: Station): ConfigPath {
  const at = file.stations.findIndex((entry) => entry.id === id);
  return at < 0 ? ['stations'] : ['stations', at];
}
