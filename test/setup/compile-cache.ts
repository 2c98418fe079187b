// Gateways in processes of their own load in half the time when what Node.js compiled for the first of them serves the
// others. The cache lives as long as the run; `test/peers/compiled.ts` says who uses it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function cacheCompiled(): () => void {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-compiled-'));
  process.env['BUSBAR_TEST_COMPILED'] = dir;
  return () => rmSync(dir, { recursive: true, force: true });
}
