// What goes wrong, and how long a gateway may take to be safe again.

import type { Charger } from './plant/charger.ts';
import type { MeterFault } from './plant/circuit-meter.ts';
import type { World } from './world.ts';

export interface Fault {
  readonly name: string;
  /** Undefined where the scenario has nothing that could fail so. */
  strike(world: World): void;
  heal(world: World): void;
  applies(world: World): boolean;
  /** Milliseconds in which an overload must end that began by a step of other load or by a lower limit. */
  readonly budgetMs: number;
  /** So long other load may draw more before anybody can know. */
  readonly knownMs: number;
  /**
   * Nobody can tell chargers anything: what other load steps by meanwhile has to wait until they have fallen back by themselves
   * (load-management.md §7 on P14, §5.3), and both times are longer by that. Whoever holds a limit for good has room for all of
   * it anyway.
   */
  readonly leavesAlone?: true;
  /** Nobody who does not know the time can keep a window. */
  readonly setsClocks?: true;
  /** Only promise (a) is held against it: two faults at once and more (P14). */
  readonly isMany?: true;
}

const s = 1000;
/** A meter of 1 s or 2 s, the gateway, 5 s until a charger changes its duty cycle, 6 s until a vehicle follows. */
const ordinaryMs = 15 * s;
const always = (): boolean => true;
const nothing = (): void => undefined;
const hasMeters = ({ field }: World): boolean => field.meters.length > 0;

const ordinary = { applies: always, heal: nothing, budgetMs: ordinaryMs, knownMs: ordinaryMs };

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

const downMs = 20 * s;
const killed: Fault = {
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

const hasSwitches = ({ scenario: { boxes = {}, habits = {} } }: World): boolean =>
  Object.values(boxes).some((model) => model !== 'heidelberg' && model !== 'keba') ||
  Object.values(habits).some(({ switches }) => switches === true);

function switching(name: string, how: 'refuses' | 'ignores'): Fault {
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
const killedAtSwitch: Fault = {
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

/** It stays away for longer than any lease or watchdog lasts. */
const dead: Fault = {
  ...ordinary,
  name: 'gateway dead',
  leavesAlone: true,
  strike: ({ gateway, chance }) => gateway.kill(chance.between(100 * s, 200 * s)),
  // When it is back, its chargers are a while later.
  budgetMs: ordinaryMs + 15 * s,
  knownMs: ordinaryMs + 15 * s,
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

/** What is raised has to be on the disk before anybody hears of it. */
const slowDisk: Fault = {
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
const killedRaising: Fault = {
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

/**
 * Clocks of stations are set, one after the other, while they hold limits with an end. Nobody can know before it says the time
 * again; what it may draw until then nobody can keep within anything.
 */
const jumps = (name: string, jumpsMs: readonly [number, number]): Fault => ({
  ...ordinary,
  name,
  applies: ({ plant }) => plant.stations.length > 0,
  strike(world) {
    const { plant, chance, schedule } = world;
    for (const at of [0, 60 * s, 120 * s, 180 * s])
      schedule.after(at + chance.between(0, 20 * s), () =>
        setClock(world, plant.stations[chance.between(0, plant.stations.length - 1)]!, chance.between(...jumpsMs)),
      );
  },
  heal(world) {
    for (const station of world.plant.stations) if (station.misdeeds.clockErrorMs !== 0) setClock(world, station, 0);
  },
  // Seen in the next reading where it is said often; what it draws is seen by others' meters before.
  budgetMs: 60 * s,
  knownMs: ordinaryMs,
});
function setClock({ clocks, scenario, schedule }: World, { id, misdeeds }: Charger, errorMs: number): void {
  misdeeds.clockErrorMs = errorMs;
  const { sampleSeconds } = scenario.site.stations.find((one) => one.id === id)!;
  const known = schedule.now() + sampleSeconds * s + (scenario.saidLateMs ?? 0) + toldMs;
  clocks.unknownUntil = Math.max(clocks.unknownUntil, known);
}
/** Who has to give way is told within this time. */
const toldMs = 5 * s;

const single: readonly Fault[] = [
  meters('meter lost', { kind: 'lost' }, 6 * s),
  meters('meter frozen', { kind: 'frozen' }, 30 * s),
  meters('meter ten times too high', { kind: 'scaled', by: 10 }, 0),
  meters('meter ten times too low', { kind: 'scaled', by: 0.1 }, 60 * s),
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
