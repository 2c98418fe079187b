// docs/codes.md: each code that a person can meet, where from, and what the gateway says with it.

import { readFileSync, readdirSync } from 'node:fs';
import { alarmCodes } from '../../src/model/alarm.ts';
import type { Use } from './codes-found.ts';
import { usesIn } from './codes-found.ts';
import { code, table } from './table.ts';

/** One code of the page. */
export interface Entry {
  readonly code: string;
  readonly isAlarm: boolean;
  readonly from: string;
  readonly text: string;
}

/** Where somebody meets it, by the file that says it: the first that fits. */
const places: readonly (readonly [RegExp, string])[] = [
  [/^src\/core\/door\/why/, 'a station at the door (`busbar stations pending`)'],
  [/^src\/model\/config|^adapters\/config-file/, 'site file (`busbar check`)'],
  [/^src\/modbus\/(read|placed|schema)/, 'Modbus devices (`busbar check`)'],
  [/^src\/control\//, 'site file (`busbar check`)'],
  [/^src\/modbus\/advice|^src\/cli\/modbus/, '`busbar doctor`, `busbar modbus`'],
  [/^src\/cli\/doctor/, '`busbar doctor`'],
  [/^src\/cli\/(backup|restore|init|claim|export|simulate|support|demo|ca|asks-gateway)/, 'the command'],
  [/^src\/(core\/feed|uplink\/mqtt)|^src\/local\/command/, 'an answer over MQTT'],
  [/^src\/uplink\/trouble|^adapters\/ws-client/, 'connection upstream'],
  [/^adapters\/http|^src\/local\/access|^adapters\/access/, 'API, dashboard'],
  [/^adapters\/certificates|^src\/cli\/certificate/, 'certificates'],
  [/^adapters\/simulator/, '`busbar simulate`'],
  [/^adapters\/dashboard/, 'dashboard'],
  [/^src\/core|^src\/local/, 'API, dashboard, log'],
];

const placeOf = (path: string): string => places.find(([pattern]) => pattern.test(path))?.[1] ?? 'log';

export const usesOf = (home: URL): Use[] => usesIn(['src', 'adapters'].flatMap((folder) => sourcesIn(home, folder)));

/** What is only looked at, or sorted by, is said elsewhere; tests of the dashboard's texts are no place. */
export function entriesIn(home: URL): Entry[] {
  const byCode = Map.groupBy(usesOf(home), (one) => one.code);
  return [...byCode].map(([one, some]) => entryOf(one, some)).toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

const sourcesIn = (home: URL, folder: string) =>
  readdirSync(new URL(folder, home), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .toSorted()
    .map((name) => `${folder}/${name}`)
    .map((path) => ({ path, text: readFileSync(new URL(path, home), 'utf8') }));

const mostTexts = 3;
const alarms: ReadonlySet<string> = new Set(alarmCodes);

function entryOf(name: string, uses: readonly Use[]): Entry {
  const isAlarm = alarms.has(name);
  const told = uses.filter((one) => one.text !== '');
  const from = isAlarm ? 'alarm' : [...new Set((told.length > 0 ? told : uses).map(({ path }) => placeOf(path)))][0]!;
  const texts = [
    ...new Set(
      (isAlarm && told.some((one) => one.isAlarm) ? told.filter((one) => one.isAlarm) : told).map((one) => one.text),
    ),
  ];
  return { code: name, isAlarm, from, text: texts.slice(0, mostTexts).join(' — Or: ') };
}

/** Where the text is put together of what the sources do not show beside the code; a test holds that a page by hand has it. */
const elsewhere =
  'See [troubleshooting.md](troubleshooting.md), [modbus.md](modbus.md), [meters-and-inputs.md](meters-and-inputs.md) and [security.md](security.md).';

const intro = `# Codes

<!-- Written by: npm run docs -->

Every message that a person can see has a code that stays the same over versions. Search for yours on this page; what stands
beside it is what the gateway says with it, in its own words, with \`…\` where it fills in names and figures. What it says to you has
these filled in, so read that first. [troubleshooting.md](troubleshooting.md) begins with what you see instead.
`;

export function codesPage(home: URL): string {
  const entries = entriesIn(home);
  const alarms = entries.filter((one) => one.isAlarm);
  const others = entries.filter((one) => !one.isAlarm);
  return `${intro}
## Alarms

They are on top of the page Now, in \`GET /api/v1/site\` and \`busbar doctor\`, and go by themselves when what they say is over.

${table(
  ['Code', 'What it says, and what to do'],
  alarms.map((one) => [code(one.code), one.text || elsewhere]),
)}

## All others

${table(
  ['Code', 'Where', 'What it says'],
  others.map((one) => [code(one.code), one.from, one.text]),
)}
`;
}
