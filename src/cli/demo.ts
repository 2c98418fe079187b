// `busbar demo`: the demo depot on this computer alone, what happens there in plain lines, and in the end its books.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '../../adapters/config-file/located.ts';
import { loadSiteFile } from '../../adapters/config-file/load.ts';
import { createLog } from '../../adapters/log/log.ts';
import type { Lines } from '../../adapters/simulator/lines.ts';
import { newLines } from '../../adapters/simulator/lines.ts';
import { seeded } from '../../adapters/simulator/random.ts';
import { siteView } from '../core/view.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { Version } from '../model/protocol.ts';
import { mono, utc } from '../model/time.ts';
import type { Demo } from './demo-depot.ts';
import { isBox, withFreePorts } from './demo-boxes.ts';
import { startDemo } from './demo-depot.ts';

export interface DemoArguments {
  readonly minutes?: number;
  readonly keep?: true;
  readonly freePorts?: true;
  readonly hurry?: number;
  /** What the central system speaks; the site file says it when absent. */
  readonly upstream?: Version;
}

const reportEveryMs = 10_000;
/** Everything that happens in so small a depot. */
const mostLinesPerSecond = 60;
/** What happened in an outage is told in seconds; longer than this it is not going to be told. */
const mostEndMs = 30_000;

/** Exit code 1 when the demo cannot start, or the books differ. */
export async function demo({ minutes, keep, freePorts, hurry = 1, upstream }: DemoArguments): Promise<void> {
  const config = demoConfig(keep, freePorts, upstream);
  if (config === undefined) return void (process.exitCode = 1);
  const startedAt = performance.now();
  const lines = newLines(
    (line) => console.log(line),
    () => (performance.now() - startedAt) / 1000,
    mostLinesPerSecond,
  );
  try {
    const log = createLog({ level: 'error' });
    const chance = seeded(Date.now());
    const running = await startDemo(config, { lines, log, chance, hurry, onFailure: () => process.exit(1) });
    console.log(introduction(config, running));
    const report = setInterval(() => lines.tell(reportOf(running)), reportEveryMs / hurry);
    await ended(minutes);
    clearInterval(report);
    await close(running, lines);
    if (keep !== true) rmSync(config.data.dir, { recursive: true, force: true });
    process.exit();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const remedy =
      code === 'EADDRINUSE'
        ? 'Another program, perhaps another demo, uses that port: end it, or start with --free-ports.'
        : 'Look at the reason above; without --keep the demo needs nothing but a temporary directory.';
    console.error(`BB_DEMO_FAILED\n  The demo cannot start: ${message}\n  ${remedy}`);
    process.exit(1);
  }
}

function demoConfig(
  keep: true | undefined,
  freePorts: true | undefined,
  upstream: Version | undefined,
): GatewayConfig | undefined {
  const home = import.meta.url.endsWith('.ts') ? '../../config/demo.yaml' : '../../../config/demo.yaml';
  const loaded = loadSiteFile(new URL(home, import.meta.url).pathname);
  if (!loaded.ok) {
    for (const problem of loaded.problems) console.error(describe(problem));
    return undefined;
  }
  const { config } = loaded;
  const dir = keep === true ? config.data.dir : mkdtempSync(join(tmpdir(), 'busbar-demo-'));
  const uplinks = config.site.uplinks.map((one) => ({ ...one, version: upstream ?? one.version }));
  const own = { ...config, site: { ...config.site, uplinks }, data: { ...config.data, dir } };
  return freePorts === true ? onFreePorts(own) : own;
}

const onFreePorts = (config: GatewayConfig): GatewayConfig => ({
  ...config,
  listeners: config.listeners.map((listener) => ({ ...listener, port: 0 })),
  ...(config.files !== undefined && { files: { ...config.files, port: 0 } }),
  api: { ...config.api, port: 0 },
  ...(config.modbusServer !== undefined && { modbusServer: { ...config.modbusServer, port: 0 } }),
  site: {
    ...withFreePorts(config.site),
    uplinks: config.site.uplinks.map((uplink) => ({ ...uplink, url: uplink.url.replace(/:\d+\//, ':0/') })),
  },
});

function introduction({ site }: GatewayConfig, { running, csmsPort }: Demo): string {
  const fuses = site.circuits.map(({ id, limitAmps }) => `${id} ${limitAmps} A`).join(', ');
  const boxes = site.stations.filter(isBox).map(({ id }) => id);
  return [
    `Demo depot: ${site.stations.length - boxes.length} stations of OCPP 1.6, 2.0.1 and 2.1 on ws://127.0.0.1:${running.stationPorts[0]}, ${boxes.join(' and ')} and a meter on Modbus, fuses ${fuses}.`,
    `One connection to a central system of OCPP ${site.uplinks[0]!.version} on port ${csmsPort}, which sees the whole site as one charge point.`,
    `Look at http://127.0.0.1:${running.apiPort}/ in a browser. Ctrl-C ends the demo.\n`,
  ].join('\n');
}

/** Where the depot stands: who charges, how full the circuits are, and what the central system knows. */
function reportOf({ running, told }: Demo): string {
  const { gateway, driver } = running;
  const now = { mono: mono(performance.now()), utc: utc(Date.now()), durable: driver.durable() };
  const view = siteView(gateway.state, now);
  const evses = view.stations.flatMap(({ evses: all }) => all);
  const charging = evses.filter(({ transaction }) => transaction !== undefined);
  const amps = charging.reduce((sum, { measuredAmps }) => sum + (measuredAmps?.[0] ?? 0), 0);
  const circuits = view.circuits.map(
    ({ id, limitAmps, worstCaseAmps }) => `${id} ${Number(worstCaseAmps.toFixed(1))} of ${limitAmps} A`,
  );
  const held = charging.filter(({ reason }) => reason?.kind === 'circuit' || reason?.kind === 'waiting').length;
  const [uplink] = view.uplinks;
  const meters = view.meters.map(({ id, amps, quality }) =>
    typeof amps?.[0] === 'number' ? `${id} meter ${amps[0].toFixed(0)} A on L1` : `${id} meter: ${quality}`,
  );
  return (
    `${charging.length} of ${evses.length} charging with ${amps.toFixed(0)} A on L1, ${held} held back by a fuse; ` +
    `may draw at most: ${circuits.join(', ')}; ${meters.join(', ')}; central system ` +
    `${uplink?.connected === true ? 'connected' : 'away'}, knows ${told()} transactions, ${uplink?.waiting ?? 0} messages wait`
  );
}

/** Resolves when the time is over, or somebody ends it. */
function ended(minutes: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => resolve();
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
    if (minutes !== undefined) setTimeout(end, minutes * 60_000);
  });
}

async function close(running: Demo, lines: Lines): Promise<void> {
  lines.tell('— The depot closes: the vans leave, and what is not told yet is told. Ctrl-C again ends at once.');
  process.once('SIGINT', () => process.exit(1));
  const { transactions, differences } = await running.end(mostEndMs);
  if (differences.length === 0) return console.log(`\nBooks: ${transactions} transactions, equal`);
  console.log(`\nBooks: ${transactions} transactions, ${differences.length} differences`);
  for (const difference of differences.slice(0, 20)) console.log(`  ${difference.slice(0, 400)}`);
  process.exitCode = 1;
}
