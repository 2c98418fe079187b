// The last time that was known for certain, in a small file: a computer whose clock battery is empty starts in the past.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Utc } from '../../src/model/time.ts';
import { utc } from '../../src/model/time.ts';

export interface LastKnownTime {
  /** What the last run left; undefined where there is nothing that can be read. */
  readonly found: Utc | undefined;
  /** Writes down what is known now, and from time to time from then on. */
  keep(): void;
  stop(): void;
}

/** A journal that is in use tells the time too, so this serves a depot where nothing happens for days. */
const keepEveryMs = 10 * 60_000;

/** `known`: the time, or undefined while nobody knows it. Errors of the disk cost nothing but the file. */
export function lastKnownTime(dir: string, known: () => Utc | undefined): LastKnownTime {
  const path = join(dir, 'clock.json');
  const keep = (): void => {
    const now = known();
    if (now !== undefined) write(dir, path, now);
  };
  const timer = setInterval(keep, keepEveryMs);
  timer.unref();
  return {
    found: read(path),
    keep,
    stop() {
      clearInterval(timer);
      keep();
    },
  };
}

/** Replaced whole. It is not waited for: what a power cut takes is ten minutes. */
function write(dir: string, path: string, now: Utc): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, `${JSON.stringify({ utc: new Date(now).toISOString() })}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    // A disk that takes nothing has alarms of its own.
  }
}

function read(path: string): Utc | undefined {
  try {
    const { utc: text } = JSON.parse(readFileSync(path, 'utf8')) as { utc?: unknown };
    const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    return Number.isNaN(at) ? undefined : utc(at);
  } catch {
    return undefined;
  }
}
