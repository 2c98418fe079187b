import { rmSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { lastAck, linesIn, newDir, runUnderStrace } from '../wire/journal-fixture.ts';
import { lineOf } from '../wire/powercut/store-rows.ts';
import { whyNot } from '../wire/powercut/replay.ts';

const homes: string[] = [];
afterEach(() => homes.splice(0).forEach((home) => rmSync(home, { recursive: true, force: true })));

const faults = [
  ['a sync', 'fsync,fdatasync:error=EIO:when=4'],
  ['a later sync', 'fsync,fdatasync:error=EIO:when=15'],
  ['a write', 'pwrite64:error=EIO:when=12'],
  ['a later write', 'pwrite64:error=EIO:when=70'],
] as const;

it.for(faults)(
  'F016 EIO at %s: the store stops, the process ends, nothing acknowledged is lost',
  { timeout: 30_000 },
  async ([, fault], ctx) => {
    const reason = whyNot();
    const home = newDir();
    homes.push(home);
    if (reason !== undefined) return ctx.skip(`SKIPPED: ${reason}`);
    const [calls] = fault.split(':');
    const told = await runUnderStrace(home, { rows: 200, checkpointPages: 20 }, [
      '-e',
      `trace=${calls}`,
      '-e',
      `inject=${fault}`,
    ]);
    expect(told.code, told.stderr.join('\n')).toBe(1);
    const failedAt = told.stderr.findIndex((line) => line.startsWith('DISK failed') || line.includes('BB_JOURNAL_IO'));
    expect(failedAt, told.stderr.join('\n')).toBeGreaterThanOrEqual(0);
    expect(told.stderr.slice(failedAt).filter((line) => line.startsWith('ACK'))).toEqual([]);

    const { lines, open } = linesIn(home);
    expect(open.opened.movedAside).toBeUndefined();
    expect(open.opened.head).toBeGreaterThanOrEqual(lastAck(told));
    expect(lastAck(told)).toBeLessThan(200);
    for (const { row, json } of lines) expect(json).toBe(lineOf(row));
  },
);
