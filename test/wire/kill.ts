// `npm run test:kill`: kill -9 at random moments under load, stations of every version and a central system of each in turn. Every
// transaction message that a station got an answer to reaches the central system, once in effect and in order. LOOPS=n kills so
// often (500), STATIONS=n stations (50).

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '../../adapters/clock/clock.ts';
import { compiledEnv } from '../peers/compiled.ts';
import { compareBooks } from '../peers/compare-books.ts';
import { createCsms } from '../peers/csms.ts';
import { csmsTongue } from '../peers/csms-tongue.ts';
import { createStation } from '../peers/station.ts';
import type { SimStation } from '../peers/station-types.ts';
import type { RunningStations } from '../peers/run-stations.ts';
import { runStations } from '../peers/run-stations.ts';
import { serveCsms } from '../peers/serve-csms.ts';
import { stationTongue } from '../peers/station-tongue.ts';
import type { StationId } from '../../src/model/ids.ts';
import type { Version } from '../../src/model/protocol.ts';
import { stationIds } from '../sim/site.ts';
import { freePort } from '../peers/free-port.ts';

export interface KillResult {
  readonly kills: number;
  readonly messages: number;
  readonly repeats: number;
  readonly transactions: number;
  readonly slowestReadyMs: number;
  readonly differences: readonly string[];
}

/** How a gateway is ended: by a SIGKILL at a random moment, or otherwise. */
export interface Killing {
  /** What the central system speaks; 1.6 when absent. */
  readonly version?: Version;
  readonly signal?: NodeJS.Signals;
  /** Put before the command of loop `n`, so that it dies by itself at a chosen system call. */
  readonly prefix?: (loop: number) => readonly string[];
  readonly exits?: (code: number | null) => void;
}

/** A gateway that was to die by itself and did not is killed after this time. */
const patienceMs = 8000;
/** What is left of a group after this time is a zombie that nobody reaps; it holds no lock. */
const groupGoneWithinMs = 5000;

const versions: readonly Version[] = ['1.6', '2.0.1', '2.1'];

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills a gateway `loops` times while `count` stations charge, then lets everything settle and compares the books. */
export async function killLoop(loops: number, count: number, how: Killing = {}): Promise<KillResult> {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-kill-'));
  const csms = createCsms({ answerAfterMs: 2, silent: false, losesAnswers: 0, fraction: Math.random });
  const faults: string[] = [];
  const find = (fault: string): void => void (faults.length < 20 && faults.push(fault));
  const { version = '1.6' } = how;
  const served = await serveCsms(
    csms,
    find,
    csmsTongue(version, (what) => void csms.books.violations.push(what)),
  );
  const port = await freePort();
  const stations = stationIds(count).map(newStation);
  const tongues = new Map(
    stations.map((one, at) => [one, stationTongue(versions[at % versions.length]!, one.id, at + 1)]),
  );
  const depot = runStations(stations, `ws://127.0.0.1:${port}`, find, (station) => tongues.get(station)!);
  const traffic = startTraffic(stations, depot);
  let slowestReadyMs = 0;
  for (let loop = 0; loop < loops; loop += 1) {
    const child = startGateway({ dir, port, csmsPort: served.port, count, version }, how.prefix?.(loop) ?? []);
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
    if (how.prefix === undefined) {
      slowestReadyMs = Math.max(slowestReadyMs, await ready(child));
      await sleep(Math.random() * (loop % 10 === 0 ? 3000 : 400));
      child.kill(how.signal ?? 'SIGKILL');
    } else await diesByItself(child, gone);
    const code = await gone;
    how.exits?.(code);
  }
  const child = startGateway({ dir, port, csmsPort: served.port, count, version }, []);
  await ready(child);
  traffic();
  for (const station of stations) depot.event(station, { kind: 'unplug', evse: 1 });
  await settled(stations, csms.books);
  const numbers = new Map(stationIds(count).map((id, at) => [id as string, at + 1]));
  const differences = compareBooks(
    stations.flatMap(({ records }) => records),
    csms.books,
    (station) => numbers.get(station) ?? 0,
    () => false,
  );
  const complaints = stations.flatMap((station) => station.complaints);
  depot.stop();
  child.kill('SIGKILL');
  await served.close();
  rmSync(dir, { recursive: true, force: true });
  const { messages, repeats, transactions } = csms.books;
  return {
    kills: loops,
    messages,
    repeats,
    transactions: transactions.size,
    slowestReadyMs: Math.round(slowestReadyMs),
    differences: [...differences, ...complaints, ...faults],
  };
}

const newStation = (id: StationId): SimStation =>
  createStation({
    id,
    evses: 1,
    ratingAmps: 32,
    sampleSeconds: 1,
    random: systemRandom,
    reconnectMs: 60,
    callTimeoutMs: 20_000,
  });

interface Subject {
  readonly dir: string;
  readonly port: number;
  readonly csmsPort: number;
  readonly count: number;
  readonly version: Version;
}

function startGateway({ dir, port, csmsPort, count, version }: Subject, prefix: readonly string[]): ChildProcess {
  const script = new URL('./gateway-process.ts', import.meta.url).pathname;
  const command = [...prefix, process.execPath, script, dir, String(port), String(csmsPort), String(count), version];
  return spawn(command[0]!, command.slice(1), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: prefix.length > 0,
    // With a prefix its system calls are counted.
    env: prefix.length > 0 ? process.env : compiledEnv(),
  });
}

/** Waits for the program that traces the gateway and for the gateway, which may outlive it and still hold its lock. */
async function diesByItself(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  const late = setTimeout(() => signalGroup(child.pid!, 'SIGKILL'), patienceMs);
  await gone;
  clearTimeout(late);
  const goneAt = performance.now();
  while (signalGroup(child.pid!, 0) && performance.now() - goneAt < groupGoneWithinMs) await sleep(10);
}

/** False when nobody is left in the group. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function ready(child: ChildProcess): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(performance.now() - startedAt));
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code} before it was ready`)));
  });
}

/** Vehicles come and go, quickly. */
function startTraffic(stations: readonly SimStation[], depot: RunningStations): () => void {
  const timer = setInterval(() => {
    const station = stations[Math.floor(Math.random() * stations.length)]!;
    const [evse] = station.evses;
    if (evse?.vehicle === undefined) {
      const vehicle = {
        name: 'van',
        token: `T${Math.floor(Math.random() * 99)}`,
        phases: 3,
        maxAmps: 16,
        wantedWh: 9e6,
      } as const;
      depot.event(station, { kind: 'plug', evse: 1, vehicle: { ...vehicle } });
    } else if (Math.random() < 0.5) depot.event(station, { kind: 'unplug', evse: 1 });
  }, 30);
  return () => clearInterval(timer);
}

/**
 * Everything was answered, and the central system has not heard anything new for a while. What gathered is told at a pace, so
 * that it may take minutes; only a standstill is none of them.
 */
async function settled(stations: readonly SimStation[], books: { messages: number }): Promise<void> {
  const standstillMs = 120_000;
  const quietMs = 4000;
  let changedAt = performance.now();
  let before = '';
  for (;;) {
    await sleep(200);
    const open = stations.reduce((sum, station) => sum + station.unacknowledged(), 0);
    const now = `${open} ${books.messages}`;
    if (now !== before) changedAt = performance.now();
    before = now;
    const quietFor = performance.now() - changedAt;
    if ((open === 0 && quietFor > quietMs) || quietFor > standstillMs) return;
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const loops = Number(process.env['LOOPS'] ?? 500);
  let isGood = true;
  for (const version of versions) {
    const count = Number(process.env['STATIONS'] ?? 50);
    const result = await killLoop(Math.ceil(loops / versions.length), count, { version });
    for (const difference of result.differences.slice(0, 20)) console.log(difference.slice(0, 300));
    console.log(JSON.stringify({ version, ...result, differences: result.differences.length }));
    isGood &&= result.differences.length === 0;
  }
  process.exit(isGood ? 0 : 1);
}
