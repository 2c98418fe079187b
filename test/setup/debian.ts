// Debian packages that some tests use are installed here, once a run, where that is possible; elsewhere the tests that
// need them say SKIPPED.

import { spawnSync } from 'node:child_process';
import { whyNoChromium } from '../peers/chromium.ts';
import { whyNoMosquitto } from '../peers/mosquitto.ts';
import { whyNoSlaves } from '../peers/modbus/host.ts';

const isThere = (program: string, option = '-V'): boolean =>
  spawnSync(program, [option], { stdio: 'ignore' }).error === undefined;

const wanted = [
  { packages: ['strace'], isThere: () => isThere('strace') },
  { packages: ['openssl'], isThere: () => isThere('openssl') },
  // For the score of the unit, and for the user that the package makes; nothing of it runs.
  { packages: ['systemd'], isThere: () => isThere('systemd-analyze', '--version') },
  { packages: ['mosquitto'], isThere: () => whyNoMosquitto() === undefined },
  { packages: ['python3-pymodbus', 'python3-serial-asyncio'], isThere: () => whyNoSlaves() === undefined },
];

/** Large: it must not keep the others waiting, nor take them with it. */
const large = { packages: ['chromium-headless-shell'], isThere: () => whyNoChromium() === undefined };

/** A host without a network must not wait for its package lists. */
const withinMs = 60_000;

const apt = (...args: string[]): boolean =>
  spawnSync('apt-get', ['-qq', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=10', ...args], {
    stdio: 'ignore',
    timeout: withinMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

const install = (packages: readonly string[]): boolean => apt('install', '-y', '--no-install-recommends', ...packages);

/** One that this host does not have keeps the others from being installed with it. */
const installEach = (packages: readonly string[]): boolean => packages.map((one) => install([one])).every(Boolean);

export default function setup(): void {
  for (const group of [wanted, [large]]) installMissing(group);
}

function installMissing(group: typeof wanted): void {
  const missing = group.filter((one) => !one.isThere()).flatMap((one) => one.packages);
  if (missing.length === 0 || process.getuid?.() !== 0) return;
  if (install(missing) || (apt('update') && (install(missing) || installEach(missing)))) return;
  console.warn(`not all of ${missing.join(', ')} can be installed here: some tests will be SKIPPED`);
}
