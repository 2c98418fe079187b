// What goes wrong in a run, and when: power, links, disks, clocks, people.

import type { UplinkId } from '../../src/model/ids.ts';
import { smallDepot } from './site.ts';
import type { World } from './world.ts';

const minute = 60_000;
/** Faults strike for so long. */
export const troubledMs = 20 * minute;

/** Again and again, so far apart on average. */
export function often({ schedule, chance }: World, beginMs: number, mean: number, what: () => void): void {
  const endMs = beginMs + troubledMs;
  for (let time = beginMs + chance.between(1000, mean); time < endMs; time += chance.between(mean / 2, mean * 1.5))
    schedule.at(time, what);
}

export function planFaults(world: World, stations: number, beginMs: number, killed: () => void): void {
  const { schedule, chance } = world;
  const system = world.csms.get('csms' as never)!;
  often(world, beginMs, minute, () => {
    killed();
    world.kill(chance.between(50, 3000));
  });
  often(world, beginMs, 3 * minute, () => world.dropStation(chance.between(0, stations - 1)));
  often(world, beginMs, 3 * minute, () => world.tearStation(chance.between(0, stations - 1)));
  often(world, beginMs, 5 * minute, () => world.station(chance.between(0, stations - 1), { kind: 'powerCycle' }));
  often(world, beginMs, 4 * minute, () => {
    world.setUplink('csms' as never, false);
    schedule.after(chance.between(1000, 3 * minute), () => world.setUplink('csms' as never, true));
  });
  often(world, beginMs, 6 * minute, () => {
    system.options.losesAnswers = 0.4;
    schedule.after(chance.between(1000, minute), () => (system.options.losesAnswers = 0));
  });
  often(
    world,
    beginMs,
    7 * minute,
    () => (system.options.refuse = { action: chance.happens(0.5) ? 'MeterValues' : 'StartTransaction', times: 2 }),
  );
  often(world, beginMs, 8 * minute, () => {
    world.disk.setFull(true);
    schedule.after(chance.between(1000, 40_000), () => world.disk.setFull(false));
  });
  often(world, beginMs, 6 * minute, () => {
    world.disk.slowMs = chance.between(50, 4000);
    for (const ms of [1500, 4000, 7000]) if (chance.happens(0.5)) schedule.after(ms, () => world.kill(100));
    schedule.after(chance.between(1000, 30_000), () => (world.disk.slowMs = 0));
  });
  often(world, beginMs, 2 * minute, () => remote(world, stations));
  often(world, beginMs, 6 * minute, () => {
    const station = world.stations[chance.between(0, stations - 1)]!;
    station.deaf = true;
    schedule.after(chance.between(20_000, 60_000), () => (station.deaf = false));
  });
  often(world, beginMs, 6 * minute, () => {
    const station = world.stations[chance.between(0, stations - 1)]!;
    station.mute = true;
    schedule.after(chance.between(10_000, 60_000), () => (station.mute = false));
  });
  often(world, beginMs, 4 * minute, () => {
    for (let token = chance.between(1, 5); token <= 30; token += 5) system.options.blocks?.add(`TAG${token}`);
    schedule.after(chance.between(20_000, 4 * minute), () => system.options.blocks?.clear());
  });
  often(world, beginMs, 5 * minute, () => world.disk.failNext());
  often(world, beginMs, 9 * minute, () => {
    // The row has 15 A less, the other load takes 10: not everybody has something to fall back to.
    const limit = chance.between(25, 90);
    const { circuits } = smallDepot(stations, limit, []);
    world.changeSite({ ...world.site(), circuits });
  });
}

/** Each broker fails by itself, and by its own plan. */
export function planBrokerFaults(world: World, beginMs: number): void {
  const { schedule, chance } = world;
  for (const [id, broker] of world.brokers) {
    const { after } = schedule;
    const forAWhile = (mean: number, mostMs: number, begin: () => void, end: () => void): void =>
      often(world, beginMs, mean, () => {
        begin();
        after(chance.between(1000, mostMs), end);
      });
    forAWhile(
      4 * minute,
      3 * minute,
      () => world.setBroker(id, false),
      () => {
        // What waited meanwhile comes all at once, and it dies in the middle of that.
        world.setBroker(id, true);
        broker.dies = 0.15;
        after(20_000, () => (broker.dies = 0));
      },
    );
    forAWhile(
      5 * minute,
      minute,
      () => (broker.dies = 0.1),
      () => (broker.dies = 0),
    );
    forAWhile(
      4 * minute,
      2 * minute,
      () => (broker.doubles = 0.5),
      () => (broker.doubles = 0),
    );
    forAWhile(
      5 * minute,
      2 * minute,
      () => (broker.slowMs = chance.between(100, 1500)),
      () => (broker.slowMs = 0),
    );
    forAWhile(
      6 * minute,
      minute,
      () => (broker.losesAcks = 0.3),
      () => (broker.losesAcks = 0),
    );
    often(world, beginMs, 3 * minute, () => world.dropBroker(id));
  }
}

/** Whoever keeps the stream of this one is away now and then, and what the broker took meanwhile is lost. */
export function planForgetting(world: World, id: UplinkId, beginMs: number): void {
  const broker = world.brokers.get(id)!;
  often(world, beginMs, 4 * minute, () => {
    broker.forgets = true;
    world.schedule.after(world.chance.between(5000, 2 * minute), () => (broker.forgets = false));
  });
}

/** What happens once in the life of a depot: in some runs, once. */
export function planRareFaults(world: World, seed: number, beginMs: number): void {
  const { disk, chance } = world;
  const schedule = {
    at: (when: number, what: () => void) => world.schedule.at(beginMs + when, what),
    after: world.schedule.after,
  };
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
  if (seed % 5 === 0) {
    // It does not even answer when it is taken on.
    world.stations[0]!.deaf = true;
    schedule.after(chance.between(35_000, 100_000), () => (world.stations[0]!.deaf = false));
  }
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
  const site = world.site();
  const gone = site.uplinks.filter(({ id }) => id.startsWith('csms'));
  const waiting = gone.map(({ id }) => [id, state?.uplinks.get(id)?.outbox.entries.length ?? 0] as const);
  world.changeSite({ ...site, uplinks: site.uplinks.filter((one) => !gone.includes(one)) });
  for (const [id, rows] of waiting)
    if (rows > 0 && state?.uplinks.has(id) !== true) world.judge.failed(`${id} with ${rows} rows to tell was dropped`);
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

/** Everything works again, and everybody drives away. */
export function heal(world: World, stations: number): void {
  world.setUplink('csms' as never, true);
  const { options } = world.csms.get('csms' as never)!;
  options.losesAnswers = 0;
  delete options.refuse;
  options.blocks?.clear();
  for (const [id, broker] of world.brokers) {
    Object.assign(broker, { dies: 0, doubles: 0, losesAcks: 0, slowMs: 0, forgets: false });
    world.setBroker(id, true);
  }
  world.disk.slowMs = 0;
  world.disk.setFull(false);
  for (const station of world.stations) station.deaf = station.mute = false;
  world.schedule.after(5000, world.boot);
  for (let at = 0; at < stations; at += 1) {
    world.cutStation(at, 0);
    world.station(at, { kind: 'unplug', evse: 1 });
  }
}
