// What one process leaves for the next: when it started, and whose message it was working on when it fell.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RunRecord {
  /** Why this run must do without its journal; undefined when it need not. */
  readonly safeMode: string | undefined;
  /** Stations that felled the gateway twice, with the reason. */
  readonly quarantined: ReadonlyMap<string, string>;
  /** The step that worked on a message of `peer` threw. */
  leaveCrumb(peer: string, error: unknown): void;
  /** What a station did counts no longer. */
  forgive(peer: string): void;
  /** This run came far enough, or was asked to stop: its start counts no longer. */
  settle(): void;
}

interface Kept {
  readonly starts: number[];
  readonly crumbs: Record<string, { count: number; last: string }>;
}

/** Five starts in a minute are a crash loop (F024). */
const loopStarts = 5;
const loopMs = 60_000;
const crumbsToQuarantine = 2;

export function beginRun(dir: string, now: number, countStarts = true): RunRecord {
  const path = join(dir, 'runs.json');
  const kept = read(path);
  const starts = [...kept.starts.filter((at) => Math.abs(now - at) < loopMs), now];
  const save = (next: Kept): void => {
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      writeFileSync(path, JSON.stringify(next), { mode: 0o600 });
    } catch {
      // A disk that takes nothing is what safe mode is for; it must not keep it from starting.
    }
  };
  save({ ...kept, starts });
  const isLoop = countStarts && starts.length > loopStarts;
  return {
    safeMode: isLoop
      ? `BB_SAFE_MODE: the gateway ended ${loopStarts} times within a minute, so it runs without its journal: limits hold and only fall, no transaction is taken. Look at the log for the cause, then start it again.`
      : undefined,
    quarantined: new Map(
      Object.entries(kept.crumbs)
        .filter(([, { count }]) => count >= crumbsToQuarantine)
        .map(([peer, { count, last }]) => [
          peer,
          `its messages ended the gateway ${count} times, the last time with: ${last}`,
        ]),
    ),
    leaveCrumb(peer, error) {
      const before = kept.crumbs[peer]?.count ?? 0;
      const last = error instanceof Error ? error.message.slice(0, 300) : String(error).slice(0, 300);
      save({ starts, crumbs: { ...kept.crumbs, [peer]: { count: before + 1, last } } });
    },
    forgive(peer) {
      const { crumbs, starts: counted } = read(path);
      save({ starts: counted, crumbs: Object.fromEntries(Object.entries(crumbs).filter(([one]) => one !== peer)) });
    },
    settle: () => save({ crumbs: read(path).crumbs, starts: [] }),
  };
}

function read(path: string): Kept {
  try {
    const { starts, crumbs } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Kept>;
    const known = typeof crumbs === 'object' && crumbs !== null ? crumbs : {};
    return { starts: Array.isArray(starts) ? starts : [], crumbs: Object.fromEntries(Object.entries(known)) };
  } catch {
    return { starts: [], crumbs: {} };
  }
}
