// Builds the dashboard into dist/dashboard where its sources are newer than what was built: `node adapters/dashboard/build.ts`.
// What was installed without the tools for it has it already, or serves a page that says so.

import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const home = join(import.meta.dirname, '../..');
const built = join(home, 'dist/dashboard/index.html');

/** Throws where it cannot be built; true where it was built anew. */
export function buildDashboard(): boolean {
  const sources = [...globSync('adapters/dashboard/**/*', { cwd: home }), 'package.json'];
  const newest = Math.max(...sources.map((path) => statSync(join(home, path)).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return false;
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const options = ['build', '--config', join(import.meta.dirname, 'vite.config.ts'), '--configLoader', 'native'];
  const { status, stderr } = spawnSync(process.execPath, [vite, ...options], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.slice(-2000));
  return true;
}

if (import.meta.main)
  try {
    buildDashboard();
  } catch (error) {
    console.error(`The dashboard is not built: ${(error as Error).message}\nLook at "npm run dashboard".`);
  }
