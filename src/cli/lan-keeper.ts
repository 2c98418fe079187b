// The HTTPS door of the API for others: opened when the gateway has an owner, tried again while its port is taken, and shown
// with a certificate that counts.

import { X509Certificate } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { lanCertificate, lanFiles } from '../../adapters/certificates/lan-certificate.ts';
import { heldOf } from '../../adapters/certificates/listener-files.ts';
import { certificatesIn, textIn } from '../../adapters/certificates/pem-files.ts';
import type { Front } from '../../adapters/http/access-routes.ts';
import type { Lan, Pems } from '../../adapters/http/lan.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { CertificateAlarm } from '../core/ports/door.ts';
import { expiryNoteOf } from '../model/certificate-expiry.ts';
import type { ApiConfig } from '../model/config/gateway.ts';

export interface LanKeeper {
  /** Opens as soon as it can; again and again until it could. */
  open(): Promise<void>;
  /** Undefined while it is closed. */
  readonly port: () => number | undefined;
  readonly shown: NonNullable<Front['tls']>;
  /** Names under which browsers reach the gateway. */
  readonly names: () => readonly string[];
  readonly alarms: () => readonly CertificateAlarm[];
  stop(): void;
}

export interface LanParts {
  readonly api: ApiConfig;
  /** Of the data. */
  readonly dir: string;
  /** Of the site file. */
  readonly folder: string;
  readonly lan: Lan;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** So long a taken port, a new address or a new certificate is not seen. */
const everyMs = 15_000;

interface Standing {
  readonly parts: LanParts;
  port: number | undefined;
  shown: ReturnType<LanKeeper['shown']>;
  /** What the door shows, to see that it is another one. */
  pems: Pems | undefined;
  alarms: readonly CertificateAlarm[];
  isStopped: boolean;
}

export function createLanKeeper(parts: LanParts): LanKeeper {
  const standing: Standing = {
    parts,
    port: undefined,
    shown: undefined,
    pems: undefined,
    alarms: [],
    isStopped: false,
  };
  let timer: NodeJS.Timeout | undefined;
  async function look(): Promise<void> {
    clearTimeout(timer);
    await lookOnce(standing);
    if (standing.isStopped) return;
    timer = setTimeout(() => void look(), everyMs);
    timer.unref();
  }
  return {
    open: () => (parts.api.lan === undefined ? Promise.resolve() : look()),
    port: () => standing.port,
    shown: () => standing.shown,
    names: () => [...(parts.api.hosts ?? []), ...ownNames()],
    alarms: () => standing.alarms,
    stop() {
      standing.isStopped = true;
      clearTimeout(timer);
    },
  };
}

async function lookOnce(standing: Standing): Promise<void> {
  const { parts } = standing;
  const { host, port } = parts.api.lan!;
  const where = `${host}:${port}`;
  try {
    const { pems, ca, alarms } = await pemsOf(parts);
    standing.alarms = alarms;
    const isSame = standing.pems?.cert === pems.cert && standing.pems.key === pems.key;
    if (standing.port === undefined) {
      standing.port = await parts.lan.open(host, port, pems);
      tellOpen(standing, pems, ca);
    } else if (!isSame) parts.lan.renew(pems);
    standing.pems = pems;
    standing.shown = { ...(ca !== undefined && { ca }), certificate: printOf(pems.cert), port: standing.port };
  } catch (error) {
    standing.alarms = [
      { code: 'BB_API_LAN', about: where, text: troubleText(where, standing.port !== undefined, error as Error) },
    ];
  }
}

const troubleText = (where: string, isOpen: boolean, { message }: Error): string =>
  isOpen
    ? `The certificate of ${where} cannot be renewed (${message}). The one before is shown on.`
    : `Nobody else reaches the dashboard and the API: the port ${where} cannot be opened (${message}). Everything else goes on, and this is tried again. Write another "api.lan", or end what has the port.`;

function tellOpen({ parts: { api, log, dir }, port }: Standing, { cert }: Pems, ca: string | undefined): void {
  const { host } = api.lan!;
  const [name] = [...(api.hosts ?? []), ...(isWildcard(host) ? addresses() : [host]), hostname()];
  const authority =
    ca === undefined ? '' : ` Its CA is ${lanFiles(dir).caCert} with the SHA-256 fingerprint ${ca}: trust it once.`;
  log.info(
    'BB_API_LAN_OPEN',
    `The dashboard is at https://${name}:${port}. The SHA-256 fingerprint of its certificate is ${printOf(cert)}.${authority}`,
  );
}

const printOf = (pem: string): string => new X509Certificate(pem).fingerprint256;

async function pemsOf({ api: { tls, hosts = [] }, dir, folder, now }: LanParts) {
  if (tls === undefined) {
    const { cert, key, caFingerprint } = await lanCertificate(dir, [...hosts, ...ownNames(), ...addresses()], now());
    return { pems: { cert, key }, ca: caFingerprint, alarms: [] };
  }
  const pems = { cert: textIn(resolve(folder, tls.cert)), key: textIn(resolve(folder, tls.key)) };
  // Throws where they do not belong together.
  createSecureContext(pems);
  const note = expiryNoteOf(heldOf(certificatesIn(pems.cert)[0], tls.cert, 'server'), now());
  const alarms: CertificateAlarm[] = note === undefined ? [] : [{ ...note, about: tls.cert }];
  return { pems, ca: undefined, alarms };
}

const ownNames = (): string[] => {
  const name = hostname().toLowerCase();
  return name === 'localhost' ? [name] : [name, `${name.replace(/\..*$/, '')}.local`, 'localhost'];
};

/** More than a computer of a depot has; a certificate for a hundred is no use to anybody. */
const mostAddresses = 16;

const addresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    // Those of a link alone are no addresses for a browser.
    .filter(({ address, family }) => family === 'IPv4' || !address.startsWith('fe80'))
    .map(({ address }) => address)
    .sort((one, other) => Number(isLocal(one)) - Number(isLocal(other)))
    .slice(0, mostAddresses);

const isLocal = (address: string): boolean => address === '::1' || address.startsWith('127.');

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';
