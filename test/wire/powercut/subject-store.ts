// A subject of the power-cut job: the production journal in its worker. Usage: subject-store.ts DIR OPTIONS (JSON).

import { writeSync } from 'node:fs';
import { openJournal } from '../../../adapters/sqlite-journal/open.ts';
import type { JournalOptions } from '../../../adapters/sqlite-journal/options.ts';
import { batchFrom } from './store-rows.ts';

export interface StoreSubject extends JournalOptions {
  readonly rows: number;
  /** Prints `LAG MS` at the end: the longest that the main thread was kept from a timer of 20 ms. */
  readonly beats?: boolean;
}

const [dir, json] = process.argv.slice(2);
const { rows, beats, ...options } = JSON.parse(json!) as StoreSubject;
const say = (text: string): void => void writeSync(2, `${text}\n`);
const acknowledge = (row: number): void => say(`ACK ${row}`);

const open = openJournal(dir!, options);
acknowledge(open.opened.head);
let first = open.opened.head + 1;
const journal = open.start({
  onDurable() {
    first += batchFrom(first, rows).lines.length;
    acknowledge(first - 1);
    commit();
  },
  onDisk(state, detail) {
    say(`DISK ${state} ${detail}`);
    if (state === 'failed') process.exit(1);
    if (state !== 'ok') setTimeout(commit, 50);
  },
  onRows: () => undefined,
});
const lag = beats === true ? beat() : undefined;
commit();

function commit(): void {
  if (first <= rows) journal.commit(batchFrom(first, rows));
  else void journal.close().then(() => lag !== undefined && say(`LAG ${lag()}`));
}

function beat(): () => number {
  const every = 20;
  let last = performance.now();
  let worst = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last - every);
    last = now;
  }, every);
  return () => {
    clearInterval(timer);
    return Math.round(worst);
  };
}
