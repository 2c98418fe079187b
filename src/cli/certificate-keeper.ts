// The certificates of this computer while a gateway runs: looked at every other second, taken when they have changed and are
// good, and told of when they end soon.

import type { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { TlsOptions } from 'node:tls';
import type { ListenerFiles, FileFinding } from '../../adapters/certificates/listener-files.ts';
import { heldOf, readListenerFiles } from '../../adapters/certificates/listener-files.ts';
import { certificatesIn, PemError, textIn } from '../../adapters/certificates/pem-files.ts';
import { askingOf, serverTls } from '../../adapters/certificates/server-tls.ts';
import { wasGood } from '../../adapters/certificates/was-good.ts';
import { stampOf } from '../../adapters/config-file/watch.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Listener } from '../../adapters/ws-server/listener.ts';
import type { Listening } from '../../adapters/ws-server/server.ts';
import type { CertificateAlarm } from '../core/ports/door.ts';
import type { HeldCertificate } from '../model/certificate-expiry.ts';
import { expiryNoteOf } from '../model/certificate-expiry.ts';
import type { GatewayConfig, StationListener, TlsFiles } from '../model/config/gateway.ts';

/** A new certificate is shown within five seconds, also where its key is written after it. */
const everyMs = 2000;

export interface CertificateKeeper {
  /** As the station server opens them. */
  readonly listeners: readonly Listener[];
  /** The uplinks may have changed. */
  follow(config: GatewayConfig): void;
  start(): void;
  /** Looks now. */
  look(): void;
  /** What was held at the last look, whatever became of it. */
  held(): readonly HeldCertificate[];
  stop(): void;
}

export interface KeeperParts {
  readonly config: GatewayConfig;
  /** Of the site file: names of files are relative to it. */
  readonly dir: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  /** All that is to be said of certificates. */
  readonly say: (standing: readonly CertificateAlarm[]) => void;
  /** The listener at this place shows another one. */
  readonly show: (listener: number, tls: TlsOptions) => void;
  /** What else is to be said of doors of this computer. */
  readonly others?: () => readonly CertificateAlarm[];
}

export function createCertificateKeeper({
  config,
  dir,
  now,
  log,
  say,
  show,
  others = () => [],
}: KeeperParts): CertificateKeeper {
  const doors = config.listeners.map((listener, at) =>
    listener.tls === undefined
      ? undefined
      : watchedDoor({ listener, tls: listener.tls, dir, now, log, show: (tls) => show(at, tls) }),
  );
  const loud = louder(log, say);
  let cas = casIn(config);
  let held: readonly HeldCertificate[] = [];
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const at = now();
    const standing = doors.flatMap((door) => door?.look() ?? []);
    const found = cas.map((file) => readCa(file));
    standing.push(...found.flatMap((one) => ('text' in one ? [one] : [])));
    held = [...doors.flatMap((door) => door?.held() ?? []), ...found.flatMap((one) => ('text' in one ? [] : [one]))];
    const notes = new Map<string, CertificateAlarm & { level: number }>();
    // Of the certificates in one file, the one that ends first is told of.
    for (const { code, file, text, level } of held.flatMap((one) => expiryNoteOf(one, at) ?? []))
      if ((notes.get(file)?.level ?? Infinity) > level) notes.set(file, { code, about: file, text, level });
    loud.say([...standing, ...others(), ...notes.values()]);
  }

  return {
    listeners: config.listeners.map(({ tls, ...others }, at) => {
      const door = doors[at];
      return tls === undefined || door === undefined ? others : { ...others, tls: door.tls };
    }),
    follow: (next) => void (cas = casIn(next)),
    start() {
      look();
      timer = setInterval(look, everyMs);
      timer.unref();
    },
    look,
    held: () => held,
    stop: () => clearInterval(timer),
  };
}

interface DoorParts {
  readonly listener: StationListener;
  readonly tls: TlsFiles;
  readonly dir: string;
  readonly now: () => number;
  readonly log: Log;
  readonly show: (tls: TlsOptions) => void;
}

/** The files of one listener, and what of them is in force. */
function watchedDoor({ listener, tls: files, dir, now, log, show }: DoorParts) {
  const paths = [...files.certs.flatMap(({ cert, key }) => [cert, key]), files.clientCa, files.crl]
    .filter((one) => one !== undefined)
    .map((one) => resolve(dir, one));
  const name = `port ${listener.port}`;
  const stamp = (): string => paths.map(stampOf).join('\n');
  let stamped = stamp();
  let read = readListenerFiles(files, dir);
  let inForce: ListenerFiles | undefined = read.pems === undefined ? undefined : read;
  let wrong = whyNot(read, undefined, now());
  for (const { code, message, remedy } of read.findings)
    log.warn(code, `The listener on ${name}: ${message} ${remedy}`);

  /** Undefined while all is well. */
  function follow(): FileFinding | undefined {
    const stampedNow = stamp();
    if (stampedNow === stamped && wrong === undefined) return undefined;
    const isNew = stampedNow !== stamped;
    stamped = stampedNow;
    read = readListenerFiles(files, dir);
    const before = wrong;
    wrong = whyNot(read, inForce, now());
    // Certificate and key are written one after the other: what is wrong now may be right at the next look.
    if (wrong !== undefined) return isNew && before === undefined ? undefined : wrong;
    if (JSON.stringify(read.pems) !== JSON.stringify(inForce?.pems)) {
      show(serverTls(files, read.pems!));
      log.info('BB_TLS_CHANGED', `The new certificates of the listener on ${name} are shown from now on.`);
    }
    inForce = read;
    return undefined;
  }

  function look(): CertificateAlarm[] {
    const found = follow();
    const standing = files.legacy === true ? [legacyOf(name)] : [];
    if (found === undefined) return standing;
    const { message, remedy } = found;
    return [
      ...standing,
      inForce === undefined
        ? { code: 'BB_TLS_CLOSED', about: name, text: `Nobody comes in over TLS on ${name}: ${message} ${remedy}` }
        : {
            code: 'BB_TLS_LAST_GOOD',
            about: name,
            text: `The new certificates of the listener on ${name} are not used: ${message} Those of before stay. ${remedy}`,
          },
    ];
  }

  return {
    look,
    held: () => inForce?.held ?? [],
    tls: {
      shows: () => (inForce?.pems === undefined ? undefined : serverTls(files, inForce.pems)),
      asks: askingOf(files),
      wasGood: (certificate: X509Certificate) =>
        inForce?.pems !== undefined && wasGood(certificate, inForce.pems, now()),
      ...(files.maxFragmentBytes !== undefined && { maxFragmentBytes: files.maxFragmentBytes }),
    },
  };
}

const legacyOf = (name: string): CertificateAlarm => ({
  code: 'BB_TLS_LEGACY',
  about: name,
  text: `The listener on ${name} takes TLS 1.0 and 1.1, which are broken. Keep it to stations of OCPP 1.6 that have nothing newer, and take "legacy" out when they are gone.`,
});

/** Why files are not used: an error, or that those in force count and these do not. */
function whyNot(
  { pems, findings, held }: ListenerFiles,
  inForce: ListenerFiles | undefined,
  nowMs: number,
): FileFinding | undefined {
  if (pems === undefined) return findings.find(({ level }) => level === 'error');
  const bad = held.find((one) => !counts(one, nowMs));
  if (bad === undefined || inForce?.held.every((one) => counts(one, nowMs)) !== true) return undefined;
  return {
    level: 'error',
    code: 'BB_TLS_FILE',
    at: [],
    message: `${bad.file} ${bad.validTo <= nowMs ? 'has expired' : 'does not count yet'}, and what is in force does.`,
    remedy: 'Put in one that counts now.',
  };
}

const counts = ({ validFrom = 0, validTo }: HeldCertificate, nowMs: number): boolean =>
  validFrom <= nowMs && nowMs < validTo;

/** CAs that central systems and brokers are known by: absolute paths. */
const casIn = ({ site }: GatewayConfig): readonly string[] => [
  ...new Set([...site.uplinks, ...(site.brokers ?? [])].flatMap(({ ca }) => ca ?? [])),
];

/** Of several CAs in one file, the last one to expire: the others are there for as long as they are needed. */
function readCa(file: string): HeldCertificate | CertificateAlarm {
  try {
    const all = certificatesIn(textIn(file)).map((one) => heldOf(one, file, 'upstreamCa'));
    return all.reduce((last, one) => (one.validTo > last.validTo ? one : last));
  } catch (error) {
    if (!(error instanceof PemError)) throw error;
    return {
      code: 'BB_CERTIFICATE_FILE',
      about: file,
      text: `${file} ${error.message}: whoever is known by it cannot be reached anew. Put the PEM file of the CA there.`,
    };
  }
}

/** Says what is new, once in the log and as alarms. */
function louder(log: Log, say: KeeperParts['say']) {
  let said = new Map<string, string>();
  return {
    say(standing: readonly (CertificateAlarm & { readonly level?: number })[]) {
      const next = new Map(
        standing.map(({ code, about, text, level }) => [`${code}:${about}`, level === undefined ? text : `${level}`]),
      );
      const isSame = next.size === said.size && [...next].every(([key, what]) => said.get(key) === what);
      if (isSame) return;
      for (const { code, about, text } of standing)
        if (next.get(`${code}:${about}`) !== said.get(`${code}:${about}`))
          (code === 'BB_CERTIFICATE_EXPIRES' || code === 'BB_TLS_LEGACY' ? log.warn : log.error)(code, text);
      for (const key of said.keys())
        if (!next.has(key)) log.info('BB_CERTIFICATE_OK', `No longer: ${key.replace(':', ' of ')}.`);
      said = next;
      say(standing.map(({ code, about, text }) => ({ code, about, text })));
    },
  };
}

/** Lines of the log for whoever did not come as far as to knock. */
export const logFailed =
  (log: Log): Listening =>
  ({ remoteAddress, port }, { code, reason, tell }) => {
    if (tell) log.warn(code, reason, { remoteAddress, port });
  };
