// What goes wrong, and how long a gateway may take to be safe again.

import type { MeterFault } from './plant/circuit-meter.ts';
import type { Fault } from './faults/fault.ts';
import { hasMeters, nothing, ordinary, ordinaryMs, s } from './faults/fault.ts';
import { jumps } from './faults/jumps.ts';
import { downMs, killed, killedAtSwitch, killedRaising, slowDisk, switching } from './faults/killed.ts';
import type { World } from './world.ts';

function meters(name: string, fault: World['field']['meters'][number]['fault'], noticeMs: number): Fault {
  return {
    name,
    applies: hasMeters,
    strike({ field }) {
      for (const meter of field.meters) meter.fault = fault;
    },
    heal({ field }) {
      for (const meter of field.meters) meter.fault = undefined;
    },
    budgetMs: ordinaryMs + noticeMs,
    knownMs: ordinaryMs + noticeMs,
  };
}

/** As it begins anew it averages over what it has not seen yet. */
const restarts: Fault = {
  ...ordinary,
  name: 'meter restarts',
  applies: hasMeters,
  strike({ field, schedule }) {
    const be = (fault: MeterFault | undefined) => () => {
      for (const meter of field.meters) meter.fault = fault;
    };
    for (const at of [0, 80 * s, 160 * s]) {
      schedule.after(at, be({ kind: 'lost' }));
      schedule.after(at + 8 * s, be({ kind: 'scaled', by: 0.1 }));
      schedule.after(at + 26 * s, be(undefined));
    }
  },
  budgetMs: ordinaryMs + 6 * s,
  knownMs: ordinaryMs + 6 * s,
};

const some = ({ plant, chance }: World) => plant.chargers[chance.between(0, plant.chargers.length - 1)]!;
/** A socket that ends is noticed at once, a cable that is pulled when nothing is heard. */
const noticeMs = ({ chance }: World): number => (chance.happens(0.5) ? 20 : 40 * s);

const lostOne: Fault = {
  ...ordinary,
  name: 'charger lost',
  strike: (world) => world.cut(some(world), noticeMs(world)),
  heal: mendAll,
};
const lostAll: Fault = {
  ...ordinary,
  name: 'all chargers lost',
  leavesAlone: true,
  // Where that is known of them, one counts at its rating; all of them have no room.
  applies: ({ scenario }) => !Object.values(scenario.habits ?? {}).some((one) => one.forgetsAfterMs !== undefined),
  strike(world) {
    for (const charger of world.plant.chargers) world.cut(charger, noticeMs(world));
  },
  heal: mendAll,
};

function mendAll(world: World): void {
  for (const charger of world.plant.chargers) world.mend(charger);
}

const ignores: Fault = {
  ...ordinary,
  name: 'charger ignores its limit',
  // Nobody finds out in a minute where a charger says once in a quarter of an hour what it draws.
  applies: ({ scenario }) => scenario.site.stations.every(({ sampleSeconds }) => sampleSeconds <= 30),
  strike(world) {
    some(world).misdeeds.ignoresLimits = true;
  },
  heal({ plant }) {
    for (const { misdeeds } of plant.chargers) misdeeds.ignoresLimits = false;
  },
  // F096: never longer, where others can be lowered.
  budgetMs: 60 * s,
  knownMs: 60 * s,
};

const deaf: Fault = {
  ...ordinary,
  name: 'answers lost',
  strike({ plant, chance }) {
    for (const { misdeeds } of plant.stations) misdeeds.losesAnswers = chance.happens(0.5);
  },
  heal({ plant }) {
    for (const { misdeeds } of plant.stations) misdeeds.losesAnswers = false;
  },
};

const unheard: Fault = {
  ...ordinary,
  name: 'orders lost',
  strike({ plant, chance }) {
    for (const { misdeeds } of plant.stations) misdeeds.losesOrders = chance.happens(0.3);
  },
  heal({ plant }) {
    for (const { misdeeds } of plant.stations) misdeeds.losesOrders = false;
  },
};

const stopped: Fault = {
  ...ordinary,
  name: 'gateway stopped',
  strike: ({ gateway, chance }) => gateway.stop(chance.between(2 * s, downMs)),
  budgetMs: ordinaryMs + downMs,
  knownMs: ordinaryMs + downMs,
};

/** The gateway is back before the network is: of some chargers nothing is heard from it on. */
const cabinetDark: Fault = {
  ...killed,
  name: 'cabinet without power',
  applies: lostAll.applies,
  strike(world) {
    const { gateway, chance, plant } = world;
    gateway.kill(chance.between(5 * s, downMs));
    for (const charger of plant.chargers) if (chance.happens(0.5)) world.cut(charger, 0);
  },
  heal: mendAll,
};

/** It stays away for longer than any lease or watchdog lasts; orders from outside hold while it lives (design §8). */
const dead: Fault = {
  ...lostAll,
  name: 'gateway dead',
  strike(world) {
    const { gateway, chance, schedule, plant } = world;
    const downMs = chance.between(100 * s, 200 * s);
    gateway.kill(downMs);
    for (const charger of plant.chargers) world.cut(charger, 0);
    schedule.after(downMs, () => mendAll(world));
  },
};

const withoutCsms: Fault = {
  ...ordinary,
  name: 'CSMS gone',
  strike: (world) => world.setCsms(false),
  heal: (world) => world.setCsms(true),
};

const dim: Fault = {
  ...ordinary,
  name: 'grid operator dims',
  strike({ field }) {
    field.isDimmed = true;
  },
  heal({ field }) {
    field.isDimmed = false;
  },
  // It is read each second, and believed when two readings agree.
  budgetMs: ordinaryMs + 3 * s,
};

/** Nobody knows any more whether it is dimmed: then it is (`onLoss`). */
const contactLost: Fault = {
  ...ordinary,
  name: 'contact of the grid operator lost',
  strike({ field }) {
    field.isContactLost = true;
    field.isDimmed = true;
  },
  heal({ field }) {
    field.isContactLost = false;
    field.isDimmed = false;
  },
  budgetMs: ordinaryMs + 5 * s,
};

const hasBox = ({ scenario }: World): boolean => scenario.orders?.controlBox !== undefined;
const boxSilent: Fault = {
  ...ordinary,
  name: 'control box silent',
  applies: hasBox,
  strike: ({ outside }) => outside.setBox('silent'),
  heal: ({ outside }) => outside.setBox('speaks'),
};
/** A heartbeat without a limit raises nothing, however long it is heard. */
const boxSaysNothing: Fault = {
  ...boxSilent,
  name: 'control box comes back without a limit',
  strike({ outside, schedule }) {
    outside.setBox('silent');
    schedule.after(125 * s, () => outside.setBox('alive'));
  },
  heal: nothing,
};

const hour = 3_600_000;
const clock = (name: string, ms: number): Fault => ({
  ...ordinary,
  name,
  setsClocks: true,
  strike({ gateway, plant, chance }) {
    gateway.setClockError(ms);
    for (const { misdeeds } of plant.stations) if (chance.happens(0.3)) misdeeds.clockErrorMs = -ms;
  },
  heal({ gateway, plant }) {
    gateway.setClockError(0);
    for (const { misdeeds } of plant.stations) misdeeds.clockErrorMs = 0;
  },
});

const single: readonly Fault[] = [
  meters('meter lost', { kind: 'lost' }, 6 * s),
  meters('meter frozen', { kind: 'frozen' }, 30 * s),
  meters('meter ten times too high', { kind: 'scaled', by: 10 }, 0),
  { ...meters('meter ten times too low', { kind: 'scaled', by: 0.1 }, 60 * s), hidesLoad: true },
  restarts,
  lostOne,
  lostAll,
  ignores,
  deaf,
  unheard,
  killed,
  stopped,
  cabinetDark,
  switching('switch of phases refused', 'refuses'),
  switching('switch of phases ignored', 'ignores'),
  killedAtSwitch,
  dead,
  withoutCsms,
  dim,
  contactLost,
  boxSilent,
  boxSaysNothing,
  slowDisk,
  killedRaising,
  clock('clock an hour fast', hour),
  clock('clock an hour slow', -hour),
  jumps('station clock jumps ahead', [5 * s, hour]),
  jumps('station clock jumps ahead a little', [5 * s, 90 * s]),
  jumps('station clock jumps back', [-hour, -5 * s]),
  jumps('station clock jumps back a little', [-90 * s, -5 * s]),
];

const none: Fault = { ...ordinary, name: 'none', strike: nothing };

const three: Fault = {
  ...ordinary,
  name: 'three at once',
  strike(world) {
    const able = single.filter((one) => one.applies(world));
    for (let count = 0; count < 3; count += 1)
      able.splice(world.chance.between(0, able.length - 1), 1)[0]!.strike(world);
  },
  heal(world) {
    for (const one of single) one.heal(world);
  },
  budgetMs: Infinity,
  knownMs: 120 * s,
  isMany: true,
};

export const faults: readonly Fault[] = [none, ...single, three];
