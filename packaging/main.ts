// `npm run package`: the Debian packages of this version, one for each architecture, with Node inside.
//   -- --arch amd64 --to dist/packages --compress xz

import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Architecture } from './architecture.ts';
import { architectures } from './architecture.ts';
import { buildPackage } from './deb.ts';

const { values } = parseArgs({
  options: {
    arch: { type: 'string', multiple: true },
    to: { type: 'string', default: 'dist/packages' },
    /** As dpkg-deb knows it; `none` is for tests, which build in seconds. */
    compress: { type: 'string', default: 'xz' },
  },
});

const home = resolve(import.meta.dirname, '..');
const to = resolve(values.to);
mkdirSync(to, { recursive: true });
for (const name of values.arch ?? Object.keys(architectures)) {
  if (!(name in architectures))
    throw new Error(`There is no package for "${name}": ${Object.keys(architectures).join(', ')}.`);
  const stage = mkdtempSync(join(tmpdir(), 'busbar-package-'));
  try {
    const path = buildPackage({ home, stage, to, arch: name as Architecture, compress: values.compress });
    console.log(`${path}: ${(statSync(path).size / 1024 / 1024).toFixed(1)} MiB`);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
