// Site power returns while the central system cannot be reached: gateway and stations boot together.

import { limitOf } from '../peers/station-evse.ts';
import { expect, it } from 'vitest';
import { evseKey } from '../../src/model/ids.ts';
import type { StationId } from '../../src/model/ids.ts';
import { compareBooks } from '../peers/compare-books.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import type { World } from '../sim/world.ts';
import { createWorld } from '../sim/world.ts';

const minute = 60_000;
const csms = 'csms' as never;

const vehicle = (token: string) => ({ name: token, token, phases: 3 as const, maxAmps: 32, wantedWh: 1_000_000 });

function each(world: World, what: (at: number) => void): void {
  for (let at = 0; at < world.stations.length; at += 1)
    world.schedule.after(world.chance.between(0, 20_000), () => what(at));
}

function run(world: World, minutes: number): void {
  world.schedule.run(world.schedule.now() + minutes * minute, world.peek);
}

const plugAll = (world: World, tokenOf: (at: number) => string): void =>
  each(world, (at) => world.station(at, { kind: 'plug', evse: 1, vehicle: vehicle(tokenOf(at)) }));

const charging = (world: World): number => world.stations.filter(({ evses }) => evses[0]!.session !== undefined).length;

interface Dark {
  readonly stations: number;
  /** How long gateway and stations are without power. */
  readonly ms: number;
  /** What the clock of the gateway's computer says too much when it is back. */
  readonly clockErrorMs: number;
  /** How long stations are told to wait before they may charge. */
  readonly pendingMinutes: number;
}

const accepted = (world: World): number => {
  const { live } = world.process()!.gateway.state;
  return [...live.stations.values()].filter((station) => station.accepted).length;
};

function blackout({ stations, ms, clockErrorMs, pendingMinutes }: Dark): void {
  const depot = smallDepot(stations, 30 + 6 * stations, [uplink('csms', 'control')]);
  const site = { ...depot, authorization: { ...depot.authorization, unknownOffline: 'refuse' as const } };
  const world = createWorld(118, site);
  world.boot();
  each(world, (at) => world.station(at, { kind: 'wake' }));
  run(world, 2);
  plugAll(world, (at) => `VAN-${at}`);
  run(world, 5);
  expect(charging(world)).toBe(stations);

  // The lights go out, and the line to the central system with them.
  world.setUplink(csms, false);
  world.setClockError(clockErrorMs);
  world.kill(ms);
  for (let at = 0; at < stations; at += 1) world.station(at, { kind: 'powerCycle' });
  each(world, (at) => world.station(at, { kind: 'unplug', evse: 1 }));
  run(world, ms / minute + 3);
  const { state } = world.process()!.gateway;
  expect(state.stationLinks.size).toBe(stations);
  expect([...state.uplinks.values()].map(({ link }) => link)).toEqual([undefined]);
  expect(world.stations.some(({ complaints }) => complaints.length > 0)).toBe(false);
  run(world, pendingMinutes);
  expect(accepted(world)).toBe(stations);

  // Two strangers among them.
  plugAll(world, (at) => (at < 2 ? `STRANGER-${at}` : `VAN-${at}`));
  run(world, 10);
  expect(charging(world)).toBe(stations - 2);
  const drawing = world.stations.filter(({ evses }) => limitOf(evses[0]!) > 0);
  expect(drawing.length).toBeGreaterThan(stations / 2);

  world.setUplink(csms, true);
  run(world, 10);
  each(world, (at) => world.station(at, { kind: 'unplug', evse: 1 }));
  run(world, 5);
  const { numbering } = world.process()!.gateway.state.ledger.gateway;
  const { books } = world.csms.get(csms)!;
  const records = world.stations.flatMap((station) => station.records);
  // Stations and the central system speak several versions here: readings are compared by what they mean.
  expect(
    compareBooks(
      records,
      books,
      (station, evse) => numbering.get(evseKey(station as StationId, evse)) ?? 0,
      () => false,
    ),
  ).toEqual([]);
  expect([...books.transactions.values()].filter(({ stop }) => stop === undefined)).toEqual([]);
  expect(books.transactions.size).toBe(stations + stations - 2);
  expect(world.judge.findings).toEqual([]);
}

it('F118 power returns with the uplink down: every station is let in, known tokens start, limits hold, all is told later', () => {
  blackout({ stations: 20, ms: 40_000, clockErrorMs: 0, pendingMinutes: 0 });
});

it('F118 the same with a clock that says 2000: stations wait a quarter of an hour, then they charge all the same', () => {
  const y2000 = Date.UTC(2000, 0, 1) - Date.UTC(2026, 0, 15);
  blackout({ stations: 6, ms: 3 * minute, clockErrorMs: y2000, pendingMinutes: 15 });
});
