// A disk that survives the gateway: commits take time, are whole or not at all, and may find it full.

import type {
  Batch,
  Identity,
  Journal,
  JournalEvents,
  JournalLine,
  Opened,
  Snapshot,
} from '../../src/core/ports/journal.ts';
import { row } from '../../src/model/ids.ts';
import type { Chance, Schedule } from './schedule.ts';

export interface Disk {
  /** A journal on this disk for one process. */
  open(): { opened: Opened; journal: (events: JournalEvents) => Journal };
  /** The process is gone: a commit under way is on the disk or it is not. */
  crash(): void;
  /** Everything that was ever durable, forgotten rows included: what a judge folds. */
  readonly history: readonly JournalLine[];
  setFull(full: boolean): void;
  /** The next commit meets an I/O error: it is on the disk or it is not, and this process gets nothing more from the disk. */
  failNext(): void;
  slowMs: number;
  /** A line was damaged: replay and memory may differ by it. */
  poisoned: boolean;
  /** The journal is lost, as when it was damaged and moved aside; the identity file stays. */
  loseJournal(): void;
  /** Damages the oldest retained line of this kind. */
  poison(kind: string): void;
  readonly retained: () => number;
  onCommit: (batch: Batch) => void;
}

export function createDisk(schedule: Schedule, chance: Chance): Disk {
  let lines: JournalLine[] = [];
  let history: JournalLine[] = [];
  let snapshots = new Map<string, Snapshot>();
  let identity: Identity | undefined;
  let full = false;
  let fails = false;
  let underway: { batch: Batch; apply: () => void } | undefined;
  let owner = 0;
  let live: JournalEvents | undefined;

  function failed({ onDisk }: JournalEvents, apply: () => void): void {
    fails = false;
    owner += 1;
    live = undefined;
    if (chance.happens(0.5)) apply();
    onDisk('failed', 'disk I/O error');
  }

  function apply(batch: Batch): void {
    const fresh = batch.lines.map((json, at) => ({ row: row(batch.first + at), json }));
    lines.push(...fresh);
    history.push(...fresh);
    for (const snapshot of batch.snapshots) snapshots.set(snapshot.part, snapshot);
    identity = batch.identity ?? identity;
    const through = batch.forgetThrough ?? 0;
    if (through > 0) lines = lines.filter((line) => line.row > through);
    disk.onCommit(batch);
  }

  const disk: Disk = {
    slowMs: 0,
    poisoned: false,
    onCommit: () => undefined,
    get history() {
      return history;
    },
    retained: () => lines.length,
    open() {
      const mine = (owner += 1);
      const opened: Opened = {
        snapshots: [...snapshots.values()],
        lines: [...lines],
        head: row(lines.at(-1)?.row ?? [...snapshots.values()].reduce((most, one) => Math.max(most, one.row), 0)),
        ...(identity !== undefined && { identity }),
      };
      const journal = (events: JournalEvents): Journal => {
        live = events;
        return {
          commit(batch) {
            if (mine !== owner) return;
            if (full) return schedule.after(1, () => mine === owner && events.onDisk('full', 'no space'));
            const done = { batch, apply: () => apply(batch) };
            underway = done;
            schedule.after(chance.between(1, 12) + disk.slowMs, () => {
              if (mine !== owner || underway !== done) return;
              underway = undefined;
              if (fails) return failed(events, done.apply);
              done.apply();
              events.onDurable();
            });
          },
          read(uplink, from, maxRows) {
            const found = lines.filter((line) => line.row >= from).slice(0, maxRows);
            const through = row(
              found.length === maxRows ? found.at(-1)!.row : Math.max(from - 1, lines.at(-1)?.row ?? 0),
            );
            schedule.after(chance.between(1, 20), () => mine === owner && events.onRows(uplink, from, through, found));
          },
          close: () => Promise.resolve(),
        };
      };
      return { opened, journal };
    },
    crash() {
      owner += 1;
      if (underway !== undefined && chance.happens(0.5)) underway.apply();
      underway = undefined;
      live = undefined;
    },
    setFull(now) {
      full = now;
      if (!now) live?.onDisk('ok', 'room again');
    },
    loseJournal() {
      lines = [];
      history = [];
      snapshots = new Map();
    },
    failNext() {
      fails = true;
    },
    poison(kind) {
      disk.poisoned = true;
      const at = lines.findIndex((line) => line.json.startsWith(`{"kind":"${kind}"`));
      lines = lines.map((line, index) => (index === at ? { ...line, json: '{"kind":' } : line));
    },
  };
  return disk;
}
