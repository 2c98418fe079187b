// Damage without a crash: a torn log must open to a prefix, a damaged file must be noticed.

import { copyFileSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../../adapters/sqlite-journal/open.ts';
import type { Fraction } from './random.ts';
import { seeded } from './random.ts';
import { batchFrom, lineOf } from './store-rows.ts';

export interface Torn {
  /** `wrong`: what opened was no prefix of what had been written. */
  readonly log: {
    readonly rounds: number;
    readonly wrong: number;
    readonly shortest: number;
    readonly longest: number;
  };
  /** `undetected`: the rows differ and nobody says so. */
  readonly file: { readonly rounds: number; readonly undetected: number; readonly harmless: number };
}

const rows = 60;
const options = { history: false, ballastBytes: 0 } as const;

export async function tear({ seed, rounds }: { seed: number; rounds: number }): Promise<Torn> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'busbar-torn-')));
  const fraction = seeded(seed);
  try {
    await write(join(home, 'live'), join(home, 'logged'));
    return { log: tearLogs(home, rounds, fraction), file: damageFiles(home, rounds, fraction) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Leaves in `live` a closed journal, and in `logged` the same with everything still in its log. */
async function write(live: string, logged: string): Promise<void> {
  const open = openJournal(live, { ...options, checkpointPages: 1_000_000 });
  const durable: (() => void)[] = [];
  const journal = open.start({
    onDurable: () => durable.pop()?.(),
    onDisk: (_, detail) => {
      throw new Error(detail);
    },
    onRows: () => undefined,
  });
  for (let first = 1; first <= rows;) {
    const { lines } = batchFrom(first, rows);
    const from = first;
    await new Promise<void>((resolve) => {
      durable.push(resolve);
      journal.commit({ first: from as never, lines, snapshots: [] });
    });
    first += lines.length;
  }
  openJournal(logged, options).dismiss();
  for (const name of ['journal.db', 'journal.db-wal']) copyFileSync(join(live, name), join(logged, name));
  await journal.close();
}

function tearLogs(home: string, rounds: number, fraction: Fraction): Torn['log'] {
  let wrong = 0;
  let shortest = rows;
  let longest = 0;
  for (let round = 0; round < rounds; round += 1) {
    const found = openDamaged(home, join(home, 'logged'), 'journal.db-wal', fraction);
    if (found.noticed || !found.lines.every((line, at) => line === lineOf(at + 1))) wrong += 1;
    shortest = Math.min(shortest, found.lines.length);
    longest = Math.max(longest, found.lines.length);
  }
  return { rounds, wrong, shortest, longest };
}

function damageFiles(home: string, rounds: number, fraction: Fraction): Torn['file'] {
  let undetected = 0;
  let harmless = 0;
  for (let round = 0; round < rounds; round += 1) {
    const found = openDamaged(home, join(home, 'live'), 'journal.db', fraction);
    const isWhole = found.lines.length === rows && found.lines.every((line, at) => line === lineOf(at + 1));
    if (!found.noticed && isWhole) harmless += 1;
    else if (!found.noticed) undetected += 1;
  }
  return { rounds, undetected, harmless };
}

function openDamaged(
  home: string,
  from: string,
  name: string,
  fraction: Fraction,
): { lines: string[]; noticed: boolean } {
  const dir = mkdtempSync(join(home, 'round-'));
  try {
    for (const file of ['journal.db', 'journal.db-wal'])
      if (existsSync(join(from, file))) copyFileSync(join(from, file), join(dir, file));
    writeFileSync(join(dir, name), damaged(readFileSync(join(dir, name)), fraction));
    const open = openJournal(dir, options);
    try {
      const lines = [...open.opened.lines].map(({ json }) => json);
      const warned = open.warnings.some(({ code }) => code !== 'BB_FSYNC_TOO_FAST');
      return { lines, noticed: open.opened.movedAside !== undefined || warned || open.damaged().length > 0 };
    } finally {
      open.dismiss();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Cuts the file short, or fills a stretch of it with zeros or garbage. */
function damaged(bytes: Buffer, fraction: Fraction): Buffer {
  const at = Math.floor(fraction() * bytes.length);
  const way = fraction();
  if (way < 1 / 3) return bytes.subarray(0, at);
  const end = Math.min(bytes.length, at + 1 + Math.floor(fraction() * 4096));
  for (let place = at; place < end; place += 1) bytes[place] = way < 2 / 3 ? 0 : Math.floor(fraction() * 256);
  return bytes;
}
