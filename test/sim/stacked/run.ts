// One seeded run of a campus over three depots, four real cores: vehicles come and go, links are cut at any time, the campus is
// limited further while they are, gateways are started anew; then all heals, and energy has to flow.

import { createStation } from '../../peers/station.ts';
import { stationTongue } from '../../peers/station-tongue.ts';
import type { SimStation } from '../../peers/station-types.ts';
import type { OnLoss } from '../../../src/model/config/on-loss.ts';
import type { CircuitId } from '../../../src/model/ids.ts';
import type { Habits } from '../habits.ts';
import { createNetwork } from '../network.ts';
import type { Chance, Schedule } from '../schedule.ts';
import { createChance, createSchedule } from '../schedule.ts';
import { createStationSide } from '../station-side.ts';
import type { StationSide } from '../station-side.ts';
import type { StackJudge } from './judge.ts';
import { createStackJudge, followMs } from './judge.ts';
import type { Node } from './node.ts';
import { createNode } from './node.ts';
import { campusSite, depotNames, depotSite, sizes, stationsPerDepot } from './sites.ts';
import type { Trunk } from './trunk.ts';
import { createTrunk } from './trunk.ts';

const minute = 60_000;
const settleMs = 5 * minute;
const troubleMs = 40 * minute;
const healingMs = 8 * minute;
/** The time budget of a lower limit while a depot is cut off: it falls back, and its vehicles follow. */
export const budgetMs = 1000 * sizes.afterSeconds + 30_000 + followMs;

export interface StackOutcome {
  readonly seed: number;
  readonly findings: readonly string[];
  readonly cuts: number;
  readonly kills: number;
  readonly worst: StackJudge['worst'];
  /** What all vehicles drew at the end, on the fullest line. */
  readonly endAmps: number;
}

export interface Depot {
  readonly node: Node;
  readonly trunk: Trunk;
  readonly stations: readonly SimStation[];
  readonly side: StationSide;
}

export interface Stack {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly campus: Node;
  readonly depots: readonly Depot[];
  readonly judge: StackJudge;
  readonly faults: string[];
}

const plain: Habits = {
  model: 'AC22',
  endsLimits: false,
  clockErrorMs: 0,
  repeatsAnew: false,
  refuses: () => false,
  left: [],
};

/** `onLoss` as the depots have it. */
export function createStack(seed: number, onLoss: OnLoss | undefined): Stack {
  const [schedule, chance] = [createSchedule(), createChance(seed)];
  const faults: string[] = [];
  const find = (what: string): void => void faults.push(what);
  const depots: Depot[] = [];
  const campus = createNode(
    schedule,
    chance,
    campusSite(sizes),
    {
      frame: (link, text) => void depots.some(({ trunk }) => trunk.frame('campus', link, text)),
      close: (link) => depots.forEach(({ trunk }) => trunk.close('campus', link)),
      want: () => undefined,
      resume: () => undefined,
      gone: () => depots.forEach(({ trunk }) => trunk.gone('campus')),
    },
    find,
  );
  for (const [at, name] of depotNames.entries()) depots.push(createDepot(name, at));

  function createDepot(name: string, place: number): Depot {
    const site = depotSite(name, sizes, onLoss);
    const stations = site.stations.map(({ id, sampleSeconds }) =>
      createStation({ id, evses: 1, ratingAmps: 32, sampleSeconds, random: chance, model: 'AC22' }),
    );
    const habits = stations.map(() => ({ ...plain }));
    const version = (at: number) => ((seed + place + at) % 3 === 0 ? '2.0.1' : '1.6');
    const tongues = stations.map(({ id }, at) => stationTongue(version(at), id, at + 1));
    const network = createNetwork(schedule, chance, () => node.driver(), find);
    const side = createStationSide(stations, tongues, schedule, network, () => node.driver(), habits);
    const node: Node = createNode(
      schedule,
      chance,
      site,
      {
        frame(link, text) {
          const at = side.placeOf(link);
          if (at >= 0) side.toStation(at, text);
          else trunk.frame('depot', link, text);
        },
        close(link) {
          const at = side.placeOf(link);
          if (at >= 0) side.close(at, true);
          else trunk.close('depot', link);
        },
        want: (wanted) => wanted.length > 0 && trunk.open(),
        resume: network.resume,
        gone() {
          side.closeAll(() => true);
          trunk.gone('depot');
        },
      },
      find,
    );
    const trunk = createTrunk(schedule, chance, name, { campus: () => campus, depot: () => node });
    return { node, trunk, stations, side };
  }

  const posts = depots.flatMap(({ stations }, place) =>
    stations.map((station, at) => ({
      station,
      wiring: depotSite(depotNames[place]!, sizes, undefined).stations[at]!.evses[0]!.phases,
    })),
  );
  const judge = createStackJudge(posts, schedule.now, sizes.campusAmps);
  return { schedule, chance, campus, depots, judge, faults };
}

export function runStack(seed: number, onLoss: OnLoss | undefined): StackOutcome {
  const stack = createStack(seed, onLoss);
  const { schedule, judge, depots, campus } = stack;
  campus.boot();
  for (const { node, stations, side } of depots) {
    node.boot();
    stations.forEach((_, at) => schedule.after(at * 700, () => side.event(at, { kind: 'wake' })));
  }
  runTo(stack, settleMs);
  const troubles = { cuts: 0, kills: 0 };
  planVehicles(stack);
  planTroubles(stack, troubles);
  runTo(stack, settleMs + troubleMs);
  for (const { trunk } of depots) trunk.heal();
  campus.ask({ kind: 'clearCircuitLimit', circuit: 'grid' as CircuitId }, () => judge.limitIs(sizes.campusAmps, 0));
  // Nobody leaves any more, and everybody wants all that there is.
  for (const { stations, side } of depots)
    stations.forEach((_, at) => {
      const vehicle = { name: 'last', token: 'TAG9', phases: 3, maxAmps: 32, wantedWh: 1e6 } as const;
      side.event(at, { kind: 'unplug', evse: 1 });
      schedule.after(20_000, () => side.event(at, { kind: 'plug', evse: 1, vehicle: { ...vehicle } }));
    });
  runTo(stack, settleMs + troubleMs + healingMs);
  const endAmps = Math.max(...judge.drawn());
  return {
    seed,
    findings: [...stack.faults, ...judge.findings, ...flows(stack, endAmps)],
    ...troubles,
    worst: judge.worst,
    endAmps,
  };
}

/** In pieces: a schedule takes so many events for a livelock. */
function runTo({ schedule, judge }: Stack, end: number): void {
  while (schedule.now() < end) schedule.run(Math.min(end, schedule.now() + minute), judge.look);
}

/** After healing energy flows again: in every depot, and most of what the campus has. */
function flows({ depots }: Stack, endAmps: number): string[] {
  const findings: string[] = [];
  for (const [at, { stations }] of depots.entries())
    if (stations.every(({ evses }) => evses[0]!.session === undefined))
      findings.push(`nobody charges in ${depotNames[at]} after healing`);
  if (endAmps < 0.8 * sizes.campusAmps)
    findings.push(`after healing ${endAmps.toFixed(1)} A are drawn of ${sizes.campusAmps} A`);
  return findings;
}

function planVehicles({ schedule, chance, depots }: Stack): void {
  for (const { side } of depots)
    for (let at = 0; at < stationsPerDepot; at += 1) {
      let time = settleMs + chance.between(0, 2 * minute);
      while (time < settleMs + troubleMs) {
        const stay = chance.between(2 * minute, 20 * minute);
        const vehicle = {
          name: `van ${at}`,
          token: `TAG${chance.between(1, 30)}`,
          phases: chance.happens(0.2) ? 1 : 3,
          maxAmps: chance.between(16, 32),
          wantedWh: chance.between(3000, 40_000),
        } as const;
        schedule.at(time, () => side.event(at, { kind: 'plug', evse: 1, vehicle: { ...vehicle } }));
        const leaves = time + stay;
        if (leaves < settleMs + troubleMs) schedule.at(leaves, () => side.event(at, { kind: 'unplug', evse: 1 }));
        time += stay + chance.between(5000, minute);
      }
    }
}

function planTroubles(stack: Stack, count: { cuts: number; kills: number }): void {
  const { schedule, chance, depots, campus, judge } = stack;
  for (const { trunk, node } of depots) {
    let time = settleMs + chance.between(0, 5 * minute);
    while (time < settleMs + troubleMs) {
      const lasts = chance.happens(0.4) ? chance.between(1000, 50_000) : chance.between(minute, 12 * minute);
      schedule.at(time, () => {
        count.cuts += 1;
        trunk.cut();
      });
      schedule.at(time + lasts, () => trunk.heal());
      // While it is cut off its gateway may be started anew, and knows its limits from its disk alone.
      if (chance.happens(0.2))
        schedule.at(time + chance.between(0, lasts), () => {
          count.kills += 1;
          node.kill(chance.between(1000, 10_000));
        });
      time += lasts + chance.between(2 * minute, 6 * minute);
    }
  }
  if (chance.happens(0.5))
    schedule.at(settleMs + chance.between(minute, troubleMs), () => {
      count.kills += 1;
      campus.kill(chance.between(1000, 10_000));
    });
  let time = settleMs + chance.between(2 * minute, 6 * minute);
  while (time < settleMs + troubleMs) {
    const amps = chance.between(3 * sizes.fallbackAmps, sizes.campusAmps);
    const lasts = chance.between(3 * minute, 8 * minute);
    const circuit = 'grid' as CircuitId;
    schedule.at(time, () =>
      campus.ask({ kind: 'setCircuitLimit', circuit, amps }, () => judge.limitIs(amps, budgetMs)),
    );
    schedule.at(time + lasts, () =>
      campus.ask({ kind: 'clearCircuitLimit', circuit }, () => judge.limitIs(sizes.campusAmps, 0)),
    );
    time += lasts + chance.between(minute, 5 * minute);
  }
}
