// An export in memory that does not grow with the number of sessions. BUSBAR_EXPORT_SESSIONS=1000000 for as many.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTable } from '../../adapters/history/table.ts';
import { compiledEnv } from '../peers/compiled.ts';
import { main, newDir, siteIn } from './export-site.ts';

describe('an export of many sessions', () => {
  const sessions = Number(process.env['BUSBAR_EXPORT_SESSIONS'] ?? 20_000);

  /** Two years of them, generated where they lie. */
  function generate(dir: string): void {
    openTable(join(dir, 'history.db')).close();
    const db = new Database(join(dir, 'history.db'));
    db.pragma('synchronous = OFF');
    const from = Date.parse('2025-01-01T00:00Z');
    const step = Math.floor((700 * 86_400_000) / sessions);
    db.exec(`
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${sessions})
      INSERT INTO session ("transaction", row, station, evse, number, token, startedAt, endedAt, receivedAt, meterStartWh,
        meterStopWh, energyWh, reason, cost, currency, costIsFinal)
      SELECT printf('t-%08d', i), i, printf('CP-%02d', i % 60), 1, i, printf('CARD-%04d', i % 500), ${from} + i * ${step},
        ${from} + i * ${step} + 7200000, ${from} + i * ${step}, 1000, 13340, 12340, 'Local', 4.1956, 'EUR', 1 FROM n;
      INSERT INTO costPoint SELECT "transaction", endedAt, energyWh, cost FROM session;`);
    db.close();
  }

  interface Counted {
    readonly rows: number;
    /** What Linux counts as its memory (MiB): the most of the first fifth of its rows, and of all. */
    readonly early: number;
    readonly late: number;
    readonly code: number | null;
  }

  async function counted(args: readonly string[], rowsToCome: number): Promise<Counted> {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...compiledEnv(), NODE_OPTIONS: '--max-old-space-size=64' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let [rows, early, late] = [0, 0, 0];
    child.stdout.on('data', (data: Buffer) => {
      for (let place = data.indexOf(10); place >= 0; place = data.indexOf(10, place + 1)) rows += 1;
      const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(statusOf(child.pid)) ?? [];
      late = Math.max(late, Number(kib) / 1024);
      if (rows < rowsToCome / 5 || early === 0) early = late;
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { rows, early, late, code };
  }

  function statusOf(pid: number | undefined): string {
    try {
      return readFileSync(`/proc/${pid}/status`, 'utf8');
    } catch {
      return '';
    }
  }

  it(
    `takes no more memory than one of few: ${sessions} of them in a heap of 64 MiB`,
    async () => {
      const dir = newDir();
      const config = siteIn(dir);
      generate(dir);
      const all = await counted(['export', 'transactions', '--config', config, '--to', '2030-01-01'], sessions);
      expect([all.code, all.rows]).toEqual([0, sessions + 1]);
      if (sessions > 20_000) console.log(JSON.stringify({ sessions, all }));
      expect(all.late).toBeLessThan(1.1 * all.early);
      // Every session is looked at for this one, and 701 rows are written.
      const days = await counted(['export', 'energy', '--config', config, '--to', '2030-01-01'], 0);
      expect([days.code, days.rows]).toEqual([0, 702]);
    },
    40_000 + sessions,
  );
});
