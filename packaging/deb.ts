// One Debian package: what is in it, who it belongs to, and the same bytes each time.

import {
  copyFileSync,
  chmodSync,
  cpSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { journalMigrations } from '../adapters/sqlite-journal/database.ts';
import { builtAt } from '../src/cli/version.ts';
import type { Architecture } from './architecture.ts';
import { architectures } from './architecture.ts';
import { copyrightOf } from './copyright.ts';
import { putNode, run } from './node-runtime.ts';
import { copyProduction, lockedPackages } from './production.ts';
import { writeStripped } from './strip.ts';

export interface PackageOrder {
  /** The source tree, with node_modules. */
  readonly home: string;
  /** An empty folder. */
  readonly stage: string;
  /** Where the package goes. */
  readonly to: string;
  readonly arch: Architecture;
  readonly compress: string;
}

/** Returns the path of the package. */
export function buildPackage({ home, stage, to, arch, compress }: PackageOrder): string {
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  putProgram(home, stage, arch);
  putSystemFiles(home, stage);
  putDocs(home, stage, version);
  putControl(home, stage, arch, version);
  const at = Number(process.env['SOURCE_DATE_EPOCH'] ?? builtAt / 1000);
  settle(stage, at);
  const path = join(to, `busbar_${version}_${arch}.deb`);
  const fast = compress === 'xz' ? [] : ['-z1'];
  run(
    'dpkg-deb',
    ['--root-owner-group', `-Z${compress}`, ...(compress === 'none' ? [] : fast), '--build', stage, path],
    {
      ...process.env,
      SOURCE_DATE_EPOCH: String(at),
    },
  );
  return path;
}

function putProgram(home: string, stage: string, arch: Architecture): void {
  const lib = join(stage, 'usr/lib/busbar');
  mkdirSync(join(lib, 'bin'), { recursive: true });
  const locked = lockedPackages(home).get(`node_modules/${architectures[arch].node}`);
  if (locked === undefined) throw new Error(`package-lock.json does not name ${architectures[arch].node}.`);
  putNode(home, arch, locked, { program: join(lib, 'bin/node'), licence: join(lib, 'LICENSE.node') });
  chmodSync(join(lib, 'bin/node'), 0o755);
  copyProduction(home, lib, arch);
  writeStripped(home, ['src', 'adapters'], join(lib, 'dist'));
  for (const name of ['package.json', 'LICENSE', 'NOTICE']) copyFileSync(join(home, name), join(lib, name));
  cpSync(join(home, 'config'), join(lib, 'config'), { recursive: true });
  const dashboard = join(home, 'dist/dashboard');
  if (existsSync(dashboard)) cpSync(dashboard, join(lib, 'dist/dashboard'), { recursive: true });
}

function putSystemFiles(home: string, stage: string): void {
  const put = (from: string, to: string, mode = 0o644): void => {
    const path = join(stage, to);
    mkdirSync(join(path, '..'), { recursive: true });
    copyFileSync(join(home, 'packaging/debian', from), path);
    chmodSync(path, mode);
  };
  put('busbar.sh', 'usr/bin/busbar', 0o755);
  put('busbar.service', 'lib/systemd/system/busbar.service');
  put('busbar.sysusers', 'usr/lib/sysusers.d/busbar.conf');
}

function putDocs(home: string, stage: string, version: string): void {
  const docs = join(stage, 'usr/share/doc/busbar');
  mkdirSync(docs, { recursive: true });
  writeFileSync(join(docs, 'copyright'), copyrightOf(home, version));
  writeFileSync(join(docs, 'changelog.gz'), gzipSync(readFileSync(join(home, 'CHANGELOG.md')), { level: 9 }));
  for (const name of readdirSync(home).filter((one) => one.endsWith('.md') && one !== 'CHANGELOG.md'))
    copyFileSync(join(home, name), join(docs, name));
  cpSync(join(home, 'docs'), join(docs, 'docs'), { recursive: true });
  // Pages lead to the examples beside them.
  symlinkSync('../../../lib/busbar/config', join(docs, 'config'));
}

function putControl(home: string, stage: string, arch: Architecture, version: string): void {
  const control = join(stage, 'DEBIAN');
  mkdirSync(control);
  const fill = (text: string): string =>
    text
      .replaceAll('@VERSION@', version)
      .replaceAll('@ARCH@', arch)
      .replaceAll('@DATA_VERSION@', String(journalMigrations.length))
      .replaceAll('@SIZE@', String(Math.ceil(bytesIn(stage) / 1024)));
  for (const name of ['control', 'preinst', 'postinst', 'prerm', 'postrm']) {
    writeFileSync(join(control, name), fill(readFileSync(join(home, 'packaging/debian', name), 'utf8')));
    chmodSync(join(control, name), name === 'control' ? 0o644 : 0o755);
  }
}

const bytesIn = (dir: string): number =>
  entriesIn(dir).reduce((sum, path) => sum + (statSync(path).isFile() ? statSync(path).size : 0), 0);

const entriesIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name));

/** Rights and times are not those of whoever builds. */
function settle(stage: string, at: number): void {
  for (const path of [...entriesIn(stage), stage]) {
    const stat = statSync(path);
    const isProgram = stat.isDirectory() || /\/(bin\/(node|busbar)|DEBIAN\/[a-z]+inst|DEBIAN\/[a-z]+rm)$/.test(path);
    chmodSync(path, isProgram ? 0o755 : 0o644);
    lutimesSync(path, at, at);
  }
}
