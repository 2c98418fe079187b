// The part of the page that is about OCPP 2.x: of every case how it went in each version.

import { isOf21Only, roles2 } from '../cases-2.ts';
import type { Role2 } from '../cases-2.ts';
import { lacking } from '../lacking.ts';
import { abouts2, notServed2 } from '../not-served-2.ts';
import { aboutOf, caseIds } from './case-name.ts';

/** One test that was run. */
export interface Ran {
  /** With all that it stands in. */
  readonly fullName: string;
  readonly name: string;
  readonly passed: boolean;
}

const versions = ['2.0.1', '2.1'] as const;
type Version2 = (typeof versions)[number];

type Result = 'pass' | 'fail' | 'not served' | 'no test' | '–';

interface Cell {
  readonly passed: boolean;
  readonly about: string;
}

/** What ran of each case, by id and version. */
type Book = ReadonlyMap<string, readonly Cell[]>;

const keyOf = (id: string, version: string): string => `${id} ${version}`;

function bookOf(tests: readonly Ran[]): Book {
  const book = new Map<string, Cell[]>();
  for (const { name, fullName, passed } of tests)
    for (const [id, about] of casesIn(name))
      for (const version of versionsOf(fullName, id)) {
        const key = keyOf(id, version);
        book.set(key, [...(book.get(key) ?? []), { passed, about }]);
      }
  return book;
}

/** A test may be about several cases, in several parts of its title. */
function casesIn(name: string): (readonly [string, string])[] {
  const parts = name.split(/;\s*(?=TC_)/);
  return parts.flatMap((part) => caseIds(part).map((id) => [id, aboutOf(part)] as const));
}

/** The version that the peer of the role speaks. What names none is of 2.0.1. */
function versionsOf(fullName: string, id: string): readonly string[] {
  const peer = id.endsWith('_CS') ? 'central system' : 'station';
  const pair = /(\S+) station, (\S+) central system/.exec(fullName);
  if (pair !== null) return [peer === 'station' ? pair[1]! : pair[2]!];
  const named = [...fullName.matchAll(/(?<![\d.])(?:1\.6|2\.0\.1|2\.1|2\.x)(?![\d])/g)].map(([version]) => version);
  const known = versions.filter((version) => named.includes(version));
  if (known.length > 0) return known;
  return named.length === 0 || named.includes('2.x') ? ['2.0.1'] : [];
}

function resultOf(id: string, version: Version2, book: Book): Result {
  if (isOf21Only(id) && version === '2.0.1') return '–';
  const ran = book.get(keyOf(id, version));
  if (ran !== undefined) return ran.every(({ passed }) => passed) ? 'pass' : 'fail';
  return Object.hasOwn(notServed2, id) ? 'not served' : 'no test';
}

function sectionOf({ is, ids, note }: Role2, book: Book): string {
  const rows = ids.map((id) => ({ id, results: versions.map((version) => resultOf(id, version, book)) }));
  const counts = versions.map((version, at) => {
    const count = (wanted: Result): number => rows.filter(({ results }) => results[at] === wanted).length;
    const of = rows.length - count('–');
    return (
      `OCPP ${version}: of ${of} case ids our own re-implementation passes ${count('pass')}, fails ${count('fail')}, ` +
      `does not serve ${count('not served')}, and has no test of ${count('no test')}.`
    );
  });
  const lines = rows.map(({ id, results }) => {
    const ran = versions.flatMap((version) => book.get(keyOf(id, version)) ?? []);
    const about = ran[0]?.about ?? notServed2[id]?.about ?? abouts2[id] ?? '';
    const why = results.includes('fail')
      ? lacking[id]
      : results.includes('not served')
        ? notServed2[id]?.why
        : undefined;
    return `| ${id} | ${about} | ${results.join(' | ')} | ${why ?? ''} |`;
  });
  return `## OCPP 2.x: ${is}

${counts.join('\n')}
${note === undefined ? '' : `\n${note}\n`}
| Case | What it is about | 2.0.1 | 2.1 | Why |
|---|---|---|---|---|
${lines.join('\n')}
`;
}

export function document2Of(tests: readonly Ran[]): string {
  const book = bookOf(tests);
  return roles2.map((role) => sectionOf(role, book)).join('\n');
}

/** Cases that are written down as failing, and pass. */
export function passingAfterAll(tests: readonly Ran[]): string[] {
  const book = bookOf(tests);
  return Object.keys(lacking).filter((id) => {
    const ran = versions.flatMap((version) => book.get(keyOf(id, version)) ?? []);
    return ran.length > 0 && ran.every(({ passed }) => passed);
  });
}
