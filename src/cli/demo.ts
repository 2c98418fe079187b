// The demo: a depot of simulated vans over real sockets, and a central system that sees it as one charge point.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSiteFile } from '../../adapters/config-file/load.ts';
import { describe } from '../../adapters/config-file/located.ts';
import { createLog } from '../../adapters/log/log.ts';
import { createCsms } from '../../adapters/simulator/csms-v16.ts';
import type { SimCsms } from '../../adapters/simulator/csms-v16.ts';
import { createDepot } from '../../adapters/simulator/depot.ts';
import { seeded } from '../../adapters/simulator/random.ts';
import { runDepot } from '../../adapters/simulator/wire/run-depot.ts';
import { serveCsms } from '../../adapters/simulator/wire/serve-csms-v16.ts';
import { siteView } from '../core/view.ts';
import { mono, utc } from '../model/time.ts';
import type { RunningGateway } from './compose.ts';
import { compose } from './compose.ts';

const csmsPort = 9100;
const reportEveryMs = 5000;

export async function demo({ minutes, keep }: { minutes?: number; keep?: true }): Promise<void> {
  const file = new URL(
    import.meta.url.endsWith('.ts') ? '../../config/demo.yaml' : '../../../config/demo.yaml',
    import.meta.url,
  ).pathname;
  const loaded = loadSiteFile(file);
  if (!loaded.ok) {
    for (const problem of loaded.problems) console.error(describe(problem));
    process.exitCode = 1;
    return;
  }
  const dir = keep === true ? loaded.config.data.dir : mkdtempSync(join(tmpdir(), 'busbar-demo-'));
  const config = { ...loaded.config, data: { ...loaded.config.data, dir } };
  const depot = createDepot({
    stations: config.site.stations.length,
    chance: seeded(Date.now()),
    idOf: (number) => config.site.stations[number - 1]!.id,
    station: { sampleSeconds: 5, reconnectMs: 1000, mostRecords: 1000 },
  });
  const csms = createCsms({
    tokens: depot.vans.map(({ token }) => [token, { status: 'Accepted' }] as const),
    mostBooked: 10_000,
  });
  csms.faults.answerAfterMs = 50;
  try {
    const served = await serveCsms(csms, { port: csmsPort });
    const log = createLog({ level: 'warn' });
    const running = await compose(config, { log, onFailure: () => process.exit(1) });
    const vans = runDepot(depot, { url: `ws://127.0.0.1:${running.stationPorts[0]}` });
    console.log(
      `Demo depot: 12 stations on ws://127.0.0.1:${running.stationPorts[0]}, one connection to the central system on port ${csmsPort}.`,
    );
    console.log(`Look at http://127.0.0.1:${running.apiPort}/api/v1/site — Ctrl-C ends the demo.\n`);
    const report = setInterval(() => console.log(reportOf(running, csms)), reportEveryMs);
    const stop = async (): Promise<void> => {
      clearInterval(report);
      vans.stop();
      await running.stop();
      await served.close();
      if (keep !== true) rmSync(dir, { recursive: true, force: true });
      process.exit(0);
    };
    process.once('SIGINT', () => void stop());
    process.once('SIGTERM', () => void stop());
    if (minutes !== undefined) setTimeout(() => void stop(), minutes * 60_000);
  } catch (error) {
    console.error(`The demo cannot start: ${(error as Error).message}`);
    process.exit(1);
  }
}

/** One line for the depot, one for the circuits. */
function reportOf({ gateway, driver }: RunningGateway, { books }: SimCsms): string {
  const view = siteView(gateway.state, {
    mono: mono(performance.now()),
    utc: utc(Date.now()),
    durable: driver.durable(),
  });
  const evses = view.stations.flatMap(({ evses: all }) => all);
  const charging = evses.filter(({ transaction }) => transaction !== undefined);
  const amps = charging.reduce((sum, { measuredAmps }) => sum + (measuredAmps?.[0] ?? 0), 0);
  const circuits = view.circuits.map(({ id, limitAmps, worstCaseAmps }) => `${id} ${worstCaseAmps}/${limitAmps} A`);
  const open = [...books.transactions.values()].filter(({ stop }) => stop === undefined).length;
  const uplink = view.uplinks[0];
  return [
    `${view.at.slice(11, 19)}  ${charging.length} of ${evses.length} charging, ${amps.toFixed(0)} A on L1; may draw at most: ${circuits.join(', ')}`,
    `          central system: ${uplink?.connected === true ? 'connected' : 'away'}, ${books.connections} connection so far, ${books.transactions.size} transactions (${open} open), ${uplink?.waiting ?? 0} messages waiting`,
  ].join('\n');
}
