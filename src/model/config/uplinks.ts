import type { StationId, UplinkId } from '../ids.ts';
import { checkAsked, checkFeed, checkKeys, feedOf } from './feed.ts';
import { error, unserved, warning } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import { namesIn } from './range.ts';
import { relaysOf } from './relays.ts';
import type { SiteFile } from './schema.ts';
import { keyNotHex, noManagedPassword } from './security.ts';
import type { Station, Uplink } from './site.ts';
import { bytesOf } from './size.ts';

type Entry = NonNullable<SiteFile['uplinks']>[number];

/** A WebSocket address without user, query and fragment: a password has its own key, which nothing prints. */
const socketUrl = /^wss?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/;

/** The uplinks with their defaults; one that this version cannot speak is an error, never passed over. */
export function expandUplinks(file: SiteFile, known: readonly Station[], report: Report): Uplink[] {
  const stations = new Set(known.map(({ id }) => id));
  const left = new Set(file.stations.flatMap(({ except }) => except ?? []));
  const named = (file.uplinks ?? []).map((entry, at) => stationsOf(entry, at, stations, left, report));
  checkUplinks(file, stations, named, report);
  return (file.uplinks ?? []).flatMap((_, at) => expandUplink(file, at, named[at], known, report));
}

function expandUplink(
  file: SiteFile,
  at: number,
  stations: readonly StationId[] | undefined,
  known: readonly Station[],
  report: Report,
): Uplink[] {
  const entry = file.uplinks![at]!;
  const path: ConfigPath = ['uplinks', at];
  checkKeys(entry, path, report);
  if (entry.kind === 'mqtt') {
    checkFeed(entry, path, report);
    checkAsked(entry, file, path, report);
    const feeding = uplinkOf({ ...entry, identity: entry.identity ?? file.site.id }, stations);
    const feed: Uplink = { ...feeding, version: '2.1', kind: 'mqtt', feed: feedOf(entry, feeding.identity) };
    return entry.rawFrames === 'csms' ? framedUplinks(file, at, feed, known, report) : [feed];
  }
  checkSpeech(entry, path, report);
  checkOnLoss(entry, path, report);
  checkCredentials(entry, path, report);
  const uplink = uplinkOf(entry, stations);
  return entry.mode === 'relay' ? relaysOf(file, at, uplink, known, report) : [uplink];
}

/** A central system behind the broker has the say, by frames for each station; what is told beside them is told to an observer. */
function framedUplinks(
  file: SiteFile,
  at: number,
  feeding: Uplink,
  known: readonly Station[],
  report: Report,
): Uplink[] {
  const { feed: _, password: _password, ca: _ca, cert: _cert, key: _key, ...base } = feeding;
  const version = file.uplinks![at]!.version ?? '1.6';
  const framed = relaysOf(file, at, { ...base, kind: 'ocpp', version }, known, report);
  return [
    { ...feeding, role: 'observe' },
    ...framed.map(({ passesKey: _key, ...one }) => ({ ...one, through: feeding.id })),
  ];
}

function uplinkOf(entry: Entry, stations: readonly StationId[] | undefined): Uplink {
  return {
    id: entry.id as UplinkId,
    kind: 'ocpp',
    mode: 'aggregate',
    version: entry.version ?? '1.6',
    url: entry.url,
    identity: entry.identity ?? '',
    role: entry.role,
    quotaBytes: bytesOf(entry.quota ?? '64MiB'),
    attempts: entry.attempts ?? 3,
    retryIntervalSeconds: entry.retryIntervalSeconds ?? 60,
    callTimeoutSeconds: entry.callTimeoutSeconds ?? 30,
    backoff: entry.backoff ?? { minSeconds: 5, randomSeconds: 10, repeatTimes: 4 },
    ...(entry.security?.password !== undefined && { password: entry.security.password }),
    ...(stations !== undefined && { stations }),
    ...stationRoleOf(entry),
    ...(entry.onLoss !== undefined && { onLoss: entry.onLoss }),
    ...connectionOf(entry),
  };
}

type Connecting = Pick<Uplink, 'ca' | 'cert' | 'key' | 'keyEncoding' | 'pingSeconds' | 'messagesPerSecond'>;

/** How it is connected to, and how fast it is told: only what the file says. */
function connectionOf({ security, keyEncoding, pingSeconds, messagesPerSecond }: Entry): Connecting {
  return {
    ...(security?.ca !== undefined && { ca: security.ca }),
    ...(security?.profile === 3 && security.cert !== undefined && { cert: security.cert }),
    ...(security?.profile === 3 && security.key !== undefined && { key: security.key }),
    ...(keyEncoding !== undefined && { keyEncoding }),
    ...(pingSeconds !== undefined && { pingSeconds }),
    ...(messagesPerSecond !== undefined && { messagesPerSecond }),
  };
}

type StationRole = Pick<
  Uplink,
  'resetScope' | 'configurationFanOut' | 'forwardDataTransfer' | 'stationGraceSeconds' | 'securityEvents'
>;

/** How the site behaves as a charge point: only what the file says. */
function stationRoleOf(entry: Entry): StationRole {
  const { resetScope, configurationFanOut, forwardDataTransfer, stationGraceSeconds, securityEvents } = entry;
  return {
    ...(resetScope !== undefined && { resetScope }),
    ...(configurationFanOut !== undefined && { configurationFanOut }),
    ...(forwardDataTransfer !== undefined && { forwardDataTransfer }),
    ...(stationGraceSeconds !== undefined && { stationGraceSeconds }),
    ...(securityEvents !== undefined && { securityEvents }),
  };
}

function checkSpeech({ mode, version, identity }: Entry, path: ConfigPath, report: Report): void {
  if (mode === undefined)
    report(
      error(
        'BB_CONFIG_NO_MODE',
        [...path, 'mode'],
        'The uplink has no mode.',
        'Write "mode: aggregate" (the site is one station with many EVSEs) or "mode: relay" (each station under its own identity).',
      ),
    );
  if (version === undefined)
    report(
      error(
        'BB_CONFIG_NO_VERSION',
        [...path, 'version'],
        'The uplink has no version.',
        "Write \"version:\" with what the central system speaks, in quotes: '1.6', '2.0.1' or '2.1'.",
      ),
    );
  if (identity === undefined && mode !== 'relay')
    report(
      error(
        'BB_CONFIG_NO_IDENTITY',
        [...path, 'identity'],
        'The uplink has no identity.',
        'Write the name under which the central system knows this site.',
      ),
    );
}

/** What limits all that it serves is the one that commands; a relay limits its stations one by one. */
function checkOnLoss({ mode, role, onLoss }: Entry, path: ConfigPath, report: Report): void {
  if (onLoss === undefined || (mode === 'aggregate' && role === 'control')) return;
  report(
    error(
      'BB_CONFIG_UPLINK_KEY',
      [...path, 'onLoss'],
      '"onLoss" is for an uplink with mode aggregate and role control: nobody else limits the site.',
      'Take it out, or write "mode: aggregate" and "role: control".',
    ),
  );
}

function checkCredentials({ mode, url, security, keyEncoding }: Entry, path: ConfigPath, report: Report): void {
  const wrong = (key: string, message: string, remedy: string): void =>
    report(error('BB_CONFIG_URL', [...path, key], message, remedy));
  if (!socketUrl.test(url))
    wrong(
      'url',
      'The url of an OCPP uplink is ws:// or wss:// with a host and a path, without user, password or query.',
      'Write it like "wss://csms.example/ocpp", and the password under "security".',
    );
  if (security === undefined) return;
  const { profile, password, ca } = security;
  checkOwnCertificate(security, path, report);
  if ((profile === 2 || profile === 3) && !url.startsWith('wss://'))
    wrong('url', `Profile ${profile} is over TLS, but the url is not wss://.`, 'Write wss://, or profile 1.');
  if (ca !== undefined && !url.startsWith('wss://'))
    wrong('url', 'There is a CA, but the url is not wss://, so no certificate is looked at.', 'Write wss://.');
  const notHex = keyNotHex(password, keyEncoding, path);
  if (notHex !== undefined) report(notHex);
  if (password === 'managed')
    report(unserved('error', [...path, 'security', 'password'], 'managed', noManagedPassword));
  // A relay passes on the key that the station itself came with.
  if ((profile === 1 || profile === 2) && password === undefined && mode !== 'relay')
    report(
      error(
        'BB_CONFIG_NO_PASSWORD',
        [...path, 'security'],
        `Profile ${profile} needs a password.`,
        'Write "password: ${file:/run/secrets/…}".',
      ),
    );
}

/** Profile 3 is a certificate and no password; the others have none of their own. */
function checkOwnCertificate(
  { profile, cert, key, password }: NonNullable<Entry['security']>,
  path: ConfigPath,
  report: Report,
): void {
  const at = [...path, 'security'];
  if (profile === 3 && (cert === undefined || key === undefined))
    report(
      error(
        'BB_CONFIG_NO_CERTIFICATE',
        at,
        'Profile 3 needs a certificate of the site and its key.',
        'Write "cert: site.pem" and "key: site.key" with what the operator of the central system signed.',
      ),
    );
  if (profile === 3 && password !== undefined)
    report(
      error(
        'BB_CONFIG_TWO_PROOFS',
        at,
        'Profile 3 has a certificate and no password.',
        'Take "password" out, or write profile 2.',
      ),
    );
  if (profile !== 3 && (cert !== undefined || key !== undefined))
    report(
      error(
        'BB_CONFIG_TWO_PROOFS',
        at,
        `A certificate of the site is for profile 3, and this is profile ${profile}.`,
        'Write profile 3, or take "cert" and "key" out.',
      ),
    );
}

function stationsOf(
  entry: Entry,
  at: number,
  known: ReadonlySet<StationId>,
  /** Stations that a range leaves out: a range of the uplink names them in vain. */
  left: ReadonlySet<string>,
  report: Report,
): readonly StationId[] | undefined {
  if (entry.stations === undefined) return undefined;
  const named = new Set<StationId>();
  for (const [index, name] of entry.stations.entries()) {
    const names = namesIn(name) as StationId[] | undefined;
    const unknown = names?.find((one) => !known.has(one) && !(left.has(one) && one !== name));
    if (names === undefined || unknown !== undefined)
      report(
        error(
          'BB_CONFIG_UNKNOWN_STATION',
          ['uplinks', at, 'stations', index],
          `There is no station "${(unknown ?? name).slice(0, 80)}".`,
          'Name stations, or ranges of stations, that stand in this file.',
        ),
      );
    for (const one of names ?? []) if (known.has(one)) named.add(one);
  }
  return [...named];
}

/** At most one uplink has the say over a station (F116), of whatever kind it is. */
function checkUplinks(
  file: SiteFile,
  stations: ReadonlySet<StationId>,
  named: readonly (readonly StationId[] | undefined)[],
  report: Report,
): void {
  const ids = new Map<string, number>();
  const commander = new Map<StationId, string>();
  for (const [at, { id, role }] of (file.uplinks ?? []).entries()) {
    if (ids.has(id))
      report(
        error(
          'BB_CONFIG_DOUBLE_UPLINK',
          ['uplinks', at, 'id'],
          `Uplink ${id} is there twice.`,
          'Give each uplink its own id.',
        ),
      );
    ids.set(id, at);
    if (role !== 'control') continue;
    const commanded = named[at] ?? [...stations];
    const both = commanded.find((station) => commander.has(station));
    if (both !== undefined)
      report(
        error(
          'BB_CONFIG_TWO_CONTROLS',
          ['uplinks', at, 'role'],
          `${commander.get(both)} and ${id} would both command ${both}.`,
          'Make one of them "observe", or share the stations out with "stations".',
        ),
      );
    for (const station of commanded) if (!commander.has(station)) commander.set(station, id);
  }
  if (ids.size > 0 && commander.size === 0 && stations.size > 0)
    report(
      warning(
        'BB_CONFIG_NO_CONTROL',
        ['uplinks'],
        'No uplink has the role "control", so no central system can start or stop anything.',
        'Give one uplink "role: control", if that is not meant.',
      ),
    );
}
