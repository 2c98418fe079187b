// Debian packages that some tests use are installed here, where that is possible; where it is not, those tests say SKIPPED.

import { execFileSync, spawnSync } from 'node:child_process';

const wanted = [{ program: 'strace', package: 'strace' }];

export default function setup(): void {
  for (const { program, package: name } of wanted) {
    if (spawnSync(program, ['-V']).error === undefined || process.getuid?.() !== 0) continue;
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore', timeout: 60_000 });
      execFileSync('apt-get', ['install', '-y', '-qq', name], { stdio: 'ignore', timeout: 120_000 });
    } catch {
      console.warn(`${name} cannot be installed here; the tests that need it are SKIPPED`);
    }
  }
}
