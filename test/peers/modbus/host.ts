// What the slaves need of the host that they run on.

import { spawnSync } from 'node:child_process';

/** Debian's, which sees the packages of Debian. */
export const python = '/usr/bin/python3';

/** The slaves are written for pymodbus 3.0 of Debian 12: its server has other names before and after it. */
const probe = 'import pymodbus, serial_asyncio; from pymodbus.version import version; print(version.short())';

/** Why there can be no slaves on this host; undefined when there can. */
export function whyNoSlaves(): string | undefined {
  const { status, stdout } = spawnSync(python, ['-c', probe], { encoding: 'utf8' });
  if (status !== 0) return 'python3-pymodbus and python3-serial-asyncio of Debian are not installed';
  const version = stdout.trim();
  return version.startsWith('3.0.') ? undefined : `pymodbus 3.0 of Debian 12 is wanted, ${version} is here`;
}
