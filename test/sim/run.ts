// One seeded run: vehicles come and go, faults strike within a budget, everything heals, and the books are compared.

import { compareBooks } from '../peers/compare-books.ts';
import { evseKey } from '../../src/model/ids.ts';
import type { StationId } from '../../src/model/ids.ts';
import { maxHandling } from '../../src/ocpp/session.ts';
import { windowRows } from '../../src/uplink/outbox.ts';
import { decodeFact } from '../../src/model/line.ts';
import { foldFact, newLedger } from '../../src/site/ledger.ts';
import { planOrders } from './csms-orders.ts';
import { differenceOf } from './judge.ts';
import { smallDepot, uplink } from './site.ts';
import type { World } from './world.ts';
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
/** Faults strike for so long; then the depot must become whole again within the time that follows. */
const troubledMs = 20 * minute;
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
  const observed = seed % 4 === 1;
  const uplinks = [uplink('csms', 'control', { attempts: 6 })];
  if (observed) uplinks.push(uplink('watch', 'observe', { attempts: 6, quotaBytes: 60_000 }));
  const site = smallDepot(stations, 40 + (seed % 3) * 25, uplinks);
  const world = createWorld(seed, site);
  let kills = 0;
  world.boot();
  for (let at = 0; at < stations; at += 1)
    world.schedule.after(world.chance.between(0, 5000), () => world.station(at, { kind: 'wake' }));
  planTraffic(world, stations);
  planFaults(world, stations, () => (kills += 1));
  planRareFaults(world, seed);
  planOrders(world, seed, stations, troubledMs);
  const system = world.csms.get('csms' as never)!;
  world.schedule.run(troubledMs, world.peek);
  heal(world, stations);
  world.schedule.run(troubledMs + healingMs, world.peek);
  const lostJournal = seed % 10 === 7;
  const findings = [
    ...world.judge.findings,
    ...settled(world),
    ...numbers(world),
    ...(lostJournal ? [] : books(world, 'csms')),
    ...(observed && !lostJournal ? observer(world) : []),
  ];
  return {
    seed,
    findings,
    hash: world.judge.hash(),
    kills,
    transactions: system.books.transactions.size,
    messages: system.books.messages,
  };
}

function planTraffic(world: World, stations: number): void {
  const { schedule, chance } = world;
  for (let at = 0; at < stations; at += 1) {
    let time = chance.between(5_000, 3 * minute);
    while (time < troubledMs) {
      const stay = chance.between(30_000, 8 * minute);
      const vehicle = {
        name: `van ${at}`,
        token: `TAG${chance.between(1, 30)}`,
        phases: chance.happens(0.3) ? 1 : 3,
        maxAmps: chance.between(10, 32),
        wantedWh: chance.between(300, 9000),
      } as const;
      schedule.at(time, () => world.station(at, { kind: 'plug', evse: 1, vehicle: { ...vehicle } }));
      schedule.at(time + stay, () => world.station(at, { kind: 'unplug', evse: 1 }));
      time += stay + chance.between(5_000, 3 * minute);
    }
  }
}

function planFaults(world: World, stations: number, killed: () => void): void {
  const { schedule, chance } = world;
  const often = (mean: number, what: () => void): void => {
    for (let time = chance.between(1000, mean); time < troubledMs; time += chance.between(mean / 2, mean * 1.5))
      schedule.at(time, what);
  };
  const system = world.csms.get('csms' as never)!;
  often(minute, () => {
    killed();
    world.kill(chance.between(50, 3000));
  });
  often(3 * minute, () => world.dropStation(chance.between(0, stations - 1)));
  often(5 * minute, () => world.station(chance.between(0, stations - 1), { kind: 'powerCycle' }));
  often(4 * minute, () => {
    world.setUplink('csms' as never, false);
    schedule.after(chance.between(1000, 3 * minute), () => world.setUplink('csms' as never, true));
  });
  often(6 * minute, () => {
    system.options.losesAnswers = 0.4;
    schedule.after(chance.between(1000, minute), () => (system.options.losesAnswers = 0));
  });
  often(
    7 * minute,
    () => (system.options.refuse = { action: chance.happens(0.5) ? 'MeterValues' : 'StartTransaction', times: 2 }),
  );
  often(8 * minute, () => {
    world.disk.setFull(true);
    schedule.after(chance.between(1000, 40_000), () => world.disk.setFull(false));
  });
  often(6 * minute, () => {
    world.disk.slowMs = chance.between(50, 4000);
    for (const ms of [1500, 4000, 7000]) if (chance.happens(0.5)) schedule.after(ms, () => world.kill(100));
    schedule.after(chance.between(1000, 30_000), () => (world.disk.slowMs = 0));
  });
  often(2 * minute, () => remote(world, stations));
  often(6 * minute, () => {
    const station = world.stations[chance.between(0, stations - 1)]!;
    station.deaf = true;
    schedule.after(chance.between(20_000, 60_000), () => (station.deaf = false));
  });
  often(4 * minute, () => {
    for (let token = chance.between(1, 5); token <= 30; token += 5) system.options.blocks?.add(`TAG${token}`);
    schedule.after(chance.between(20_000, 4 * minute), () => system.options.blocks?.clear());
  });
  often(5 * minute, () => world.disk.failNext());
  often(9 * minute, () => {
    const limit = chance.between(35, 90);
    const { circuits } = smallDepot(stations, limit, []);
    world.changeSite({ ...world.site(), circuits });
  });
}

/** What happens once in the life of a depot: in some runs, once. */
function planRareFaults(world: World, seed: number): void {
  const { schedule, disk, chance } = world;
  const late = 12 * minute;
  // The last fault: nothing but the gateway itself ends a process that the disk has failed.
  if (seed % 3 === 2) schedule.at(troubledMs, () => disk.failNext());
  if (seed % 10 === 7)
    schedule.at(late, () => {
      world.kill(2000);
      disk.loseJournal();
    });
  if (seed % 10 === 3)
    schedule.at(late, () => {
      world.kill(2000);
      disk.poison('StatusReported');
    });
  if (seed % 4 === 1) {
    schedule.at(2 * minute, () => world.setUplink('watch' as never, false));
    schedule.at(19 * minute, () => world.setUplink('watch' as never, true));
  }
  if (seed % 8 === 2)
    schedule.at(5 * minute, () => {
      world.kill(2000);
      world.setClockError(Date.UTC(2000, 0, 1) - Date.UTC(2026, 0, 15));
      schedule.after(chance.between(1000, 4 * minute), () => world.setClockError(0));
    });
  if (seed % 8 === 6)
    for (const [at, error] of [
      [4, 60 * minute],
      [8, -24 * 60 * minute],
      [14, 0],
    ] as const)
      schedule.at(at * minute, () => world.setClockError(error));
  if (seed % 6 === 5) {
    schedule.at(late, () => world.setUplink('csms' as never, false));
    schedule.at(late + minute, () => forgetUplink(world));
  }
}

/** Somebody drops the CSMS from the site file while it has something to get: it must stay. */
function forgetUplink(world: World): void {
  const { state } = world.process()?.gateway ?? {};
  const waiting = state?.uplinks.get('csms' as never)?.outbox.entries.length ?? 0;
  const site = world.site();
  world.changeSite({ ...site, uplinks: site.uplinks.filter(({ id }) => id !== 'csms') });
  if (waiting > 0 && state?.uplinks.has('csms' as never) !== true)
    world.judge.failed(`an uplink with ${waiting} rows to tell was dropped`);
  world.changeSite(site);
}

/** The central system starts or stops somebody. */
function remote(world: World, stations: number): void {
  const { chance } = world;
  const running = [...world.csms.get('csms' as never)!.books.transactions.values()].filter(
    (one) => one.stop === undefined,
  );
  const one = running[chance.between(0, running.length - 1)];
  if (one !== undefined && chance.happens(0.5))
    world.askCsms('csms' as never, 'RemoteStopTransaction', { transactionId: one.id });
  else
    world.askCsms('csms' as never, 'RemoteStartTransaction', {
      connectorId: chance.between(1, stations),
      idTag: 'REMOTE',
    });
}

function heal(world: World, stations: number): void {
  world.setUplink('csms' as never, true);
  const { options } = world.csms.get('csms' as never)!;
  options.losesAnswers = 0;
  delete options.refuse;
  options.blocks?.clear();
  world.disk.slowMs = 0;
  world.disk.setFull(false);
  for (const station of world.stations) station.deaf = false;
  world.schedule.after(5000, world.boot);
  for (let at = 0; at < stations; at += 1) world.station(at, { kind: 'unplug', evse: 1 });
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

/** No transaction number was ever given to two transactions, whatever became of the journal. */
function numbers(world: World): string[] {
  const given = new Map<number, string>();
  const findings: string[] = [];
  for (const { evses } of world.stations)
    for (const { numbers } of evses) {
      let last = 0;
      for (const [session, number] of numbers) {
        if (number <= last) findings.push(`${session} got the number ${number} after ${last}`);
        last = number;
        const other = given.get(number);
        if (other !== undefined) findings.push(`${session} and ${other} both got the number ${number}`);
        given.set(number, session);
      }
    }
  return findings;
}

function books(world: World, id: string): string[] {
  const numbering = world.process()?.gateway.state.ledger.gateway.numbering;
  const records = world.stations.flatMap((station) => station.records);
  return compareBooks(
    records,
    world.csms.get(id as never)!.books,
    (station, evse) => numbering?.get(evseKey(station as StationId, evse)) ?? 0,
  );
}

/** An observer may have lost something, but then it was told of the gap; and without a gap it has everything. */
function observer(world: World): string[] {
  const gaps = world.process()?.gateway.state.ledger.uplinks.get('watch' as never)?.gaps ?? [];
  const differences = books(world, 'watch');
  return gaps.length === 0 ? differences.map((one) => `observer without a gap: ${one}`) : [];
}
