// `busbar find-phases` as an installer has it on the screen: the command in a process of its own, the real gateway, a station whose
// cable is turned (L2L3L1), a vehicle, and a grid meter that knows nothing of either. Clocks run many times as fast.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { until } from '../peers/until.ts';
import { startCommand } from './command.ts';
import type { FastBench } from './fast-bench.ts';
import { startTurned } from './turned-bench.ts';

const command = ({ api }: FastBench, ...more: string[]) =>
  startCommand(['find-phases', 'CP-01/1', '--api', api, ...more]);

it(
  'finds that L1 of the station is on L2 of the site, writes it into the site file, and it can be taken back',
  { timeout: 240_000 },
  async () => {
    const { bench, path } = await startTurned(1);
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

it('says that three phases alike show no order, and writes nothing', { timeout: 240_000 }, async () => {
  const { bench, path } = await startTurned(3);
  const running = command(bench, '--write');
  expect(await running.exited).toBe(1);
  expect(running.said()).toMatch(
    /Cannot tell, because all three lines follow alike: .* Take a vehicle or an adapter on one phase/,
  );
  expect(readFileSync(path, 'utf8')).not.toContain('phases');
});

it('gives the limit back at Ctrl-C, and says what cannot be tested', { timeout: 240_000 }, async () => {
  const { bench } = await startTurned(1);
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

it('asks nobody where the gateway has no edit to offer, and says so', async () => {
  const finding = { lines: [1], phases: 'L2L3L1', confidence: 'sure', words: 'L2 of the site follows the steps.' };
  const over = {
    state: 'over',
    step: 7,
    steps: 7,
    secondsLeft: 0,
    meter: 'grid',
    circuit: 'main',
    phasesNow: 'L1L2L3',
  };
  const server = createServer((_, reply) =>
    reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...over, finding })),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const running = startCommand(['find-phases', 'CP-01/1', '--api', `http://127.0.0.1:${port}`, '--write']);
  expect(await running.exited).toBe(0);
  expect(running.said()).toContain('phases: L2L3L1');
  expect(running.said()).toContain('There is nothing to write: the site file says so already');
  expect(running.said()).not.toContain('Written');
});
