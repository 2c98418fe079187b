// The central system is away for eight hours while a hundred connectors charge; then everything is told over one real
// connection to one that takes 100 ms for each answer.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../adapters/log/log.ts';
import { compose } from '../../src/cli/compose.ts';
import { compareBooks } from '../peers/compare-books.ts';
import { createCsms } from '../peers/csms.ts';
import { serveCsms } from '../peers/serve-csms.ts';
import { smallDepot, stationIds, uplink } from '../sim/site.ts';
import type { Bench } from './figures.ts';
import { rounded } from './figures.ts';
import { fill } from './fill.ts';

const connectors = 100;

export async function drain(): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-drain-'));
  const csms = createCsms({ answerAfterMs: 100, silent: false, losesAnswers: 0, fraction: Math.random });
  const frameFaults: string[] = [];
  const served = await serveCsms(csms, (fault) => void frameFaults.push(fault));
  const quick = { minSeconds: 1, randomSeconds: 0, repeatTimes: 0 };
  const site = smallDepot(connectors, 3300, [
    uplink('csms', 'control', { url: `ws://127.0.0.1:${served.port}/ocpp`, backoff: quick }),
  ]);
  const free = { ...site, authorization: { ...site.authorization, mode: 'free' as const } };
  const filled = await fill(dir, free, { hours: 8, sampleSeconds: 60, sessionsPerStation: 3, remember: true });
  console.log(`${filled.messages} messages of stations are in the journal; now the central system is back`);
  const startedAt = performance.now();
  const running = await compose(
    {
      site: free,
      data: { dir, maxBytes: 1e9 },
      listeners: [{ port: 0, address: '127.0.0.1', paths: ['/*'] }],
      api: { host: '127.0.0.1', port: 0, access: 'open' },
    },
    { log: createLog({ level: 'error' }), onFailure: () => process.exit(1) },
  );
  const live = [...running.gateway.state.uplinks.values()][0]!;
  const isDrained = (): boolean =>
    live.accepted && live.outbox.entries.length === 0 && live.outbox.behind === undefined;
  while (!isDrained() || running.gateway.state.ledger.uplinks.get('csms' as never)!.sent.size > 0)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const minutes = (performance.now() - startedAt) / 60_000;
  const numbers = new Map(stationIds(connectors).map((id, at) => [id as string, at + 1]));
  const differences = compareBooks(filled.records, csms.books, (station) => numbers.get(station) ?? 0);
  for (const fault of frameFaults.slice(0, 5)) console.log(fault);
  for (const difference of differences.slice(0, 5)) console.log(difference.slice(0, 200));
  await running.stop();
  await served.close();
  rmSync(dir, { recursive: true, force: true });
  const outOfOrder = differences.filter((one) => /out of order|came after/.test(one)).length;
  return {
    figures: {
      messagesIn: filled.messages,
      messagesOut: csms.books.messages,
      lost: differences.length - outOfOrder,
      outOfOrder,
      wrongFrames: frameFaults.length,
      minutes: rounded(minutes, 2),
    },
    goals: { lost: { atMost: 0 }, outOfOrder: { atMost: 0 }, wrongFrames: { atMost: 0 }, minutes: { atMost: 10 } },
  };
}
