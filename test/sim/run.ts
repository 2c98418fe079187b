// One seeded run: vehicles come and go, faults strike within a budget, everything heals, and the books are compared.

import { compareBooks } from '../peers/compare-books.ts';
import type { Csms } from '../peers/csms.ts';
import { evseKey } from '../../src/model/ids.ts';
import type { StationId, UplinkId } from '../../src/model/ids.ts';
import { maxHandling } from '../../src/ocpp/session.ts';
import { windowRows } from '../../src/uplink/outbox.ts';
import { decodeFact } from '../../src/model/line.ts';
import { foldFact, newLedger } from '../../src/site/ledger.ts';
import { planCaps, planOrders } from './csms-orders.ts';
import { heal, planBrokerFaults, planFaults, planForgetting, planRareFaults, troubledMs } from './faults.ts';
import { isLeased } from './habits.ts';
import { isCalm, planLeaseFaults } from './lease-faults.ts';
import { differenceOf } from './judge.ts';
import { proveAll } from './prover.ts';
import { streamFindings } from './judge-stream.ts';
import { feed, relays, smallDepot, uplink } from './site.ts';
import type { World } from './world.ts';
import { isRelayed, stationVersion, uplinkVersion } from './versions.ts';
import { createWorld } from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly findings: readonly string[];
  readonly hash: number;
  readonly kills: number;
  readonly transactions: number;
  readonly messages: number;
}

const minute = 60_000;
const tariff = { currency: 'EUR', defaultPricePerKwh: 0.31, periods: [] };
/** After the faults the depot must become whole again within this time. */
const healingMs = 12 * minute;

export function runSeed(seed: number): Outcome {
  try {
    return runOnce(seed);
  } catch (error) {
    const findings = [`the run broke off: ${String((error as Error).stack).slice(0, 600)}`];
    return { seed, findings, hash: 0, kills: 0, transactions: 0, messages: 0 };
  }
}

function runOnce(seed: number): Outcome {
  const stations = 3 + (seed % 4);
  const observed = seed % 4 === 1 && !isRelayed(seed);
  const uplinks = isRelayed(seed)
    ? relays(stations, (at) => stationVersion(seed, at), { attempts: 6 })
    : [uplink('csms', 'control', { attempts: 6, version: uplinkVersion(seed, 0) })];
  if (observed)
    uplinks.push(uplink('watch', 'observe', { attempts: 6, quotaBytes: 60_000, version: uplinkVersion(seed, 1) }));
  if (isWatched(seed))
    uplinks.push(feed('eye', { quotaBytes: 60_000 }), feed('keeper', {}, { acknowledgedBy: 'application' }));
  const plain = smallDepot(stations, 40 + (seed % 3) * 25, uplinks);
  const site = isWatched(seed) ? { ...plain, tariff } : plain;
  const world = createWorld(seed, site);
  let kills = 0;
  world.boot();
  for (let at = 0; at < stations; at += 1)
    world.schedule.after(world.chance.between(0, 5000), () => world.station(at, { kind: 'wake' }));
  const beginMs = isLeased(seed) ? proveAll(world) : 0;
  const healMs = beginMs + troubledMs;
  world.schedule.run(beginMs, world.peek);
  planTraffic(world, stations, beginMs, isLeased(seed));
  if (!isCalm(seed)) {
    planFaults(world, stations, beginMs, () => (kills += 1));
    planRareFaults(world, seed, beginMs);
  }
  if (isWatched(seed)) {
    const unlucky = { ...world, chance: world.luck };
    planBrokerFaults(unlucky, beginMs);
    planForgetting(unlucky, 'keeper' as UplinkId, beginMs);
  }
  if (isLeased(seed)) {
    planLeaseFaults(world, seed, beginMs);
    planCaps(world, seed, stations, beginMs);
  }
  planOrders(world, seed, stations, beginMs);
  world.schedule.run(healMs, world.peek);
  heal(world, stations);
  world.schedule.run(healMs + healingMs, world.peek);
  const lostJournal = seed % 10 === 7;
  world.judge.settled();
  const findings = [
    ...world.judge.findings,
    ...settled(world),
    ...numbers(world, isRelayed(seed)),
    ...(lostJournal ? [] : isRelayed(seed) ? relayedBooks(world, seed) : books(world, seed, 'csms')),
    ...(observed && !lostJournal ? observer(world, seed) : []),
    ...(isWatched(seed) ? streams(world, seed) : []),
  ];
  return {
    seed,
    findings,
    hash: world.judge.hash(),
    kills,
    transactions: sumOf(world, ({ books: { transactions } }) => transactions.size),
    messages: sumOf(world, ({ books: { messages } }) => messages),
  };
}

/** `thirsty`: vehicles that want all that there is. */
function planTraffic(world: World, stations: number, beginMs: number, thirsty: boolean): void {
  const { schedule, chance } = world;
  for (let at = 0; at < stations; at += 1) {
    let time = beginMs + chance.between(5_000, 3 * minute);
    while (time < beginMs + troubledMs) {
      const stay = chance.between(30_000, 8 * minute);
      const vehicle = {
        name: `van ${at}`,
        token: `TAG${chance.between(1, 30)}`,
        phases: !thirsty && chance.happens(0.3) ? 1 : 3,
        maxAmps: chance.between(thirsty ? 20 : 10, 32),
        wantedWh: chance.between(300, thirsty ? 40_000 : 9000),
      } as const;
      schedule.at(time, () => world.station(at, { kind: 'plug', evse: 1, vehicle: { ...vehicle } }));
      schedule.at(time + stay, () => world.station(at, { kind: 'unplug', evse: 1 }));
      time += stay + chance.between(5_000, 3 * minute);
    }
  }
}

/** Liveness: after healing nothing waits any more, and everything is within its bounds. */
function settled(world: World): string[] {
  const findings: string[] = [];
  const process = world.process();
  if (process === undefined) return ['the gateway did not come up again'];
  const { state } = process.gateway;
  for (const station of world.stations)
    if (station.unacknowledged() > 0)
      findings.push(`${station.unacknowledged()} messages of ${station.id} were never answered`);
  for (const [id, live] of state.uplinks) {
    if (!live.accepted || live.link === undefined) findings.push(`${id} is not connected`);
    if (live.outbox.entries.length > 0) findings.push(`${live.outbox.entries.length} rows for ${id} were never told`);
    if (live.outbox.entries.length > windowRows) findings.push(`the window of ${id} burst`);
  }
  for (const [id, { phase, asked }] of state.relays) {
    if (phase !== 'through') findings.push(`${id} does not speak with its central system: ${phase}`);
    if (asked.size > 0) findings.push(`${asked.size} messages of ${id} wait for its central system`);
  }
  for (const [id, { limits, capabilities }] of state.ledger.stations)
    for (const rung of ['tx', 'default', 'max'] as const) {
      // What may lie in a place that a station refuses counts, and is told to nobody any more.
      if (capabilities.limits?.refused.includes(rung) === true) continue;
      for (const held of limits[rung].values())
        if (held.some((one) => one.state !== 'confirmed'))
          findings.push(`a limit of ${id} is ${held.at(-1)!.state} for ever`);
    }
  for (const link of state.links.values())
    if (link.session.handling.size > maxHandling)
      findings.push(`${link.id} handles ${link.session.handling.size} messages`);
  if (state.tickets.size > 0) findings.push(`${state.tickets.size} orders were never answered`);
  if (state.pending.size > 0) findings.push(`${state.pending.size} questions about tokens were never answered`);
  if (state.unwelcome.size > 0) findings.push(`${state.unwelcome.size} refused transactions were never ended`);
  if (process.driver.durable() !== state.ledger.head) findings.push('facts never became durable');
  if (world.disk.poisoned) return findings;
  const replay = newLedger();
  for (const { row, json } of world.disk.history) foldFact(replay, row, decodeFact(json));
  const difference = differenceOf(replay, state.ledger);
  if (difference !== undefined) findings.push(`memory: ${difference}`);
  return findings;
}

/**
 * No transaction number was ever given to two transactions, whatever became of the journal. A relayed station has some from its
 * central system and some from the gateway.
 */
function numbers(world: World, isOfEach: boolean): string[] {
  const given = new Map<number, string>();
  const findings: string[] = [];
  for (const { evses } of world.stations)
    for (const { numbers } of evses) {
      let last = 0;
      for (const [session, number] of numbers) {
        if (isOfEach) continue;
        if (number <= last) findings.push(`${session} got the number ${number} after ${last}`);
        last = number;
        const other = given.get(number);
        if (other !== undefined) findings.push(`${session} and ${other} both got the number ${number}`);
        given.set(number, session);
      }
    }
  return findings;
}

/** Texts are the same word for word only where nobody translates them. */
function isAllOf16(world: World, seed: number, uplinkId: string, station: string): boolean {
  const place = world.stations.findIndex(({ id }) => id === station);
  return uplinkVersion(seed, uplinkId === 'csms' ? 0 : 1) === '1.6' && stationVersion(seed, place) === '1.6';
}

function books(world: World, seed: number, id: string): string[] {
  const numbering = world.process()?.gateway.state.ledger.gateway.numbering;
  const records = world.stations.flatMap((station) => station.records);
  return compareBooks(
    records,
    world.csms.get(id as never)!.books,
    (station, evse) => numbering?.get(evseKey(station as StationId, evse)) ?? 0,
    (station) => isAllOf16(world, seed, id, station),
  );
}

/** Each station has a central system of its own, which knows it as a station of one EVSE. */
const relayedBooks = (world: World, seed: number): string[] =>
  world.stations.flatMap(({ id, records }, at) => {
    const { books } = world.csms.get(`csms/${id}` as never)!;
    const differences = compareBooks(
      records,
      books,
      (_, evse) => evse,
      () => stationVersion(seed, at) === '1.6',
    );
    return differences.map((one) => `${id}: ${one}`);
  });

const sumOf = ({ csms }: World, count: (system: Csms) => number): number =>
  [...new Set(csms.values())].reduce((sum, one) => sum + count(one), 0);

/** In one seed of five two brokers are told everything. */
const isWatched = (seed: number): boolean => seed % 5 === 2;

/** After a journal was lost the stream is another one, of what came since. */
function streams({ brokers, disk, stations }: World, seed: number): string[] {
  const lostJournal = seed % 10 === 7;
  const records = lostJournal ? [] : stations.flatMap((station) => station.records);
  const hadTime = seed % 8 !== 2 && seed % 8 !== 6 && !isLeased(seed);
  return [...brokers].flatMap(([id, { reader }]) => {
    const happened = { history: disk.history, stations: records, hadTime, mayMiss: id === 'eye' };
    return streamFindings(reader, happened).map((one) => `${id}: ${one}`);
  });
}

/** An observer may have lost something, but then it was told of the gap; and without a gap it has everything. */
function observer(world: World, seed: number): string[] {
  const gaps = world.process()?.gateway.state.ledger.uplinks.get('watch' as never)?.gaps ?? [];
  const differences = books(world, seed, 'watch');
  return gaps.length === 0 ? differences.map((one) => `observer without a gap: ${one}`) : [];
}
