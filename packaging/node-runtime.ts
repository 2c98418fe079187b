// Node.js itself, as npm brings it: that of this computer is installed with the others, that of another kind is fetched by npm and
// must be what the lockfile names.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Architecture } from './architecture.ts';
import { architectures } from './architecture.ts';
import type { LockedPackage } from './production.ts';

/** Puts the program and its licence at these paths. Throws where neither node_modules nor npm has it. */
export function putNode(
  home: string,
  arch: Architecture,
  locked: LockedPackage,
  to: { readonly program: string; readonly licence: string },
): void {
  const { node } = architectures[arch];
  const installed = join(home, 'node_modules', node);
  if (existsSync(join(installed, 'bin/node'))) return copyOut(installed, to);
  const dir = mkdtempSync(join(tmpdir(), 'busbar-node-'));
  try {
    copyOut(fetched(node, locked, dir), to);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function copyOut(from: string, to: { readonly program: string; readonly licence: string }): void {
  copyFileSync(join(from, 'bin/node'), to.program);
  copyFileSync(join(from, 'LICENSE'), to.licence);
}

function fetched(name: string, { version, integrity }: LockedPackage, dir: string): string {
  run('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', dir]);
  const archive = join(dir, readdirSync(dir).find((one) => one.endsWith('.tgz')) ?? 'none');
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${name}@${version} is not what package-lock.json names (${found}).`);
  run('tar', ['-xzf', archive, '-C', dir, 'package/bin/node', 'package/LICENSE']);
  return join(dir, 'package');
}

export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env,
    maxBuffer: 16 * 1024 * 1024,
  });
  if (error !== undefined) throw new Error(`${program} cannot be run (${error.message}).`);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr.trim()}`);
  return stdout;
}
