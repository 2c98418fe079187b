// Each protection removed in a copy of the source: a judge of the bench has to notice, or it judges nothing.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Edit, Removal } from './removals/removal.ts';
import { removals } from './removals/removals.ts';
import type { Outcome } from './run.ts';

export interface Removed {
  readonly protection: string;
  /** What the judges say without it; undefined when they notice nothing. */
  readonly noticed: string | undefined;
}

/** Seeds that each is given before it counts as not noticed. */
const mostSeeds = 6;

/** A removal whose text is gone is an error. */
export function tryRemovals(words: string, tell: (one: Removed) => void): Removed[] {
  const home = new URL('../../..', import.meta.url).pathname;
  const copy = mkdtempSync(join(tmpdir(), 'busbar-removals-'));
  try {
    for (const folder of ['src', 'adapters', 'test', 'config'])
      cpSync(join(home, folder), join(copy, folder), { recursive: true });
    cpSync(join(home, 'package.json'), join(copy, 'package.json'));
    symlinkSync(join(home, 'node_modules'), join(copy, 'node_modules'));
    return removals
      .filter(({ protection }) => protection.includes(words))
      .map((one) => {
        const removed = { protection: one.protection, noticed: noticedWithout(copy, one) };
        tell(removed);
        return removed;
      });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function noticedWithout(copy: string, removal: Removal): string | undefined {
  for (const [scenario, fault] of removal.shows) {
    const putBack = remove(copy, removal.edits);
    const failed = runIn(copy, scenario, fault);
    putBack();
    if (failed.length === 0) continue;
    // Only a run that is good with everything in its place says anything.
    const already = new Set(runIn(copy, scenario, fault).map(({ seed }) => seed));
    const shows = failed.find(({ seed }) => !already.has(seed));
    if (shows !== undefined) return `${shows.scenario}, ${shows.fault}, seed ${shows.seed}: ${why(shows)}`;
  }
  return undefined;
}

/** Gives what puts everything back. */
function remove(copy: string, edits: readonly Edit[]): () => void {
  const before = new Map<string, string>();
  for (const { file, find, put } of edits) {
    const path = join(copy, file);
    const source = readFileSync(path, 'utf8');
    if (!before.has(path)) before.set(path, source);
    if (source.split(find).length !== 2) throw new Error(`"${find}" is not once in ${file}`);
    writeFileSync(
      path,
      source.replace(find, () => put),
    );
  }
  return () => {
    for (const [path, source] of before) writeFileSync(path, source);
  };
}

const why = ({ envelopeViolations, controllableAmpereSeconds, thermalPeak, trips, findings }: Outcome): string =>
  (
    findings[0] ??
    `${envelopeViolations} violations, ${controllableAmpereSeconds} A·s, ${trips} trips, heat ${thermalPeak.toFixed(2)}`
  ).slice(0, 140);

function runIn(copy: string, scenario: string, fault: string): Outcome[] {
  const said = execFileSync(process.execPath, [join(copy, 'test/bench/safety/search.ts')], {
    cwd: copy,
    env: {
      ...process.env,
      SCENARIO: scenario,
      FAULT: fault,
      SEEDS: String(mostSeeds),
      SEED: undefined,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    timeout: 600_000,
  });
  return JSON.parse(String(said)) as Outcome[];
}
