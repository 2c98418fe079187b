// The look at the site that MQTT uplinks are told by: once a second, for all of them together. It costs a few comparisons an
// EVSE; words are made only where something is told.

import { lineCount, wattsPerAmp } from '../../model/electric.ts';
import type { Load } from '../../control/envelope.ts';
import type { Evse, Site } from '../../model/config/site.ts';
import type { CircuitId } from '../../model/ids.ts';
import { evseKey } from '../../model/ids.ts';
import { after } from '../../model/time.ts';
import type { Measured, StationLive } from '../../site/live.ts';
import { openAt } from '../../site/transaction.ts';
import { momentOf } from '../explain/moment.ts';
import { mostOnLines } from '../limits/drawn.ts';
import { readingOf } from '../meters/readings.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { CircuitSeen, Figures, Seen } from './seen.ts';
import type { EvseThere } from './topic-shown.ts';
import { circuitTopic, evseTopic, stationTopic, tidy } from './topic-shown.ts';

const everyMs = 1000;

/** In the first step after each full second; the same for every feed of that step. */
export function lookNow(state: State, now: Now): Seen | undefined {
  const { looks } = state.uplinkWork;
  if (looks.last?.now === now) return looks.last;
  if (now.mono < looks.dueAt) return undefined;
  looks.dueAt = after(now.mono, everyMs - (Math.floor(now.utc) % everyMs));
  return (looks.last = look(state, now));
}

export function look(state: State, now: Now): Seen {
  const site = siteOf(state);
  const moment = momentOf(state, now);
  const all = seeEvses(state, now);
  const circuits = circuitsOf(state, site, all, now);
  return {
    now,
    evses: all.map(({ seen }) => seen),
    circuits,
    charging: chargingOf(site, all),
    grid: gridOf(state, site, now),
    topics: [
      ...site.circuits.map((circuit, at) => circuitTopic(moment, circuit, circuits[at]!)),
      ...site.stations.map((station) => stationTopic(state, station, now)),
      ...all.map((one) => evseTopic(moment, one)),
    ],
  };
}

/** The same without topics. */
export function lookAtFigures(state: State, now: Now): Figures {
  const site = siteOf(state);
  const all = seeEvses(state, now);
  return {
    now,
    evses: all.map(({ seen }) => seen),
    circuits: circuitsOf(state, site, all, now),
    charging: chargingOf(site, all),
    grid: gridOf(state, site, now),
  };
}

function seeEvses(state: State, now: Now): EvseThere[] {
  const all: EvseThere[] = [];
  for (const load of state.loads) for (const evse of load.evses) all.push(seeEvse(state, load, evse, now));
  return all;
}

const nothing = [0, 0, 0] as const;
/** Meter values come so much later than they should. */
const lateMs = 5000;
/** Less is what an empty outlet may show. */
const nothingAmps = 0.5;

function seeEvse(state: State, load: Load, evse: Evse, now: Now): EvseThere {
  const { id, sampleSeconds } = load.station;
  const live = state.live.stations.get(id);
  const part = state.ledger.stations.get(id);
  const open = part === undefined ? undefined : openAt(part.transactions, evse.id);
  const measured = live?.measured.get(evse.id);
  const reading =
    measured !== undefined && now.mono - measured.readAt <= 2000 * sampleSeconds + lateMs ? measured : undefined;
  const flow = flowOf(state, evse, live, open !== undefined, reading);
  const registerWh = part?.transactions.registers?.get(evse.id) ?? measured?.energyWh;
  const seen = { key: evseKey(id, evse.id), station: id, isCharging: open !== undefined, registerWh };
  return { seen: { ...seen, amps: flow.amps, powerW: flow.powerW }, load, evse, part, open, lines: flow.lines };
}

interface Flow {
  readonly amps: number | undefined;
  readonly powerW: number | undefined;
  readonly lines: readonly number[] | undefined;
}

const unknown: Flow = { amps: undefined, powerW: undefined, lines: undefined };
const none: Flow = { amps: 0, powerW: 0, lines: nothing };

/** Nothing flows where nobody charges and no reading says otherwise; of a station that is away nobody knows. */
function flowOf(
  state: State,
  evse: Evse,
  live: StationLive | undefined,
  isOpen: boolean,
  reading: Measured | undefined,
): Flow {
  if (live?.connected !== true) return unknown;
  const amps = reading?.amps?.filter((one) => one !== undefined);
  const most = amps === undefined || amps.length === 0 ? undefined : farthest(amps);
  if (!isOpen && Math.abs(most ?? 0) <= nothingAmps && Math.abs(reading?.powerW ?? 0) <= 100) return none;
  if (reading === undefined) return unknown;
  const { supply } = siteOf(state);
  const powerW =
    reading.powerW ??
    (amps === undefined || amps.length === 0
      ? undefined
      : (amps.reduce((sum, one) => sum + one, 0) * wattsPerAmp(supply, amps.length)) / amps.length);
  const lines = reading.amps === undefined ? undefined : mostOnLines(state, evse, reading.amps);
  return { amps: most, powerW, lines };
}

const farthest = (amps: readonly number[]): number =>
  amps.reduce((one, other) => (Math.abs(other) > Math.abs(one) ? other : one));

function chargingOf({ supply }: Site, all: readonly EvseThere[]): number[] {
  const amps = Array<number>(lineCount[supply]).fill(0);
  for (const { lines } of all) lines?.forEach((one, line) => line < amps.length && (amps[line]! += one));
  return amps;
}

function circuitsOf(state: State, site: Site, all: readonly EvseThere[], now: Now): CircuitSeen[] {
  const lines = lineCount[site.supply];
  const sums = new Map<CircuitId, { amps: number[]; unread: number }>();
  for (const { id } of site.circuits) sums.set(id, { amps: Array<number>(lines).fill(0), unread: 0 });
  for (const { load, lines: drawn, open } of all)
    for (const { id } of load.path) {
      const sum = sums.get(id);
      if (sum === undefined) continue;
      if (drawn !== undefined) for (let line = 0; line < lines; line += 1) sum.amps[line]! += drawn[line]!;
      else if (open !== undefined) sum.unread += 1;
    }
  return site.circuits.map(({ id, meter }) => {
    const { amps, unread } = sums.get(id)!;
    if (meter === undefined) return { id, amps: amps.map(tidy), unreadEvses: unread };
    const reading = readingOf(state, meter, now);
    const shown = reading.quality === 'good' ? reading.amps?.slice(0, lines).filter((one) => one !== null) : undefined;
    return { id, amps: shown?.length === lines ? shown.map(tidy) : undefined, unreadEvses: 0 };
  });
}

function gridOf(state: State, { circuits }: Site, now: Now): Seen['grid'] {
  const meter = circuits.find(({ parent }) => parent === undefined)?.meter;
  if (meter === undefined) return {};
  const { quality, powerW, energyImportWh } = readingOf(state, meter, now);
  if (quality !== 'good') return {};
  return {
    ...(typeof powerW === 'number' && { powerW }),
    ...(typeof energyImportWh === 'number' && { importWh: energyImportWh }),
  };
}
