// The vans of simulated depots: names, tokens and what they draw.

import type { Chance } from './random.ts';
import { between } from './random.ts';

/** A van. Its token is as short and plain as careful stations want it (Q50). */
export interface Van {
  readonly name: string;
  readonly token: string;
  readonly batteryKwh: number;
  readonly phases: 1 | 3;
  readonly maxAmps: number;
  readonly startDelayMs: number;
  readonly needsWakeUp: boolean;
}

const birds =
  'Avocet Bittern Crane Dunlin Egret Falcon Gannet Heron Ibis Jackdaw Kestrel Lapwing ' +
  'Merlin Nuthatch Osprey Plover Quail Redstart Siskin Teal Umbrette Vireo Wigeon Yaffle';
const names = birds.split(' ');

/** Van number `at` from 0: its name and token are its own, the rest is chance. */
export function newVan(at: number, chance: Chance, startDelayMs: number): Van {
  const round = Math.floor(at / names.length);
  const bird = names[at % names.length]!;
  return {
    name: round === 0 ? `Van ${bird}` : `Van ${bird} ${round + 1}`,
    token: `B05BA${(at + 1).toString(16).toUpperCase().padStart(3, '0')}`,
    batteryKwh: [52, 60, 68, 79][between(chance, 0, 3)]!,
    phases: chance.fraction() < 0.25 ? 1 : 3,
    maxAmps: [16, 16, 32][between(chance, 0, 2)]!,
    startDelayMs,
    needsWakeUp: chance.fraction() < 0.1,
  };
}
