import type { ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { setPriority } from 'node:os';

const leastPriority = 19;

/** What stands for another computer computes here only while nobody else wants to. */
export function yieldAlways({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    execFileSync('chrt', ['--all-tasks', '--idle', '--pid', '0', String(pid)]);
  } catch {
    setPriority(pid, leastPriority);
  }
}
