// Which version each of the simulated peers speaks: by the seed alone.

import type { Version } from '../../src/model/protocol.ts';

const versions: readonly Version[] = ['1.6', '2.0.1', '2.1'];

/** In one seed of seven each station has a connection upstream of its own, in its own version. */
export const isRelayed = (seed: number): boolean => seed % 7 === 4;

/** In one seed of four every station speaks 1.6; elsewhere they are mixed. */
export const stationVersion = (seed: number, at: number): Version =>
  seed % 4 === 0 ? '1.6' : versions[(seed + at * (1 + (seed % 2))) % versions.length]!;

export const uplinkVersion = (seed: number, at: number): Version =>
  versions[(Math.floor(seed / 4) + seed + at) % versions.length]!;
