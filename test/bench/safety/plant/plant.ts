// The electrical side of a depot: every charger, what else draws, and what flows in each circuit.

import type { Chance } from '../../../sim/schedule.ts';
import type { Box } from '../../../conversations/modbus-chargers.ts';
import { newHeidelberg, newKeba } from '../../../conversations/modbus-chargers.ts';
import type { Scenario } from '../scenario.ts';
import type { At, Charger } from './charger.ts';
import type { ModbusCharger } from './modbus-charger.ts';
import { createModbusCharger } from './modbus-charger.ts';
import { createOtherLoad } from './other-load.ts';
import { newOutlet, wiresOf } from './outlet.ts';
import type { PlantStation } from './station.ts';
import { createStation } from './station.ts';

export interface Plant {
  readonly chargers: readonly Charger[];
  readonly stations: readonly PlantStation[];
  readonly boxes: readonly ModbusCharger[];
  readonly circuits: readonly { readonly id: string; readonly fuseAmps: number; readonly worstOtherAmps: number }[];
  /** Place of the grid connection. */
  readonly root: number;
  /** Circuits of a charger, by their place: its own and all above it. */
  readonly pathOf: (charger: Charger) => readonly number[];
  /** Amps that flow now, three lines a circuit. */
  readonly amps: Float64Array;
  /** Of that, what chargers draw, and the other load. */
  readonly ofCars: Float64Array;
  readonly ofOthers: Float64Array;
  tick(now: At, ms: number): void;
}

export function createPlant({ site, otherLoad, boxes: models = {}, habits = {} }: Scenario, chance: Chance): Plant {
  const places = new Map(site.circuits.map(({ id }, at) => [id, at]));
  const path = (from: number): number[] => {
    const { parent } = site.circuits[from]!;
    return [from, ...(parent === undefined ? [] : path(places.get(parent)!))];
  };
  const stations: PlantStation[] = [];
  const boxes: ModbusCharger[] = [];
  const paths = new Map<Charger, readonly number[]>();
  for (const { id, circuit, evses, sampleSeconds } of site.stations) {
    const outlets = evses.map(({ phases, maxAmps }) => newOutlet(wiresOf(phases, chance.between(0, 2)), maxAmps));
    const model = models[id];
    if (model !== undefined) boxes.push(createModbusCharger(id, newBoxOf(model), outlets[0]!));
    else stations.push(createStation({ id, outlets, sampleSeconds, habits: habits[id] }));
    paths.set(model === undefined ? stations.at(-1)! : boxes.at(-1)!, path(places.get(circuit)!));
  }
  const chargers = [...paths.keys()];
  const others = site.circuits.map(({ id }) => {
    const load = otherLoad[id];
    return load === undefined ? undefined : createOtherLoad(load, chance);
  });
  const cells = 3 * site.circuits.length;
  const amps = new Float64Array(cells);
  const ofCars = new Float64Array(cells);
  const ofOthers = new Float64Array(cells);
  return {
    chargers,
    stations,
    boxes,
    circuits: site.circuits.map(({ id, limitAmps, worstCaseBaseAmps }) => ({
      id,
      fuseAmps: limitAmps,
      worstOtherAmps: worstCaseBaseAmps,
    })),
    root: site.circuits.findIndex(({ parent }) => parent === undefined),
    pathOf: (charger) => paths.get(charger)!,
    amps,
    ofCars,
    ofOthers,
    tick(now, ms) {
      ofCars.fill(0);
      ofOthers.fill(0);
      for (const [charger, above] of paths) {
        charger.tick(now, ms);
        for (const { lines } of charger.outlets) for (const at of above) add(ofCars, at, lines);
      }
      for (const [at, load] of others.entries()) {
        if (load === undefined) continue;
        const lines = load(now.mono);
        for (const above of path(at)) add(ofOthers, above, lines);
      }
      for (let at = 0; at < cells; at += 1) amps[at] = ofCars[at]! + ofOthers[at]!;
    },
  };
}

const newBoxOf = (model: NonNullable<Scenario['boxes']>[string]): Box =>
  model === 'heidelberg'
    ? newHeidelberg()
    : newKeba(model === 'keba' ? {} : { phaseSource: 3, lines: model === 'keba on one phase' ? 1 : 3 });

function add(sums: Float64Array, circuit: number, lines: readonly [number, number, number]): void {
  for (let line = 0; line < 3; line += 1) sums[3 * circuit + line]! += lines[line]!;
}
