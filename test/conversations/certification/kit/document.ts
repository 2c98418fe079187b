// What a run of the cases becomes: a page that says of every case how it went, failures included.

import type { Role } from '../cases.ts';
import { notServed, roles } from '../cases.ts';

export interface Outcome {
  readonly id: string;
  readonly about: string;
  readonly passed: boolean;
}

const title = /^(TC_[0-9_]+_(?:CSMS|CS)) (.+)$/;

/** The case that a test is named for; undefined for any other test. */
export function caseOf(name: string): { readonly id: string; readonly about: string } | undefined {
  const [, id, about] = title.exec(name) ?? [];
  return id === undefined || about === undefined ? undefined : { id, about };
}

type Result = 'pass' | 'fail' | 'not served';

interface Row {
  readonly id: string;
  readonly about: string;
  readonly result: Result;
  readonly why?: string;
}

export function documentOf(outcomes: readonly Outcome[]): string {
  const byId = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  const sections = roles.map((role) => ({ role, rows: role.ids.map((id) => rowOf(id, byId.get(id))) }));
  return [intro, ...sections.map(({ role, rows }) => sectionOf(role, rows))].join('\n');
}

const intro = `# Conformance

Written by \`npm run conformance\` from a run of the tests; do not edit it.

The Open Charge Alliance certifies OCPP products with a tool of its own (OCTT), whose cases are described publicly. The
cases that concern a gateway are re-implemented in \`test/conversations/certification\` from those descriptions, and the
tables below say how they went; a case that nobody has written a test for is listed too. That is no certification and no
run of the alliance's tool, and it says nothing about hardware.
`;

function rowOf(id: string, outcome: Outcome | undefined): Row {
  const missing = notServed[id];
  if (missing !== undefined) return { id, about: missing.about, result: 'not served', why: missing.why };
  return { id, about: outcome?.about ?? 'did not run', result: outcome?.passed === true ? 'pass' : 'fail' };
}

function sectionOf({ name, is }: Role, rows: readonly Row[]): string {
  const count = (result: Result): number => rows.filter((row) => row.result === result).length;
  const lines = rows.map(({ id, about, result, why }) => {
    const said = why === undefined ? result : `${result}: ${why}`;
    return `| ${id} | ${name} | ${about} | ${said} |`;
  });
  return `## ${is}

${rows.length} publicly described OCTT case ids of OCPP 1.6: our own re-implementation passes ${count('pass')}, fails ${count('fail')},
and does not serve ${count('not served')}.

| Case | Role | What it is about | Result |
|---|---|---|---|
${lines.join('\n')}
`;
}
