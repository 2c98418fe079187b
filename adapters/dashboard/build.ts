// Builds the dashboard into dist/dashboard where its sources are newer than what was built: `node adapters/dashboard/build.ts`.
// What was installed without the tools for it has it already, or serves a page that says so.

import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const home = join(import.meta.dirname, '../..');
const built = join(home, 'dist/dashboard/index.html');

const sources = [
  ...globSync('adapters/dashboard/**/*', { cwd: home }),
  // Their types are stripped; a change of them changes nothing here.
  'package.json',
];

/** True where it was built anew. */
export async function buildDashboard(): Promise<boolean> {
  const newest = Math.max(...sources.map((path) => statSync(join(home, path)).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return false;
  const { build } = await import('vite');
  await build({ configFile: join(import.meta.dirname, 'vite.config.ts') });
  return true;
}

if (import.meta.main)
  await buildDashboard().catch((error: unknown) =>
    console.error(`The dashboard is not built: ${(error as Error).message}. Look at "npm run dashboard".`),
  );
