// A gateway, a station whose cable is turned (L2L3L1), a vehicle, and a grid meter that knows nothing of either. Clocks run many
// times as fast.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createSdm630 } from '../../adapters/simulator/modbus/sdm630.ts';
import { serveModbus } from '../../adapters/simulator/wire/serve-modbus.ts';
import { loadSite } from '../../src/cli/site-file.ts';
import { tempDir } from '../peers/temp-dir.ts';
import { until } from '../peers/until.ts';
import type { FastBench } from './fast-bench.ts';
import { startFastBench } from './fast-bench.ts';

const usualTimes = 22;

const siteFile = (dir: string, meterPort: number): string => `# Depot; ask Eva before you change the fuses
site: { id: depot, name: Depot, timezone: Europe/Berlin }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: 9000, paths: ['/*'] }]
circuits:
  - { id: main, limitAmps: 100, meter: grid, worstCaseBaseAmps: 40 }
  - { id: row-a, parent: main, limitAmps: 63 }    # no meter of its own
meters:
  - { id: grid, source: modbus, device: eastron-sdm630, host: 127.0.0.1, port: ${meterPort}, unit: 1, periodMs: 2000 }
stations:
  # at the gate
  - { id: CP-01, circuit: row-a, evses: [{ id: 1, maxAmps: 32 }], fallbackAmps: 6, sampleSeconds: 10, security: { profile: 0 } }
authorization: { mode: free }
api: { listen: '127.0.0.1:8080', access: open }
`;

/** It charges, and its readings have come. */
export async function startTurned(phases: 1 | 3, times = usualTimes): Promise<{ bench: FastBench; path: string }> {
  const dir = tempDir('turned');
  const open: { bench?: FastBench } = {};
  const meter = createSdm630({
    amps() {
      const now = open.bench?.now();
      const [first, second, third] = now === undefined ? [0, 0, 0] : open.bench!.station.evses(now)[0]!.drawnAmps;
      const seconds = (now?.mono ?? 0) / 1000;
      // The house: something small that goes up and down. What else may happen is in the properties of the analysis.
      const small = 3 + Math.sin(seconds / 7) / 2;
      return [small + third, small + first, small + second];
    },
  });
  const served = await serveModbus(meter, { port: 0 });
  onTestFinished(() => served.close());
  const path = join(dir, 'site.yaml');
  writeFileSync(path, siteFile(dir, served.port));
  const loaded = loadSite(path);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const bench = await startFastBench(loaded.config.site, times, {}, { siteFile: { path, loaded } });
  open.bench = bench;
  bench.plug(phases);
  const { station, now } = bench;
  await until(() => station.evses(now())[0]!.drawnAmps[0] > 30, 'it charges with all that it may', 20_000);
  // Its readings have come.
  await bench.passes(25);
  return { bench, path };
}
