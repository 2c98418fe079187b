// What `busbar simulate` is asked for, read and bounded.

import { readFileSync } from 'node:fs';
import type { Version } from '../model/protocol.ts';
import { keyBytes } from '../ocpp/basic-auth.ts';
import { isStationName, namesIn } from '../model/config/range.ts';

/** As commander gives them: texts. */
export interface SimulateArguments {
  readonly url: string;
  readonly stations?: string;
  readonly version: string;
  readonly idPattern?: string;
  readonly evses: string;
  readonly minutes?: string;
  readonly seed?: string;
  readonly password?: string;
  readonly keyAsText?: true;
  readonly ca?: string;
  readonly tokens?: string;
  readonly sampleSeconds: string;
  readonly stayMinutes: string;
  readonly pauseMinutes: string;
  readonly connectPerSecond: string;
  readonly dropMinutes?: string;
  readonly securityEvents?: true;
  readonly wait?: true;
  readonly quiet?: true;
}

export interface SimulatePlan {
  readonly url: string;
  readonly version: Version;
  readonly ids: readonly string[];
  readonly evses: number;
  readonly minutes?: number;
  readonly seed: number;
  /** As it is sent. */
  readonly password?: string | Uint8Array;
  readonly ca?: string;
  readonly tokens?: readonly string[];
  readonly sampleSeconds: number;
  readonly stayMinutes: number;
  readonly pauseMinutes: number;
  readonly connectPerSecond: number;
  readonly dropMinutes?: number;
  readonly securityEvents: boolean;
  readonly wait: boolean;
  readonly quiet: boolean;
}

export interface OptionProblem {
  readonly message: string;
  readonly remedy: string;
}

/** One computer simulates so many in time; and nobody's central system is flooded by a slip of the keyboard. */
export const mostStations = 500;
const mostEvses = 20;
const versions: readonly Version[] = ['1.6', '2.0.1', '2.1'];

/** The plan, or everything that is wrong with the options. `random` gives the seed where none is named. */
export function planOf(
  given: SimulateArguments,
  random: () => number,
): { readonly plan: SimulatePlan } | { readonly problems: readonly OptionProblem[] } {
  const problems: OptionProblem[] = [];
  const wrong = (message: string, remedy: string): void => void problems.push({ message, remedy });
  const number = (name: string, text: string | undefined, least: number, most: number): number | undefined => {
    if (text === undefined) return undefined;
    const value = text.trim() === '' ? NaN : Number(text);
    if (value >= least && value <= most) return value;
    wrong(`--${name} is "${text}".`, `Give a number from ${least} to ${most}.`);
    return least;
  };
  const whole = (name: string, text: string | undefined, least: number, most: number): number | undefined => {
    const value = number(name, text, least, most);
    if (value !== undefined && !Number.isInteger(value)) wrong(`--${name} is "${text}".`, 'Give a whole number.');
    return value;
  };
  const version = versions.find((one) => one === given.version);
  if (version === undefined)
    wrong(`--version is "${given.version}".`, 'Stations of OCPP 1.6, 2.0.1 and 2.1 are simulated: give one of these.');
  checkUrl(given.url, wrong);
  const minutes = number('minutes', given.minutes, 0.05, 7 * 24 * 60);
  const dropMinutes = number('drop-minutes', given.dropMinutes, 0.1, 7 * 24 * 60);
  const ca = given.ca === undefined ? undefined : fileText(given.ca, wrong);
  const password = given.password ?? process.env['BUSBAR_SIMULATE_PASSWORD'];
  const tokens = given.tokens === undefined ? undefined : tokensIn(given.tokens, wrong);
  const plan: SimulatePlan = {
    url: given.url,
    version: version ?? '1.6',
    ids: idsOf(given.idPattern, whole('stations', given.stations, 1, mostStations), wrong),
    evses: whole('evses', given.evses, 1, mostEvses)!,
    seed: whole('seed', given.seed, 0, 2 ** 31) ?? random(),
    sampleSeconds: number('sample-seconds', given.sampleSeconds, 1, 3600)!,
    stayMinutes: number('stay-minutes', given.stayMinutes, 0.05, 24 * 60)!,
    pauseMinutes: number('pause-minutes', given.pauseMinutes, 0.01, 24 * 60)!,
    connectPerSecond: number('connect-per-second', given.connectPerSecond, 0.1, 50)!,
    securityEvents: given.securityEvents === true,
    wait: given.wait === true,
    quiet: given.quiet === true,
    ...(minutes !== undefined && { minutes }),
    ...(dropMinutes !== undefined && { dropMinutes }),
    ...(password !== undefined && { password: passwordSent(password, version, given.keyAsText) }),
    ...(ca !== undefined && { ca }),
    ...(tokens !== undefined && { tokens }),
  };
  return problems.length > 0 ? { problems } : { plan };
}

/** A station of 1.6 sends the bytes that its AuthorizationKey means (security whitepaper A00.FR.205); those of 2.x the text. */
const passwordSent = (text: string, version: Version | undefined, asText = false): string | Uint8Array =>
  (version === '1.6' && !asText ? keyBytes(text) : undefined) ?? text;

type Wrong = (message: string, remedy: string) => void;

function checkUrl(text: string, wrong: Wrong): void {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'ws:' && url.protocol !== 'wss:'))
    return wrong(`--url is "${text}".`, 'Give the address for charge points, as ws://host:9000 or wss://host/ocpp.');
  if (url.username !== '' || url.password !== '')
    wrong(
      '--url has a user name or password in it.',
      'Give the password with --password; the user name is the identity.',
    );
}

/** The names of a pattern; `CP-[01-N]` where none is given. The number of stations takes the first of them. */
function idsOf(pattern: string | undefined, count: number | undefined, wrong: Wrong): string[] {
  const digits = Math.max(2, String(count ?? 1).length);
  const two = (number: number): string => String(number).padStart(digits, '0');
  const names = namesIn(pattern ?? `CP-[${two(1)}-${two(count ?? 1)}]`);
  if (names === undefined) {
    wrong(`--id-pattern is "${pattern}".`, 'Write a range with the number of digits that is meant, as CP-[01-60].');
    return [];
  }
  if (count !== undefined && names.length < count)
    wrong(
      `--id-pattern "${pattern}" names ${names.length} stations, and --stations wants ${count}.`,
      'Make the range longer, or the number smaller.',
    );
  const bad = names.find((name) => !isStationName(name));
  if (bad !== undefined)
    wrong(
      `"${bad}" cannot be the identity of a station.`,
      'Use letters, digits and * - _ = + | @ . up to 48 characters.',
    );
  const ids = names.slice(0, count ?? names.length);
  if (ids.length > mostStations)
    wrong(
      `--id-pattern names ${ids.length} stations.`,
      `At most ${mostStations} are simulated at once: use --stations.`,
    );
  return ids;
}

function tokensIn(list: string, wrong: Wrong): string[] {
  const tokens = list.split(',').map((one) => one.trim());
  const bad = tokens.find((one) => one.length < 1 || one.length > 20);
  if (bad !== undefined)
    wrong(`--tokens has "${bad}" in it.`, 'Give tokens of 1 to 20 characters with commas between them.');
  return tokens;
}

function fileText(path: string, wrong: Wrong): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    wrong(`The file ${path} of --ca cannot be read.`, 'Name a PEM file with the certificate of the authority.');
    return undefined;
  }
}
