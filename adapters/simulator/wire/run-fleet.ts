// Many simulated stations at somebody's gateway or central system, for a while; in the end, what came of it.

import type { Lines } from '../lines.ts';
import { seeded } from '../random.ts';
import { createStation } from '../station.ts';
import type { SimStation, StationOptions } from '../station/types.ts';
import type { Summary } from '../summary.ts';
import { summarize } from '../summary.ts';
import { createTraffic } from '../traffic.ts';
import type { Explained } from './explain-refusal.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { Loop, Sleeper } from './loop.ts';
import { sharedLoop } from './loop.ts';
import { runDepot } from './run-depot.ts';
import type { RefusedReason, RunOptions } from './run-station.ts';
import { addressOf } from './run-station.ts';

export interface FleetOptions {
  readonly url: string;
  readonly ids: readonly string[];
  readonly evses: number;
  readonly seed: number;
  readonly password?: string | Uint8Array;
  readonly ca?: string;
  readonly tokens?: readonly string[];
  readonly stayMs: number;
  readonly pauseMs: number;
  readonly connectsPerSecond: number;
  /** Mean time after which the connection of a station breaks; never when absent. */
  readonly dropMs?: number;
  /** Goes on when the first station does not get in. */
  readonly wait: boolean;
  readonly station: Partial<Omit<StationOptions, 'id' | 'chance' | 'evses'>>;
  readonly lines: Lines;
  readonly loop?: Loop;
}

export interface Fleet {
  /** Resolves when the first station does not get in and nobody wants to wait. */
  readonly refused: Promise<Explained>;
  /** One line about all of them. */
  state(): string;
  /** Ends every transaction, waits at most `graceMs` for what is still to be acknowledged, and closes. */
  end(graceMs: number): Promise<Summary>;
}

/** Rules that the other side broke, as far as they are kept. */
const mostFaults = 100;
const lookMs = 100;

export function runFleet(options: FleetOptions): Fleet {
  const loop = options.loop ?? sharedLoop;
  const chance = seeded(options.seed);
  const faults: string[] = [];
  const beginsAt = loop.now().mono;
  const opensAt = (at: number): number => beginsAt + (at * 1000) / options.connectsPerSecond;
  const stations = options.ids.map((id, at) =>
    createStation({ ...options.station, id, evses: options.evses, chance, firstConnectAt: opensAt(at) }),
  );
  const { evses, tokens, stayMs, pauseMs } = options;
  const traffic = createTraffic({ stations, evses, chance, stayMs, pauseMs, opensAt, ...(tokens && { tokens }) });
  const gate = newGate(stations[0]!, options);
  const runOptions: RunOptions = {
    url: options.url,
    loop,
    ...(options.password !== undefined && { basicPassword: options.password }),
    ...(options.ca !== undefined && { ca: options.ca }),
    find: (fault) => void (faults.length < mostFaults && faults.push(fault)),
    onStep: (station) => tellNotes(station, options),
    onRefused: gate.onRefused,
  };
  const running = runDepot(traffic, runOptions);
  running.openGates();
  const stopDropping = dropNowAndThen(
    options,
    stations.length,
    chance.fraction,
    (at) => running.drop(stations[at]!),
    loop,
  );

  return {
    refused: gate.refused,
    state: () => stateOf(stations, loop),
    async end(graceMs) {
      stopDropping();
      running.closeGates();
      for (const station of stations)
        for (const { evse } of station.evses(loop.now())) running.event(station, { kind: 'unplug', evse });
      await settled(stations, graceMs);
      running.stop();
      return summarize(stations, faults);
    },
  };
}

/** The first station shows whether there is anybody; after that, each reason for a refusal is told once. */
function newGate(first: SimStation, { url, password, wait, lines }: FleetOptions) {
  let refuse: (why: Explained) => void = () => undefined;
  const refused = new Promise<Explained>((resolve) => (refuse = resolve));
  const told = new Set<string>();
  return {
    refused,
    onRefused(station: SimStation, reason: RefusedReason): void {
      const { id, version } = station;
      const attempt = { address: addressOf(url, id), id, version, hasPassword: password !== undefined };
      const why = explainRefusal(reason, attempt);
      if (station === first && station.tally.boots === 0 && !wait) return refuse(why);
      if (told.has(why.code)) return;
      told.add(why.code);
      lines.tell(`${station.id}  ${why.message} It goes on trying. ${why.remedy}`);
    },
  };
}

function tellNotes(station: SimStation, { evses, lines }: FleetOptions): void {
  for (const { evse, text } of station.notes()) {
    const place = evse === undefined || evses === 1 ? station.id : `${station.id}/${evse}`;
    lines.say(`${place}  ${text}`);
  }
}

function stateOf(stations: readonly SimStation[], loop: Loop): string {
  const evses = stations.flatMap((station) => station.evses(loop.now()));
  const charging = evses.filter(({ charging: isCharging }) => isCharging);
  const amps = evses.reduce((sum, { drawnAmps }) => sum + drawnAmps[0], 0);
  const waiting = stations.reduce((sum, station) => sum + station.unacknowledged(), 0);
  const online = stations.filter((station) => station.isOnline()).length;
  return (
    `${online} of ${stations.length} stations online, ${charging.length} of ${evses.length} EVSEs charging, ` +
    `${amps.toFixed(0)} A on L1, ${waiting} messages wait for an answer`
  );
}

/** Breaks a connection now and then. Returns what ends it. */
function dropNowAndThen(
  { dropMs }: FleetOptions,
  count: number,
  fraction: () => number,
  drop: (at: number) => void,
  loop: Loop,
): () => void {
  if (dropMs === undefined) return () => undefined;
  const next = (): number => loop.now().mono + (dropMs / count) * (0.5 + fraction());
  let at = next();
  const sleeper: Sleeper = {
    wakeAt: () => at,
    wake() {
      at = next();
      drop(Math.floor(fraction() * count));
    },
  };
  loop.add(sleeper);
  return () => loop.remove(sleeper);
}

async function settled(stations: readonly SimStation[], graceMs: number): Promise<void> {
  const until = performance.now() + graceMs;
  while (performance.now() < until && stations.some((station) => station.unacknowledged() > 0))
    await new Promise((resolve) => setTimeout(resolve, lookMs));
}
