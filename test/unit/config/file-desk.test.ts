// The site file as the API changes it: a preview promises what a change keeps, and what was changed last is taken back to the
// byte.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { openVersions } from '../../../adapters/files/versions.ts';
import type { Log } from '../../../adapters/log/log.ts';
import { createFileDesk } from '../../../src/cli/file-desk.ts';
import { openFileHistory } from '../../../src/cli/file-history.ts';
import { loadSite } from '../../../src/cli/site-file.ts';
import { createSiteKeeper } from '../../../src/cli/site-keeper.ts';
import type { FileEdit } from '../../../src/local/site-file.ts';

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const text = (dir: string): string => `# the depot
site: { id: depot,  name: Depot, timezone: UTC } # ours
data: { dir: ${dir} }
circuits:
  - { id: main, limitAmps: 160 } # the fuse
  # by the gate
  - id: row
    parent: main
    limitAmps: 63 # once 80
stations:
  - { id: A, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 1, password: plain-and-long-enough } }
  - { range: 'B-[1-3]', circuit: row, evses: [{ id: 1, maxAmps: 16 }], security: { profile: 0 } }
`;

async function desk() {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-desk-'));
  const path = join(dir, 'site.yaml');
  writeFileSync(path, text(dir));
  const loaded = loadSite(path);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const history = openFileHistory(dir, quiet, () => Date.UTC(2026, 4, 1));
  const applied: number[] = [];
  const apply = ({ site }: typeof loaded.config): void => void applied.push(site.circuits[0]!.limitAmps);
  const keeper = createSiteKeeper({ path, inForce: loaded, log: quiet, apply, history });
  await keeper.settled();
  const core = () => Promise.reject(new Error('BB_API_BUSY'));
  const read = (): string => readFileSync(path, 'utf8');
  const remove = (): void => rmSync(dir, { recursive: true, force: true });
  return { dir, path, keeper, applied, read, remove, files: createFileDesk({ of: 'site', keeper, history, core }) };
}

async function deskOfTest() {
  const made = await desk();
  onTestFinished(made.remove);
  return made;
}

const place = fc.constantFrom<(string | number)[]>(
  ['circuits', 0, 'limitAmps'],
  ['circuits', 1, 'limitAmps'],
  ['circuits', 1],
  ['circuits', 7, 'limitAmps'],
  ['stations', 0, 'circuit'],
  ['stations', 1],
  ['stations', 0, 'evses', 0, 'maxAmps'],
  ['site', 'name'],
  ['nowhere', 'at', 'all'],
  ['__proto__', 'x'],
);
const value = fc.constantFrom<unknown>(20, 100, -1, 'row', 'Depot 2', { id: 'x' }, null);
const good = fc.record({
  op: fc.constant('set' as const),
  path: fc.constantFrom<(string | number)[]>(['circuits', 0, 'limitAmps'], ['circuits', 1, 'limitAmps']),
  value: fc.integer({ min: 50, max: 200 }),
});
const edit = fc.oneof(
  { weight: 6, arbitrary: good },
  fc.record({ op: fc.constant('set' as const), path: place, value }),
  fc.record({ op: fc.constant('remove' as const), path: place }),
  fc.record({
    op: fc.constant('add' as const),
    path: fc.constantFrom<string[]>(['stations'], ['circuits'], ['site']),
    value: fc.constantFrom<unknown>(
      { id: 'hall', parent: 'main', limitAmps: 40 },
      { id: 'C', circuit: 'row', evses: [{ id: 1, maxAmps: 16 }], security: { profile: 0 } },
    ),
  }),
);

it('what a preview promises a change keeps, and undo of the last gives the bytes of before', async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(edit, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }),
      async (rounds) => {
        const { files, read, remove } = await desk();
        for (const edits of rounds as FileEdit[][]) {
          const before = read();
          const preview = await files.preview({ edits });
          expect(read(), 'a preview writes nothing').toBe(before);
          const change = await files.change({ edits }, { author: { by: 'eva', via: 'session' } });
          expect(preview.ok && preview.value.ok, JSON.stringify([edits, preview, change])).toBe(change.ok);
          if (!change.ok) expect(read()).toBe(before);
          if (!change.ok || change.value.version === undefined) continue;
          taken += 1;
          const after = read();
          const undo = await files.undo(change.value.version, {});
          expect(undo.ok, JSON.stringify(undo)).toBe(true);
          expect(read()).toBe(before);
          expect((await files.undo(undo.ok ? undo.value.version! : 0, {})).ok).toBe(true);
          expect(read(), 'an undo is taken back like any other change').toBe(after);
        }
        remove();
      },
    ),
    { numRuns: 12 },
  );
  expect(taken).toBeGreaterThan(2);
});

it('an older change is taken back beside later ones; where they touch the same line, not', async () => {
  const { files, read } = await deskOfTest();
  const set = async (path: (string | number)[], to: unknown): Promise<number> => {
    const outcome = await files.change({ edits: [{ op: 'set', path, value: to }] }, {});
    return outcome.ok ? outcome.value.version! : expect.fail(outcome.problem.detail);
  };
  const first = await set(['circuits', 0, 'limitAmps'], 100);
  const second = await set(['circuits', 1, 'limitAmps'], 50);
  expect((await files.undo(first, {})).ok).toBe(true);
  expect(read()).toContain('limitAmps: 160 } # the fuse');
  expect(read()).toContain('limitAmps: 50 # once 80');
  await set(['circuits', 1, 'limitAmps'], 40);
  expect(await files.undo(second, {})).toMatchObject({ ok: false, problem: { status: 409, code: 'BB_VERSION_CLASH' } });
  expect(await files.undo(first, {})).toMatchObject({ ok: false, problem: { code: 'BB_VERSION_UNDONE' } });
  expect(await files.undo(1, {})).toMatchObject({ ok: false, problem: { status: 404, code: 'BB_VERSION_UNKNOWN' } });
  expect(await files.undo(99, {})).toMatchObject({ ok: false, problem: { status: 404 } });
});

it('what somebody changes in the file is a version too; one that is wrong is none, and the last good one counts', async () => {
  const { files, keeper, path, read, applied, dir } = await deskOfTest();
  writeFileSync(path, read().replace('160', '140'));
  keeper.follow(loadSite(path));
  await keeper.settled();
  writeFileSync(path, `${read()}nonsense: 1\n`);
  keeper.follow(loadSite(path));
  await keeper.settled();
  expect(applied).toEqual([140]);
  const versions = await files.versions(10);
  expect(versions).toMatchObject({
    ok: true,
    value: {
      versions: [
        { version: 2, by: 'file', via: 'file', summary: 'circuits.main.limitAmps: 160 → 140' },
        { version: 1, by: 'file', summary: 'As it was found.', diff: [] },
      ],
    },
  });
  // While it did not run, somebody corrected it.
  writeFileSync(path, text(dir).replace('160', '130'));
  const loaded = loadSite(path);
  if (!loaded.ok) throw new Error('it is good');
  const history = openFileHistory(dir, quiet, Date.now);
  await history.begin({ site: loaded.text });
  await history.begin({ site: loaded.text });
  expect(await history.of.site.numbers()).toEqual([3, 2, 1]);
  // One that was kept and never written is dropped.
  await history.keep('site', loaded.text, loaded.text.replace('130', '120'), { by: 'eva', via: 'session' });
  await history.begin({ site: loaded.text });
  expect(await history.of.site.numbers()).toEqual([3, 2, 1]);
});

it('versions are bounded, in number and in bytes', async () => {
  const { dir } = await deskOfTest();
  const versions = openVersions(join(dir, 'few'), { versions: 3 });
  const kept = { at: '', by: 'eva', via: 'session', summary: '', text: 'x' };
  for (let at = 0; at < 6; at += 1) await versions.keep(kept);
  expect(await versions.numbers()).toEqual([6, 5, 4]);
  const small = openVersions(join(dir, 'small'), { bytes: 10 });
  for (let at = 0; at < 3; at += 1) await small.keep(kept);
  expect(await small.numbers()).toEqual([3]);
  expect(readdirSync(join(dir, 'few')).every((name) => name.endsWith('.json.gz'))).toBe(true);
});

it('F087 a name that every object has changes nothing, in an edit, in a text, and in what is shown', async () => {
  const { files, read } = await deskOfTest();
  const before = read();
  for (const op of ['set', 'remove', 'add'] as const) {
    const edits: FileEdit[] = [{ op, path: ['site', '__proto__', 'polluted'], value: true }];
    expect((await files.change({ edits }, {})).ok).toBe(false);
  }
  for (const line of [
    '__proto__: { polluted: true }',
    'templates: { __proto__: { sampleSeconds: 5 } }',
    'constructor: 1',
  ])
    await files.preview({ text: `${before}${line}\n` });
  expect(read()).toBe(before);
  expect(({} as { polluted?: true }).polluted).toBeUndefined();
});

const ask = async (edits: readonly FileEdit[] | string, role: 'installer' | 'admin') => {
  const { files, read, dir } = await deskOfTest();
  const before = read();
  const wanted = typeof edits === 'string' ? { text: edits.replaceAll('DIR', dir) } : { edits: [...edits] };
  const preview = await files.preview(wanted, role);
  const change = await files.change(wanted, { author: { by: 'eva', via: 'session' }, role });
  if (!change.ok) expect(read()).toBe(before);
  expect(preview.ok && preview.value.ok).toBe(change.ok);
  return { preview: JSON.stringify(preview), code: change.ok ? 'done' : change.problem.code };
};

const set = (path: (string | number)[], to: unknown): FileEdit => ({ op: 'set', path, value: to });

it.each<[string, FileEdit[]]>([
  ['who may use the gateway', [set(['api'], { access: 'open', lan: 'off' })]],
  ['the names that it answers to', [set(['api'], { hosts: ['evil.example'] })]],
  ['where its data lie', [set(['data', 'dir'], '/tmp')]],
  ['how much it may keep', [set(['data', 'maxBytes'], '2GiB')]],
  [
    'the certificates of a listener',
    [
      set(
        ['listeners'],
        [
          { address: '127.0.0.1', port: 9000 },
          { address: '127.0.0.1', port: 9001, tls: { certs: [{ cert: 'a.pem', key: 'b.pem' }] } },
        ],
      ),
    ],
  ],
])('an installer does not change %s, and an admin does (F086)', async (_what, edits) => {
  expect((await ask(edits, 'installer')).code).toBe('BB_SITE_FILE_ADMIN');
  expect((await ask(edits, 'admin')).code).toBe('done');
});

it('an installer changes circuits and stations', async () => {
  expect((await ask([set(['circuits', 0, 'limitAmps'], 150)], 'installer')).code).toBe('done');
});

it('an installer who writes what is no YAML hears of that', async () => {
  const { code } = await ask('a: [', 'installer');
  expect(code).toBe('BB_CONFIG_YAML');
});

it('an installer looks into no file by naming it as the list of tokens (F087)', async () => {
  const { dir, files } = await deskOfTest();
  const secret = join(dir, 'cli-token');
  writeFileSync(secret, 'bb_of-this-run\n');
  for (const name of [secret, 'cli-token', './cli-token', '../x/tokens.yaml']) {
    const edits = [set(['authorization'], { localList: name })];
    const preview = JSON.stringify(await files.preview({ edits }, 'installer'));
    expect(preview).toContain('BB_SITE_FILE_ADMIN');
    expect(preview).not.toContain('bb_of');
    // Whoever may name it is not shown what is in it either.
    expect(JSON.stringify(await files.preview({ edits }, 'admin'))).not.toContain('bb_of');
  }
  writeFileSync(join(dir, 'tokens.yaml'), 'tokens: []\n');
  const edits = [set(['authorization'], { localList: 'tokens.yaml' })];
  expect(await files.preview({ edits }, 'installer')).toMatchObject({ ok: true, value: { ok: true } });
});

const up = (url: string, password: string, id = 'fleet'): FileEdit =>
  set(['uplinks'], [{ id, kind: 'mqtt', url, role: 'observe', username: 'depot', security: { profile: 1, password } }]);

it.each<[string, FileEdit]>([
  ['to another computer', set(['uplinks', 0, 'url'], 'mqtt://evil.example:1883')],
  ['without TLS', set(['uplinks', 0, 'url'], 'mqtt://csms.example:8883')],
  ['under another name', up('mqtts://evil.example', '…')],
  ['under a CA of somebody', set(['uplinks', 0, 'security', 'ca'], '/tmp/ca.pem')],
])('no password goes %s because an installer wants it', async (_what, edit) => {
  const { files } = await deskOfTest();
  const made = await files.change({ edits: [up('mqtts://csms.example:8883', 'hunter2-hunter2')] }, { role: 'admin' });
  expect(made, JSON.stringify(made)).toMatchObject({ ok: true });
  const renamed = set(['uplinks', 0, 'id'], 'other');
  for (const edits of [[edit], [renamed, edit]]) {
    if (edits.length === 2 && edit.path.length === 1) continue;
    const change = await files.change({ edits }, { role: 'installer' });
    expect(change, JSON.stringify(change)).toMatchObject({ ok: false, problem: { code: 'BB_SITE_FILE_ADMIN' } });
  }
  const fresh = await files.change({ edits: [up('mqtts://new.example', 'another-password')] }, { role: 'installer' });
  expect(fresh, JSON.stringify(fresh)).toMatchObject({ ok: true });
});

it('what an installer may not change he does not take back either', async () => {
  const { files } = await deskOfTest();
  const made = await files.change({ edits: [set(['api'], { lan: 'off' })] }, { role: 'admin' });
  const undo = await files.undo(made.ok ? made.value.version! : 0, { role: 'installer' });
  expect(undo).toMatchObject({ ok: false, problem: { status: 403, code: 'BB_SITE_FILE_ADMIN' } });
});

it('a value that nests without end is refused in words (F087)', async () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  const { files } = await deskOfTest();
  const edits = [set(['templates'], deep)];
  expect(await files.preview({ edits })).toMatchObject({ ok: false, problem: { code: 'BB_API_BODY' } });
  expect(await files.change({ edits }, {})).toMatchObject({ ok: false, problem: { code: 'BB_API_BODY' } });
});
