// Debian packages that some tests use are installed here, once a run, where that is possible; elsewhere the tests that
// need them say SKIPPED.

import { spawnSync } from 'node:child_process';

const wanted = [
  { program: 'strace', package: 'strace' },
  { program: 'openssl', package: 'openssl' },
];

/** A host without a network must not wait for its package lists. */
const withinMs = 60_000;

const isThere = (program: string): boolean => spawnSync(program, ['-V'], { stdio: 'ignore' }).error === undefined;

const apt = (...args: string[]): boolean =>
  spawnSync('apt-get', ['-qq', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=10', ...args], {
    stdio: 'ignore',
    timeout: withinMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

export default function setup(): void {
  const missing = wanted.filter(({ program }) => !isThere(program));
  if (missing.length === 0 || process.getuid?.() !== 0) return;
  const install = ['install', '-y', '--no-install-recommends', ...missing.map((one) => one.package)];
  if (apt(...install) || (apt('update') && apt(...install))) return;
  console.warn(`${missing.map((one) => one.package).join(', ')} cannot be installed here: some tests will be SKIPPED`);
}
