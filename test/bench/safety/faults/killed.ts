// A gateway that is killed: at any time, with a slow disk, as it raises, and while phases are switched; and switches that come to
// nothing.

import type { World } from '../world.ts';
import type { Fault } from './fault.ts';
import { ordinary, ordinaryMs, s } from './fault.ts';

export const downMs = 20 * s;
/** Until its chargers are connected again and their meters are read. */
const backMs = 15 * s;
/** What begins anew has to be on the disk before its chargers hear of it. */
const slowMs = 8 * s;
export const killed: Fault = {
  ...ordinary,
  name: 'gateway killed',
  strike({ gateway, chance, schedule }) {
    for (const at of [0, 60 * s, 120 * s])
      schedule.after(at + chance.between(0, 20 * s), () => gateway.kill(chance.between(1 * s, downMs)));
  },
  // Nobody lowers anything while it is down and until its chargers are back: what was given fits alone.
  budgetMs: ordinaryMs + downMs + backMs,
  knownMs: ordinaryMs + downMs + backMs,
  downMs: downMs + backMs,
};
/** What is raised has to be on the disk before anybody hears of it. */
export const slowDisk: Fault = {
  ...ordinary,
  name: 'gateway killed, disk slow',
  strike(world) {
    world.disk.slowMs = slowMs;
    killed.strike(world);
  },
  heal({ disk }) {
    disk.slowMs = 0;
  },
  budgetMs: ordinaryMs + downMs + 45 * s,
  knownMs: ordinaryMs + downMs + 45 * s,
  downMs: downMs + backMs + slowMs,
};

/** At the worst moment: a charger has just heard that it may have more, and the disk has not. */
export const killedRaising: Fault = {
  ...slowDisk,
  name: 'gateway killed as it raises',
  strike(world) {
    const { gateway, plant, schedule, disk, chance } = world;
    disk.slowMs = slowMs;
    const most = (): number[] =>
      plant.chargers.map((one) => Math.max(...one.outlets.map((_, at) => one.mayDraw(at, world.now()))));
    let [had, againAt, kills] = [most(), 0, 0];
    const look = (): void => {
      const has = most();
      if (schedule.now() >= againAt && has.some((amps, at) => amps > had[at]! + 1)) {
        gateway.kill(chance.between(1 * s, downMs));
        againAt = schedule.now() + 100 * s;
        kills += 1;
      }
      had = has;
      if (kills < 2) schedule.after(s / 2, look);
    };
    look();
  },
};

const hasSwitches = ({ scenario: { boxes = {}, habits = {} } }: World): boolean =>
  Object.values(boxes).some((model) => model !== 'heidelberg' && model !== 'keba') ||
  Object.values(habits).some(({ switches }) => switches === true);

export function switching(name: string, how: 'refuses' | 'ignores'): Fault {
  const all = ({ plant }: World, is: typeof how | undefined): void => {
    for (const { misdeeds } of plant.chargers) misdeeds.switching = is;
  };
  return {
    ...ordinary,
    name,
    applies: hasSwitches,
    strike: (world) => all(world, how),
    heal: (world) => all(world, undefined),
  };
}

/** In the middle of a switch, some times. */
export const killedAtSwitch: Fault = {
  ...killed,
  name: 'gateway killed while phases are switched',
  applies: hasSwitches,
  strike({ plant, gateway, chance, schedule }) {
    const ordered = (): number =>
      plant.chargers.reduce((sum, { outlets }) => sum + outlets.reduce((all, { switches }) => all + switches, 0), 0);
    let known = ordered();
    let kills = 0;
    const watch = (): void => {
      if (ordered() > known && kills < 3) {
        kills += 1;
        schedule.after(chance.between(0, 5 * s), () => gateway.kill(chance.between(1 * s, downMs)));
      }
      known = ordered();
      schedule.after(100, watch);
    };
    watch();
  },
};
