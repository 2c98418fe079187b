// `busbar find-phases` as an installer has it on the screen: the command in a process of its own, the real gateway, a station whose
// cable is turned (L2L3L1), a vehicle, and a grid meter that knows nothing of either. Clocks run many times as fast.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createSdm630 } from '../../adapters/simulator/modbus/sdm630.ts';
import { serveModbus } from '../../adapters/simulator/wire/serve-modbus.ts';
import { loadSite } from '../../src/cli/site-file.ts';
import { until } from '../peers/until.ts';
import { startCommand } from './command.ts';
import type { FastBench } from './fast-bench.ts';
import { startFastBench } from './fast-bench.ts';
import { tempDir } from '../peers/temp-dir.ts';

const times = 22;

const siteFile = (dir: string, meterPort: number): string => `# Depot; ask Eva before you change the fuses
site: { id: depot, name: Depot, timezone: Europe/Berlin }
data: { dir: ${dir} }
listeners: [{ address: 127.0.0.1, port: 9000, paths: ['/*'] }]
circuits:
  - { id: main, limitAmps: 100, meter: grid, worstCaseBaseAmps: 40 }
  - { id: row-a, parent: main, limitAmps: 63 }    # no meter of its own
meters:
  - { id: grid, source: modbus, device: eastron-sdm630, host: 127.0.0.1, port: ${meterPort}, unit: 1 }
stations:
  # at the gate
  - { id: CP-01, circuit: row-a, evses: [{ id: 1, maxAmps: 32 }], fallbackAmps: 6, sampleSeconds: 10, security: { profile: 0 } }
authorization: { mode: free }
api: { listen: '127.0.0.1:8080', access: open }
`;

async function turned(phases: 1 | 3): Promise<{ bench: FastBench; path: string }> {
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

const command = ({ api }: FastBench, ...more: string[]) =>
  startCommand(['find-phases', 'CP-01/1', '--api', api, ...more]);

it(
  'finds that L1 of the station is on L2 of the site, writes it into the site file, and it can be taken back',
  { timeout: 90_000 },
  async () => {
    const { bench, path } = await turned(1);
    await until(() => readFileSync(path, 'utf8').includes('upstream'), 'numbers are written', 10_000);
    await bench.running.keeper!.settled();
    const before = readFileSync(path, 'utf8');
    const running = command(bench, '--write');
    const code = await running.exited;
    const said = running.said();
    expect(said).toMatch(
      /CP-01\/1: phases: L2L3L1\n {2}L2 of the site follows the steps\. L1 of the station is there\..*if the field turns right/,
    );
    expect(said).toMatch(/1 of 7: all that it may have, 45 s\n2 of 7: 6 A, 54 s\n/);
    expect(said).toMatch(/Written into the site file \(version \d+; "busbar site undo \d+" takes it back\)\./);
    expect(code).toBe(0);
    expect(said).not.toMatch(/undefined|NaN/);
    const after = readFileSync(path, 'utf8');
    expect(after).toMatch(/phases: L2L3L1/);
    expect(after.replace(/,? *phases: L2L3L1/, '')).toBe(before);
    const [load] = bench.running.gateway.state.loads;
    await until(() => bench.running.gateway.state.loads[0]!.evses[0]!.phases === 'L2L3L1', 'it is in force');
    expect(load!.evses[0]!.id).toBe(1);
    const get = async (what: string): Promise<Response> => fetch(`${bench.api}/api/v1/${what}`);
    const { etag } = (await (await get('site-file')).json()) as { etag: string };
    const { versions } = (await (await get('site-file/versions')).json()) as {
      versions: { version: number; reason?: string }[];
    };
    expect(JSON.stringify(versions[0])).toContain('busbar find-phases CP-01/1');
    const undone = await fetch(`${bench.api}/api/v1/site-file/undo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'if-match': `"${etag}"` },
      body: JSON.stringify({ version: Number(/\(version (\d+)/.exec(said)![1]) }),
    });
    expect(undone.status).toBe(200);
    expect(readFileSync(path, 'utf8')).toBe(before);
  },
);

it('says that three phases alike show no order, and writes nothing', { timeout: 90_000 }, async () => {
  const { bench, path } = await turned(3);
  const running = command(bench, '--write');
  expect(await running.exited).toBe(1);
  expect(running.said()).toMatch(
    /Cannot tell, because all three lines follow alike: .* Take a vehicle or an adapter on one phase/,
  );
  expect(readFileSync(path, 'utf8')).not.toContain('phases');
});

it('gives the limit back at Ctrl-C, and says what cannot be tested', { timeout: 60_000 }, async () => {
  const { bench } = await turned(1);
  const { outside } = bench.running.gateway.state;
  const running = command(bench);
  await running.until(/2 of 7: 6 A/);
  expect(outside.evses.size).toBe(1);
  running.interrupt();
  expect(await running.exited).toBe(130);
  expect(running.said()).toMatch(/CP-01\/1 has its share again\.\nBB_FIND_PHASES_INTERRUPTED/);
  expect(outside.evses.size).toBe(0);
  const none = startCommand(['find-phases', 'CP-01/2', '--api', bench.api]);
  expect(await none.exited).toBe(1);
  expect(none.said()).toContain('BB_EVSE_UNKNOWN');
  bench.one.event({ kind: 'unplug', evse: 1 });
  await bench.passes(20);
  const idle = startCommand(['find-phases', 'CP-01/1', '--api', bench.api]);
  expect(await idle.exited).toBe(1);
  expect(idle.said()).toMatch(/BB_FIND_PHASES_NOT_POSSIBLE\n {2}Nobody charges at CP-01\/1/);
});
