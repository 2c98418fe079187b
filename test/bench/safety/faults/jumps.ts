// A station's clock jumps while it holds limits with an end.

import type { Charger } from '../plant/charger.ts';
import type { World } from '../world.ts';
import type { Fault } from './fault.ts';
import { ordinary, ordinaryMs, s } from './fault.ts';

/** Who has to give way is told within this time. */
const toldMs = 5 * s;

/**
 * Clocks of stations are set, one after the other, while they hold limits with an end. Nobody can know before it says the time
 * again; what it may draw until then nobody can keep within anything.
 */
export const jumps = (name: string, jumpsMs: readonly [number, number]): Fault => ({
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
