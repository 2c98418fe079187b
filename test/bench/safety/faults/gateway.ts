// The gateway itself stops, dies, and comes back.

import type { Fault } from './fault.ts';
import { ordinary, ordinaryMs, s } from './fault.ts';

export const downMs = 20 * s;
export const killed: Fault = {
  ...ordinary,
  name: 'gateway killed',
  strike({ gateway, chance, schedule }) {
    for (const at of [0, 60 * s, 120 * s])
      schedule.after(at + chance.between(0, 20 * s), () => gateway.kill(chance.between(1 * s, downMs)));
  },
  // Nobody lowers anything while it is down and until its chargers are back: what was given fits alone.
  budgetMs: ordinaryMs + downMs + 15 * s,
  knownMs: ordinaryMs + downMs + 15 * s,
};
export const stopped: Fault = {
  ...ordinary,
  name: 'gateway stopped',
  strike: ({ gateway, chance }) => gateway.stop(chance.between(2 * s, downMs)),
  budgetMs: ordinaryMs + downMs,
  knownMs: ordinaryMs + downMs,
};

/** It stays away for longer than any lease or watchdog lasts. */
export const dead: Fault = {
  ...ordinary,
  name: 'gateway dead',
  leavesAlone: true,
  strike: ({ gateway, chance }) => gateway.kill(chance.between(100 * s, 200 * s)),
  // When it is back, its chargers are a while later.
  budgetMs: ordinaryMs + 15 * s,
  knownMs: ordinaryMs + 15 * s,
};

/** What is raised has to be on the disk before anybody hears of it. */
export const slowDisk: Fault = {
  ...ordinary,
  name: 'gateway killed, disk slow',
  strike(world) {
    world.disk.slowMs = 8 * s;
    killed.strike(world);
  },
  heal({ disk }) {
    disk.slowMs = 0;
  },
  budgetMs: ordinaryMs + downMs + 45 * s,
  knownMs: ordinaryMs + downMs + 45 * s,
};

/** At the worst moment: a charger has just heard that it may have more, and the disk has not. */
export const killedRaising: Fault = {
  ...slowDisk,
  name: 'gateway killed as it raises',
  strike(world) {
    const { gateway, plant, schedule, disk, chance } = world;
    disk.slowMs = 8 * s;
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
