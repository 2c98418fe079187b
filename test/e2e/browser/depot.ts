// A depot for browsers: the gateway with a site file on disk, a meter whose other load can be stepped, and vans that charge.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVehicle } from '../../../adapters/simulator/electric-vehicle.ts';
import { seeded } from '../../../adapters/simulator/random.ts';
import { createStation } from '../../../adapters/simulator/station.ts';
import type { SimStation } from '../../../adapters/simulator/station/types.ts';
import { createLoop } from '../../../adapters/simulator/wire/loop.ts';
import type { RunningStation } from '../../../adapters/simulator/wire/run-station.ts';
import { runStation } from '../../../adapters/simulator/wire/run-station.ts';
import type { RunningGateway } from '../../../src/cli/compose.ts';
import type { Cable } from './cable.ts';
import { plugCable } from './cable.ts';
import type { Csms } from '../../peers/csms.ts';
import { createCsms } from '../../peers/csms.ts';
import { serveCsms } from '../../peers/serve-csms.ts';
import { until } from '../../peers/until.ts';
import { startSiteHere } from '../../wire/site-here.ts';

export interface DepotOptions {
  /** `claimed`: somebody has to claim it first. */
  readonly access: 'open' | 'claimed';
  readonly vans: number;
  /** A central system hears of it. */
  readonly csms?: true;
}

export interface BrowserDepot {
  readonly running: RunningGateway;
  readonly dir: string;
  readonly url: string;
  /** Where stations connect. */
  readonly stationsUrl: string;
  /** What the gateway said that breaks the official schemas. */
  readonly faults: readonly string[];
  /** What everything but the stations draws on each line. */
  stepBase(amps: number): void;
  /** A van comes to one of the stations, counted from 1. */
  plug(station: number): void;
  leave(station: number): void;
  /** Refuses the end of the next so many sessions for good; where there is a central system. */
  refuseEnds(times: number): void;
  /** The gateway at the end of a cable that can be cut: nothing comes through then, and nobody is told. */
  readonly cable: Cable;
  stop(): Promise<void>;
}

/** Its prices are the same all day, so that at whatever time this runs no better hours are waited for. */
const siteFile = (
  dir: string,
  meterPort: number,
  access: DepotOptions['access'],
  uplink: string,
): string => `# North depot; ask Eva before you change the fuses
site: { id: north-depot, name: North depot, timezone: Europe/Berlin }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: 9000, paths: ['/*'] }]
circuits:
  # the big one
  - { id: main, limitAmps: 160, meter: grid, worstCaseBaseAmps: 60 }
  - { id: row-a, parent: main, limitAmps: 63 }
meters: [{ id: grid, source: http, url: 'http://127.0.0.1:${meterPort}/', periodMs: 1000 }]
templates: { ac32: { evses: [{ id: 1, maxAmps: 32 }], fallbackAmps: 0, security: { profile: 1, password: managed } } }
stations:
  - range: 'CP-[1-4]'
    circuit: row-a
    evses: [{ id: 1, maxAmps: 32 }]
    fallbackAmps: 6
    sampleSeconds: 5
    security: { profile: 0 }
${uplink}authorization: { mode: free, localList: tokens.yaml }
tariff: { currency: EUR, defaultPricePerKwh: 0.34, periods: [{ from: '22:00', to: '06:00', pricePerKwh: 0.34 }] }
api: { listen: '127.0.0.1:8080', access: ${access} }
`;

/** What it refuses once is refused for good. */
const uplinkTo = (port: number): string => `uplinks:
  - { id: csms, kind: ocpp, mode: aggregate, version: '1.6', url: 'ws://127.0.0.1:${port}', identity: north-depot, role: control, attempts: 1, security: { profile: 0 } }
`;

const tokensFile = `tokens:
  # Eva drives the first
  - { token: VAN-1, vehicle: Van 1, departure: '05:30', energy: 40 }
  - { token: VAN-2, vehicle: Van 2 }
  - { token: VAN-3, vehicle: Van 3, priority: 7 }
`;

const count = 4;

export async function openDepot({ vans, access, csms: hasCsms }: DepotOptions): Promise<BrowserDepot> {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-browser-'));
  const faults: string[] = [];
  const find = (fault: string): void => void faults.push(fault);
  const loop = createLoop();
  const stations = Array.from({ length: count }, (_, at) =>
    createStation({ id: `CP-${at + 1}`, evses: 1, chance: seeded(at + 1), sampleSeconds: 5 }),
  );
  let base = 20;
  let reads = 0;
  const meter = await serveMeter(() => linesOf(stations, loop.now(), base + flicker(reads++)));
  writeFileSync(join(dir, 'tokens.yaml'), tokensFile);
  const csms = createCsms({ answerAfterMs: 0, silent: false, losesAnswers: 0, fraction: () => 0 });
  const served = hasCsms === undefined ? undefined : await serveCsms(csms, find);
  const uplink = served === undefined ? '' : uplinkTo(served.port);
  const running = await startSiteHere(join(dir, 'site.yaml'), siteFile(dir, meter.port, access, uplink));
  const stationsUrl = `ws://127.0.0.1:${running.stationPorts[0]}`;
  const cable = await plugCable(running.apiPort);
  const live = stations.map((one) => runStation(one, { url: stationsUrl, loop, find }));
  const depot: BrowserDepot = {
    ...{ running, dir, stationsUrl, faults, cable, url: `http://127.0.0.1:${running.apiPort}` },
    stepBase: (amps) => void (base = amps),
    plug: (station) => plugVan(live[station - 1]!, station),
    leave: (station) => live[station - 1]!.event({ kind: 'unplug', evse: 1 }),
    refuseEnds: (times) => refuseEnds(csms, times),
    async stop() {
      live.forEach((one) => one.stop());
      cable.close();
      await running.stop();
      await served?.close();
      meter.close();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  await until(() => stations.every((one) => one.isOnline()), 'all stations are online', 30_000);
  for (let van = 1; van <= vans; van += 1) depot.plug(van);
  return depot;
}

const refuseEnds = ({ options }: Csms, times: number): void =>
  void (options.refuse = { action: 'StopTransaction', times });

function plugVan(station: RunningStation, number: number): void {
  const options = { name: `Van ${number}`, batteryKwh: 60, soc: 0.3, phases: 3, maxAmps: 32 } as const;
  const vehicle = createVehicle({ ...options, startDelayMs: 50, reactMs: 50 });
  station.event({ kind: 'plug', evse: 1, vehicle, token: `VAN-${number}` });
}

/** Something is switched on and off all the time: a meter that stands still is a broken one. */
const flicker = (reads: number): number => (reads % 7) / 10;

function linesOf(stations: readonly SimStation[], now: Parameters<SimStation['evses']>[0], base: number): number[] {
  const drawn = stations.flatMap((one) => one.evses(now).map(({ drawnAmps }) => drawnAmps));
  return [0, 1, 2].map((line) => base + drawn.reduce((sum, amps) => sum + amps[line]!, 0));
}

async function serveMeter(amps: () => readonly number[]): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((_, answer) => answer.end(JSON.stringify({ amps: amps() })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
