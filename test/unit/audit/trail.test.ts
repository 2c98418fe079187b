import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TrailOptions } from '../../../adapters/audit/trail.ts';
import { openTrail } from '../../../adapters/audit/trail.ts';
import type { AuditDraft } from '../../../src/model/audit.ts';
import type { Actor } from '../../../src/local/actor.ts';
import { createFloods, draftOf, redacted } from '../../../src/local/audit.ts';
import { tempDir } from '../../peers/temp-dir.ts';

const actor = { name: 'eva', role: 'installer', via: 'session', address: '10.0.0.7' } as const;

const draft = (target: string): AuditDraft =>
  draftOf({
    actor,
    address: '10.0.0.7',
    what: 'PATCH /api/v1/site-file',
    target,
    status: 200,
    before: { a: 1 },
    after: { a: 2 },
  });

function folder(): string {
  const dir = tempDir('audit');
  return join(dir, 'audit');
}

function trailIn(dir: string, options: Partial<TrailOptions> = {}) {
  return openTrail({
    dir,
    now: () => Date.UTC(2026, 4, 1),
    onTrouble: (detail) => expect(detail).toBeUndefined(),
    ...options,
  });
}

it('keeps each write with who, what, old and new value and outcome; the newest first, page by page', async () => {
  const trail = trailIn(folder());
  for (let at = 1; at <= 7; at += 1) trail.add([draft(`v${at}`)]);
  const first = await trail.read({ limit: 3 });
  expect(first.entries.map(({ n, target }) => `${n} ${target}`)).toEqual(['7 v7', '6 v6', '5 v5']);
  expect(first.entries[0]).toEqual({
    ...{ n: 7, at: '2026-05-01T00:00:00.000Z', by: 'eva', role: 'installer', via: 'session', address: '10.0.0.7' },
    ...{ what: 'PATCH /api/v1/site-file', target: 'v7', before: { a: 1 }, after: { a: 2 }, outcome: 'done' },
  });
  const second = await trail.read({ limit: 10, before: first.next! });
  expect(second.entries.map(({ n }) => n)).toEqual([4, 3, 2, 1]);
  expect(second.next).toBeUndefined();
  expect((await trail.read({ limit: 10, who: 'adam' })).entries).toEqual([]);
  expect(await trail.verify()).toMatchObject({ ok: true, entries: 7 });
});

it('goes on over files and starts, and forgets the oldest files', async () => {
  const dir = folder();
  for (let start = 0; start < 4; start += 1) {
    const trail = trailIn(dir, { fileBytes: 1000, files: 3 });
    trail.add(Array.from({ length: 5 }, (_, at) => draft(`s${start} ${at}`)));
    await trail.settled();
  }
  expect(readdirSync(dir).length).toBe(3);
  const trail = trailIn(dir);
  expect((await trail.verify()).ok).toBe(true);
  expect((await trail.read({ limit: 1 })).entries[0]).toMatchObject({ n: 20, target: 's3 4' });
  trail.keepDays(1);
  const later = trailIn(dir, { now: () => Date.UTC(2030, 0, 1), days: 1 });
  later.add([draft('years later')]);
  await later.settled();
  await later.settled();
  expect(readdirSync(dir).length).toBe(1);
});

it('F005 a torn last line is cut off and told, wherever the power went; the chain goes on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(400), async (cut) => {
      const dir = mkdtempSync(join(tmpdir(), 'busbar-audit-'));
      const trail = trailIn(dir);
      trail.add([draft('one'), draft('two')]);
      await trail.settled();
      const path = join(dir, 'audit-000001.ndjson');
      const whole = readFileSync(path);
      const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
      const kept = last + (cut % (whole.length - last));
      writeFileSync(path, whole.subarray(0, kept));
      const next = trailIn(dir);
      next.add([draft('three')]);
      const { entries } = await next.read({ limit: 10 });
      const torn = kept > last ? [{ what: 'audit', target: expect.stringContaining('torn') as string }] : [];
      expect(entries).toMatchObject([{ target: 'three' }, ...torn, { target: 'one' }]);
      expect((await next.verify()).ok).toBe(true);
      rmSync(dir, { recursive: true, force: true });
    }),
    { numRuns: 20 },
  );
});

it('whoever changes, takes out or puts in an entry is found out, and where', async () => {
  const dir = folder();
  const trail = trailIn(dir);
  trail.add(['a', 'b', 'c', 'd'].map(draft));
  await trail.settled();
  const path = join(dir, 'audit-000001.ndjson');
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  const verify = async (changed: string) => {
    writeFileSync(path, changed);
    return trail.verify();
  };
  expect(await verify(text.replace('"target":"b"', '"target":"x"'))).toMatchObject({ ok: false, brokenAt: 2 });
  expect(await verify(lines.toSpliced(1, 1).join('\n'))).toMatchObject({ ok: false, brokenAt: 2 });
  expect(await verify(lines.toSpliced(2, 0, lines[0]!).join('\n'))).toMatchObject({ ok: false, brokenAt: 3 });
  expect(await verify(lines.toSpliced(0, 1).join('\n'))).toMatchObject({ ok: false, brokenAt: 1 });
  expect(await verify(text)).toMatchObject({ ok: true, entries: 4 });
  appendFileSync(path, 'garbage\n');
  expect(await trail.verify()).toMatchObject({ ok: false, brokenAt: 5 });
});

it('a disk that takes nothing is told once, and what waited is written when it does', async () => {
  const dir = folder();
  writeFileSync(dir, 'in the way');
  const told: (string | undefined)[] = [];
  const trail = openTrail({ dir, now: () => 0, onTrouble: (detail) => told.push(detail) });
  trail.add([draft('one')]);
  await trail.settled();
  trail.add([draft('two')]);
  await trail.settled();
  expect(told).toHaveLength(1);
  rmSync(dir);
  trail.add([draft('three')]);
  expect((await trail.read({ limit: 5 })).entries.map(({ target }) => target)).toEqual(['three', 'two', 'one']);
  expect(told[1]).toBeUndefined();
});

it('secrets are in no entry, however they are sent', () => {
  const secret = 'hunter2-hunter2';
  const bodies = [
    { name: 'eva', password: secret, current: { password: secret } },
    { edits: [{ op: 'set', path: ['uplinks', 0, 'security', 'password'], value: secret }] },
    { edits: [{ op: 'set', path: ['uplinks', 0, 'security'], value: { password: { deep: secret } } }] },
    { 'uplinks.csms.security.password': secret },
    { text: `password: ${secret}` },
    { code: secret, clientSecret: secret, authorizationKey: secret, key: secret },
    { tokens: [`${secret}1234`], token: `${secret}1234` },
  ];
  for (const body of bodies) expect(JSON.stringify(redacted(body)), JSON.stringify(body)).not.toContain(secret);
  expect(redacted({ password: 'managed', key: '${env:KEY}', amps: 3, token: 'ABCD1234' })).toEqual({
    ...{ password: 'managed', key: '${env:KEY}', amps: 3, token: '…1234' },
  });
  expect(JSON.stringify(redacted(Array.from({ length: 1000 }, () => 'x'.repeat(1000)))).length).toBeLessThan(12_000);
});

it('I9 refusals of strangers are written five a minute from one address, and the rest is counted', () => {
  const floods = createFloods();
  const refusal = (address: string): AuditDraft =>
    draftOf({ actor: undefined, address, what: 'POST /api/v1/session', status: 401, code: 'BB_API_SIGN_IN' });
  let written: readonly AuditDraft[] = [];
  for (let at = 0; at < 100; at += 1) written = [...written, ...floods.admit(refusal('10.0.0.1'), at)];
  expect(written).toHaveLength(5);
  expect(floods.admit(refusal('10.0.0.2'), 100)).toHaveLength(1);
  expect(floods.admit(draft('by eva'), 200)).toHaveLength(1);
  expect(floods.due(59_999)).toEqual([]);
  expect(floods.due(60_000)).toMatchObject([{ address: '10.0.0.1', count: 95, code: 'BB_API_SIGN_IN' }]);
  // From a thousand addresses at once, neither memory nor the log grows without end.
  let many = 0;
  for (let at = 0; at < 20_000; at += 1) many += floods.admit(refusal(`10.1.${at >> 8}.${at & 255}`), 70_000).length;
  expect(many).toBeLessThan(3000);
});

const eve: Actor = { name: 'eve', role: 'viewer', via: 'session', address: '10.0.0.9' };

it('I9 a user who is refused again and again, from wherever, is written five a minute and counted: what matters stays', () => {
  const floods = createFloods();
  const codes = ['BB_API_ROLE', 'BB_API_CONFIRM', 'BB_API_BODY'];
  let written = 0;
  for (let at = 0; at < 3600; at += 1) {
    const told = { actor: eve, address: `10.0.0.${at & 255}`, what: `PUT /api/v1/${at % 40}`, status: 403 };
    written += floods.admit(draftOf({ ...told, code: codes[at % 3]! }), at).length;
  }
  expect(written).toBe(15);
  const counted = floods.due(120_000);
  expect(counted.reduce((all, { count = 0 }) => all + count, 0)).toBe(3600 - 15);
  expect(counted.every(({ by }) => by === 'eve')).toBe(true);
});

it('I9 what is done is written one by one, sixty a minute of a person and a route; a tool in a loop is counted', () => {
  const floods = createFloods();
  const done = (what: string, by = 'eve'): AuditDraft =>
    draftOf({ actor: { ...eve, name: by }, address: '10.0.0.9', what, status: 200 });
  let written = 0;
  for (let at = 0; at < 3000; at += 1) written += floods.admit(done('PUT /api/v1/prices'), at).length;
  expect(written).toBe(60);
  expect(floods.admit(done('PUT /api/v1/grid/limit'), 3000)).toHaveLength(1);
  expect(floods.admit(done('PUT /api/v1/prices', 'adam'), 3000)).toHaveLength(1);
  expect(floods.due(120_000)).toMatchObject([{ what: 'PUT /api/v1/prices', outcome: 'done', count: 2940 }]);
});

it('an entry takes the place of no thousand others, however much was sent', () => {
  const deep = (levels: number): unknown =>
    levels === 0 ? 'x'.repeat(200) : Array.from({ length: 50 }, () => deep(levels - 1));
  const told = { actor: eve, address: '10.0.0.9', what: 'PATCH /api/v1/site-file', status: 403 };
  const draft = draftOf({ ...told, before: deep(2), after: { edits: deep(3) } });
  expect(JSON.stringify(draft).length).toBeLessThan(16_000);
});
