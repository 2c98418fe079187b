// What happens in the first minutes of the demo besides vans that come and go: the central system goes away and comes
// back, somebody known returns meanwhile, and a stranger tries.

import type { Chance } from './random.ts';
import { createVehicle } from './electric-vehicle.ts';
import type { Building } from './modbus/site-load.ts';
import type { Guest } from './modbus/guests.ts';
import type { Wallbox, WallboxEvent } from './modbus/wallbox.ts';
import type { SimStation, StationEvent } from './station/types.ts';
import type { Van } from './vans.ts';
import { newVan } from './vans.ts';

export interface StoryStep {
  /** From the start. */
  readonly atMs: number;
  /** What people are told before it happens. */
  readonly text: string;
  readonly act?: (stage: Stage) => void;
}

/** What the story moves. */
export interface Stage {
  tell(station: SimStation, event: StationEvent): void;
  bring(box: Wallbox, event: WallboxEvent): void;
  setCsms(isUp: boolean): void;
  readonly building: Building;
}

/** Where it happens: stations, and chargers without OCPP, that nobody else uses. */
export interface Scene {
  readonly here: SimStation;
  readonly there: SimStation;
  readonly early: Wallbox;
  readonly late: Wallbox;
}

export interface Story {
  /** Tokens that the central system knows. */
  readonly tokens: readonly string[];
  readonly steps: readonly StoryStep[];
  /** Those that the story brings to chargers without OCPP; they leave and come again by themselves. */
  readonly guests: readonly Guest[];
}

const second = 1000;

/** Everything goes `hurry` times as fast. */
export function createStory(scene: Scene, chance: Chance, hurry: number): Story {
  const robin: Van = {
    ...newVan(0, chance, (8 * second) / hurry),
    name: 'Van Robin',
    token: 'B05BAF01',
    phases: 3,
    maxAmps: 16,
  };
  const stranger: Van = { ...robin, name: 'Van Stranger', token: 'DEC0DE99' };
  const steps = stationSteps(scene, robin, stranger);
  const guests = guestsOf(scene, robin);
  const all = [...steps, ...houseSteps(scene), ...guestSteps(guests)].sort((one, other) => one.atMs - other.atMs);
  return {
    tokens: [robin, ...guests.map(({ van }) => van)].map(({ token }) => token),
    steps: all.map((step) => ({ ...step, atMs: step.atMs / hurry })),
    guests,
  };
}

function stationSteps({ here, there }: Scene, robin: Van, stranger: Van): readonly StoryStep[] {
  const comes = (van: Van, station: SimStation) => (stage: Stage) =>
    stage.tell(station, { kind: 'plug', evse: 1, vehicle: createVehicle({ ...van, soc: 0.4 }), token: van.token });
  const leaves = (station: SimStation) => (stage: Stage) => stage.tell(station, { kind: 'unplug', evse: 1 });
  return [
    {
      atMs: 0,
      text: 'The depot opens. Vans come; the fuses are too small for all of them, so each gets what there is room for.',
    },
    {
      atMs: 8 * second,
      text: `Van Robin comes to ${here.id}. The central system is asked about its token and knows it.`,
      act: comes(robin, here),
    },
    { atMs: 32 * second, text: 'Van Robin leaves for a short trip.', act: leaves(here) },
    {
      atMs: 42 * second,
      text: 'The central system goes away: its server is switched off. Whoever charges goes on charging.',
      act: (stage) => stage.setCsms(false),
    },
    {
      atMs: 52 * second,
      text: `Van Robin is back, at ${there.id}. Nobody can be asked, but its token is remembered: it may charge.`,
      act: comes(robin, there),
    },
    {
      atMs: 66 * second,
      text: `A stranger comes to ${here.id}. Nobody can be asked, and nobody here knows its token: it may not charge.`,
      act: comes(stranger, here),
    },
    { atMs: 80 * second, text: 'The stranger gives up.', act: leaves(here) },
    {
      atMs: 95 * second,
      text: 'The central system is switched on again. The gateway will find it by itself.',
      act: (stage) => stage.setCsms(true),
    },
    {
      atMs: 125 * second,
      text: `The stranger tries again at ${here.id}: now the central system is asked, and does not know it.`,
      act: comes(stranger, here),
    },
    { atMs: 135 * second, text: 'The stranger leaves for good.', act: leaves(here) },
    { atMs: 145 * second, text: 'Van Robin has what it needs and leaves.', act: leaves(there) },
    { atMs: 275 * second, text: 'From here on vans come and go. Ctrl-C ends the demo and compares the books.' },
  ];
}

const ovenAmps = 30;

/** The house needs more, and less again; then the meter says nothing. */
const houseSteps = ({ late }: Scene): readonly StoryStep[] => [
  {
    atMs: 180 * second,
    text: `The kitchen switches its ovens on: ${ovenAmps} A more on each line. ${late.id}, which falls back by itself if the gateway dies, makes room at once; the others have no more than fits beside the worst case.`,
    act: ({ building }) => void (building.ovenAmps = [ovenAmps, ovenAmps, ovenAmps]),
  },
  {
    atMs: 205 * second,
    text: 'The ovens are off. When the room has stayed for half a minute, it is given out again.',
    act: ({ building }) => void (building.ovenAmps = [0, 0, 0]),
  },
  {
    atMs: 250 * second,
    text: 'The meter of the grid connection falls silent: the house counts with the most that it can draw, until the meter is back.',
    act: ({ building }) => void (building.isMeterSilent = true),
  },
  {
    atMs: 268 * second,
    text: 'The meter answers again. It is believed when it has been good for half a minute.',
    act: ({ building }) => void (building.isMeterSilent = false),
  },
];

interface StoryGuest extends Guest {
  readonly comesAtMs: number;
  readonly text: string;
}

/** One is there before the central system goes away, the other comes when it is back. */
function guestsOf({ early, late }: Scene, robin: Van): readonly StoryGuest[] {
  const ute: Van = { ...robin, name: 'Van Ute', token: 'B05BAE01' };
  const tom: Van = { ...robin, name: 'Van Tom', token: 'B05BAE02', maxAmps: 32 };
  return [
    {
      box: early,
      van: ute,
      comesAtMs: 5 * second,
      leavesAtMs: 145 * second,
      text: `Van Ute comes to ${early.id}, an old charger that speaks Modbus and no OCPP. Its card is read from a register.`,
    },
    {
      box: late,
      van: tom,
      comesAtMs: 112 * second,
      leavesAtMs: 360 * second,
      text: `Van Tom comes to ${late.id}, which speaks Modbus too. The central system sees a connector like any other.`,
    },
  ];
}

const guestSteps = (guests: readonly StoryGuest[]): StoryStep[] =>
  guests.map(({ box, van, comesAtMs, text }) => ({
    atMs: comesAtMs,
    text,
    act: (stage) => stage.bring(box, { kind: 'plug', vehicle: createVehicle({ ...van, soc: 0.4 }), token: van.token }),
  }));
