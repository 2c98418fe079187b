// Records a subject, cuts its power at many points, and judges every disk that could remain.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diskOf } from './disk.ts';
import type { Judge } from './judge.ts';
import { seeded } from './random.ts';
import type { Event } from './trace.ts';
import { eventsIn, tracedCalls } from './trace.ts';

export interface Subject {
  /** A script beside this file; it gets the directory and `options` as JSON, and writes `ACK …` lines to standard error. */
  readonly script: string;
  readonly options: object;
  readonly judge: Judge;
  /** Fills the directory before the recorded run; what is there then is durable. */
  readonly prepare?: (dir: string) => Promise<void>;
}

export interface Result {
  readonly images: number;
  /** Images that lack something acknowledged. */
  readonly lost: number;
  readonly corrupt: number;
  /** The most that one image lacks. */
  readonly worst: number;
  readonly acks: number;
  readonly syncs: number;
  /** The first failures, in words. */
  readonly failures: readonly string[];
}

export interface ReplayOptions {
  readonly seed: number;
  /** The part of the writes at which the power fails. */
  readonly writes: number;
  /** Ends early when so many disks were judged. */
  readonly mostImages?: number;
}

/** Why this host cannot record a run; undefined where it can. */
export function whyNot(): string | undefined {
  const tried = spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'trace=close', 'true'], { encoding: 'utf8' });
  if (tried.error !== undefined) return `strace is not installed (${tried.error.message})`;
  return tried.status === 0 ? undefined : `strace may not trace here (${tried.stderr.trim().split('\n')[0]})`;
}

export async function replay(subject: Subject, options: ReplayOptions): Promise<Result> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'busbar-powercut-')));
  try {
    const dir = join(home, 'data');
    mkdirSync(dir);
    await subject.prepare?.(dir);
    const before = [...filesIn(dir)];
    const events = [...eventsIn(await record(subject, dir, join(home, 'trace')))];
    return judgeAll(subject, dir, before, events, home, options);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function record(subject: Subject, dir: string, trace: string): Promise<string> {
  const script = fileURLToPath(new URL(subject.script, import.meta.url));
  const strace = ['-f', '-xx', '-s', '33554432', '-e', `trace=${tracedCalls}`, '-e', 'signal=none', '-o', trace];
  const child = spawn('strace', [...strace, process.execPath, script, dir, JSON.stringify(subject.options)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let heard = '';
  child.stderr.on('data', (bytes: Buffer) => (heard = (heard + bytes.toString()).slice(-2000)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The subject ended with code ${String(code)}: ${heard}`);
  return readFileSync(trace, 'latin1');
}

/** Files from before the run, as events: made, written and synced. */
function* filesIn(dir: string): Generator<Event> {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    yield { kind: 'open', path, fd: -2, create: true, truncate: false, append: false };
    yield { kind: 'write', fd: -2, bytes: readFileSync(path), at: 0 };
    yield { kind: 'sync', fd: -2 };
  }
}

function judgeAll(
  subject: Subject,
  dir: string,
  before: Iterable<Event>,
  events: readonly Event[],
  home: string,
  { seed, writes, mostImages = Number.POSITIVE_INFINITY }: ReplayOptions,
): Result {
  const fraction = seeded(seed);
  const disk = diskOf(dir);
  for (const event of before) disk.follow(event);
  const acks: string[] = [];
  const failures: string[] = [];
  const result = { images: 0, lost: 0, corrupt: 0, worst: 0, syncs: 0 };

  const cut = (where: string): void => {
    for (const [kind, files] of [
      ['drop', disk.dropped()],
      ['random', disk.torn(fraction)],
    ] as const) {
      if (result.images >= mostImages) return;
      const verdict = judgeImage(home, files, subject.judge, acks);
      result.images += 1;
      if (verdict.lost > 0) result.lost += 1;
      if (verdict.corrupt !== undefined) result.corrupt += 1;
      result.worst = Math.max(result.worst, verdict.lost);
      const isBad = verdict.lost > 0 || verdict.corrupt !== undefined;
      if (isBad && failures.length < 10) {
        failures.push(
          `${kind} ${where} after ACK ${acks.at(-1) ?? '-'}: ${verdict.lost} lost ${verdict.corrupt ?? ''}`,
        );
      }
    }
  };

  events.forEach((event, at) => {
    const syncs = disk.syncs(event);
    if (syncs) cut(`before the sync of event ${at}`);
    if (event.kind === 'ack') acks.push(event.text);
    const changed = disk.follow(event);
    if (syncs) result.syncs += 1;
    if (event.kind === 'ack') cut(`at event ${at}`);
    else if (changed && !syncs && event.kind !== 'open' && fraction() < writes)
      cut(`after the ${event.kind} of event ${at}`);
  });
  return { ...result, acks: acks.length, failures };
}

function judgeImage(
  home: string,
  files: ReadonlyMap<string, Buffer>,
  judge: Judge,
  acks: readonly string[],
): ReturnType<Judge> {
  const image = mkdtempSync(join(home, 'image-'));
  try {
    for (const [path, bytes] of files) writeFileSync(join(image, basename(path)), bytes);
    return judge(image, acks);
  } finally {
    rmSync(image, { recursive: true, force: true });
  }
}
