// F087: a backup that somebody made by hand writes nothing outside its folder, and says nothing to the terminal.

import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { tarOf } from '../../adapters/archive/tar.ts';
import { restoreBackup } from '../../src/cli/restore.ts';

interface Made {
  readonly files: Readonly<Record<string, string>>;
  readonly siteFile?: string;
  /** Of the archive, byte by byte. */
  readonly change?: (bytes: Buffer) => Buffer;
}

async function restored({ files, siteFile = 'depot.yaml', change = (bytes) => bytes }: Made) {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-F087-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const all = Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  const manifest = Buffer.from(
    JSON.stringify({
      ...{ format: 1, dataVersion: 1, busbar: '0', site: 'x', madeAt: 'x', dataDir: '/x', siteFile },
      files: all.map(({ name, bytes }) => ({
        ...{ name, size: bytes.length },
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    }),
  );
  const parts: Uint8Array[] = [];
  const entries = [...all, { name: 'manifest.json', bytes: manifest }];
  for await (const part of tarOf(entries.map(({ name, bytes }) => ({ name, size: bytes.length, content: { bytes } }))))
    parts.push(part);
  const file = join(dir, 'backup.tgz');
  await pipeline([change(Buffer.concat(parts))], createGzip(), createWriteStream(file));
  const outcome = await restoreBackup({ file, to: join(dir, 'in', 'data') });
  return { dir, outcome, beside: readdirSync(dir).sort() };
}

it.each<[string, Made]>([
  ['climbs out of its folder', { files: { 'data/../../../evil': 'x', 'site/depot.yaml': 'x' } }],
  ['begins at the root', { files: { '/tmp/busbar-F087-evil': 'x', 'site/depot.yaml': 'x' } }],
  ['climbs in the middle', { files: { 'data/a/../../../evil': 'x', 'site/depot.yaml': 'x' } }],
  ['lies in no folder of a backup', { files: { 'etc/cron.d/evil': 'x', 'site/depot.yaml': 'x' } }],
  ['names a site file elsewhere', { files: { 'site/depot.yaml': 'x' }, siteFile: '../../../etc/passwd' }],
  ['names a site file that moves a cursor', { files: { 'site/depot.yaml': 'x' }, siteFile: '\u001b[2J' }],
  [
    'says its file is a link',
    {
      files: { 'data/link': '', 'data/link/evil': 'x', 'site/depot.yaml': 'x' },
      change: linked,
    },
  ],
])('F087 a backup that %s is none, and nothing is written', async (_what, made) => {
  const { dir, outcome, beside } = await restored(made);
  expect(outcome.ok, JSON.stringify(outcome)).toBe(false);
  expect(beside).toEqual(['backup.tgz', 'in']);
  expect(readdirSync(join(dir, 'in', 'data'))).toEqual([]);
  expect(existsSync('/tmp/busbar-F087-evil')).toBe(false);
  expect(outcome.ok ? '' : outcome.problem.detail).not.toContain('\u001b');
});

/** The first entry becomes a symbolic link to /tmp, with its sum mended. */
function linked(bytes: Buffer): Buffer {
  const header = bytes.subarray(0, 512);
  header.write('2', 156);
  header.write('/tmp', 157);
  header.write('        ', 148);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}
