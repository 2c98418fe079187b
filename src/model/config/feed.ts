// MQTT uplinks of the site file: what their broker is told, and how it is reached.

import { clearPassword, isBrokerUrl } from './broker-url.ts';
import { bytesOf } from './size.ts';
import type { ConfigPath, Report } from './problem.ts';
import { error, warning } from './problem.ts';
import type { SiteFile } from './schema.ts';

type Entry = NonNullable<SiteFile['uplinks']>[number];

export interface Feed {
  /** Before the identity in every topic. */
  readonly topicPrefix: string;
  readonly protocol: '5' | '3.1.1';
  readonly clientId: string;
  readonly username?: string;
  /** Over how long telemetry is summed up. */
  readonly sampleSeconds: number;
  /** What may be sent on a metered link in a day; transactions and answers go on when it is spent. */
  readonly bytesPerDay?: number;
  /** Who says that a record of the stream arrived: the broker, or whoever keeps it (topic `ack`). */
  readonly acknowledgedBy: 'broker' | 'application';
  /**
   * Frames of OCPP stations go up, and those that come down are given to them. `csms`: whoever is behind the broker is their
   * central system.
   */
  readonly rawFrames?: true | 'csms';
}

/** What no topic may hold, and what would make another level of none. */
const badPrefix = /[+#\u0000]|^\/|\/$|\/\/|^\$/;

export const usualPrefix = 'busbar/v1';
export const usualSampleSeconds = 60;

export function feedOf(entry: Entry, identity: string): Feed {
  const { topicPrefix, protocol, clientId, username, sampleSeconds, bytesPerDay, acknowledgedBy, rawFrames } = entry;
  return {
    topicPrefix: topicPrefix ?? usualPrefix,
    protocol: protocol ?? '5',
    clientId: clientId ?? `busbar-${identity}-${entry.id}`,
    sampleSeconds: sampleSeconds ?? usualSampleSeconds,
    acknowledgedBy: acknowledgedBy ?? 'broker',
    ...(username !== undefined && { username }),
    ...(bytesPerDay !== undefined && { bytesPerDay: bytesOf(bytesPerDay) }),
    ...(rawFrames !== undefined && rawFrames !== false && { rawFrames }),
  };
}

/** Keys that say something about OCPP alone. */
const ocppOnly = [
  'mode',
  'version',
  'keyEncoding',
  'pingSeconds',
  'autonomy',
  'profiles',
  'attempts',
  'retryIntervalSeconds',
  'callTimeoutSeconds',
  'resetScope',
  'configurationFanOut',
  'forwardDataTransfer',
  'stationGraceSeconds',
  'securityEvents',
  'onLoss',
] as const;
/** Those of them that count for whoever is the central system of stations over MQTT. */
const ofFrames: ReadonlySet<string> = new Set([
  'version',
  'autonomy',
  'profiles',
  'attempts',
  'retryIntervalSeconds',
  'callTimeoutSeconds',
]);
/** Keys that say something about MQTT alone. */
const mqttOnly = [
  'topicPrefix',
  'protocol',
  'clientId',
  'username',
  'sampleSeconds',
  'bytesPerDay',
  'acknowledgedBy',
  'rawFrames',
] as const;

/** A key that would say nothing is a mistake of whoever wrote it. */
export function checkKeys(entry: Entry, path: ConfigPath, report: Report): void {
  for (const key of entry.kind === 'mqtt' ? ocppOnly : mqttOnly)
    if (entry[key] !== undefined && !(entry.rawFrames === 'csms' && ofFrames.has(key)))
      report(
        error(
          'BB_CONFIG_UPLINK_KEY',
          [...path, key],
          `"${key}" says nothing about an uplink of kind ${entry.kind}.`,
          'Take it out, or write the other kind.',
        ),
      );
}

export function checkFeed(entry: Entry, path: ConfigPath, report: Report): void {
  const { url, topicPrefix, security, username } = entry;
  const wrong = (code: string, keys: readonly string[], message: string, remedy: string): void =>
    report(error(code, [...path, ...keys], message, remedy));
  if (!isBrokerUrl(url))
    wrong(
      'BB_CONFIG_URL',
      ['url'],
      'The url of an MQTT uplink is mqtt:// or mqtts:// with a host and maybe a port, and nothing else.',
      'Write it like "mqtts://broker.example:8883"; user, password and topics have keys of their own.',
    );
  if (topicPrefix !== undefined && badPrefix.test(topicPrefix))
    wrong(
      'BB_CONFIG_TOPIC',
      ['topicPrefix'],
      `"${topicPrefix.slice(0, 80)}" cannot begin a topic.`,
      'Write levels with "/" between them, without "+", "#" and a "/" at the beginning or the end: "busbar/v1".',
    );
  checkProof(entry, wrong);
  checkFrames(entry, wrong);
  if (security?.password !== undefined && username === undefined)
    wrong('BB_CONFIG_NO_USER', ['username'], 'There is a password and no user.', 'Write "username:" as well.');
  const clear = clearPassword(url, security?.password, path);
  if (clear !== undefined) report(clear);
}

/** With mode `csms` a central system is asked about tokens, and over MQTT nobody is. */
export function checkAsked(entry: Entry, { authorization }: SiteFile, path: ConfigPath, report: Report): void {
  // Over frames somebody is.
  if (entry.rawFrames === 'csms') return;
  if (entry.role !== 'control' || (authorization?.mode ?? 'csms') !== 'csms') return;
  report(
    warning(
      'BB_CONFIG_NOBODY_ASKED',
      [...path, 'role'],
      `${entry.id} is never asked about a token, because it speaks MQTT: authorization.mode is csms, so the list that it gives counts, the site's own list, and authorization.unknownOffline for everybody else.`,
      'Give it a list (command "tokens"), or write authorization.mode local or free.',
    ),
  );
}

function checkFrames(
  { rawFrames, role, version }: Entry,
  wrong: (code: string, keys: readonly string[], message: string, remedy: string) => void,
): void {
  if (rawFrames !== 'csms') return;
  if (role !== 'control')
    wrong(
      'BB_CONFIG_FRAMES_ROLE',
      ['role'],
      'A central system over MQTT ("rawFrames: csms") answers stations, and this uplink only observes.',
      'Write "role: control", or "rawFrames: true" to look on.',
    );
  if (version === undefined)
    wrong(
      'BB_CONFIG_NO_VERSION',
      ['version'],
      'The uplink has no version: frames are passed on in that of the stations.',
      "Write \"version:\" with what they speak, in quotes: '1.6', '2.0.1' or '2.1'.",
    );
}

function checkProof(
  { url, security }: Entry,
  wrong: (code: string, keys: readonly string[], message: string, remedy: string) => void,
): void {
  if (security === undefined) return;
  const { profile, ca, cert, key } = security;
  const isTls = url.startsWith('mqtts://');
  if (!isTls && (ca !== undefined || profile === 2 || profile === 3))
    wrong(
      'BB_CONFIG_URL',
      ['url'],
      'TLS is asked for, but the url is not mqtts://.',
      'Write mqtts://, or profile 1 without a CA.',
    );
  if (profile === 3 && (cert === undefined || key === undefined))
    wrong(
      'BB_CONFIG_NO_CERTIFICATE',
      ['security'],
      'Profile 3 needs a certificate of the site and its key.',
      'Write "cert: site.pem" and "key: site.key".',
    );
  if (profile !== 3 && (cert !== undefined || key !== undefined))
    wrong(
      'BB_CONFIG_TWO_PROOFS',
      ['security'],
      `A certificate of the site is for profile 3, and this is profile ${profile}.`,
      'Write profile 3, or take "cert" and "key" out.',
    );
}
