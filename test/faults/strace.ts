// Whether strace can inject faults here, and how.

import { spawnSync } from 'node:child_process';

/** Why it cannot; undefined when it can. */
export function whyNoStrace(): string | undefined {
  const { error, status } = spawnSync('strace', ['-f', '-e', 'trace=none', '/bin/true']);
  if (error !== undefined) return 'strace is not installed';
  return status === 0 ? undefined : 'strace may not trace here';
}

/** Kills the process at the `k`th of these system calls. */
export const killAt = (calls: string, k: number): string[] => [
  'strace',
  '-f',
  '-qq',
  '-o',
  '/dev/null',
  '-e',
  `trace=${calls}`,
  '-e',
  `inject=${calls}:signal=SIGKILL:when=${k}`,
];
