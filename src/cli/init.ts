// `busbar init`: a first site file, from what somebody answers or from options. It writes nothing that `busbar check` refuses, and
// never over a file that is there.

import { createInterface } from 'node:readline';
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { replaceFile } from '../../adapters/files/replace-file.ts';
import { parseSiteFile } from '../../adapters/config-file/load.ts';
import { describe } from '../../adapters/config-file/located.ts';
import type { FirstSite } from '../local/first-site-file.ts';
import { firstSiteFile, idFrom, uplinkChoice } from '../local/first-site-file.ts';
import { usualDataDir } from '../model/config/gateway.ts';
import { namesIn } from '../model/config/range.ts';
import { say } from './backup.ts';
import { withDevices } from './site-file.ts';
import { unsafe } from './site-safety.ts';

export type InitOptions = Readonly<Partial<Record<keyof FirstSite, string>>> & { readonly yes?: boolean };

interface Question {
  readonly key: keyof FirstSite;
  readonly text: string;
  /** `folder`: of the site file. */
  readonly usual: (known: Answers, folder: string) => string;
  /** Why an answer cannot be taken; undefined where it can. */
  readonly wrong: (answer: string, known: Answers) => string | undefined;
  readonly isAsked?: (known: Answers) => boolean;
  readonly before?: string;
}

type Answers = Readonly<Partial<Record<keyof FirstSite, string>>>;

const oneOf =
  (...words: readonly string[]) =>
  (answer: string): string | undefined =>
    words.includes(answer) ? undefined : `One of ${words.join(', ')}.`;

const number =
  (least: number, most: number) =>
  (answer: string): string | undefined =>
    answer !== '' && Number(answer) >= least && Number(answer) <= most
      ? undefined
      : `A number from ${least} to ${most}.`;

const isUpstream = ({ uplink }: Answers): boolean => uplink !== 'none';

const questions: readonly Question[] = [
  {
    key: 'name',
    text: 'Name of the site',
    usual: () => 'Depot',
    wrong: (text) => (/\S/.test(text) && text.length <= 100 ? undefined : 'Up to 100 letters.'),
  },
  {
    key: 'id',
    text: 'Its identity (upstream, and in topics)',
    usual: ({ name = '' }) => idFrom(name),
    wrong: (text) => (/^[\w.-]{1,48}$/.test(text) ? undefined : 'Letters, digits, "-", "_" and ".", up to 48.'),
  },
  {
    key: 'timezone',
    text: 'Time zone',
    usual: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    wrong: (text) => (isZone(text) ? undefined : 'One of the IANA list, such as Europe/Berlin.'),
  },
  {
    key: 'supply',
    text: 'Supply: tn400 (230/400 V with neutral), it230 (three lines of 230 V, no neutral), split240 (two lines of 120 V)',
    usual: () => 'tn400',
    wrong: oneOf('tn400', 'it230', 'split240'),
  },
  { key: 'mainAmps', text: 'Main fuse, amps per line', usual: () => '63', wrong: number(6, 6300) },
  {
    key: 'protection',
    text: 'What it is: mcb (circuit breaker of a board), mccb (large breaker), gG (fuse)',
    usual: ({ mainAmps }) => (Number(mainAmps) > 125 ? 'mccb' : 'gG'),
    wrong: oneOf('mcb', 'mccb', 'gG'),
  },
  {
    key: 'baseAmps',
    text: 'The most that everything but the chargers draws, amps per line',
    usual: ({ mainAmps }) => String(Math.round(Number(mainAmps) * 0.25)),
    wrong: (text, { mainAmps }) => number(0, Number(mainAmps))(text),
  },
  {
    key: 'stations',
    text: 'Charging stations, by their identities',
    usual: () => 'CP-[01-10]',
    wrong: (text) => {
      const names = /^[^\s"\\]+$/.test(text) ? namesIn(text) : undefined;
      return names === undefined || names.length === 0 ? 'A name, or a range such as CP-[01-20].' : undefined;
    },
  },
  { key: 'stationAmps', text: 'The most that each may draw, amps per line', usual: () => '32', wrong: number(6, 500) },
  {
    key: 'uplink',
    text: 'aggregate, relay, mqtt or none',
    usual: () => 'none',
    wrong: oneOf('none', 'aggregate', 'relay', 'mqtt'),
    before: uplinkChoice,
  },
  {
    key: 'url',
    text: 'Its address',
    usual: ({ uplink }) => (uplink === 'mqtt' ? 'mqtts://broker.example:8883' : 'wss://csms.example/ocpp'),
    wrong: (text, { uplink }) =>
      urlOf(uplink).test(text)
        ? undefined
        : uplink === 'mqtt'
          ? 'mqtts://host:port or mqtt://host:port.'
          : 'wss://host/path or ws://host/path.',
    isAsked: isUpstream,
  },
  {
    key: 'version',
    text: 'The OCPP that it speaks',
    usual: () => '1.6',
    wrong: oneOf('1.6', '2.0.1', '2.1'),
    isAsked: ({ uplink }) => uplink === 'aggregate' || uplink === 'relay',
  },
  {
    key: 'passwordFile',
    text: 'File that holds the password upstream (none: empty)',
    usual: () => '',
    wrong: (text) => (text === '' || existsSync(text) ? undefined : `${text} is not there.`),
    isAsked: isUpstream,
  },
  {
    key: 'dataDir',
    text: 'Directory for the data',
    usual: (_, folder) => writableDataDir(folder),
    wrong: (text) => (text.startsWith('/') ? undefined : 'A path that begins with "/".'),
  },
];

/** Where this user may write; else beside the site file. */
function writableDataDir(folder: string): string {
  const dir = usualDataDir;
  try {
    accessSync(existsSync(dir) ? dir : dirname(dir), constants.W_OK);
    return dir;
  } catch {
    return join(folder, 'data');
  }
}

const urlOf = (uplink: string | undefined): RegExp =>
  uplink === 'mqtt' ? /^mqtts?:\/\/[^\s/]+$/ : /^wss?:\/\/[^\s/]+/;

export async function init(file: string, options: InitOptions): Promise<void> {
  const path = resolve(file);
  if (existsSync(path))
    return say(
      'BB_INIT_EXISTS',
      `${file} is there already and is left as it is. Name another file, or change that one.`,
    );
  const answers = await answersFor(options, dirname(path));
  if (typeof answers === 'string') return say('BB_INIT_ANSWER', answers);
  const text = firstSiteFile(siteOf(answers));
  const loaded = withDevices(parseSiteFile(text, path), path);
  const problems = loaded.ok
    ? unsafe(loaded).map(({ code, message, remedy }) => `${code}: ${message} ${remedy}`)
    : loaded.problems.map(describe);
  if (problems.length > 0)
    return say(
      'BB_INIT_UNFIT',
      `Nothing was written, because the site would not be right:\n  ${problems.join('\n  ')}`,
    );
  try {
    mkdirSync(dirname(path), { recursive: true });
    // The gateway keeps this file too: it gets the owner of its folder.
    await replaceFile(path, text, statSync(dirname(path)).mode & 0o660 || 0o600);
  } catch (error) {
    return say('BB_INIT_UNWRITABLE', `${file} was not written: ${(error as Error).message}.`);
  }
  console.log(
    `\n${file} is written. Look at it, then:\n  busbar check ${file}\n  busbar doctor ${file}\n  busbar run --config ${file}      (with the package: systemctl start busbar)`,
  );
}

/** Every answer, or why there is one that cannot be taken. */
async function answersFor({ yes = false, ...given }: InitOptions, folder: string): Promise<Answers | string> {
  const terminal = yes ? undefined : openTerminal();
  let known: Answers = {};
  try {
    for (const question of questions) {
      if (question.isAsked?.(known) === false) continue;
      const usual = question.usual(known, folder);
      const answer = await answerOf({ ...question, usual }, given[question.key], known, terminal);
      if (typeof answer !== 'string') return answer.wrong;
      known = { ...known, [question.key]: answer };
    }
    return known;
  } finally {
    terminal?.close();
  }
}

async function answerOf(
  { key, text, usual, wrong, before }: Omit<Question, 'usual'> & { readonly usual: string },
  given: string | undefined,
  known: Answers,
  terminal: Terminal | undefined,
): Promise<string | { readonly wrong: string }> {
  const fixed = given ?? (terminal === undefined ? usual : undefined);
  if (fixed !== undefined) {
    const why = wrong(fixed, known);
    return why === undefined ? fixed : { wrong: `"${fixed}" is no answer to: ${text}. ${why} (--${dashed(key)})` };
  }
  if (before !== undefined) console.log(`\n${before}`);
  for (;;) {
    const line = await terminal!.ask(`${text} [${usual}]: `);
    if (line === undefined) return { wrong: `The answers ended before: ${text}. Nothing was written.` };
    const answer = line.trim() === '' ? usual : line.trim();
    const why = wrong(answer, known);
    if (why === undefined) return answer;
    console.log(`  ${why}`);
  }
}

export const dashed = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

interface Terminal {
  /** Undefined where nobody says anything any more. */
  ask(prompt: string): Promise<string | undefined>;
  close(): void;
}

/** Lines that come before they are asked for wait: a script types faster than it is asked. */
function openTerminal(): Terminal {
  const terminal = createInterface({ input: process.stdin });
  const lines = terminal[Symbol.asyncIterator]();
  return {
    async ask(prompt) {
      process.stdout.write(prompt);
      const { value, done } = await lines.next();
      return done === true ? undefined : value;
    },
    close: () => terminal.close(),
  };
}

const siteOf = (answers: Answers): FirstSite => {
  const { passwordFile = '', url, version, ...rest } = answers as Required<Answers>;
  return {
    ...(rest as unknown as FirstSite),
    mainAmps: Number(answers.mainAmps),
    baseAmps: Number(answers.baseAmps),
    stationAmps: Number(answers.stationAmps),
    version: (version ?? '1.6') as FirstSite['version'],
    ...(url !== undefined && { url }),
    ...(passwordFile !== '' && { passwordFile: resolve(passwordFile) }),
  };
};

function isZone(text: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: text });
    return text !== '';
  } catch {
    return false;
  }
}

/** What can be given instead of an answer. */
export const initOptions: readonly (readonly [flag: string, what: string])[] = questions.map(({ key, text }) => [
  `--${dashed(key)} <${key}>`,
  text,
]);
