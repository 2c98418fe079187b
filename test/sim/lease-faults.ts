// What is hard on limits that end by themselves: cables that are out until they have ended, a gateway that is away for longer,
// and answers that are lost just when a limit above the fallback takes the place of one below it.

import { mostOf } from '../peers/station-evse.ts';
import type { Profile } from '../peers/station-profiles.ts';
import type { SimStation } from '../peers/station-types.ts';
import { often, troubledMs } from './faults.ts';
import { isLeased } from './habits.ts';
import type { World } from './world.ts';

const minute = 60_000;
/** Longer than any limit lasts that has an end. */
const longMs = 16 * minute;
const lookMs = 2000;
/** One drives away, and the next one is there. */
const comesMs = 2000;
/** Vehicles come so long before a limit ends that they charge with its room by then. */
const hungryMs = 100_000;
/** Nobody is mute for longer: its gateway would hang up. */
const muteMs = 40_000;

const leaseOf = ({ evses }: SimStation): Profile | undefined =>
  evses[0]!.profiles.find(({ level, isForeign }) => level === 1 && isForeign === undefined);

const fallbackOf = ({ evses }: SimStation): number | undefined =>
  evses[0]!.profiles.find(({ level, purpose }) => level === 0 && purpose === 'TxDefaultProfile')?.amps;

const isBelow = (station: SimStation): boolean => (leaseOf(station)?.amps ?? Infinity) < (fallbackOf(station) ?? 0);

/** A gateway that starts anew relies on little: where that is rare, what it does rely on must hold for long. */
export const isCalm = (seed: number): boolean => isLeased(seed) && seed % 2 === 0;

export function planLeaseFaults(world: World, seed: number, beginMs: number): void {
  const { chance, stations, schedule } = world;
  const one = (): number => chance.between(0, stations.length - 1);
  const isAlone = isCalm(seed);
  const rightMs = world.habits.map(({ clockErrorMs }) => clockErrorMs);
  if (isAlone && seed % 4 === 0) cutBelow(world, beginMs);
  else muteBelow(world, beginMs);
  if (isAlone) {
    often(world, beginMs, 3 * minute, () => cutAbove(world, beginMs));
    schedule.at(beginMs + chance.between(17 * minute, troubledMs), () =>
      world.kill(chance.between(minute, 3 * minute)),
    );
    return;
  }
  often(world, beginMs, 7 * minute, () => {
    world.setClockError(chance.between(0, 1) === 0 ? chance.between(-90_000, 90_000) : 60 * minute);
    schedule.after(chance.between(10_000, 4 * minute), () => world.setClockError(0));
  });
  often(world, beginMs, 5 * minute, () => {
    const at = one();
    jump(world, at, rightMs[at]!);
  });
  often(world, beginMs, 4 * minute, () => world.cutStation(one(), chance.between(30_000, 5 * minute)));
  often(world, beginMs, 8 * minute, () => world.kill(chance.between(minute, 3 * minute)));
}

/** The clock of a station is set while it holds limits with an end, and set right after a while. */
function jump({ chance, schedule, habits, judge }: World, at: number, rightMs: number): void {
  const setClock = (errorMs: number): void => {
    habits[at]!.clockErrorMs = errorMs;
    judge.clockSet(at);
  };
  const mostMs = chance.happens(0.5) ? 90_000 : 60 * minute;
  setClock(chance.between(-mostMs, mostMs));
  schedule.after(chance.between(minute, 4 * minute), () => setClock(rightMs));
}

/** One that charges above its fallback is cut off until its limit has ended, and its vehicle has followed. */
function cutAbove(world: World, beginMs: number): void {
  const charging = world.stations.flatMap((station, at) => {
    const amps = station.evses[0]!.session === undefined ? 0 : (leaseOf(station)?.amps ?? 0);
    return amps > (fallbackOf(station) ?? 0) ? [at] : [];
  });
  const { length } = charging;
  if (length === 0) return;
  const at = charging[world.chance.between(0, length - 1)]!;
  world.cutStation(at, world.chance.between(90_000, 200_000));
  world.schedule.after(30_000, () => fillBut(world, at, beginMs));
}

/** One that is held below its fallback is cut off until its limit has ended. */
function cutBelow(world: World, beginMs: number): void {
  let isDone = false;
  look(world, beginMs, () => {
    const at = world.stations.findIndex(isBelow);
    if (isDone || at < 0) return;
    isDone = true;
    world.cutStation(at, longMs);
    const leftMs = leaseOf(world.stations[at]!)!.endsAt! - world.utc();
    world.schedule.after(leftMs - hungryMs, () => fillBut(world, at, beginMs));
  });
}

/** Vehicles that want all that there is come to all the others. */
function fillBut({ schedule, stations, station }: World, except: number, beginMs: number): void {
  // When the faults are over everybody drives away, and nobody comes any more.
  if (schedule.now() + 2 * comesMs > beginMs + troubledMs) return;
  for (const at of stations.keys()) {
    if (at === except) continue;
    const vehicle = { name: `late ${at}`, token: `TAG${at + 1}`, phases: 3, maxAmps: 32, wantedWh: 90_000 } as const;
    station(at, { kind: 'unplug', evse: 1 });
    schedule.after(comesMs, () => station(at, { kind: 'plug', evse: 1, vehicle: { ...vehicle } }));
  }
}

/** One that is held below its fallback takes more than that, nobody hears that it did, and its cable is out. */
function muteBelow(world: World, beginMs: number): void {
  let isDone = false;
  let muted: { readonly at: number; readonly since: number } | undefined;
  look(world, beginMs, (now) => {
    if (isDone) return;
    if (muted === undefined) {
      const at = world.stations.findIndex(isBelow);
      if (at >= 0) muted = { at, since: now };
      if (at >= 0) world.stations[at]!.mute = true;
      return;
    }
    const station = world.stations[muted.at]!;
    const hasRisen = !isBelow(station) && (mostOf(station.evses[0]!) ?? 0) > (fallbackOf(station) ?? 0);
    if (hasRisen) {
      isDone = true;
      world.cutStation(muted.at, longMs);
    }
    if (!hasRisen && now < muted.since + muteMs) return;
    station.mute = false;
    muted = undefined;
  });
}

function look({ schedule }: World, beginMs: number, does: (now: number) => void): void {
  for (let time = beginMs; time < beginMs + troubledMs; time += lookMs) schedule.at(time, () => does(time));
}
